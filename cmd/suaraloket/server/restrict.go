package server

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
)

// restrictFolder takes the rights of other accounts away from the data folder and its files:
// earlier versions left them to the umask. It warns about what it cannot change.
func restrictFolder(dir string, logger *slog.Logger) {
	errs := []error{restrict(dir)}
	entries, err := os.ReadDir(dir)
	errs = append(errs, err)
	for _, entry := range entries {
		if entry.Type().IsRegular() {
			errs = append(errs, restrict(filepath.Join(dir, entry.Name())))
		}
	}
	if err := errors.Join(errs...); err != nil {
		logger.Warn("other accounts of this machine may read the data folder", "folder", dir, "error", err.Error())
	}
}

// restrict leaves the rights of the owner alone. A file that has gone meanwhile needs none.
func restrict(path string) error {
	info, err := os.Lstat(path)
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		err = os.Chmod(path, info.Mode().Perm()&0o700)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
