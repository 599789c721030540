package repository

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// restoreNote is in the database while a restore is running.
const restoreNote = "restoring"

// ErrHalfRestored is a database into which a restore has not put everything.
var ErrHalfRestored = errors.New("a restore into this database is under way or was cut off: give it an empty database and restore again")

// ErrNotEmpty is a database that a restore would have to overwrite.
var ErrNotEmpty = errors.New("the database holds data already: a restore takes an empty one")

// Restore puts a backup into an empty database, which it migrates when it has no
// tables yet, and says what it holds. Older backups are brought up to date in a copy
// in the scratch folder; the file itself is only read.
//
// Refusals, before anything is changed: ErrNoBackup, ErrNewerSchema for a backup or
// a database of a newer program, ErrOlderSchema for a database with tables of an
// older one, ErrForeignTables, ErrNotEmpty, ErrHalfRestored. When it fails later the
// database is empty again; when it is cut off, everything else refuses the database
// with ErrHalfRestored.
func (s *Store) Restore(ctx context.Context, name, scratch string, tell func(Copied)) (all []Copied, err error) {
	backup, done, err := s.openBackup(ctx, name, scratch)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	if err := s.beginRestore(ctx); err != nil {
		return nil, err
	}
	indexes, err := s.dropIndexes(ctx)
	if err == nil {
		all, err = s.takeIn(ctx, backup, indexes, tell)
	}
	if err != nil {
		return nil, errors.Join(err, s.undoRestore(context.WithoutCancel(ctx), indexes))
	}
	return all, nil
}

func (s *Store) takeIn(ctx context.Context, backup *Store, indexes []string, tell func(Copied)) (all []Copied, err error) {
	err = backup.snapshot(ctx, func(tx *gorm.DB) (err error) {
		all, err = copyTables(ctx, tx, s, tell)
		return err
	})
	return all, firstError(
		func() error { return err },
		func() error { return s.makeIndexes(ctx, indexes) },
		func() error { return s.endRestore(ctx) },
	)
}

// beginRestore checks that the database is empty and writes the note. Of two restores that
// begin at once, one finds the other's note.
func (s *Store) beginRestore(ctx context.Context) error {
	fresh, err := s.Fresh(ctx)
	if err != nil {
		return err
	}
	if fresh {
		if _, err := s.Migrate(ctx); err != nil {
			return err
		}
	}
	if err := s.CheckSchema(ctx); err != nil {
		return err
	}
	empty, err := s.Empty(ctx)
	if err != nil {
		return err
	}
	if !empty {
		return ErrNotEmpty
	}
	err = s.db.WithContext(ctx).Create(&metaRow{Name: restoreNote, Value: "1"}).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return ErrHalfRestored
	}
	return s.outcome(err)
}

func (s *Store) endRestore(ctx context.Context) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		return tx.Where("name = ?", restoreNote).Delete(&metaRow{}).Error
	})
}

// undoRestore empties the database again and deletes the note last.
func (s *Store) undoRestore(ctx context.Context, indexes []string) error {
	tables := copiedTables() // of which meta, with the note, is the first
	err := firstError(
		func() error { return s.clear(ctx, tables[1:]...) },
		func() error { _, err := s.dropIndexes(ctx); return err }, // those that were made already
		func() error { return s.makeIndexes(ctx, indexes) },
		func() error { return s.clear(ctx, tables[0]) },
	)
	if err != nil {
		err = fmt.Errorf("the database could not be emptied again, drop it: %w", s.outcome(err))
	}
	return err
}

func (s *Store) clear(ctx context.Context, tables ...string) error {
	statement := "DELETE FROM "
	if s.driver == MySQL {
		statement = "TRUNCATE TABLE " // deleting millions of rows would fill the server's log
	}
	for _, table := range tables {
		if err := s.db.WithContext(ctx).Exec(statement + table).Error; err != nil {
			return err
		}
	}
	return nil
}

// checkWhole refuses a database with ErrHalfRestored when a restore did not end.
func (s *Store) checkWhole(ctx context.Context) error {
	fresh, err := s.Fresh(ctx)
	if err != nil || fresh {
		return err
	}
	note, err := s.Note(ctx, restoreNote)
	if err == nil && note != "" {
		err = ErrHalfRestored
	}
	return err
}
