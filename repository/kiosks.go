package repository

import (
	"context"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
)

type kioskRow struct {
	ID          string `gorm:"primaryKey"`
	CounterCode string
	Name        string
	KeyHash     string
	RevokedAt   *time.Time
}

func (kioskRow) TableName() string { return "devices" }

func (row kioskRow) kiosk() domain.Kiosk {
	k := domain.Kiosk{ID: row.ID, Counter: row.CounterCode, Name: row.Name, KeyHash: row.KeyHash}
	if row.RevokedAt != nil {
		k.Revoked = *row.RevokedAt
	}
	return k
}

func kioskRowOf(k domain.Kiosk) kioskRow {
	row := kioskRow{ID: k.ID, CounterCode: k.Counter, Name: k.Name, KeyHash: k.KeyHash}
	if !k.Revoked.IsZero() {
		at := stored(k.Revoked)
		row.RevokedAt = &at
	}
	return row
}

// SaveKiosk implements domain.KioskStore.
func (s *Store) SaveKiosk(ctx context.Context, k domain.Kiosk) error {
	return s.relayout(ctx, func(tx *gorm.DB) error {
		return upsert(tx, []kioskRow{kioskRowOf(k)}, []string{"id"}, "counter_code", "name", "key_hash", "revoked_at")
	})
}
