package journal_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"suaraloket/domain"
)

// claiming returns an entry with a claim.
func (h *hall) claiming(claim string) domain.Entry {
	h.t.Helper()
	snapshot, _ := h.roster.Snapshot()
	id, at := uuid.NewString(), now()
	return domain.Entry{RosterVersion: snapshot.Version, Rating: domain.Rating{
		ID: id, OnceKey: "id:" + id, Claim: claim, Channel: domain.ChannelPage, Counter: "DKC-01", Unit: "DKC",
		Value: 3, RatedAt: at, ReceivedAt: at, Day: domain.DayOf(at), Verdict: domain.Counted,
	}}
}

func (h *hall) add(e domain.Entry, want error) {
	h.t.Helper()
	if _, added, err := h.journal.AddRating(context.Background(), e); added != (want == nil) || !errors.Is(err, want) {
		h.t.Errorf("%s: %v %v, want %v", e.Rating.Claim, added, err, want)
	}
}

// TestClaimsAreUsedOnceWithoutTheDatabaseToo uses claims before, during and after an outage. A
// rating that conflicts with the database is stored and held.
func TestClaimsAreUsedOnceWithoutTheDatabaseToo(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.submit(kiosk(4))
		h.add(h.claiming("ticket:before"), nil)
		h.main.become(away)
		late, good := h.claiming("ticket:before"), h.claiming("ticket:during")
		h.add(late, nil)
		h.add(good, nil)
		h.add(h.claiming("ticket:during"), domain.ErrClaimTaken)
		asked := []string{"ticket:before", "ticket:during", "ticket:never"}
		if taken, err := h.journal.Claimed(context.Background(), asked); !errors.Is(err, domain.ErrUnavailable) {
			t.Errorf("claimed while away: %v %v", taken, err)
		}
		if taken, err := h.journal.Claimed(context.Background(), asked[1:2]); len(taken) != 1 || err != nil {
			t.Errorf("claimed in the journal: %v %v", taken, err)
		}
		h.main.become(well)
		h.drained()
		h.add(h.claiming("ticket:during"), domain.ErrClaimTaken)
		if taken, err := h.journal.Claimed(context.Background(), asked); !slices.Equal(taken, asked[:2]) || err != nil {
			t.Errorf("claimed afterwards: %v %v", taken, err)
		}
		if r := h.stored(late.Rating.ID); r.Verdict != domain.Held || !slices.Equal(r.Holds, []domain.HoldReason{domain.HoldAlreadyRated}) || r.Claim != "" {
			t.Errorf("late: %+v", r)
		}
		if r := h.stored(good.Rating.ID); r.Verdict != domain.Counted || r.Claim != "ticket:during" {
			t.Errorf("good: %+v", r)
		}
		if n, held := h.counted(); n != 3 || held != 1 {
			t.Errorf("counted %d, held %d", n, held)
		}
	})
}

// TestCodesOpenWithoutTheDatabase opens and uses a rotating code and a ticket while the
// database is away, after another person has used the code.
func TestCodesOpenWithoutTheDatabase(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx := context.Background()
		passes := domain.NewPasses([]byte("0123456789abcdef"), now)
		intake := domain.NewIntake(h.roster, h.journal, now, domain.Limits{SlotRatings: 1})
		visits := domain.NewVisits(passes, h.roster, intake, h.journal, domain.NewAuthors([]byte("0123456789abcdef"), h.journal, now))
		tickets := domain.NewTickets(h.journal, h.roster, passes, now)
		order := domain.TicketOrder{Counter: "DKC-01", Officer: "P-01", Reference: "A-012"}
		_, ticket, _, err := tickets.Make(ctx, order)
		h.ok(err)
		tablet := domain.Kiosk{ID: "tablet-1", Counter: "DKC-01", KeyHash: domain.HashKey("key")}
		code := domain.SlotCode(passes.SlotKey(tablet), "DKC-01", domain.SlotAt(now()))
		rate := func(code string) (domain.Rating, error) {
			visit, err := visits.Open(ctx, code, "")
			if err != nil {
				return domain.Rating{}, err
			}
			r, _, err := intake.Submit(ctx, domain.Submission{ID: uuid.NewString(), Right: visit.Right, Value: 2})
			return r, err
		}
		if _, err := rate(code); err != nil {
			t.Fatal(err)
		}
		if _, err := visits.Open(ctx, code, ""); !errors.Is(err, domain.ErrPassUsed) {
			t.Errorf("a used code opens: %v", err)
		}
		h.main.become(away)
		late, err := rate(code)
		h.ok(err)
		if _, err := rate(code); !errors.Is(err, domain.ErrPassUsed) {
			t.Errorf("twice within the journal: %v", err)
		}
		byTicket, err := rate(ticket)
		h.ok(err)
		if _, _, _, err := tickets.Make(ctx, order); !errors.Is(err, domain.ErrUnavailable) {
			t.Errorf("a ticket was made: %v", err)
		}
		h.main.become(well)
		h.drained()
		if r := h.stored(late.ID); !slices.Equal(r.Holds, []domain.HoldReason{domain.HoldAlreadyRated}) {
			t.Errorf("after its code was used: %+v", r)
		}
		if r := h.stored(byTicket.ID); r.Verdict != domain.Counted || r.Claim == "" || r.Assurance != domain.AssuranceTicket {
			t.Errorf("by the ticket: %+v", r)
		}
		if made, err := h.journal.Ticket(ctx, byTicket.Claim[len("ticket:"):]); err != nil || made.Reference != "" {
			t.Errorf("the used ticket: %+v %v", made, err)
		}
		if _, err := rate(ticket); !errors.Is(err, domain.ErrTicketUsed) {
			t.Errorf("the ticket, again: %v", err)
		}
	})
}

// TestABrowserHasOneHashInAnOutage rates with the cookie of one browser before, during and
// after an outage.
func TestABrowserHasOneHashInAnOutage(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx := context.Background()
		passes := domain.NewPasses([]byte("0123456789abcdef"), now)
		intake := domain.NewIntake(h.roster, h.journal, now, domain.Limits{})
		rate := func() domain.Rating {
			// Authors of another program, which has not read the key before.
			authors := domain.NewAuthors([]byte("0123456789abcdef"), h.journal, now)
			visits := domain.NewVisits(passes, h.roster, intake, h.journal, authors)
			visit, err := visits.Open(ctx, passes.Poster("DKC-01"), "a browser")
			h.ok(err)
			r, _, err := intake.Submit(ctx, domain.Submission{ID: uuid.NewString(), Right: visit.Right, Value: 2})
			h.ok(err)
			return r
		}
		ratings := []domain.Rating{rate()}
		h.main.become(away)
		ratings = append(ratings, rate())
		h.main.become(well)
		h.drained()
		for _, r := range append(ratings, rate()) {
			if stored := h.stored(r.ID); len(stored.Browser) != 32 || stored.Browser != ratings[0].Browser {
				t.Errorf("browser %q, at first %q", stored.Browser, ratings[0].Browser)
			}
		}
	})
}
