package repository

import (
	"context"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
)

type healthRow struct {
	KioskID     string `gorm:"primaryKey"`
	SeenAt      time.Time
	Version     string
	Waiting     int64
	OldestAt    *time.Time
	OldestSeq   int64
	LastSeq     int64
	Quarantined int64
	Battery     int
	Charging    bool
	StorageUsed int64
	StorageMax  int64
	Persisted   bool
	SkewMS      int64 `gorm:"column:skew_ms"`
	CompleteSeq int64
	CompleteAt  *time.Time
	Absent      int64
}

func (healthRow) TableName() string { return "kiosk_health" }

func healthRowOf(h domain.Health) healthRow {
	return healthRow{
		KioskID: h.Kiosk, SeenAt: stored(h.Seen), Version: h.Version, Waiting: h.Waiting, OldestAt: nullable(h.Oldest),
		OldestSeq: h.OldestSeq, LastSeq: h.LastSeq, Quarantined: h.Quarantined, Battery: h.Battery, Charging: h.Charging,
		StorageUsed: h.StorageUsed, StorageMax: h.StorageMax, Persisted: h.Persisted, SkewMS: h.Skew.Milliseconds(),
		CompleteSeq: h.Complete, CompleteAt: nullable(h.CompleteAt), Absent: h.Absent,
	}
}

func (row healthRow) health() domain.Health {
	return domain.Health{
		Kiosk: row.KioskID, Seen: row.SeenAt, Complete: row.CompleteSeq, CompleteAt: moment(row.CompleteAt), Absent: row.Absent,
		Heartbeat: domain.Heartbeat{
			Version: row.Version, Waiting: row.Waiting, Oldest: moment(row.OldestAt), OldestSeq: row.OldestSeq,
			LastSeq: row.LastSeq, Quarantined: row.Quarantined, Battery: row.Battery, Charging: row.Charging,
			StorageUsed: row.StorageUsed, StorageMax: row.StorageMax, Persisted: row.Persisted,
			Skew: time.Duration(row.SkewMS) * time.Millisecond,
		},
	}
}

// SaveHealth implements domain.HealthStore.
func (s *Store) SaveHealth(ctx context.Context, h domain.Health) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		return replace(tx, []healthRow{healthRowOf(h)}, "seen_at", "version", "waiting", "oldest_at", "oldest_seq", "last_seq",
			"quarantined", "battery", "charging", "storage_used", "storage_max", "persisted", "skew_ms",
			"complete_seq", "complete_at", "absent")
	})
}

// Healths implements domain.HealthStore, by kiosk.
func (s *Store) Healths(ctx context.Context) ([]domain.Health, error) {
	var rows []healthRow
	err := s.reads.WithContext(ctx).Order("kiosk_id").Find(&rows).Error
	list := make([]domain.Health, len(rows))
	for i, row := range rows {
		list[i] = row.health()
	}
	return list, s.outcome(err)
}

// Health implements domain.HealthStore.
func (s *Store) Health(ctx context.Context, kiosk string) (domain.Health, error) {
	var row healthRow
	err := s.reads.WithContext(ctx).Where("kiosk_id = ?", kiosk).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return domain.Health{}, nil
	}
	return row.health(), s.outcome(err)
}

// Arrivals implements domain.HealthStore.
func (s *Store) Arrivals(ctx context.Context, kiosk string, above int64, since time.Time, limit int) ([]domain.Arrival, error) {
	if since.IsZero() {
		since = time.Unix(0, 0)
	}
	var rows []domain.Arrival
	err := s.reads.WithContext(ctx).Raw(`SELECT seq, rated_at FROM ratings
		WHERE device_id = ? AND rated_at > ? AND seq > ? ORDER BY seq LIMIT ?`,
		kiosk, stored(since), above, limit).Scan(&rows).Error
	return slices.CompactFunc(rows, func(a, b domain.Arrival) bool { return a.Seq == b.Seq }), s.outcome(err)
}

// Gaps implements domain.HealthStore.
func (s *Store) Gaps(ctx context.Context, kiosk string, limit int) ([]domain.SeqGap, error) {
	var rows []struct{ Before, After int64 }
	err := s.reads.WithContext(ctx).Raw(`SELECT g.before_seq AS "before", g.after_seq AS "after" FROM (
		SELECT COALESCE(LAG(seq) OVER (ORDER BY seq), 0) AS before_seq, seq AS after_seq
		FROM (SELECT DISTINCT seq FROM ratings WHERE device_id = ? AND seq > 0) AS n) AS g
		WHERE g.after_seq > g.before_seq + 1 ORDER BY g.after_seq LIMIT ?`, kiosk, limit).Scan(&rows).Error
	list := make([]domain.SeqGap, len(rows))
	for i, row := range rows {
		list[i] = domain.SeqGap{From: row.Before + 1, To: row.After - 1}
	}
	return list, s.outcome(err)
}
