package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// aloneWithin is how long a start waits for the program before it to be gone.
const aloneWithin = 3 * time.Second

// alone makes sure that no other program runs with this data folder under this
// instance's name: two would drain one journal and count in one name. The system
// gives the lock back however the program ends.
func alone(c Config) (release func() error, err error) {
	if err := os.MkdirAll(c.Data, 0o750); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(c.Data, "instance-"+c.Instance+".lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return file.Close, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) || time.Since(began) > aloneWithin {
			break
		}
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = fmt.Errorf("another program runs with the data folder %s as instance %q: give this one a folder and a name of its own", c.Data, c.Instance)
	}
	return nil, errors.Join(err, file.Close())
}
