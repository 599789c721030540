package repository_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

func (d *desk) tickets() *domain.Tickets {
	clock := func() time.Time { return d.now }
	return domain.NewTickets(d.store, domain.NewRoster(d.store, d.store, clock), d.passes, clock)
}

func (d *desk) ticket(o domain.TicketOrder) (domain.Ticket, string) {
	d.t.Helper()
	ticket, code, _, err := d.tickets().Make(context.Background(), o)
	if err != nil {
		d.t.Fatal(err)
	}
	return ticket, code
}

func TestATicketIsReadAsItWasMade(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		d := openDesk(t, s, 1)
		made, _ := d.ticket(domain.TicketOrder{Counter: "dkc-01", Service: "kk", Officer: "P-02", Reference: " A-012 ", Valid: 20 * time.Minute})
		read, err := s.Ticket(context.Background(), made.Number)
		want := domain.Ticket{
			Number: made.Number, Counter: "DKC-01", Service: "KK", Officer: "P-02", Reference: "A-012",
			Day: "2026-05-20", Made: d.now.UTC(), Expires: d.now.Add(20 * time.Minute).UTC(),
		}
		read.Made, read.Expires = read.Made.UTC(), read.Expires.UTC()
		if err != nil || !reflect.DeepEqual(read, want) {
			t.Errorf("read %+v %v, want %+v", read, err, want)
		}
		if _, err := s.Ticket(context.Background(), "00000000"); !errors.Is(err, domain.ErrTicketUnknown) {
			t.Errorf("unknown: %v", err)
		}
	})
}

func TestAReferenceHasOneTicketADay(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		d := openDesk(t, s, 1)
		order := domain.TicketOrder{Counter: "DKC-01", Reference: "A-012"}
		codes, made := make([]string, 12), atomic.Int64{}
		together(len(codes), func(i int) {
			_, code, added, err := d.tickets().Make(context.Background(), order)
			if err != nil {
				t.Error(err)
			}
			if added {
				made.Add(1)
			}
			codes[i] = code
		})
		slices.Sort(codes)
		if made.Load() != 1 || len(slices.Compact(codes)) != 1 {
			t.Errorf("%d made, %v", made.Load(), codes)
		}
		seen := codes[:1]
		for _, next := range []struct {
			name, counter, reference string
			later                    time.Duration
		}{
			{"another reference", "DKC-01", "A-013", 0}, {"another counter", "DKC-02", "A-012", 0}, {"another day", "DKC-01", "A-012", 24 * time.Hour},
			{"no reference", "DKC-01", "", 0}, {"no reference either", "DKC-01", "", 0},
		} {
			d.now = d.now.Add(next.later)
			_, code := d.ticket(domain.TicketOrder{Counter: next.counter, Reference: next.reference})
			if slices.Contains(seen, code) {
				t.Errorf("%s: an existing ticket", next.name)
			}
			seen = append(seen, code)
		}
	})
}

// TestATicketIsUsedOnceOnAnyChannel uses one ticket on a phone, in chats and at a
// tablet at once.
func TestATicketIsUsedOnceOnAnyChannel(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		d, ctx := openDesk(t, s, 1), context.Background()
		_, code := d.ticket(domain.TicketOrder{Counter: "DKC-01"})
		tablet, err := d.visits.WithTicket(ctx, kioskRight(), code)
		if err != nil {
			t.Fatal(err)
		}
		itself, err := d.visits.Read(ctx, code, "")
		if err != nil {
			t.Fatal(err)
		}
		rights := []domain.Right{d.scan(code), d.scan(code), itself, d.chat(code, "a"), d.chat(code, "b"), tablet, tablet}
		var added atomic.Int64
		together(len(rights), func(i int) {
			if _, err := d.rate(rights[i]); err == nil {
				added.Add(1)
			} else if !errors.Is(err, domain.ErrTicketUsed) {
				t.Errorf("%+v: %v", rights[i], err)
			}
		})
		if added.Load() != 1 {
			t.Errorf("%d stored", added.Load())
		}
	})
}

// TestATicketFillsInWhatIsNotSaid submits ratings with tickets. The ticket supplies the
// service and the officer that the rating does not name.
func TestATicketFillsInWhatIsNotSaid(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		d := openDesk(t, s, 1)
		for _, c := range []struct {
			name                     string
			order                    domain.TicketOrder
			service, officer         string // submitted with the rating
			wantService, wantOfficer string
			holds                    []domain.HoldReason
		}{
			{"no values submitted", domain.TicketOrder{Counter: "DKC-01", Service: "KTP-EL", Officer: "P-01"}, "", "", "KTP-EL", "P-01", nil},
			{"other values submitted", domain.TicketOrder{Counter: "DKC-01", Service: "KTP-EL", Officer: "P-01"}, "KK", "-", "KK", "", nil},
			{"an officer not on duty", domain.TicketOrder{Counter: "DKC-01", Officer: "P-02"}, "", "", "", "P-02", []domain.HoldReason{domain.HoldNotOnDuty}},
			{"the counter's only service", domain.TicketOrder{Counter: "DKC-02"}, "", "", "KK", "P-02", nil},
			{"a tenant's officers belong to no unit of the city", domain.TicketOrder{Counter: "BANK-01", Officer: "B-01"}, "", "", "", "", nil},
		} {
			_, code := d.ticket(c.order)
			sub := domain.Submission{ID: uuid.NewString(), Right: d.scan(code), Value: 4, Service: c.service, Officer: c.officer}
			r, added, err := d.intake.Submit(context.Background(), sub)
			if !added || err != nil || r.Service != c.wantService || r.Officer != c.wantOfficer || !slices.Equal(r.Holds, c.holds) || r.Assurance != domain.AssuranceTicket {
				t.Errorf("%s: %+v %v %v", c.name, r, added, err)
			}
			sub.Right.Service, sub.Right.Officer = "", "" // as if the ticket could no longer be read
			if again, added, err := d.intake.Submit(context.Background(), sub); added || err != nil || again.Officer != r.Officer {
				t.Errorf("%s, repeated: %+v %v %v", c.name, again, added, err)
			}
		}
	})
}

