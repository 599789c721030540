package sample_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/sample"
)

func rosterOf(c *sample.City) *domain.Roster { return domain.NewRoster(c, nil, time.Now) }

func onDuty(t *testing.T, known *domain.Roster, counter string, at time.Time) []domain.Officer {
	t.Helper()
	list, err := known.OnDuty(context.Background(), counter, at)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestACounterIsStaffedAtEveryHour(t *testing.T) {
	for _, start := range starts(t) {
		c := sample.Make(start, 9)
		known := rosterOf(c)
		own := c.OwnCounters()
		last := own[len(own)-1].Code
		steady := start.AddDate(0, 0, -8)
		for at := start.AddDate(0, -9, 0); at.Before(start.AddDate(0, 2, 0)); at = at.Add(time.Hour) {
			for _, counter := range c.Counters() {
				want := 1
				if counter.Code == last && !at.Before(steady) {
					want = 2
				}
				list := onDuty(t, known, counter.Code, at)
				between := counter.Code == last && len(list) == 2 && at.After(steady.AddDate(0, 0, -7))
				if len(list) != want && !between {
					t.Fatalf("start %s: %d on duty at %s, %s; want %d", start, len(list), counter.Code, at, want)
				}
			}
		}
	}
}

func TestWithoutHistoryOfficersStay(t *testing.T) {
	for _, start := range starts(t) {
		c := sample.Make(start, 0)
		known := rosterOf(c)
		if len(c.Duties()) != len(c.Counters()) {
			t.Errorf("%d duties at %d counters", len(c.Duties()), len(c.Counters()))
		}
		for _, d := range c.Duties() {
			first := start.AddDate(0, 0, -8)
			if !d.To.IsZero() || d.From.After(first) || domain.DayOf(d.From) != domain.DayOf(first) {
				t.Errorf("duty of %s at %s from %s to %s", d.Officer, d.Counter, d.From, d.To)
			}
		}
		for at := start.AddDate(0, 0, -8); at.Before(start.AddDate(0, 1, 0)); at = at.Add(time.Hour) {
			for _, counter := range c.Counters() {
				if len(onDuty(t, known, counter.Code, at)) != 1 {
					t.Fatalf("start %s: no officer or several at %s, %s", start, counter.Code, at)
				}
			}
		}
		for range c.Visits() {
			t.Fatal("a visit without history")
		}
	}
}

func TestOpenDutiesBeganEightDaysAgo(t *testing.T) {
	for _, start := range starts(t) {
		open := map[string]int{}
		for _, d := range sample.Make(start, 9).Duties() {
			if !d.To.IsZero() {
				continue
			}
			open[d.Counter]++
			if d.From.After(start.AddDate(0, 0, -8)) {
				t.Errorf("start %s: the open duty at %s begins %s", start, d.Counter, d.From)
			}
		}
		if n := len(sample.Make(start, 9).Counters()); len(open) != n {
			t.Errorf("%d of %d counters have an open duty", len(open), n)
		}
	}
}

// The cached roster agrees with the list of duties.
func TestRosterAgreesWithTheDuties(t *testing.T) {
	start := jakarta(t, "2026-11-23 09:14:05")
	c := sample.Make(start, 9)
	known := rosterOf(c)
	duties := c.Duties()
	for at := start.AddDate(0, -9, 0); at.Before(start); at = at.Add(7 * time.Hour) {
		for _, counter := range c.Counters() {
			want := map[string]bool{}
			for _, d := range duties {
				if d.Counter == counter.Code && d.Covers(at) {
					want[d.Officer] = true
				}
			}
			list := onDuty(t, known, counter.Code, at)
			for i, o := range list {
				if !want[o.Code] || i > 0 && list[i-1].Code >= o.Code {
					t.Fatalf("%s at %s: %v, want %v", counter.Code, at, list, want)
				}
			}
			if len(list) != len(want) {
				t.Fatalf("%s at %s: %d on duty, want %d", counter.Code, at, len(list), len(want))
			}
		}
	}
}

func TestDutiesAreSound(t *testing.T) {
	for _, start := range starts(t) {
		c := sample.Make(start, 24)
		known := rosterOf(c)
		ids, people, turns := map[string]bool{}, map[string]string{}, map[string]map[string]bool{}
		for _, o := range c.Officers() {
			people[o.Code] = o.Unit
		}
		for _, d := range c.Duties() {
			if _, err := uuid.Parse(d.ID); err != nil || ids[d.ID] {
				t.Errorf("duty %q is no id or not the only one", d.ID)
			}
			ids[d.ID] = true
			counter, err := known.Counter(context.Background(), d.Counter)
			if err != nil || people[d.Officer] != counter.Unit.Code {
				t.Errorf("%s of %q serves at %s: %v", d.Officer, people[d.Officer], d.Counter, err)
			}
			if !d.To.IsZero() && !d.To.After(d.From) {
				t.Errorf("a duty from %s to %s", d.From, d.To)
			}
			if turns[d.Counter] == nil {
				turns[d.Counter] = map[string]bool{}
			}
			turns[d.Counter][d.Officer] = true
		}
		for _, counter := range c.Counters() {
			if len(turns[counter.Code]) < 2 {
				t.Errorf("no officers take turns at %s", counter.Code)
			}
		}
	}
}
