package journal_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"suaraloket/domain"
)

// claiming is a rating that uses a once-only right up.
func (h *hall) claiming(claim string) domain.Entry {
	h.t.Helper()
	layout, _ := h.places.Known()
	id, at := uuid.NewString(), now()
	return domain.Entry{Layout: layout.Version, Rating: domain.Rating{
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

// TestClaimsAreUsedOnceWithoutTheDatabaseToo uses claims before, during and after an
// outage. What contradicts the database is kept, and held.
func TestClaimsAreUsedOnceWithoutTheDatabaseToo(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.give(kiosk(4))
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
