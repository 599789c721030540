package repository

import (
	"context"
	"maps"
	"slices"

	"gorm.io/gorm"

	"suaraloket/domain"
)

// inMonth finds the days of a month by their key; an invalid day, which only
// another program can have written, belongs to the month of its first seven characters.
const inMonth = "day >= ? AND day < ? AND SUBSTR(day, 1, 7) = ?"

func monthArgs(month domain.Month) []any {
	return []any{string(month), string(month) + afterDays, string(month)}
}

// afterDays, after a month, sorts behind all its days.
const afterDays = "~"

// Months lists the months in which there is a rating or a tally, oldest first.
func (s *Store) Months(ctx context.Context) ([]domain.Month, error) {
	found := map[domain.Month]bool{}
	err := s.snapshot(ctx, func(tx *gorm.DB) error {
		for _, table := range []string{"ratings", "tallies"} {
			if err := monthsByDay(tx, table, found); err != nil {
				return err
			}
		}
		for _, table := range []string{"month_tallies", "unit_answers", "officer_answers"} {
			var months []domain.Month
			if err := tx.Raw("SELECT DISTINCT month FROM " + table).Scan(&months).Error; err != nil {
				return err
			}
			for _, month := range months {
				found[month] = true
			}
		}
		return nil
	})
	return slices.Sorted(maps.Keys(found)), err
}

// monthsByDay leaps from month to month along the key instead of reading every row.
func monthsByDay(tx *gorm.DB, table string, found map[domain.Month]bool) error {
	query := "SELECT SUBSTR(day, 1, 7) FROM " + table + " WHERE day >= ? AND SUBSTR(day, 1, 7) > ? ORDER BY day LIMIT 1"
	for from, last := "", ""; ; {
		var next []string
		if err := tx.Raw(query, from, last).Scan(&next).Error; err != nil {
			return err
		}
		if len(next) == 0 {
			return nil
		}
		from, last = next[0], next[0]
		if len(last) == len("2026-05") {
			from += afterDays
		}
		found[domain.Month(last)] = true
	}
}
