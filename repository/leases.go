package repository

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
)

type leaseRow struct {
	Name   string `gorm:"primaryKey"`
	Holder string
	EndsAt time.Time
}

func (leaseRow) TableName() string { return "leases" }

// AcquireLease implements domain.LeaseStore. The database's clock decides, so that the
// instances' own may differ.
func (s *Store) AcquireLease(ctx context.Context, name, holder string, length time.Duration) (held bool, err error) {
	err = s.transaction(ctx, func(tx *gorm.DB) error {
		now, err := s.clock(tx)
		if err != nil {
			return err
		}
		ends := stored(now.Add(length))
		result := tx.Model(&leaseRow{}).Where("name = ? AND (holder = ? OR ends_at < ?)", name, holder, stored(now)).
			Updates(map[string]any{"holder": holder, "ends_at": ends})
		if held = result.RowsAffected > 0; result.Error != nil || held {
			return result.Error
		}
		err = tx.Create(&leaseRow{Name: name, Holder: holder, EndsAt: ends}).Error
		held = err == nil
		if !errors.Is(err, gorm.ErrDuplicatedKey) {
			return err
		}
		var there leaseRow // another's, or its own of this very moment
		err = tx.Where("name = ?", name).Take(&there).Error
		held = there.Holder == holder
		return err
	})
	return held, err
}

// ReleaseLease implements domain.LeaseStore.
func (s *Store) ReleaseLease(ctx context.Context, name, holder string) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		return tx.Where("name = ? AND holder = ?", name, holder).Delete(&leaseRow{}).Error
	})
}

// clock is the time of the database: of a file that of its machine.
func (s *Store) clock(tx *gorm.DB) (time.Time, error) {
	if s.driver == SQLite {
		return time.Now(), nil
	}
	var now time.Time
	err := tx.Raw("SELECT UTC_TIMESTAMP(3)").Row().Scan(&now)
	return now, err
}
