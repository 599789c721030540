package commandtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"suaraloket/cmd/suaraloket/programtest"
)

// Databases, journals, keys and backups are for the program's account alone, whatever the
// umask of the shell that starts it.
func TestFilesAreForTheAccountAlone(t *testing.T) {
	before := syscall.Umask(0) // other tests of this process make files of their own with explicit rights
	defer syscall.Umask(before)
	dir := filepath.Join(t.TempDir(), "data")
	env := []string{"SUARALOKET_DATA=" + dir, "SUARALOKET_HTTP_LISTEN=127.0.0.1:0"}
	programtest.MustRun(t, env, "", "migrate")
	program := programtest.Start(t, env, "serve")
	programtest.MustRun(t, env, "", "backup", filepath.Join(dir, "backup.db"))
	program.Stop()
	onlyOwn(t, dir)
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error { // as an earlier version left them
		if err != nil {
			return err
		}
		return os.Chmod(path, map[bool]os.FileMode{true: 0o755, false: 0o644}[entry.IsDir()])
	})
	if err != nil {
		t.Fatal(err)
	}
	programtest.Start(t, env, "serve").Stop()
	onlyOwn(t, dir)
}

// onlyOwn fails for a file or folder that other accounts may read.
func onlyOwn(t *testing.T, dir string) {
	t.Helper()
	seen := 0
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		seen++
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %v", path, info.Mode())
		}
		return nil
	})
	if err != nil || seen < 5 {
		t.Errorf("%d files, %v", seen, err)
	}
}
