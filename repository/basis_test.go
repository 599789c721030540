package repository_test

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"testing"

	"suaraloket/domain"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// basis reads what scores of the quarter are computed from, in an order.
func basis(t *testing.T, tallies report.TallyStore) report.Basis {
	t.Helper()
	b, err := tallies.Basis(context.Background(), "2026-04", "2026-06")
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(b.Cells, func(x, y score.Cell) int {
		return cmp.Or(cmp.Compare(x.Officer, y.Officer), cmp.Compare(x.Service, y.Service), cmp.Compare(x.Channel, y.Channel))
	})
	for _, days := range b.Days {
		slices.SortFunc(days, func(x, y score.Day) int { return cmp.Compare(x.N, y.N) })
	}
	return b
}

// A published score is computed from the exact services, channels and days of the ratings that are
// published, although no page shows them by service and channel.
func TestAPublishedScoreKnowsTheExactMix(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		p := &press{t: t, s: s, now: at("2026-05-19T08:00")}
		mixed := func(i int, sub *domain.Submission) {
			if i%2 == 0 {
				sub.Service = "KTP-EL"
			}
			if i%3 == 0 {
				sub.Right.Channel, sub.Right.Kiosk, sub.Right.Assurance = domain.ChannelPage, "", domain.AssuranceTicket
			}
		}
		p.rate(values(5, 4), mixed)
		p.now = at("2026-05-20T08:00")
		p.rate(values(7, 2), mixed)
		p.publish(at("2026-05-21T00:10"))
		live, published := basis(t, s), basis(t, s.Published())
		if len(live.Cells) != 4 || !reflect.DeepEqual(live.Days, map[string][]score.Day{"P-01": {{N: 5}, {N: 7}}}) {
			t.Fatalf("%+v", live)
		}
		if !reflect.DeepEqual(published, live) {
			t.Errorf("published %+v\nlive      %+v", published, live)
		}
		if got := p.seen(domain.RoleOfficer); len(got.Channels) != 0 || got.Counts != (score.Counts{0, 7, 0, 5}) {
			t.Errorf("the page shows %+v, %+v", got.Counts, got.Channels)
		}
		if hr, own := p.seen(domain.RoleHR).Standing.Score, p.seen(domain.RoleOfficer).Standing.Score; own.Value != hr.Value || own.HasExpected() || !hr.HasExpected() {
			t.Errorf("HR %+v\nown %+v", hr, own)
		}
		p.now = at("2026-05-21T08:00")
		p.rate(values(3, 1), mixed)
		p.publish(at("2026-05-22T00:10"))
		if again := basis(t, s.Published()); !reflect.DeepEqual(again, published) {
			t.Errorf("three more: %+v", again)
		}
	})
}

// The figures of one officer are read between the publication of two officers at the same moment.
func TestABasisIsReadAnewForEachPublishedCell(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		p := &press{t: t, s: s, now: at("2026-05-19T08:00")}
		p.rate(values(12, 3))
		p.publish(at("2026-05-21T00:10"))
		first := basis(t, s.Published())
		check(t, repository.Tamper(s, "INSERT INTO published_cells SELECT unit_code, 'P-09', quarter, published_at, final, batches, waiting, rules FROM published_cells WHERE officer_code = 'P-01'"))
		check(t, repository.Tamper(s, "INSERT INTO published_bases SELECT unit_code, 'P-09', quarter, cells, days FROM published_bases WHERE officer_code = 'P-01'"))
		if both := basis(t, s.Published()); len(both.Cells) != 2*len(first.Cells) || len(both.Days) != 2 {
			t.Errorf("%+v", both)
		}
	})
}

// What was published before bases were kept counts by its lines, and each month as one day.
func TestOlderPublishedFiguresHaveAScore(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		p := &press{t: t, s: s, now: at("2026-05-19T08:00")}
		p.rate(values(12, 3), func(_ int, sub *domain.Submission) { sub.Service = "KTP-EL" })
		p.publish(at("2026-05-21T00:10"))
		check(t, repository.Tamper(s, "DELETE FROM published_bases"))
		got := basis(t, s.Published())
		want := report.Basis{
			Cells: []score.Cell{{Officer: "P-01", Service: "KTP-EL", Counts: score.Counts{0, 0, 12, 0}}},
			Days:  map[string][]score.Day{"P-01": {{N: 12}}},
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%+v", got)
		}
		if seen := p.seen(domain.RoleOfficer).Standing.Score; seen.N != 12 || seen.State != score.Provisional {
			t.Errorf("%+v", seen)
		}
	})
}
