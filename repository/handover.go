package repository

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"suaraloket/domain"
)

// Effects gives up to n of those that a journal has kept: each update that is done,
// with those of its messages that are not claimed, and with what they ask.
func (s *Store) Effects(ctx context.Context, n int) ([]domain.Effects, error) {
	var keys []string
	if err := s.reads.WithContext(ctx).Model(&doneUpdateRow{}).Limit(n).Pluck("update_key", &keys).Error; err != nil || len(keys) == 0 {
		return nil, s.outcome(err)
	}
	var rows []messageRow
	err := s.reads.WithContext(ctx).Where("update_key IN ? AND state = ?", keys, messageWaiting).Order("id").Find(&rows).Error
	messages := map[string][]domain.Message{}
	for _, row := range rows {
		messages[row.UpdateKey] = append(messages[row.UpdateKey], domain.Message{ID: row.ID, Sealed: row.Sealed})
	}
	if err != nil {
		return nil, s.outcome(err)
	}
	var asked []screenRow
	err = s.reads.WithContext(ctx).Where("update_key IN ?", keys).Find(&asked).Error
	screens := map[string]*domain.Screen{}
	for _, row := range asked {
		screen := row.screen()
		screens[row.UpdateKey] = &screen
	}
	list := make([]domain.Effects, len(keys))
	for i, key := range keys {
		list[i] = domain.Effects{Update: key, Messages: messages[key], Screen: screens[key]}
	}
	return list, s.outcome(err)
}

// TakeEffects stores what a journal has kept. Of an update that is done here as well,
// by another program or by an earlier try, nothing is stored.
func (s *Store) TakeEffects(ctx context.Context, list []domain.Effects) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		for _, a := range list {
			if err := s.follow(tx, a); err != nil && !errors.Is(err, domain.ErrUpdateDone) {
				return err
			}
		}
		return nil
	})
}

// DeleteEffects removes from a journal what the database has taken.
func (s *Store) DeleteEffects(ctx context.Context, list []domain.Effects) error {
	var keys, messages []string
	for _, a := range list {
		keys = append(keys, a.Update)
		for _, l := range a.Messages {
			messages = append(messages, l.ID)
		}
	}
	return s.transaction(ctx, func(tx *gorm.DB) error {
		err := firstError(
			func() error { return tx.Where("update_key IN ?", keys).Delete(&doneUpdateRow{}).Error },
			func() error { return tx.Where("update_key IN ?", keys).Delete(&screenRow{}).Error },
		)
		if err != nil || len(messages) == 0 {
			return err
		}
		return tx.Where("id IN ?", messages).Delete(&messageRow{}).Error
	})
}
