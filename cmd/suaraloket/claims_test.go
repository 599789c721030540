package main

import (
	"strings"
	"testing"

	"suaraloket/repository"
)

// TestProgramsOnOneDatabaseHaveOneSecret starts a second program as an administrator does
// who has forgotten to copy the key, and then as one who has not.
func TestProgramsOnOneDatabaseHaveOneSecret(t *testing.T) {
	env := append(database(t, repository.MySQL), "SUARALOKET_SECRET="+strings.Repeat("rahasia ", 5))
	first := start(t, append(env, "SUARALOKET_DATA="+t.TempDir()), "serve")
	second := append(env, "SUARALOKET_DATA="+t.TempDir(), "SUARALOKET_INSTANCE=2", "SUARALOKET_HTTP_LISTEN=127.0.0.1:0")
	_, stderr, status := runCommand(t, append(second, "SUARALOKET_SECRET="), "", "serve")
	if status != exitFailure || !strings.Contains(stderr, "another secret") {
		t.Errorf("exit %d, %s", status, stderr)
	}
	start(t, second, "serve").stop()
	first.stop()
}

// TestProgramsOnOneDatabaseHaveNamesOfTheirOwn starts a second program as an administrator
// does who has copied the whole configuration, and a program again that was cut off.
func TestProgramsOnOneDatabaseHaveNamesOfTheirOwn(t *testing.T) {
	env := append(database(t, repository.MySQL), "SUARALOKET_SECRET="+strings.Repeat("rahasia ", 5))
	folder := t.TempDir()
	first := start(t, append(env, "SUARALOKET_DATA="+folder), "serve")
	other := append(env, "SUARALOKET_DATA="+t.TempDir(), "SUARALOKET_HTTP_LISTEN=127.0.0.1:0")
	_, stderr, status := runCommand(t, other, "", "serve")
	if status != exitFailure || !strings.Contains(stderr, `instance "1": another program`) {
		t.Errorf("exit %d, %s", status, stderr)
	}
	first.kill()
	first = start(t, append(env, "SUARALOKET_DATA="+folder), "serve") // at once
	first.stop()
	start(t, other, "serve").stop() // and this one when the name is free
}
