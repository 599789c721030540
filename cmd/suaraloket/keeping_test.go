package main

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// openDemo starts a demo without history and rates n times at its first counter.
func openDemo(t *testing.T, n int, env ...string) (program *process, dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "demo")
	env = append(env, "SUARALOKET_LIMITS_DEVICE_PER_MINUTE=0", "SUARALOKET_LIMITS_KIOSK_INTERVAL=0")
	program = start(t, env, "demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0")
	rateMany(t, program, dir, n)
	return program, dir
}

func rateMany(t *testing.T, program *process, dir string, n int) {
	t.Helper()
	key := readDemo(t, dir).Counters[0].DeviceKey
	for i := range n {
		rating := map[string]any{"id": uuid.NewString(), "value": i%4 + 1, "answers": map[string]int{"biaya": 4}, "comment": "Baik 👍🏽"}
		if status, err := postRating(program.base, key, rating); status != 201 || err != nil {
			t.Fatal(status, err)
		}
	}
}

func configOf(dir string) string { return filepath.Join(dir, "config.yaml") }

// execute changes a SQLite file behind the program's back.
func execute(t *testing.T, file, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

// TestVerifyBesideARunningService verifies, finds what somebody changed, mends it and
// finds nothing any more, all while the program runs.
func TestVerifyBesideARunningService(t *testing.T) {
	program, dir := openDemo(t, 12)
	out, progress, status := runCommand(t, nil, "", "verify", "--config", configOf(dir))
	if status != exitOK || out != "recounted 12 ratings of 1 months: every tally agrees\n" || !strings.Contains(progress, ": 12 ratings, 0 differences\n") {
		t.Errorf("exit %d, %q, %q", status, out, progress)
	}
	execute(t, filepath.Join(dir, "suaraloket.db"), "UPDATE tallies SET counted = counted + 1 WHERE value = 4; DELETE FROM unit_answers")
	for _, c := range []struct {
		args        []string
		status      int
		must, never []string
		complains   string
	}{
		{nil, exitFailure, []string{"value=4: counted is 4, the ratings say 3\n", "item=form: n is 0, the ratings say 12\n", "4 differences in 1 months\n"}, []string{"agrees", "mended"}, "--repair-tallies mends them"},
		{[]string{"--repair-tallies"}, exitOK, []string{"value=4: counted is 4, the ratings say 3\n", "4 differences in 1 months, mended\n"}, []string{"agrees"}, ""},
		{nil, exitOK, []string{"every tally agrees"}, []string{"differences"}, ""},
		{[]string{"--repair-tallies"}, exitOK, []string{"every tally agrees"}, []string{"mended"}, ""},
	} {
		out, complaint, status := runCommand(t, nil, "", append([]string{"verify", "--config", configOf(dir)}, c.args...)...)
		if status != c.status || !strings.Contains(complaint, c.complains) {
			t.Errorf("%v: exit %d, %q", c.args, status, complaint)
		}
		for _, text := range c.must {
			if !strings.Contains(out, text) {
				t.Errorf("%v does not say %q: %s", c.args, text, out)
			}
		}
		for _, text := range c.never {
			if strings.Contains(out, text) {
				t.Errorf("%v says %q: %s", c.args, text, out)
			}
		}
	}
	program.stop()
}

func TestVerifyWantsADatabaseAndNoWords(t *testing.T) {
	dir := t.TempDir()
	env := []string{"SUARALOKET_DATA=" + dir}
	if _, stderr, status := runCommand(t, env, "", "verify", "everything"); status != exitUsage || !strings.Contains(stderr, "unexpected") {
		t.Errorf("exit %d, %s", status, stderr)
	}
	if _, stderr, status := runCommand(t, env, "", "verify"); status != exitFailure || !strings.Contains(stderr, "run migrate") {
		t.Errorf("exit %d, %s", status, stderr)
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "secret*")); len(files) > 0 {
		t.Errorf("it made a signing key: %v", files)
	}
}