// TestATabletHandsInATicketLate checks that a rating given in time counts although the network
// was away.
func TestATabletHandsInATicketLate(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		d, ctx := openDesk(t, s, 1), context.Background()
		_, code := d.ticket(domain.TicketOrder{Counter: "DKC-01", Valid: time.Hour})
		given := d.now.Add(time.Minute)
		d.now = d.now.Add(5 * time.Hour)
		right, err := d.visits.WithTicket(ctx, kioskRight(), code)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			ratedAt time.Time
			want    error
		}{{time.Time{}, domain.ErrPassExpired}, {given.Add(2 * time.Hour), domain.ErrPassExpired}, {given, nil}} {
			_, _, err := d.intake.Submit(ctx, domain.Submission{ID: uuid.NewString(), Right: right, Value: 4, RatedAt: c.ratedAt})
			if !errors.Is(err, c.want) {
				t.Errorf("rated at %v: %v", c.ratedAt, err)
			}
		}
		other := kioskRight()
		other.Counter = "DKC-02"
		if _, err := d.visits.WithTicket(ctx, other, code); !errors.Is(err, domain.ErrOtherCounter) {
			t.Errorf("at another counter: %v", err)
		}
		if _, err := d.visits.WithTicket(ctx, kioskRight(), code[:len(code)-1]+"!"); !errors.Is(err, domain.ErrTicketInvalid) {
			t.Errorf("forged: %v", err)
		}
	})
}

func TestTicketsAreRefused(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		d := openDesk(t, s, 1)
		for field, order := range map[string]domain.TicketOrder{
			"counter":       {},
			"service":       {Counter: "DKC-01", Service: "SIM"},
			"officer":       {Counter: "DKC-01", Officer: "P-99"},
			"reference":     {Counter: "DKC-01", Reference: "A\u00e9"},
			"valid_minutes": {Counter: "DKC-01", Valid: domain.MaxTicketTime + time.Minute},
		} {
			_, _, _, err := d.tickets().Make(context.Background(), order)
			refusal, ok := domain.Refusal(err)
			if !ok || refusal.Code != domain.CodeInvalid || len(refusal.Fields) != 1 || refusal.Fields[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		if _, _, _, err := d.tickets().Make(context.Background(), domain.TicketOrder{Counter: "NONE"}); !errors.Is(err, domain.ErrCounterUnknown) {
			t.Errorf("unknown counter: %v", err)
		}
	})
}

// TestAUsedTicketHasNoReference uses tickets on a page, at a tablet and in a chat: what the
// queue calls the visit is removed with the rating, and stays while no rating is stored.
func TestAUsedTicketHasNoReference(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		d, ctx := openDesk(t, s, 1), context.Background()
		reference := func(ticket domain.Ticket) string {
			read, err := s.Ticket(ctx, ticket.Number)
			if err != nil {
				t.Fatal(err)
			}
			return read.Reference
		}
		atTablet := func(code string) domain.Right {
			right, err := d.visits.WithTicket(ctx, kioskRight(), code)
			if err != nil {
				t.Fatal(err)
			}
			return right
		}
		inChat := func(code string) domain.Right { return d.chat(code, "a") }
		unused, _ := d.ticket(domain.TicketOrder{Counter: "DKC-01", Reference: "A-000"})
		for name, right := range map[string]func(code string) domain.Right{"page": d.scan, "tablet": atTablet, "chat": inChat} {
			order := domain.TicketOrder{Counter: "DKC-01", Reference: name}
			ticket, code := d.ticket(order)
			by := right(code)
			if _, _, err := d.intake.Submit(ctx, domain.Submission{ID: uuid.NewString(), Right: by, Value: 9}); err == nil || reference(ticket) != name {
				t.Errorf("%s: refused with %v, reference %q", name, err, reference(ticket))
			}
			if _, err := d.rate(by); err != nil || reference(ticket) != "" {
				t.Errorf("%s: %v, reference %q", name, err, reference(ticket))
			}
			if again, _ := d.ticket(order); again.Number == ticket.Number {
				t.Errorf("%s: the reference leads to the used ticket", name)
			}
		}
		if reference(unused) != "A-000" {
			t.Error("an unused ticket has lost its reference")
		}
	})
}
