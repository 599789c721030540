package repository

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"suaraloket/domain"
)

// rosterBatch is how many rows one statement carries: databases bound its placeholders.
const rosterBatch = 500

// SaveServices implements domain.RosterStore.
func (s *Store) SaveServices(ctx context.Context, list []domain.Service) error {
	rows := make([]serviceRow, len(list))
	for i, v := range list {
		rows[i] = serviceRow(v)
	}
	return s.transaction(ctx, func(tx *gorm.DB) error { return replace(tx, rows, "name") })
}

// SaveCounters implements domain.RosterStore, with the units and agencies that the
// counters name.
func (s *Store) SaveCounters(ctx context.Context, list []domain.Counter) error {
	var agencies []agencyRow
	var units []unitRow
	var counters []counterRow
	var codes []string
	var offers []counterServiceRow
	seen := map[string]bool{}
	for _, c := range list {
		if a := c.Unit.Agency; !seen["agency "+a.Code] {
			seen["agency "+a.Code] = true
			agencies = append(agencies, agencyRow(a))
		}
		if u := c.Unit; !seen["unit "+u.Code] {
			seen["unit "+u.Code] = true
			units = append(units, unitRow{Code: u.Code, Name: u.Name, AgencyCode: u.Agency.Code})
		}
		counters = append(counters, counterRow{Code: c.Code, Name: c.Name, UnitCode: c.Unit.Code})
		codes = append(codes, c.Code)
		for i, v := range c.Services {
			offers = append(offers, counterServiceRow{CounterCode: c.Code, ServiceCode: v.Code, Position: i})
		}
	}
	return s.transaction(ctx, func(tx *gorm.DB) error {
		return firstError(
			func() error { return replace(tx, agencies, "name", "internal") },
			func() error { return replace(tx, units, "name", "agency_code") },
			func() error { return replace(tx, counters, "name", "unit_code") },
			func() error {
				return tx.Where("counter_code IN ?", codes).Delete(&counterServiceRow{}).Error
			},
			func() error { return replace(tx, offers, "position") },
		)
	})
}

// SaveOfficers implements domain.RosterStore.
func (s *Store) SaveOfficers(ctx context.Context, list []domain.Officer) error {
	rows := make([]officerRow, len(list))
	for i, o := range list {
		rows[i] = officerRowOf(o)
	}
	return s.transaction(ctx, func(tx *gorm.DB) error {
		return replace(tx, rows, "name", "display_name", "nip", "rank_title", "position_title", "unit_code", "figure", "active")
	})
}

// SaveDuties implements domain.RosterStore.
func (s *Store) SaveDuties(ctx context.Context, list []domain.Duty) error {
	rows := make([]dutyRow, len(list))
	for i, d := range list {
		rows[i] = dutyRowOf(d)
	}
	return s.transaction(ctx, func(tx *gorm.DB) error {
		return upsert(tx, rows, []string{"officer_code", "counter_code", "starts_at"}, "ends_at")
	})
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
