package repository

import (
	"context"
	"database/sql"

	"gorm.io/gorm"
)

// snapshot runs work on a snapshot of the database, which the first read takes. It blocks
// no writer. While it lasts, SQLite's write-ahead log and InnoDB's undo log grow: work is a
// page, a month, or a whole copy.
func (s *Store) snapshot(ctx context.Context, work func(tx *gorm.DB) error) error {
	options := &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true} // SQLite has no other level
	err := s.reads.WithContext(ctx).Transaction(work, options)
	if err != nil && ctx.Err() != nil {
		return ctx.Err() // the caller has gone; the database is not away
	}
	return s.outcome(err)
}
