package repository

import (
	"context"
	"errors"
	"slices"

	"gorm.io/gorm"
)

type metaRow struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

func (metaRow) TableName() string { return "meta" }

// Note reads a note of the program, "" when there is none.
func (s *Store) Note(ctx context.Context, name string) (string, error) {
	note, err := readNote(s.reads.WithContext(ctx), name)
	return note, s.outcome(err)
}

func readNote(tx *gorm.DB, name string) (string, error) {
	var row metaRow
	err := tx.Where("name = ?", name).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return "", nil
	}
	return row.Value, err
}

// SetNote writes a note.
func (s *Store) SetNote(ctx context.Context, name, value string) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		return replace(tx, []metaRow{{Name: name, Value: value}}, "value")
	})
}

// Empty says whether the database holds no data yet. A table that a migration which was cut
// off has not made is empty.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	made, err := s.db.WithContext(ctx).Migrator().GetTables()
	if err != nil {
		return false, s.outcome(err)
	}
	for _, table := range ownTables() {
		if !slices.Contains(made, table) {
			continue
		}
		var any []int
		if err := s.reads.WithContext(ctx).Raw("SELECT 1 FROM " + table + " LIMIT 1").Scan(&any).Error; err != nil {
			return false, s.outcome(err)
		}
		if len(any) > 0 {
			return false, nil
		}
	}
	return true, nil
}

// ownTables lists what the migrations make.
func ownTables() []string {
	return []string{
		"meta", "agencies", "units", "counters", "services", "counter_services", "devices", "officers",
		"duties", "accounts", "sessions", "preferences", "ratings", "tallies", "month_tallies",
		"unit_answers", "officer_answers", "kiosk_stays", "pairings", "kiosk_health", "opening_hours", "holidays",
		"officer_pins", "tickets", "api_keys", "done_updates", "letters", "screens", "leases", "author_keys", "spent_keys",
		"link_codes", "staff_chats", "photos", "fee_reports", "fee_notes", "audit_events",
		"published_units", "published_cells", "published_tallies", "published_answers", "published_comments", "published_bases",
		"findings", "marks", "swept_units", "served", "ticket_visits", "ticketed_units", "reviews", "originals", "tries",
	}
}
