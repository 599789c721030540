package repository_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/audit"
	"suaraloket/domain/integrity"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

func visitOn(service, day string) integrity.Visit {
	return integrity.Visit{Unit: "DKC-U", Service: service, Day: domain.Day(day)}
}

// ticketsSince says that every visit of the unit has a ticket from a day on, "" for none.
func ticketsSince(s *repository.Store, since domain.Day) error {
	return s.ChangeTicketed(context.Background(), "DKC-U", func(domain.Day) (domain.Day, []audit.Event, error) {
		return since, []audit.Event{{At: at("2026-05-20T10:00"), Actor: "hr", Role: "hr", Kind: audit.VisitsTicketed, Subject: "DKC-U"}}, nil
	})
}

// Each ticket is one visit of its unit, service and day. A repeated request counts nothing, also
// of many at once; a counter with one service has no other.
func TestTicketsAreCountedAsVisits(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		d := openDesk(t, s, 1)
		together(12, func(int) {
			if _, _, _, err := d.tickets().Make(t.Context(), domain.TicketOrder{Counter: "DKC-01", Service: "KTP-EL", Reference: "A-012"}); err != nil {
				t.Error(err)
			}
		})
		together(12, func(i int) {
			if _, _, _, err := d.tickets().Make(t.Context(), domain.TicketOrder{Counter: "DKC-01", Service: "KK", Reference: fmt.Sprint("B-", i)}); err != nil {
				t.Error(err)
			}
		})
		d.ticket(domain.TicketOrder{Counter: "DKC-01"})
		d.ticket(domain.TicketOrder{Counter: "DKC-02"})
		d.ticket(domain.TicketOrder{Counter: "BANK-01"})
		d.now = at("2026-05-21T00:01")
		d.ticket(domain.TicketOrder{Counter: "DKC-01", Service: "KTP-EL", Reference: "A-012"})
		got, err := s.UnitCounts(t.Context(), "DKC-U", "2026-05-19", "2026-05-21")
		want := integrity.Served{visitOn("KTP-EL", "2026-05-20"): 1, visitOn("KK", "2026-05-20"): 13, visitOn("", "2026-05-20"): 1, visitOn("KTP-EL", "2026-05-21"): 1}
		if err != nil || !maps.Equal(got.Tickets, want) || got.Since != "" || len(got.Served()) > 0 {
			t.Errorf("%+v %v, want %v", got, err, want)
		}
		bank, err := s.UnitCounts(t.Context(), "BANK-U", "2026-05-20", "2026-05-20")
		if err != nil || len(bank.Tickets) != 1 {
			t.Errorf("the other unit: %+v %v", bank, err)
		}
	})
}

// A ticket whose visit cannot be counted is not made, so that both always agree.
func TestATicketAndItsVisitAreOneTransaction(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		d := openDesk(t, s, 1)
		order := domain.TicketOrder{Counter: "DKC-01", Service: "KK", Reference: "A-012"}
		restore := away(t, s, "INSERT ON ticket_visits", "")
		if _, _, _, err := d.tickets().Make(t.Context(), order); err == nil {
			t.Error("made without its visit")
		}
		restore()
		if _, _, added, err := d.tickets().Make(t.Context(), order); err != nil || !added {
			t.Errorf("afterwards: added %v, %v", added, err)
		}
		if got, err := s.UnitCounts(t.Context(), "DKC-U", "2026-05-20", "2026-05-20"); err != nil || got.Tickets[visitOn("KK", "2026-05-20")] != 1 {
			t.Errorf("%v %v", got, err)
		}
	})
}

// Numbers keep where they come from: an import replaces what was entered, and what a change
// leaves as it is stays imported.
func TestNumbersKeepTheirSource(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		kk, ktp := visitOn("KK", "2026-05-19"), visitOn("KTP-EL", "2026-05-19")
		enter := func(after integrity.Served) func() error {
			return func() error {
				return s.ChangeServed(t.Context(), "DKC-U", "2026-05-19", func(integrity.Served) (integrity.Served, []audit.Event) {
					return after, []audit.Event{{At: at("2026-05-20T10:00"), Actor: "hr", Role: "hr", Kind: audit.VisitsEntered, Subject: "DKC-U"}}
				})
			}
		}
		type numbers = map[integrity.Visit]integrity.Number
		imported := func(n int) integrity.Number { return integrity.Number{Visits: n, Source: integrity.Imported} }
		entered := func(n int) integrity.Number { return integrity.Number{Visits: n, Source: integrity.Entered} }
		for _, step := range []struct {
			name string
			do   func() error
			want numbers
		}{
			{"imported", func() error { return s.SaveServed(t.Context(), integrity.Served{kk: 3, ktp: 4}) }, numbers{kk: imported(3), ktp: imported(4)}},
			{"one entered", enter(integrity.Served{kk: 5, ktp: 4}), numbers{kk: entered(5), ktp: imported(4)}},
			{"one removed", enter(integrity.Served{kk: 5}), numbers{kk: entered(5)}},
			{"imported again", func() error { return s.SaveServed(t.Context(), integrity.Served{kk: 6}) }, numbers{kk: imported(6)}},
			{"from before sources were kept", func() error { return repository.Tamper(s, "UPDATE served SET source = ''") }, numbers{kk: {Visits: 6}}},
		} {
			check(t, step.do())
			if got, err := s.UnitCounts(t.Context(), "DKC-U", "2026-05-19", "2026-05-19"); err != nil || !maps.Equal(got.Stored, step.want) {
				t.Errorf("%s: %v, want %v, %v", step.name, got.Stored, step.want, err)
			}
		}
	})
}

