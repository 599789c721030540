package repository

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

type kioskRow struct {
	ID          string `gorm:"primaryKey"`
	CounterCode string
	Name        string
	KeyHash     string
	SigningKey  string
	PairedAt    *time.Time
	RevokedAt   *time.Time
	Lost        bool
}

func (kioskRow) TableName() string { return "devices" }

type stayRow struct {
	KioskID     string    `gorm:"primaryKey"`
	UntilAt     time.Time `gorm:"primaryKey"`
	CounterCode string
}

func (stayRow) TableName() string { return "kiosk_stays" }

func (row kioskRow) kiosk() domain.Kiosk {
	return domain.Kiosk{
		ID: row.ID, Counter: row.CounterCode, Name: row.Name, KeyHash: row.KeyHash, SigningKey: row.SigningKey,
		Paired: moment(row.PairedAt), Revoked: moment(row.RevokedAt), Lost: row.Lost,
	}
}

func kioskRowOf(k domain.Kiosk) kioskRow {
	return kioskRow{
		ID: k.ID, CounterCode: k.Counter, Name: k.Name, KeyHash: k.KeyHash, SigningKey: k.SigningKey,
		PairedAt: nullable(k.Paired), RevokedAt: nullable(k.Revoked), Lost: k.Lost,
	}
}

// nullable is a time as it is stored, NULL for the zero one; moment reads it.
func nullable(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	at := stored(t)
	return &at
}

func moment(at *time.Time) time.Time {
	if at == nil {
		return time.Time{}
	}
	return *at
}

// SaveKiosk implements domain.KioskStore.
func (s *Store) SaveKiosk(ctx context.Context, k domain.Kiosk) error {
	return s.changeRoster(ctx, func(tx *gorm.DB) error { return saveKiosk(tx, k) })
}

func saveKiosk(tx *gorm.DB, k domain.Kiosk) error {
	err := upsert(tx, []kioskRow{kioskRowOf(k)}, []string{"id"}, "counter_code", "name", "key_hash", "signing_key", "paired_at", "revoked_at", "lost")
	if err != nil {
		return err
	}
	return replace(tx, stayRowsOf(k), "counter_code")
}

func stayRowsOf(k domain.Kiosk) []stayRow {
	rows := make([]stayRow, len(k.Stays))
	for i, stay := range k.Stays {
		rows[i] = stayRow{KioskID: k.ID, UntilAt: stored(stay.Until), CounterCode: stay.Counter}
	}
	return rows
}

// kiosksIn reads all tablets with their earlier counters, by id.
func kiosksIn(tx *gorm.DB) ([]domain.Kiosk, error) {
	var rows []kioskRow
	if err := tx.Order("id").Find(&rows).Error; err != nil {
		return nil, err
	}
	stays, err := staysIn(tx, nil)
	kiosks := make([]domain.Kiosk, len(rows))
	for i, row := range rows {
		kiosks[i] = row.kiosk()
		kiosks[i].Stays = stays[row.ID]
	}
	return kiosks, err
}

// staysIn reads the earlier counters of one tablet or, with nil, of all.
func staysIn(tx *gorm.DB, id *string) (map[string][]domain.Stay, error) {
	query := tx.Order("kiosk_id, until_at")
	if id != nil {
		query = query.Where("kiosk_id = ?", *id)
	}
	var rows []stayRow
	err := query.Find(&rows).Error
	stays := map[string][]domain.Stay{}
	for _, row := range rows {
		stays[row.KioskID] = append(stays[row.KioskID], domain.Stay{Counter: row.CounterCode, Until: row.UntilAt})
	}
	return stays, err
}

// ChangeKiosk implements domain.KioskStore.
func (s *Store) ChangeKiosk(ctx context.Context, id string, change func(*domain.Kiosk) error, event audit.Event) error {
	return s.changeRoster(ctx, func(tx *gorm.DB) error { return s.changeKiosk(tx, id, change) }, event)
}

func (s *Store) changeKiosk(tx *gorm.DB, id string, change func(*domain.Kiosk) error) error {
	var row kioskRow
	if err := locked(tx).Where("id = ?", id).Take(&row).Error; err != nil {
		return s.found(err, domain.ErrKioskMissing)
	}
	stays, err := staysIn(tx, &id)
	if err != nil {
		return err
	}
	kiosk := row.kiosk()
	kiosk.Stays = stays[id]
	if err := change(&kiosk); err != nil {
		return err
	}
	return saveKiosk(tx, kiosk)
}

// locked makes a read keep its row until the transaction ends.
func locked(tx *gorm.DB) *gorm.DB { return tx.Clauses(clause.Locking{Strength: "UPDATE"}) }
