package frame

import (
	"strings"
	"suaraloket/domain"
	"suaraloket/domain/locale"
	"testing"
	"time"
)

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
