package repository

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// A backup is a SQLite file with these two numbers in its header: whose it is, and
// the schema of what is in it. They are written last, so that a file that was not
// finished has neither.
const (
	backupMark     = 0x53754c6f // "SuLo"
	headerLength   = 100
	headerSchema   = 60 // user_version
	headerMark     = 68 // application_id
	sqliteFileMark = "SQLite format 3\x00"
)

// ErrNoBackup is a file that is no backup of this program's, or not a whole one.
var ErrNoBackup = errors.New("this is not a whole backup made by suaraloket backup")

// schemaOfBackup reads the header and touches nothing. It refuses what is no backup
// with ErrNoBackup and what a newer program has made with ErrNewerSchema.
func schemaOfBackup(path string) (int64, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	header := make([]byte, headerLength)
	if _, err := io.ReadFull(file, header); err != nil {
		return 0, fmt.Errorf("%s: %w", path, ErrNoBackup)
	}
	number := func(at int) uint32 { return binary.BigEndian.Uint32(header[at:]) }
	if string(header[:len(sqliteFileMark)]) != sqliteFileMark || number(headerMark) != backupMark {
		return 0, fmt.Errorf("%s: %w", path, ErrNoBackup)
	}
	version := int64(number(headerSchema))
	if version > SchemaVersion() {
		return 0, fmt.Errorf("%s: %w: schema %d, program %d", path, ErrNewerSchema, version, SchemaVersion())
	}
	return version, nil
}

func (s *Store) markBackup(ctx context.Context, version int64) error {
	db := s.db.WithContext(ctx)
	return errors.Join(
		db.Exec(fmt.Sprintf("PRAGMA user_version = %d", version)).Error,
		db.Exec(fmt.Sprintf("PRAGMA application_id = %d", backupMark)).Error,
	)
}

// openFile opens a SQLite file that no other program uses, on one connection and without
// a write-ahead log. The writer makes it durable.
func (s *Store) openFile(ctx context.Context, path string, options url.Values, pragmas ...string) (*Store, error) {
	file := &Store{driver: SQLite, writer: s.writer, logger: s.logger}
	handle, err := openSQLiteHandle(sqliteAddress(path, options, pragmas...), 1, gormConfig(s.logger))
	if err != nil {
		return nil, err
	}
	file.db, file.reads = handle, handle
	if err := file.Ping(ctx); err != nil {
		return nil, errors.Join(err, file.closeHandles())
	}
	file.intake = newCommitter(file)
	return file, nil
}

// openToWrite opens a new file without a rollback journal: when writing fails, the file is
// deleted.
func (s *Store) openToWrite(ctx context.Context, path string) (*Store, error) {
	return s.openFile(ctx, path, url.Values{}, "journal_mode(OFF)", "synchronous(OFF)", "cache_size(-20000)", "temp_store(FILE)")
}

// openBackup opens a backup to read it. An older one is brought up to date, in a copy
// in the scratch folder; done closes and removes what was opened. Refusals:
// ErrNoBackup for a file that is damaged too, ErrNewerSchema.
func (s *Store) openBackup(ctx context.Context, path, scratch string) (backup *Store, done func() error, err error) {
	version, err := schemaOfBackup(path)
	if err != nil {
		return nil, nil, err
	}
	if version < SchemaVersion() {
		return s.openOlder(ctx, path, scratch)
	}
	backup, err = s.openFile(ctx, path, url.Values{"mode": {"ro"}, "immutable": {"1"}}, "query_only(1)")
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w: %w", path, ErrNoBackup, err)
	}
	if err := backup.checkIntact(ctx, path); err != nil {
		return nil, nil, errors.Join(err, backup.Close())
	}
	return backup, backup.Close, nil
}

func (s *Store) openOlder(ctx context.Context, path, scratch string) (backup *Store, done func() error, err error) {
	temporary, err := copyFile(path, scratch)
	if err != nil {
		return nil, nil, err
	}
	if backup, err = s.openToWrite(ctx, temporary); err != nil {
		return nil, nil, errors.Join(err, os.Remove(temporary))
	}
	done = func() error { return errors.Join(backup.Close(), os.Remove(temporary)) }
	if err := backup.checkIntact(ctx, path); err != nil {
		return nil, nil, errors.Join(err, done())
	}
	if _, err := backup.Migrate(ctx); err != nil {
		return nil, nil, errors.Join(err, done())
	}
	return backup, done, nil
}

// checkIntact refuses a file that was damaged since it was written.
func (s *Store) checkIntact(ctx context.Context, path string) error {
	var findings []string
	if err := s.reads.WithContext(ctx).Raw("PRAGMA quick_check(1)").Scan(&findings).Error; err != nil {
		return fmt.Errorf("%s: %w: %w", path, ErrNoBackup, err)
	}
	if finding := strings.Join(findings, " "); finding != "ok" {
		return fmt.Errorf("%s: %w: %s", path, ErrNoBackup, finding)
	}
	return nil
}

func copyFile(path, scratch string) (name string, err error) {
	from, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer from.Close()
	to, err := os.CreateTemp(scratch, "restore-*.db")
	if err != nil {
		return "", err
	}
	_, err = io.Copy(to, from)
	if err = errors.Join(err, to.Close()); err != nil {
		err = errors.Join(err, os.Remove(to.Name()))
	}
	return to.Name(), err
}

// publish gives a finished file its name, durably. It replaces nothing: a file that
// has that name is refused with ErrBackupExists.
func publish(temporary, name string) error {
	if err := syncFile(temporary); err != nil {
		return err
	}
	err := os.Link(temporary, name)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s: %w", name, ErrBackupExists)
	case err != nil: // a file system without links
		err = os.Rename(temporary, name)
	}
	return errors.Join(err, syncFile(filepath.Dir(name)))
}

func syncFile(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
