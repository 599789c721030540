package repository

import (
	"context"

	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

type pinRow struct {
	OfficerCode string `gorm:"primaryKey"`
	PINHash     string `gorm:"column:pin_hash"`
}

func (pinRow) TableName() string { return "officer_pins" }

// PIN implements account.PINStore.
func (s *Store) PIN(ctx context.Context, officer string) (string, error) {
	var row pinRow
	if err := s.reads.WithContext(ctx).Where("officer_code = ?", officer).Take(&row).Error; err != nil {
		return "", s.found(err, domain.ErrPINMissing)
	}
	return row.PINHash, nil
}

// SavePIN implements account.PINStore.
func (s *Store) SavePIN(ctx context.Context, officer, hash string, events ...audit.Event) error {
	return s.acting(ctx, events, func(tx *gorm.DB) error {
		return replace(tx, []pinRow{{OfficerCode: officer, PINHash: hash}}, "pin_hash")
	})
}
