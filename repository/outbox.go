package repository

import (
	"context"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
)

type letterRow struct {
	ID     string `gorm:"primaryKey"`
	Sealed []byte
	State  int
	// UpdateKey names the update of which a journal's letter speaks.
	UpdateKey string
}

// The states of a letter. One that is sent stays in a journal until the database, which
// may have it as well, has forgotten it.
const (
	letterWaiting = iota
	letterBegun
	letterSent
)

func (letterRow) TableName() string { return "letters" }

type doneUpdateRow struct {
	UpdateKey string `gorm:"primaryKey"`
	DoneAt    time.Time
}

func (doneUpdateRow) TableName() string { return "done_updates" }

// SettleUpdate implements domain.UpdateStore.
func (s *Store) SettleUpdate(ctx context.Context, a domain.Aftermath) error {
	return s.transaction(ctx, func(tx *gorm.DB) error { return s.follow(tx, a) })
}

// follow stores what an effect leaves beside it, in the effect's transaction.
func (s *Store) follow(tx *gorm.DB, a domain.Aftermath) error {
	if a.Update != "" {
		result := tx.Exec(s.ignoring("INSERT INTO done_updates (update_key, done_at) VALUES (?, ?)", "update_key"), a.Update, stored(time.Now()))
		if result.Error != nil {
			return result.Error
		}
		if result.RowsAffected == 0 {
			return domain.ErrUpdateDone
		}
	}
	return s.addLetters(tx, a)
}

// followAll stores what the ratings that a batch has added leave beside them. An
// update is not done before its rating is there, so a key that is known is the same
// update's, handled twice at once: only one of the two has added the rating.
func (s *Store) followAll(tx *gorm.DB, batch []*pending) error {
	var done [][]any
	var said []domain.Aftermath
	at := stored(time.Now())
	for _, a := range batch {
		if !a.added || a.settles {
			continue
		}
		effects, err := a.EffectsOf(a.stored)
		if err != nil {
			return err
		}
		if effects.Update != "" {
			done = append(done, []any{effects.Update, at})
		}
		said = append(said, effects)
	}
	if len(done) > 0 {
		if err := insertRows(tx, "done_updates", []string{"update_key", "done_at"}, done, s.ignoring("", "update_key")); err != nil {
			return err
		}
	}
	return s.addLetters(tx, said...)
}

// ignoring ends an insert that leaves rows with a known key alone.
func (s *Store) ignoring(insert, key string) string {
	if s.driver == SQLite {
		return insert + " ON CONFLICT DO NOTHING"
	}
	return insert + " ON DUPLICATE KEY UPDATE " + key + " = " + key
}

func (s *Store) addLetters(tx *gorm.DB, said ...domain.Aftermath) error {
	var rows [][]any
	for _, a := range said {
		for _, l := range a.Letters {
			rows = append(rows, []any{l.ID, l.Sealed, letterWaiting, a.Update})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return insertRows(tx, "letters", []string{"id", "sealed", "state", "update_key"}, rows, "")
}

// DoneUpdates implements domain.UpdateStore.
func (s *Store) DoneUpdates(ctx context.Context, updates []string) ([]string, error) {
	var done []string
	if len(updates) == 0 {
		return nil, nil
	}
	err := s.reads.WithContext(ctx).Model(&doneUpdateRow{}).Where("update_key IN ?", updates).Pluck("update_key", &done).Error
	return done, s.outcome(err)
}

// Letters implements domain.LetterStore. Without a journal in front all are shared.
func (s *Store) Letters(ctx context.Context, shared bool, n int) ([]domain.Letter, error) {
	if !shared && !s.journal {
		return nil, nil
	}
	var rows []letterRow
	if err := s.reads.WithContext(ctx).Where("state <> ?", letterSent).Order("id").Limit(n).Find(&rows).Error; err != nil {
		return nil, s.outcome(err)
	}
	letters := make([]domain.Letter, len(rows))
	for i, row := range rows {
		letters[i] = domain.Letter{ID: row.ID, Sealed: row.Sealed, Begun: row.State == letterBegun}
	}
	return letters, nil
}

// CountLetters gives how many letters are not sent.
func (s *Store) CountLetters(ctx context.Context) (n int64, err error) {
	err = s.reads.WithContext(ctx).Model(&letterRow{}).Where("state <> ?", letterSent).Count(&n).Error
	return n, s.outcome(err)
}

// SentLetters gives the letters of a journal that are sent and kept.
func (s *Store) SentLetters(ctx context.Context) (ids []string, err error) {
	err = s.reads.WithContext(ctx).Model(&letterRow{}).Where("state = ?", letterSent).Pluck("id", &ids).Error
	return ids, s.outcome(err)
}

// KeepSentLetters notes in a journal that letters are sent.
func (s *Store) KeepSentLetters(ctx context.Context, ids []string) error {
	return s.outcome(s.db.WithContext(ctx).Model(&letterRow{}).Where("id IN ?", ids).Update("state", letterSent).Error)
}

// BeginLetter implements domain.LetterStore.
func (s *Store) BeginLetter(ctx context.Context, id, run string) error {
	result := s.db.WithContext(ctx).Model(&letterRow{}).Where("id = ? AND state = ?", id, letterWaiting).
		Updates(map[string]any{"state": letterBegun, "begun_by": run})
	if result.Error != nil || result.RowsAffected > 0 {
		return s.outcome(result.Error)
	}
	var ours int64 // noted before, when the answer was lost
	err := s.db.WithContext(ctx).Model(&letterRow{}).Where("id = ? AND state = ? AND begun_by = ?", id, letterBegun, run).Count(&ours).Error
	if err == nil && ours == 0 {
		return domain.ErrLetterTaken
	}
	return s.outcome(err)
}

// ReturnLetter implements domain.LetterStore.
func (s *Store) ReturnLetter(ctx context.Context, id, run string) error {
	return s.outcome(s.db.WithContext(ctx).Model(&letterRow{}).Where("id = ? AND state = ? AND begun_by = ?", id, letterBegun, run).
		Updates(map[string]any{"state": letterWaiting, "begun_by": ""}).Error)
}

// FindLetter implements domain.LetterStore.
func (s *Store) FindLetter(ctx context.Context, id string) error {
	var n int64
	err := s.reads.WithContext(ctx).Model(&letterRow{}).Where("id = ?", id).Count(&n).Error
	if err == nil && n == 0 {
		return domain.ErrLetterTaken
	}
	return s.outcome(err)
}

// DropLetters implements domain.LetterStore.
func (s *Store) DropLetters(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	return s.transaction(ctx, func(tx *gorm.DB) error { return tx.Where("id IN ?", ids).Delete(&letterRow{}).Error })
}

// ForgetUpdates implements domain.UpdateStore.
func (s *Store) ForgetUpdates(ctx context.Context, before time.Time) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		return tx.Where("done_at < ?", stored(before)).Delete(&doneUpdateRow{}).Error
	})
}
