package repository

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"
)

// tryRow is an allowance of tries that is not whole.
type tryRow struct {
	KeyHash string `gorm:"primaryKey"`
	WholeAt time.Time
}

func (tryRow) TableName() string { return "tries" }

// ChangeTries implements account.TryStore.
func (s *Store) ChangeTries(ctx context.Context, keys []string, change func(whole map[string]time.Time) error) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		var rows []tryRow
		if err := locked(tx).Where("key_hash IN ?", keys).Order("key_hash").Find(&rows).Error; err != nil {
			return err
		}
		whole := map[string]time.Time{}
		for _, row := range rows {
			whole[row.KeyHash] = row.WholeAt
		}
		if err := change(whole); err != nil {
			return err
		}
		rows = rows[:0]
		for _, key := range slices.Sorted(slices.Values(keys)) {
			if at, changed := whole[key]; changed {
				rows = append(rows, tryRow{KeyHash: key, WholeAt: stored(at)})
			}
		}
		return replace(tx, rows, "whole_at")
	})
}

// ForgetTries implements account.TryStore.
func (s *Store) ForgetTries(ctx context.Context, keys []string) error {
	return s.transaction(ctx, func(tx *gorm.DB) error { return tx.Where("key_hash IN ?", keys).Delete(&tryRow{}).Error })
}

// DropTries implements account.TryStore.
func (s *Store) DropTries(ctx context.Context, before time.Time) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		return tx.Where("whole_at < ?", stored(before)).Delete(&tryRow{}).Error
	})
}
