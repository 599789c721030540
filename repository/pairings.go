package repository

import (
	"context"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

type pairingRow struct {
	ID          string `gorm:"primaryKey"`
	CodeHash    string
	CounterCode string
	Name        string
	Replaces    string
	MadeBy      string
	MadeAt      time.Time
	UsedAt      *time.Time
	Request     string
	KioskID     string
}

func (pairingRow) TableName() string { return "pairings" }

func pairingRowOf(p domain.Pairing) pairingRow {
	return pairingRow{
		ID: p.ID, CodeHash: p.CodeHash, CounterCode: p.Counter, Name: p.Name, Replaces: p.Replaces,
		MadeBy: p.MadeBy, MadeAt: stored(p.Made), UsedAt: nullable(p.Used), Request: p.Request, KioskID: p.Kiosk,
	}
}

func (row pairingRow) pairing() domain.Pairing {
	return domain.Pairing{
		ID: row.ID, CodeHash: row.CodeHash, Counter: row.CounterCode, Name: row.Name, Replaces: row.Replaces,
		MadeBy: row.MadeBy, Made: row.MadeAt, Used: moment(row.UsedAt), Request: row.Request, Kiosk: row.KioskID,
	}
}

// AddPairing implements domain.KioskStore.
func (s *Store) AddPairing(ctx context.Context, p domain.Pairing, event audit.Event) error {
	return s.acting(ctx, []audit.Event{event}, func(tx *gorm.DB) error {
		row := pairingRowOf(p)
		return tx.Create(&row).Error
	})
}

// Pairing implements domain.KioskStore.
func (s *Store) Pairing(ctx context.Context, id string) (domain.Pairing, error) {
	var row pairingRow
	if err := s.reads.WithContext(ctx).Where("id = ?", id).Take(&row).Error; err != nil {
		return domain.Pairing{}, s.found(err, domain.ErrPairingUnknown)
	}
	return row.pairing(), nil
}

// UsePairing implements domain.KioskStore.
func (s *Store) UsePairing(ctx context.Context, codeHash string, use func(*domain.Pairing) (domain.Kiosk, audit.Event, error)) error {
	return s.changeRoster(ctx, func(tx *gorm.DB) error {
		var row pairingRow
		if err := locked(tx).Where("code_hash = ?", codeHash).Take(&row).Error; err != nil {
			return s.found(err, domain.ErrPairingUnknown)
		}
		before := row.pairing()
		after := before
		kiosk, event, err := use(&after)
		if err != nil || !before.Used.IsZero() {
			return err // a repeat changes nothing: the kiosk may have been moved since
		}
		row = pairingRowOf(after)
		return firstError(
			func() error { return tx.Save(&row).Error },
			func() error { return saveKiosk(tx, kiosk) },
			func() error { return s.endReplaced(tx, after) },
			func() error { return s.record(tx, event) },
		)
	})
}

func (s *Store) endReplaced(tx *gorm.DB, p domain.Pairing) error {
	if p.Replaces == "" {
		return nil
	}
	return s.changeKiosk(tx, p.Replaces, func(old *domain.Kiosk) error {
		if old.Revoked.IsZero() {
			old.Revoked = p.Used
		}
		return nil
	})
}
