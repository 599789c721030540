package repository

import (
	"context"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
)

type deviceRow struct {
	ID          string `gorm:"primaryKey"`
	CounterCode string
	Name        string
	KeyHash     string
	RevokedAt   *time.Time
}

func (deviceRow) TableName() string { return "devices" }

// DeviceByKey implements domain.DeviceStore.
func (s *Store) DeviceByKey(ctx context.Context, keyHash string) (domain.Device, error) {
	var row deviceRow
	if err := s.reads.WithContext(ctx).Where("key_hash = ?", keyHash).Take(&row).Error; err != nil {
		return domain.Device{}, s.found(err, domain.ErrDeviceUnknown)
	}
	d := domain.Device{ID: row.ID, Counter: row.CounterCode, Name: row.Name, KeyHash: row.KeyHash}
	if row.RevokedAt != nil {
		d.Revoked = *row.RevokedAt
	}
	return d, nil
}

// SaveDevice implements domain.DeviceStore.
func (s *Store) SaveDevice(ctx context.Context, d domain.Device) error {
	row := deviceRow{ID: d.ID, CounterCode: d.Counter, Name: d.Name, KeyHash: d.KeyHash}
	if !d.Revoked.IsZero() {
		at := stored(d.Revoked)
		row.RevokedAt = &at
	}
	return s.transaction(ctx, func(tx *gorm.DB) error {
		return upsert(tx, []deviceRow{row}, []string{"id"}, "counter_code", "name", "key_hash", "revoked_at")
	})
}
