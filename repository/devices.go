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

func (row deviceRow) device() domain.Device {
	d := domain.Device{ID: row.ID, Counter: row.CounterCode, Name: row.Name, KeyHash: row.KeyHash}
	if row.RevokedAt != nil {
		d.Revoked = *row.RevokedAt
	}
	return d
}

func deviceRowOf(d domain.Device) deviceRow {
	row := deviceRow{ID: d.ID, CounterCode: d.Counter, Name: d.Name, KeyHash: d.KeyHash}
	if !d.Revoked.IsZero() {
		at := stored(d.Revoked)
		row.RevokedAt = &at
	}
	return row
}

// SaveDevice implements domain.DeviceStore.
func (s *Store) SaveDevice(ctx context.Context, d domain.Device) error {
	return s.relayout(ctx, func(tx *gorm.DB) error {
		return upsert(tx, []deviceRow{deviceRowOf(d)}, []string{"id"}, "counter_code", "name", "key_hash", "revoked_at")
	})
}
