package repository

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

// rosterBatch is how many rows one statement carries: databases bound its placeholders.
const rosterBatch = 500

// SaveServices implements domain.RosterWriter.
func (s *Store) SaveServices(ctx context.Context, list []domain.Service, events ...audit.Event) error {
	rows := make([]serviceRow, len(list))
	for i, v := range list {
		rows[i] = serviceRow(v)
	}
	return s.changeRoster(ctx, func(tx *gorm.DB) error { return replace(tx, rows, "name", "free") }, events...)
}

// SaveCounters implements domain.RosterWriter, with the units and agencies that the
// counters name.
func (s *Store) SaveCounters(ctx context.Context, list []domain.Counter, events ...audit.Event) error {
	rows := counterRowsOf(list)
	codes := make([]string, len(list))
	for i, c := range list {
		codes[i] = c.Code
	}
	return s.changeRoster(ctx, func(tx *gorm.DB) error {
		if err := tx.Where("counter_code IN ?", codes).Delete(&counterServiceRow{}).Error; err != nil {
			return err
		}
		return rows.save(tx)
	}, events...)
}

// counterRows are counters in the tables that they are kept in.
type counterRows struct {
	agencies []agencyRow
	units    []unitRow
	counters []counterRow
	offers   []counterServiceRow
}

func counterRowsOf(list []domain.Counter) (rows counterRows) {
	seen := map[string]bool{}
	for _, c := range list {
		if a := c.Unit.Agency; !seen["agency "+a.Code] {
			seen["agency "+a.Code] = true
			rows.agencies = append(rows.agencies, agencyRow(a))
		}
		if u := c.Unit; !seen["unit "+u.Code] {
			seen["unit "+u.Code] = true
			rows.units = append(rows.units, unitRow{Code: u.Code, Name: u.Name, AgencyCode: u.Agency.Code})
		}
		rows.counters = append(rows.counters, counterRow{Code: c.Code, Name: c.Name, UnitCode: c.Unit.Code})
		for i, v := range c.Services {
			rows.offers = append(rows.offers, counterServiceRow{CounterCode: c.Code, ServiceCode: v.Code, Position: i})
		}
	}
	return rows
}

func (rows counterRows) save(tx *gorm.DB) error {
	return firstError(
		func() error { return replace(tx, rows.agencies, "name", "internal") },
		func() error { return replace(tx, rows.units, "name", "agency_code") },
		func() error { return replace(tx, rows.counters, "name", "unit_code") },
		func() error { return replace(tx, rows.offers, "position") },
	)
}

// SaveOfficers implements domain.RosterWriter.
func (s *Store) SaveOfficers(ctx context.Context, list []domain.Officer, events ...audit.Event) error {
	rows := make([]officerRow, len(list))
	for i, o := range list {
		rows[i] = officerRowOf(o)
	}
	return s.changeRoster(ctx, func(tx *gorm.DB) error {
		return replace(tx, rows, "name", "display_name", "nip", "rank_title", "position_title", "unit_code", "figure", "active")
	}, events...)
}

// SaveDuties implements domain.RosterWriter.
func (s *Store) SaveDuties(ctx context.Context, list []domain.Duty, events ...audit.Event) error {
	rows := make([]dutyRow, len(list))
	for i, d := range list {
		rows[i] = dutyRowOf(d)
	}
	return s.changeRoster(ctx, func(tx *gorm.DB) error {
		return upsert(tx, rows, []string{"officer_code", "counter_code", "starts_at"}, "ends_at", "signed_on")
	}, events...)
}

// replace inserts rows by their primary key or replaces the named columns.
func replace[R any](tx *gorm.DB, rows []R, columns ...string) error {
	return upsert(tx, rows, nil, columns...)
}

func upsert[R any](tx *gorm.DB, rows []R, key []string, columns ...string) error {
	if len(rows) == 0 {
		return nil
	}
	conflict := clause.OnConflict{DoUpdates: clause.AssignmentColumns(columns)}
	for _, name := range key {
		conflict.Columns = append(conflict.Columns, clause.Column{Name: name})
	}
	return tx.Clauses(conflict).CreateInBatches(rows, rosterBatch).Error
}

func firstError(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
