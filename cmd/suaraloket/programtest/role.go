package programtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// RoleVariable names the environment variable that makes the compiled tests of
// cmd/suaraloket run as a server. Benchmarks then measure a separate process, and the
// program needs no switch for it.
const RoleVariable = "SUARALOKET_TEST_ROLE"

// The roles.
const (
	RoleEmpty     = "empty"     // the Fiber shell with a handler that does nothing
	RoleStoreless = "storeless" // serve with an intake that stores nothing
	RoleProfiled  = "profiled"  // the program, writing a CPU profile into the file that ProfileVariable names
)

// ProfileVariable names the environment variable with the path of the CPU profile.
const ProfileVariable = "SUARALOKET_TEST_PROFILE"

// rolesVariable names the environment variable with the path of the compiled tests of
// cmd/suaraloket, which run in the roles; without it StartRole compiles them.
const rolesVariable = "SUARALOKET_TEST_ROLES"

// StartRole starts the program in another role.
func StartRole(t testing.TB, role string, env []string, args ...string) *Process {
	t.Helper()
	path := os.Getenv(rolesVariable)
	if path == "" {
		path = filepath.Join(t.TempDir(), "roles")
		if out, err := exec.Command("go", "test", "-c", "-o", path, "suaraloket/cmd/suaraloket").CombinedOutput(); err != nil {
			t.Fatalf("build: %v\n%s", err, out)
		}
	}
	return launch(t, path, append(env, RoleVariable+"="+role), args...).ready()
}
