package domain_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suaraloket/domain"
)

func TestParsePeriod(t *testing.T) {
	for text, want := range map[string]domain.Period{
		"2026-Q3": {Year: 2026, Quarter: 3}, " 2026-q1 ": {Year: 2026, Quarter: 1}, "2026": {Year: 2026},
	} {
		if got, err := domain.ParsePeriod(text); err != nil || got != want {
			t.Errorf("%q: %v %v", text, got, err)
		}
	}
	for _, text := range []string{"", "2026-Q5", "2026-Q", "2026-Q0", "26-Q1", "2026-Q1x", "1999", "2026-3", "Q1-2026"} {
		if got, err := domain.ParsePeriod(text); err == nil {
			t.Errorf("%q was taken as %v", text, got)
		}
	}
}

// The survey has months and semesters as well; scores have not.
func TestParseSurveyPeriod(t *testing.T) {
	for text, want := range map[string]domain.Period{
		"2026-11": {Year: 2026, Month: 11}, "2026-01": {Year: 2026, Month: 1}, "2026-s2": {Year: 2026, Half: 2}, "2026-S1": {Year: 2026, Half: 1},
		"2026-Q3": {Year: 2026, Quarter: 3}, " 2026 ": {Year: 2026},
	} {
		if got, err := domain.ParseSurveyPeriod(text); err != nil || got != want {
			t.Errorf("%q: %v %v", text, got, err)
		}
		if _, err := domain.ParsePeriod(text); (err != nil) != (want.Month+want.Half > 0) {
			t.Errorf("%q as the period of a score: %v", text, err)
		}
	}
	for _, text := range []string{"", "2026-13", "2026-00", "2026-1", "2026-S3", "2026-S", "2026-", "2026-Q5", "2026-011", "26-01", "2026-+1", "-01"} {
		if got, err := domain.ParseSurveyPeriod(text); err == nil {
			t.Errorf("%q was taken as %v", text, got)
		}
	}
}

// Every year is the sum of its parts.
func TestPartsMakeUpTheYear(t *testing.T) {
	year := domain.Period{Year: 2026}
	for name, parts := range map[string][]domain.Period{
		"months": months2026(), "semesters": {{Year: 2026, Half: 1}, {Year: 2026, Half: 2}}, "quarters": year.Quarters(),
	} {
		var all []domain.Month
		for _, p := range parts {
			all = append(all, p.Months()...)
			if back, err := domain.ParseSurveyPeriod(p.String()); err != nil || back != p {
				t.Errorf("%s reads as %v, %v", p, back, err)
			}
		}
		if !slices.Equal(all, year.Months()) {
			t.Errorf("%s: %v", name, all)
		}
	}
}

func months2026() []domain.Period {
	var list []domain.Period
	for month := 1; month <= 12; month++ {
		list = append(list, domain.Period{Year: 2026, Month: month})
	}
	return list
}

func TestPeriodEdges(t *testing.T) {
	for _, c := range []struct{ period, first, last, previous string }{
		{"2026-Q1", "2026-01-01", "2026-03-31", "2025-Q4"},
		{"2024-Q1", "2024-01-01", "2024-03-31", "2023-Q4"},
		{"2026-Q4", "2026-10-01", "2026-12-31", "2026-Q3"},
		{"2026", "2026-01-01", "2026-12-31", "2025"},
		{"2026-S1", "2026-01-01", "2026-06-30", "2025-S2"},
		{"2026-S2", "2026-07-01", "2026-12-31", "2026-S1"},
		{"2024-02", "2024-02-01", "2024-02-29", "2024-01"},
		{"2026-01", "2026-01-01", "2026-01-31", "2025-12"},
	} {
		p, err := domain.ParseSurveyPeriod(c.period)
		if err != nil || string(p.First()) != c.first || string(p.Last()) != c.last || p.Previous().String() != c.previous {
			t.Errorf("%s: %s to %s, before it %s, %v", c.period, p.First(), p.Last(), p.Previous(), err)
		}
	}
}

func TestEveryMomentLiesInItsPeriod(t *testing.T) {
	zone := time.FixedZone("WIB", 7*3600)
	rapid.Check(t, func(rt *rapid.T) {
		at := time.Unix(rapid.Int64Range(946684800, 4102444800).Draw(rt, "at"), 0).In(zone)
		p := domain.PeriodAt(at)
		if !p.Contains(domain.DayOf(at)) || p.Previous().Contains(domain.DayOf(at)) {
			rt.Fatalf("%v in %v", at, p)
		}
		if again, err := domain.ParsePeriod(p.String()); err != nil || again != p {
			rt.Fatalf("%v read as %v, %v", p, again, err)
		}
		if next := domain.PeriodAt(at.AddDate(0, 3, 0)); at.Day() <= 28 && next.Previous() != p {
			rt.Fatalf("%v follows %v", next, p)
		}
	})
}

func TestADayIsTheResidentsDay(t *testing.T) {
	zone := time.FixedZone("WIB", 7*3600)
	if day := domain.DayOf(time.Date(2026, 9, 30, 17, 30, 0, 0, time.UTC).In(zone)); day != "2026-10-01" {
		t.Errorf("half past midnight in the city is %s", day)
	}
}
