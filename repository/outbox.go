package repository

import (
	"context"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
)

type messageRow struct {
	ID     string `gorm:"primaryKey"`
	Sealed []byte
	State  int
	// UpdateKey names the update of which a journal's message speaks.
	UpdateKey string
}

// The states of a message. One that is sent stays in a journal until the database, which
// may have it as well, has forgotten it.
const (
	messageWaiting = iota
	messageClaimed
	messageSent
)

func (messageRow) TableName() string { return "letters" }

type doneUpdateRow struct {
	UpdateKey string `gorm:"primaryKey"`
	DoneAt    time.Time
}

func (doneUpdateRow) TableName() string { return "done_updates" }

// FinishUpdate implements domain.UpdateStore.
func (s *Store) FinishUpdate(ctx context.Context, a domain.Effects) error {
	return s.transaction(ctx, func(tx *gorm.DB) error { return s.follow(tx, a) })
}

// follow stores what an effect leaves beside it, in the effect's transaction.
func (s *Store) follow(tx *gorm.DB, a domain.Effects) error {
	if a.Update != "" {
		result := tx.Exec(s.ignoring("INSERT INTO done_updates (update_key, done_at) VALUES (?, ?)", "update_key"), a.Update, stored(time.Now()))
		if result.Error != nil {
			return result.Error
		}
		if result.RowsAffected == 0 {
			return domain.ErrUpdateDone
		}
	}
	if err := addScreens(tx, a); err != nil {
		return err
	}
	return s.addMessages(tx, a)
}

// followAll stores what the ratings that a batch has added leave beside them. An
// update is not done before its rating is there, so a key that is known is the same
// update's, handled twice at once: only one of the two has added the rating.
func (s *Store) followAll(tx *gorm.DB, batch []*pending) error {
	var done [][]any
	var said []domain.Effects
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
	if err := addScreens(tx, said...); err != nil {
		return err
	}
	return s.addMessages(tx, said...)
}

// ignoring ends an insert that leaves rows with a known key alone.
func (s *Store) ignoring(insert, key string) string {
	if s.driver == SQLite {
		return insert + " ON CONFLICT DO NOTHING"
	}
	return insert + " ON DUPLICATE KEY UPDATE " + key + " = " + key
}

func (s *Store) addMessages(tx *gorm.DB, said ...domain.Effects) error {
	var rows [][]any
	for _, a := range said {
		for _, l := range a.Messages {
			rows = append(rows, []any{l.ID, l.Sealed, messageWaiting, a.Update})
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

// Messages implements domain.MessageStore. Without a journal in front all are shared.
func (s *Store) Messages(ctx context.Context, shared bool, n int) ([]domain.Message, error) {
	if !shared && !s.journal {
		return nil, nil
	}
	return s.SharedMessages(ctx, n)
}

// SharedMessages implements domain.MessageStore.
func (s *Store) SharedMessages(ctx context.Context, n int) ([]domain.Message, error) {
	var rows []messageRow
	if err := s.reads.WithContext(ctx).Where("state <> ?", messageSent).Order("id").Limit(n).Find(&rows).Error; err != nil {
		return nil, s.outcome(err)
	}
	messages := make([]domain.Message, len(rows))
	for i, row := range rows {
		messages[i] = domain.Message{ID: row.ID, Sealed: row.Sealed, Claimed: row.State == messageClaimed}
	}
	return messages, nil
}

// CountMessages gives how many messages are not sent.
func (s *Store) CountMessages(ctx context.Context) (n int64, err error) {
	err = s.reads.WithContext(ctx).Model(&messageRow{}).Where("state <> ?", messageSent).Count(&n).Error
	return n, s.outcome(err)
}

// SentMessages gives the messages of a journal that are sent and kept.
func (s *Store) SentMessages(ctx context.Context) (ids []string, err error) {
	err = s.reads.WithContext(ctx).Model(&messageRow{}).Where("state = ?", messageSent).Pluck("id", &ids).Error
	return ids, s.outcome(err)
}

// MarkMessagesSent notes in a journal that messages are sent.
func (s *Store) MarkMessagesSent(ctx context.Context, ids []string) error {
	return s.outcome(s.db.WithContext(ctx).Model(&messageRow{}).Where("id IN ?", ids).Update("state", messageSent).Error)
}

// ClaimMessage implements domain.MessageStore.
func (s *Store) ClaimMessage(ctx context.Context, id, run string) error {
	result := s.db.WithContext(ctx).Model(&messageRow{}).Where("id = ? AND state = ?", id, messageWaiting).
		Updates(map[string]any{"state": messageClaimed, "begun_by": run})
	if result.Error != nil || result.RowsAffected > 0 {
		return s.outcome(result.Error)
	}
	var ours int64 // noted before, when the answer was lost
	err := s.db.WithContext(ctx).Model(&messageRow{}).Where("id = ? AND state = ? AND begun_by = ?", id, messageClaimed, run).Count(&ours).Error
	if err == nil && ours == 0 {
		return domain.ErrMessageClaimed
	}
	return s.outcome(err)
}

// ReleaseMessage implements domain.MessageStore.
func (s *Store) ReleaseMessage(ctx context.Context, id, run string) error {
	return s.outcome(s.db.WithContext(ctx).Model(&messageRow{}).Where("id = ? AND state = ? AND begun_by = ?", id, messageClaimed, run).
		Updates(map[string]any{"state": messageWaiting, "begun_by": ""}).Error)
}

// ShareMessage implements domain.MessageStore.
func (s *Store) ShareMessage(ctx context.Context, id string) error {
	var n int64
	err := s.reads.WithContext(ctx).Model(&messageRow{}).Where("id = ?", id).Count(&n).Error
	if err == nil && n == 0 {
		return domain.ErrMessageClaimed
	}
	return s.outcome(err)
}

// DeleteMessages implements domain.MessageStore.
func (s *Store) DeleteMessages(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	return s.transaction(ctx, func(tx *gorm.DB) error { return tx.Where("id IN ?", ids).Delete(&messageRow{}).Error })
}

// DeleteUpdates implements domain.UpdateStore.
func (s *Store) DeleteUpdates(ctx context.Context, before time.Time) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		return tx.Where("done_at < ?", stored(before)).Delete(&doneUpdateRow{}).Error
	})
}
