package commandtest

import (
	"encoding/json"
	"strings"
	"testing"

	"suaraloket/cmd/suaraloket/programtest"
)

// TestAccountCommands goes through the life of an account: added with a one-time password,
// listed, of another role, reset, disabled, enabled.
func TestAccountCommands(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := []string{"SUARALOKET_DATA=" + dir}
	programtest.Install(t, env, dir)
	run := func(args ...string) string {
		return programtest.MustRun(t, env, "", append([]string{"account"}, args...)...)
	}
	made := run("add", "--login", "baru", "--role", "hr", "--name", "Pegawai Baru")
	if len(strings.TrimSpace(made)) != 16 {
		t.Errorf("the one-time password is %q", made)
	}
	state := func(login string) (role, state string) {
		t.Helper()
		var list []struct{ Login, Role, State string }
		if err := json.Unmarshal([]byte(run("list", "--format", "json")), &list); err != nil {
			t.Fatal(err)
		}
		for _, a := range list {
			if a.Login == login {
				return a.Role, a.State
			}
		}
		return "", ""
	}
	want := func(step, role, how string) {
		t.Helper()
		if r, s := state("baru"); r != role || s != how {
			t.Errorf("%s: %s, %s; want %s, %s", step, r, s, role, how)
		}
	}
	want("added", "hr", "one-time")
	programtest.MustRun(t, env, "kuda lompat pagar sawah\n", "account", "reset", "--login", "baru")
	want("reset by a person", "hr", "active")
	run("role", "--login", "baru", "--role", "head", "--unit", "dkc")
	want("another role", "head", "active")
	if again := run("reset", "--login", "baru"); again == made || len(strings.TrimSpace(again)) != 16 {
		t.Errorf("the new one-time password is %q", again)
	}
	want("reset", "head", "one-time")
	run("disable", "--login", "BARU")
	want("disabled", "head", "disabled")
	run("enable", "--login", "baru")
	want("enabled", "head", "one-time")
	if out := run("sessions", "--login", "baru", "--format", "csv"); strings.TrimSpace(out) != "login,begun,seen,id" {
		t.Errorf("sessions: %q", out)
	}
	run("role", "--login", "baru", "--role", "viewer", "--unit", "dkc")
	want("a viewer", "viewer", "one-time")
	if _, stderr, status := programtest.RunCommand(t, env, "", "account", "sessions", "--login", "baru", "--end", "--session", "0123456789abcdef"); status != 0 || !strings.Contains(stderr, "0 sessions ended") {
		t.Errorf("an unknown session: exit %d, %q", status, stderr)
	}
	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"add", "--login", "baru", "--role", "hr"}, programtest.StatusFailure, "login"},
		{[]string{"disable", "--login", "nobody"}, programtest.StatusFailure, "account is not known"},
		{[]string{"disable"}, programtest.StatusUsage, "--login"},
		{[]string{"role", "--login", "baru"}, programtest.StatusUsage, "--role"},
		{[]string{"role", "--login", "baru", "--role", "head", "--unit", "NONE"}, programtest.StatusFailure, "unit is not known"},
		{[]string{"add", "--login", "peninjau", "--role", "viewer"}, programtest.StatusFailure, "unit"},
		{[]string{"role", "--login", "baru", "--role", "officer", "--officer", "P-0000"}, programtest.StatusFailure, "officer is not known"},
		{[]string{"sessions", "--login", "baru", "--session", "0123456789abcdef"}, programtest.StatusUsage, "--session goes with --end"},
		{[]string{"list", "--format", "xml"}, programtest.StatusUsage, "table, json or csv"},
		{[]string{"dance"}, programtest.StatusUsage, "add|list|disable"},
		{nil, programtest.StatusUsage, "add|list|disable"},
	} {
		stdout, stderr, status := programtest.RunCommand(t, env, "", append([]string{"account"}, c.args...)...)
		if status != c.status || !strings.Contains(stdout+stderr, c.says) {
			t.Errorf("%v: exit %d, output %q and %q", c.args, status, stdout, stderr)
		}
	}
}
