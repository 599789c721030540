package commandtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/repository/testdb"
)

// TestTheRecordIsVerified changes the record by hand: record verify and verify name the row.
func TestTheRecordIsVerified(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := []string{"SUARALOKET_DATA=" + dir}
	programtest.Install(t, env, dir)
	database, heads := filepath.Join(dir, "suaraloket.db"), filepath.Join(dir, "kept.txt")
	run := func(status int, says string, args ...string) string {
		t.Helper()
		stdout, stderr, got := programtest.RunCommand(t, env, "", args...)
		if got != status || !strings.Contains(stdout+stderr, says) {
			t.Errorf("%v: exit %d, %q and %q; want %d, %q", args, got, stdout, stderr, status, says)
		}
		return stdout
	}
	for _, login := range []string{"satu", "dua", "tiga"} {
		run(programtest.StatusOK, "", "account", "add", "--login", login, "--role", "hr")
	}
	head := run(programtest.StatusOK, "", "record", "head")
	number, _, _ := strings.Cut(head, " ")
	run(programtest.StatusOK, "followed "+number+" rows of the record", "record", "verify")
	write(t, heads, "2026-11-23 "+head)
	run(programtest.StatusOK, "1 kept heads fit", "record", "verify", "--heads", heads)
	run(programtest.StatusOK, "followed "+number+" rows of the record", "verify")

	execute(t, database, "UPDATE audit_events SET subject = 'empat' WHERE seq = 2")
	run(programtest.StatusFailure, "row 2 of the record is changed", "record", "verify")
	run(programtest.StatusFailure, "row 2 of the record is changed", "verify")
	execute(t, database, "DELETE FROM audit_events WHERE seq = 2")
	run(programtest.StatusFailure, "row 2 of the record is missing", "record", "verify")

	// A record that is written anew is whole in itself, and does not fit what was kept.
	execute(t, database, "DELETE FROM audit_events; DELETE FROM meta WHERE name = 'audit_head'")
	run(programtest.StatusOK, "followed 0 rows", "record", "verify")
	run(programtest.StatusFailure, "row 1 of the record is missing", "record", "verify", "--heads", heads)
	write(t, filepath.Join(dir, "record-head.txt"), "2026-11-23 "+head)
	run(programtest.StatusFailure, "row 1 of the record is missing", "verify")

	write(t, heads, "2026-11-23 nonsense\n")
	run(programtest.StatusFailure, `"nonsense"`, "record", "verify", "--heads", heads)
	run(programtest.StatusFailure, "none.txt", "record", "verify", "--heads", filepath.Join(dir, "none.txt"))
	for _, args := range [][]string{{"record"}, {"record", "repair"}, {"record", "head", "--heads", heads}} {
		run(programtest.StatusUsage, "record head|verify", args...)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestTheHeadIsWritten: serve writes the head of the day, which the record fits later too.
func TestTheHeadIsWritten(t *testing.T) {
	t.Parallel()
	program, dir := openDemo(t, 0)
	name := filepath.Join(dir, "record-head.txt")
	read := func() string {
		text, err := os.ReadFile(name)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		return string(text)
	}
	testdb.Await(t, "a head in the file", func() bool { return strings.HasSuffix(read(), "\n") }, func() any { return read() })
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	before := programtest.MustRun(t, nil, "", "record", "head", "--config", configOf(dir))
	if _, kept, _ := strings.Cut(read(), " "); kept != before {
		t.Errorf("the file has %q, the head is %q", kept, before)
	}
	programtest.MustRun(t, nil, "kuda lompat pagar sawah\n", "account", "add", "--login", "baru", "--role", "hr", "--config", configOf(dir))
	if out := programtest.MustRun(t, nil, "", "record", "verify", "--config", configOf(dir)); !strings.Contains(out, "1 kept heads fit") {
		t.Errorf("verify says %q", out)
	}
	program.Stop()
}
