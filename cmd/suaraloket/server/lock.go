package server

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"suaraloket/cmd/suaraloket/config"
)

// lockWait is how long a start waits for the end of the previous program.
const lockWait = 3 * time.Second

// lockFolder locks the data folder for this instance: two programs would drain one journal
// and count under one name. The system releases the lock when the process ends. The mark
// identifies the folder.
func lockFolder(c config.Config) (release func() error, mark string, err error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, "", fmt.Errorf("data folder: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(c.Data, "instance-"+c.Instance+".lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, "", fmt.Errorf("data folder: %w", err)
	}
	for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			if mark, err = marked(file); err == nil {
				return file.Close, mark, nil
			}
			break
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) || time.Since(began) > lockWait {
			break
		}
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = fmt.Errorf("another program runs with the data folder %s as instance %q: give this one a folder and a name of its own", c.Data, c.Instance)
	}
	return nil, "", errors.Join(err, file.Close())
}

// marked reads the mark of a data folder, or sets one in a new folder.
func marked(file *os.File) (string, error) {
	mark, err := io.ReadAll(io.LimitReader(file, 64))
	if err != nil || len(mark) == len(rand.Text()) {
		return string(mark), err
	}
	fresh := rand.Text()
	_, err = file.WriteAt([]byte(fresh), 0)
	return fresh, errors.Join(err, file.Truncate(int64(len(fresh))), file.Sync())
}
