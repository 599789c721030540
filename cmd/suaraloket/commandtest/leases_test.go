package commandtest

import (
	"strings"
	"testing"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/repository"
)

// TestProgramsOnOneDatabaseHaveOneSecret starts a second program without a copy of the secret,
// as after a mistake of an administrator, and then with the copy.
func TestProgramsOnOneDatabaseHaveOneSecret(t *testing.T) {
	t.Parallel()
	env := append(programtest.Database(t, repository.MySQL), "SUARALOKET_SECRET="+strings.Repeat("rahasia ", 5))
	first := programtest.Start(t, append(env, "SUARALOKET_DATA="+t.TempDir()), "serve")
	second := append(env, "SUARALOKET_DATA="+t.TempDir(), "SUARALOKET_INSTANCE=2", "SUARALOKET_HTTP_LISTEN=127.0.0.1:0")
	_, stderr, status := programtest.RunCommand(t, append(second, "SUARALOKET_SECRET="), "", "serve")
	if status != programtest.StatusFailure || !strings.Contains(stderr, "another secret") {
		t.Errorf("exit %d, %s", status, stderr)
	}
	programtest.Start(t, second, "serve").Stop()
	first.Stop()
}

// TestProgramsOnOneDatabaseHaveNamesOfTheirOwn starts a second program with a full copy of the
// configuration, as after a mistake of an administrator, and restarts a killed program.
func TestProgramsOnOneDatabaseHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	env := append(programtest.Database(t, repository.MySQL), "SUARALOKET_SECRET="+strings.Repeat("rahasia ", 5))
	folder := t.TempDir()
	first := programtest.Start(t, append(env, "SUARALOKET_DATA="+folder), "serve")
	other := append(env, "SUARALOKET_DATA="+t.TempDir(), "SUARALOKET_HTTP_LISTEN=127.0.0.1:0")
	_, stderr, status := programtest.RunCommand(t, other, "", "serve")
	if status != programtest.StatusFailure || !strings.Contains(stderr, `instance "1": another program`) {
		t.Errorf("exit %d, %s", status, stderr)
	}
	first.Kill()
	first = programtest.Start(t, append(env, "SUARALOKET_DATA="+folder), "serve") // without a wait
	first.Stop()
	programtest.Start(t, other, "serve").Stop() // the name is free now
}
