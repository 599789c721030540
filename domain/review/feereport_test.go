package review

import (
	"testing"

	"suaraloket/domain"
)

// The 60th working day: weekends and holidays of the whole city do not count, those of a unit
// do.
func TestDueDay(t *testing.T) {
	for _, c := range []struct {
		from     domain.Day
		holidays []domain.Holiday
		want     domain.Day
	}{
		{"2026-11-23", nil, "2027-02-15"}, // twelve weeks from a Monday
		{"2026-11-27", nil, "2027-02-19"}, // a Friday
		{"2026-11-28", nil, "2027-02-19"}, // a Saturday
		{"2026-11-29", nil, "2027-02-19"}, // a Sunday
		{"2026-11-23", []domain.Holiday{{Day: "2026-12-25"}, {Day: "2027-01-01"}, {Day: "2026-12-26"}}, "2027-02-17"},
		{"2026-11-23", []domain.Holiday{{Day: "2027-02-15"}}, "2027-02-16"},
		{"2026-11-23", []domain.Holiday{{Day: "2026-12-25", Unit: "DKC"}}, "2027-02-15"},
		{"2026-11-23", []domain.Holiday{{Day: "2026-11-23"}}, "2027-02-15"}, // the day itself is not counted
	} {
		if got := DueDay(c.from, c.holidays); got != c.want {
			t.Errorf("from %s with %v: %s, want %s", c.from, c.holidays, got, c.want)
		}
	}
}
