package programtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"suaraloket/web/browsertest"
)

// binaryVariable names the environment variable with the path of the built program;
// without it each test process builds the program once.
const binaryVariable = "SUARALOKET_TEST_BINARY"

// builder builds the program at the first request.
type builder struct {
	once sync.Once
	dir  string // the folder to remove at the end, "" if nothing was built
	path string
	err  error
}

var built builder

func (b *builder) build() {
	if b.path = os.Getenv(binaryVariable); b.path != "" {
		return
	}
	if b.dir, b.err = os.MkdirTemp("", "suaraloket-*"); b.err != nil {
		return
	}
	b.path = filepath.Join(b.dir, "suaraloket")
	build := exec.Command("go", "build", "-o", b.path, "suaraloket/cmd/suaraloket")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.err = fmt.Errorf("build: %w\n%s", err, out)
	}
}

// Binary returns the path of the program.
func Binary(t testing.TB) string {
	t.Helper()
	built.once.Do(built.build)
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.path
}

// Main runs the tests of a package and removes the program that they built.
func Main(m *testing.M) int {
	status := browsertest.Main(m)
	if built.dir != "" {
		_ = os.RemoveAll(built.dir) // in the system's temporary folder
	}
	return status
}
