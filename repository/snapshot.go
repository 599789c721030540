package repository

import (
	"context"
	"database/sql"

	"gorm.io/gorm"
)

// snapshot runs work on what the database holds at one moment, however long work
// reads and whatever is written meanwhile; the first table that it reads sets the
// moment. It locks nobody out. While it lasts, SQLite's write-ahead log and InnoDB's
// old versions of rows grow: work is a month, or a whole copy.
func (s *Store) snapshot(ctx context.Context, work func(tx *gorm.DB) error) error {
	options := &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true} // SQLite has no other level
	err := s.reads.WithContext(ctx).Transaction(work, options)
	if err != nil && ctx.Err() != nil {
		return ctx.Err() // whoever waited does not any more: the database is not away
	}
	return s.outcome(err)
}
