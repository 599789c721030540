package repository

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"gorm.io/gorm"
)

// ErrBackupExists is a file that a backup would have to overwrite.
var ErrBackupExists = errors.New("there is such a file already: a backup overwrites none")

// Backup writes everything, but what ends with the running programs or leads to a person
// in a chat (see copiedTables), as it is at one moment into one SQLite file, whatever the
// database, while others go on reading and writing, and says what it holds. The file has its name when it is whole and durable, not earlier; one that
// is there is refused with ErrBackupExists.
func (s *Store) Backup(ctx context.Context, name string, tell func(Copied)) (all []Copied, err error) {
	if _, err := os.Lstat(name); err == nil {
		return nil, fmt.Errorf("%s: %w", name, ErrBackupExists)
	}
	temporary, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.partial")
	if err != nil {
		return nil, err
	}
	defer os.Remove(temporary.Name()) // unless it has its name by now
	if err := temporary.Close(); err != nil {
		return nil, err
	}
	if all, err = s.writeBackup(ctx, temporary.Name(), tell); err != nil {
		return nil, err
	}
	return all, publish(temporary.Name(), name)
}

func (s *Store) writeBackup(ctx context.Context, path string, tell func(Copied)) (all []Copied, err error) {
	to, err := s.openToWrite(ctx, path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	if _, err := to.Migrate(ctx); err != nil {
		return nil, err
	}
	indexes, err := to.dropIndexes(ctx)
	if err != nil {
		return nil, err
	}
	err = s.snapshot(ctx, func(tx *gorm.DB) (err error) {
		all, err = copyTables(ctx, tx, to, tell)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := to.makeIndexes(ctx, indexes); err != nil {
		return nil, err
	}
	return all, to.markBackup(ctx, SchemaVersion())
}