// The day since which all visits have tickets is stored with its row of the record; a refusal
// stores nothing.
func TestTicketedUnitsAreStored(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		since := func() domain.Day {
			got, err := s.UnitCounts(t.Context(), "DKC-U", "2026-05-19", "2026-05-19")
			check(t, err)
			return got.Since
		}
		for i, day := range []domain.Day{"2026-05-21", "2026-06-01", ""} {
			check(t, ticketsSince(s, day))
			if rows, err := s.Events(t.Context(), audit.Filter{Kind: audit.VisitsTicketed}, 10); since() != day || err != nil || len(rows) != i+1 {
				t.Errorf("%q: stored %q, %d rows, %v", day, since(), len(rows), err)
			}
		}
		check(t, ticketsSince(s, "2026-05-21"))
		var before domain.Day
		err := s.ChangeTicketed(t.Context(), "DKC-U", func(stored domain.Day) (domain.Day, []audit.Event, error) {
			before = stored
			return "2026-07-01", []audit.Event{{}}, domain.ErrNotAllowed
		})
		if refusal, ok := domain.Refusal(err); !ok || !refusal.Is(domain.ErrNotAllowed) || before != "2026-05-21" || since() != "2026-05-21" {
			t.Errorf("%v, before %q, stored %q", err, before, since())
		}
	})
}

// Each change of a number of visits, wherever it comes from, brings the ratings of its day to a
// new judgement: five ratings of a service, of which those above the visits are held.
func TestVerdictsFollowTheTickets(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		d := openDesk(t, s, 1)
		d.now = at("2026-05-11T11:00")
		var list []given
		for i := range 5 {
			when := at("2026-05-11T09:00").Add(time.Duration(i) * 11 * time.Minute)
			list = append(list, given{domain.Submission{ID: uuid.NewString(), Value: 3, Service: "KK", RatedAt: when,
				Right: domain.Right{Channel: domain.ChannelKiosk, Assurance: domain.AssuranceDevice, Kiosk: "tablet-1", Counter: "DKC-01"}}, when})
		}
		hand(t, s, list)
		held := func() (n int) {
			_, err := sweeper(s).Run(t.Context())
			check(t, err)
			for _, verdict := range verdicts(t, s, list) {
				if verdict == "held[served]" {
					n++
				}
			}
			return n
		}
		ticket := func(service string) { d.ticket(domain.TicketOrder{Counter: "DKC-01", Service: service}) }
		for _, step := range []struct {
			name string
			do   func()
			held int
		}{
			{"tickets of a unit that does not give them to all", func() { ticket("KK"); ticket("KK") }, 0},
			{"all visits have tickets", func() { check(t, ticketsSince(s, "2026-05-11")) }, 3},
			{"another ticket", func() { ticket("KK") }, 2},
			{"imported", func() { check(t, s.SaveServed(t.Context(), integrity.Served{visitOn("KK", "2026-05-11"): 4})) }, 1},
			{"removed", func() {
				check(t, s.ChangeServed(t.Context(), "DKC-U", "2026-05-11", func(integrity.Served) (integrity.Served, []audit.Event) {
					return integrity.Served{}, []audit.Event{{At: d.now, Actor: "hr", Role: "hr", Kind: audit.VisitsEntered, Subject: "DKC-U"}}
				}))
			}, 2},
			{"a ticket without a service", func() { ticket("") }, 0},
			{"from the next day on", func() { check(t, ticketsSince(s, "2026-05-12")) }, 0},
		} {
			step.do()
			if got := held(); got != step.held {
				t.Errorf("%s: %d held, want %d", step.name, got, step.held)
			}
		}
		if _, differences := recountAll(t, s); len(differences) > 0 {
			t.Errorf("recount: %v", differences)
		}
		// the sweep reads nothing again while no number changes
		if changed, err := sweeper(s).Run(t.Context()); changed != 0 || err != nil || slices.Contains(slices.Collect(maps.Values(verdicts(t, s, list))), "held[served]") {
			t.Errorf("%d changed, %v", changed, err)
		}
	})
}
