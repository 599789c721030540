package report_test

import (
	"context"
	"testing"

	"suaraloket/domain"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
)

// A change is named only where the ratings changed by more than chance explains, and taken apart only
// for readers who may see the expected mean.
func TestAChangeSinceThePeriodBefore(t *testing.T) {
	low, high, few := score.Counts{60, 60, 60, 60}, score.Counts{0, 0, 40, 200}, score.Counts{0, 0, 0, 9}
	for _, c := range []struct {
		name        string
		before, now score.Counts
		others      []string
		actor       domain.Actor
		known, real bool
		explained   bool
	}{
		{"better", low, high, []string{"B", "C", "D"}, hrActor(), true, true, true},
		{"better, the own page", low, high, []string{"B", "C", "D"}, domain.Actor{Role: domain.RoleOfficer, Officer: "A"}, true, true, true},
		{"better, the own page with one colleague", low, high, []string{"B"}, domain.Actor{Role: domain.RoleOfficer, Officer: "A"}, true, true, false},
		{"the same", high, high, []string{"B", "C", "D"}, hrActor(), true, false, true},
		{"few before", few, high, []string{"B", "C", "D"}, hrActor(), false, false, false},
		{"none before", score.Counts{}, high, []string{"B", "C", "D"}, hrActor(), false, false, false},
	} {
		l := city()
		l.lines, l.earlier = nil, nil
		for _, officer := range append([]string{"A"}, c.others...) {
			line := report.TallyLine{Officer: officer, Unit: "U1", Service: "KK", Counts: score.Counts{10, 20, 30, 60}}
			before := line
			if officer == "A" {
				line.Counts, before.Counts = c.now, c.before
			}
			l.lines, l.earlier = append(l.lines, line), append(l.earlier, before)
		}
		got, err := reportsOn(l).Officer(context.Background(), c.actor, "A", quarter())
		if err != nil {
			t.Fatal(err)
		}
		if change := got.Change; change.Known != c.known || c.known && (change.Real() != c.real || change.Explained() != c.explained) {
			t.Errorf("%s: known %v, real %v, explained %v", c.name, change.Known, change.Real(), change.Explained())
		}
	}
}
