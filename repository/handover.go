package repository

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"suaraloket/domain"
)

// Aftermaths gives up to n of those that a journal has kept: each update that is done,
// with those of its letters that nobody has begun to send.
func (s *Store) Aftermaths(ctx context.Context, n int) ([]domain.Aftermath, error) {
	var keys []string
	if err := s.reads.WithContext(ctx).Model(&doneUpdateRow{}).Limit(n).Pluck("update_key", &keys).Error; err != nil || len(keys) == 0 {
		return nil, s.outcome(err)
	}
	var rows []letterRow
	err := s.reads.WithContext(ctx).Where("update_key IN ? AND state = ?", keys, letterWaiting).Order("id").Find(&rows).Error
	letters := map[string][]domain.Letter{}
	for _, row := range rows {
		letters[row.UpdateKey] = append(letters[row.UpdateKey], domain.Letter{ID: row.ID, Sealed: row.Sealed})
	}
	list := make([]domain.Aftermath, len(keys))
	for i, key := range keys {
		list[i] = domain.Aftermath{Update: key, Letters: letters[key]}
	}
	return list, s.outcome(err)
}

// TakeAftermaths stores what a journal has kept. Of an update that is done here as well,
// by another program or by an earlier try, nothing is stored.
func (s *Store) TakeAftermaths(ctx context.Context, list []domain.Aftermath) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		for _, a := range list {
			if err := s.follow(tx, a); err != nil && !errors.Is(err, domain.ErrUpdateDone) {
				return err
			}
		}
		return nil
	})
}

// ForgetAftermaths removes from a journal what the database has taken.
func (s *Store) ForgetAftermaths(ctx context.Context, list []domain.Aftermath) error {
	var keys, letters []string
	for _, a := range list {
		keys = append(keys, a.Update)
		for _, l := range a.Letters {
			letters = append(letters, l.ID)
		}
	}
	return s.transaction(ctx, func(tx *gorm.DB) error {
		if err := tx.Where("update_key IN ?", keys).Delete(&doneUpdateRow{}).Error; err != nil || len(letters) == 0 {
			return err
		}
		return tx.Where("id IN ?", letters).Delete(&letterRow{}).Error
	})
}
