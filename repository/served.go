package repository

import (
	"context"

	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/audit"
	"suaraloket/domain/integrity"
)

type servedRow struct {
	UnitCode    string `gorm:"primaryKey"`
	Day         string `gorm:"primaryKey"`
	ServiceCode string `gorm:"primaryKey"`
	Visits      int
	Source      string
}

func (servedRow) TableName() string { return "served" }

func (row servedRow) visit() integrity.Visit {
	return integrity.Visit{Unit: row.UnitCode, Service: row.ServiceCode, Day: domain.Day(row.Day)}
}

// ticketVisitsRow counts the tickets that were made.
type ticketVisitsRow struct {
	UnitCode    string `gorm:"primaryKey"`
	Day         string `gorm:"primaryKey"`
	ServiceCode string `gorm:"primaryKey"`
	Visits      int
}

func (ticketVisitsRow) TableName() string { return "ticket_visits" }

// ticketedUnitRow is a unit of which every visit has a ticket from a day on.
type ticketedUnitRow struct {
	UnitCode string `gorm:"primaryKey"`
	Since    string
}

func (ticketedUnitRow) TableName() string { return "ticketed_units" }

// ServedBetween gives the entered and imported numbers of served visits from a day to another,
// both included.
func (s *Store) ServedBetween(ctx context.Context, first, last domain.Day) (integrity.Served, error) {
	var rows []servedRow
	err := s.reads.WithContext(ctx).Where("day BETWEEN ? AND ?", string(first), string(last)).Find(&rows).Error
	return servedOf(rows), s.outcome(err)
}

// UnitCounts implements integrity.ServedStore.
func (s *Store) UnitCounts(ctx context.Context, unit string, first, last domain.Day) (integrity.Counts, error) {
	counts := integrity.Counts{Stored: map[integrity.Visit]integrity.Number{}, Tickets: integrity.Served{}}
	of := func() *gorm.DB {
		return s.reads.WithContext(ctx).Where("unit_code = ? AND day BETWEEN ? AND ?", unit, string(first), string(last))
	}
	var stored []servedRow
	var tickets []ticketVisitsRow
	err := firstError(
		func() error { return of().Find(&stored).Error },
		func() error { return of().Find(&tickets).Error },
		func() (err error) { counts.Since, err = ticketedSince(s.reads.WithContext(ctx), unit); return err },
	)
	for _, row := range stored {
		counts.Stored[row.visit()] = integrity.Number{Visits: row.Visits, Source: integrity.Source(row.Source)}
	}
	for _, row := range tickets {
		counts.Tickets[integrity.Visit{Unit: row.UnitCode, Service: row.ServiceCode, Day: domain.Day(row.Day)}] = row.Visits
	}
	return counts, s.outcome(err)
}

func ticketedSince(tx *gorm.DB, unit string) (domain.Day, error) {
	var rows []ticketedUnitRow
	if err := tx.Where("unit_code = ?", unit).Find(&rows).Error; err != nil || len(rows) == 0 {
		return "", err
	}
	return domain.Day(rows[0].Since), nil
}

// ChangeTicketed implements integrity.ServedStore.
func (s *Store) ChangeTicketed(ctx context.Context, unit string, change func(domain.Day) (domain.Day, []audit.Event, error)) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		before, err := ticketedSince(locked(tx), unit)
		if err != nil {
			return err
		}
		after, events, err := change(before)
		if err != nil || len(events) == 0 {
			return err
		}
		if after == "" {
			err = tx.Delete(&ticketedUnitRow{UnitCode: unit}).Error
		} else {
			err = replace(tx, []ticketedUnitRow{{UnitCode: unit, Since: string(after)}}, "since")
		}
		if err != nil {
			return err
		}
		return s.record(tx, events...)
	})
}

// ChangeServed implements integrity.ServedStore.
func (s *Store) ChangeServed(ctx context.Context, unit string, day domain.Day, change func(integrity.Served) (integrity.Served, []audit.Event)) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		of := func() *gorm.DB { return tx.Where("unit_code = ? AND day = ?", unit, string(day)) }
		var rows []servedRow
		if err := locked(of()).Find(&rows).Error; err != nil {
			return err
		}
		after, events := change(servedOf(rows))
		if len(events) == 0 {
			return nil
		}
		if err := of().Delete(&servedRow{}).Error; err != nil {
			return err
		}
		if err := insertAll(tx, entered(rows, after), same); err != nil {
			return err
		}
		return s.record(tx, events...)
	})
}

// entered are the rows after a change. What stays the same keeps its source.
func entered(before []servedRow, after integrity.Served) []servedRow {
	rows := servedRowsOf(after, integrity.Entered)
	for i, row := range rows {
		for _, b := range before {
			if b.visit() == row.visit() && b.Visits == row.Visits {
				rows[i].Source = b.Source
			}
		}
	}
	return rows
}

func servedOf(rows []servedRow) integrity.Served {
	served := integrity.Served{}
	for _, row := range rows {
		served[row.visit()] = row.Visits
	}
	return served
}

func servedRowsOf(served integrity.Served, source integrity.Source) (rows []servedRow) {
	for visit, n := range served {
		rows = append(rows, servedRow{UnitCode: visit.Unit, Day: string(visit.Day), ServiceCode: visit.Service, Visits: n, Source: string(source)})
	}
	return rows
}

// SaveServed replaces the numbers of served visits of these units, services and days by imported
// ones.
func (s *Store) SaveServed(ctx context.Context, served integrity.Served, events ...audit.Event) error {
	return s.acting(ctx, events, func(tx *gorm.DB) error {
		return replace(tx, servedRowsOf(served, integrity.Imported), "visits", "source")
	})
}
