package repository

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

// rosterNote names the note with the roster's version; databases have it under this name.
const rosterNote = "layout"

// changeRoster runs a change of the roster in a transaction and gives the roster a new version.
func (s *Store) changeRoster(ctx context.Context, work func(tx *gorm.DB) error, events ...audit.Event) error {
	return s.acting(ctx, events, func(tx *gorm.DB) error {
		if err := work(tx); err != nil {
			return err
		}
		return replace(tx, []metaRow{{Name: rosterNote, Value: uuid.NewString()}}, "value")
	})
}

// RosterVersion implements domain.RosterSnapshotStore.
func (s *Store) RosterVersion(ctx context.Context) (string, error) { return s.Note(ctx, rosterNote) }

// RosterSnapshot implements domain.RosterSnapshotStore. The version is read first: what changes
// while the rest is read makes it stale, never the other way round.
func (s *Store) RosterSnapshot(ctx context.Context, since time.Time) (l domain.RosterSnapshot, err error) {
	if l.Version, err = s.RosterVersion(ctx); err != nil {
		return l, err
	}
	if l.Counters, err = s.Counters(ctx); err != nil {
		return l, err
	}
	if l.Services, err = s.Services(ctx); err != nil {
		return l, err
	}
	if l.Officers, err = s.Officers(ctx); err != nil {
		return l, err
	}
	for i := range l.Officers {
		l.Officers[i].NIP = ""
	}
	var duties []dutyRow
	err = s.reads.WithContext(ctx).Where("ends_at IS NULL OR ends_at > ?", stored(since)).Order("id").Find(&duties).Error
	if err != nil {
		return l, s.outcome(err)
	}
	for _, row := range duties {
		l.Duties = append(l.Duties, row.duty())
	}
	if l.Kiosks, err = kiosksIn(s.reads.WithContext(ctx)); err != nil {
		return l, s.outcome(err)
	}
	l.Hours, l.Holidays, err = calendarIn(s.reads.WithContext(ctx))
	return l, s.outcome(err)
}

// SetRosterSnapshot replaces the whole roster and its version with a snapshot: the copy in a
// journal.
func (s *Store) SetRosterSnapshot(ctx context.Context, l domain.RosterSnapshot) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		for _, table := range []string{"counter_services", "counters", "units", "agencies", "services", "officers", "duties", "devices",
			"kiosk_stays", "opening_hours", "holidays"} {
			if err := tx.Exec("DELETE FROM " + table).Error; err != nil {
				return err
			}
		}
		return firstError(
			func() error { return counterRowsOf(l.Counters).save(tx) },
			func() error {
				return insertAll(tx, l.Services, func(v domain.Service) serviceRow { return serviceRow(v) })
			},
			func() error { return insertAll(tx, l.Officers, officerRowOf) },
			func() error { return insertAll(tx, l.Duties, dutyRowOf) },
			func() error { return insertAll(tx, l.Kiosks, kioskRowOf) },
			func() error { return insertAll(tx, flat(l.Kiosks, stayRowsOf), same) },
			func() error { return insertAll(tx, flat(l.Hours, hourRowsOf), same) },
			func() error { return insertAll(tx, l.Holidays, holidayRowOf) },
			func() error {
				return replace(tx, []metaRow{{Name: rosterNote, Value: l.Version}}, "value")
			},
		)
	})
}

func insertAll[T, R any](tx *gorm.DB, list []T, row func(T) R) error {
	if len(list) == 0 {
		return nil
	}
	rows := make([]R, len(list))
	for i, item := range list {
		rows[i] = row(item)
	}
	return tx.CreateInBatches(rows, rosterBatch).Error
}

// flat lists the rows of all items.
func flat[T, R any](list []T, rows func(T) []R) (all []R) {
	for _, item := range list {
		all = append(all, rows(item)...)
	}
	return all
}

func same[R any](row R) R { return row }
