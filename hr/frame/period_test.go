package frame

import (
	"strings"
	"suaraloket/domain"
	"suaraloket/domain/locale"
	"testing"
	"time"
)

// The periods of the survey are offered by length; the selected one is among them, in its
// group.
func TestSurveyPeriodChoices(t *testing.T) {
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 2, 10, 9, 0, 0, 0, time.UTC)
	for selected, want := range map[domain.Period]string{
		{Year: 2026, Quarter: 1}: "2026-Q1* 2025-Q4 2025-Q3 2025-Q2 2025-Q1 | 2026-02 2026-01 2025-12 2025-11 2025-10 2025-09 2025-08 2025-07 2025-06 2025-05 2025-04 2025-03 | 2026-S1 2025-S2 2025-S1 | 2026 2025",
		{Year: 2024, Half: 2}:    "2026-Q1 2025-Q4 2025-Q3 2025-Q2 2025-Q1 | 2026-02 2026-01 2025-12 2025-11 2025-10 2025-09 2025-08 2025-07 2025-06 2025-05 2025-04 2025-03 | 2026-S1 2025-S2 2025-S1 2024-S2* | 2026 2025",
		{Year: 2023}:             "2026-Q1 2025-Q4 2025-Q3 2025-Q2 2025-Q1 | 2026-02 2026-01 2025-12 2025-11 2025-10 2025-09 2025-08 2025-07 2025-06 2025-05 2025-04 2025-03 | 2026-S1 2025-S2 2025-S1 | 2026 2025 2023*",
	} {
		var groups []string
		for _, g := range SurveyPeriodChoices(now, selected, catalog.In("id")) {
			var values []string
			for _, c := range g.List {
				values = append(values, c.Value+map[bool]string{true: "*"}[c.Selected])
			}
			groups = append(groups, strings.Join(values, " "))
		}
		if got := strings.Join(groups, " | "); got != want {
			t.Errorf("%v: offered %s", selected, got)
		}
	}
}

func TestPeriodChoices(t *testing.T) {
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 2, 10, 9, 0, 0, 0, time.UTC)
	var values []string
	for _, c := range PeriodChoices(now, domain.Period{Year: 2024, Quarter: 3}, catalog.In("id")) {
		values = append(values, c.Value)
		if c.Selected != (c.Value == "2024-Q3") {
			t.Errorf("%s selected %v", c.Value, c.Selected)
		}
	}
	want := "2026-Q1 2025-Q4 2025-Q3 2025-Q2 2025-Q1 2026 2025 2024-Q3"
	if got := strings.Join(values, " "); got != want {
		t.Errorf("offered %s", got)
	}
}
