package repository_test

import (
	"context"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// Of many submissions at once through two programs as many count as were waiting, each
// running number once.
func TestALateQueueIsSharedByPrograms(t *testing.T) {
	testdb.EachTwice(t, func(t *testing.T, a, b *repository.Store) {
		h, ctx := openHall(t, a), context.Background()
		id, key := h.pair("DKC-01")
		h.beatAndRevoke(id, key, domain.Heartbeat{Waiting: 3, OldestSeq: 5, LastSeq: 9})
		late := h.now.Add(time.Minute)
		intakes := []*domain.Intake{intake(a, late), intake(b, late)}
		together(24, func(i int) {
			s := submission(4)
			s.Right.Kiosk, s.Seq, s.RatedAt = id, int64(4+i%7), h.now.Add(-time.Duration(i+1)*time.Hour)
			if _, added, err := intakes[i%2].Submit(ctx, s); err != nil || !added {
				t.Error(added, err)
			}
		})
		if n, held := counted(t, a); n != 3 || held != 21 {
			t.Errorf("%d counted, %d held", n, held)
		}
	})
}

// A journal accepts what a revoked tablet submits while the database is away; the database
// judges it when it is back. What the journal had before the revocation counts.
func TestALateQueueAfterAnOutage(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		h, ctx := openHall(t, s), context.Background()
		id, key := h.pair("DKC-01")
		accepted := func(seq int64, received time.Time) domain.Entry {
			sub := submission(4)
			sub.Right.Kiosk, sub.Seq, sub.RatedAt = id, seq, h.now.Add(-time.Duration(seq)*time.Minute)
			r, err := domain.NewRating(sub, received, domain.Counter{Code: "DKC-01", Unit: domain.Unit{Code: "DKC-U"}}, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			return domain.Entry{Rating: r}
		}
		early := accepted(40, h.now)
		h.beatAndRevoke(id, key, domain.Heartbeat{Waiting: 2, OldestSeq: 5, LastSeq: 7})
		late := h.now.Add(time.Minute)
		entries := []domain.Entry{early, accepted(5, late), accepted(7, late), accepted(6, late), accepted(8, late)}
		for range 2 { // the first answer was lost
			if err := s.Settle(ctx, entries); err != nil {
				t.Fatal(err)
			}
		}
		for i, want := range []domain.Verdict{domain.Counted, domain.Counted, domain.Counted, domain.Held, domain.Held} {
			if r, err := s.Rating(ctx, entries[i].Rating.ID); err != nil || r.Verdict != want {
				t.Errorf("number %d: %s %v %v", r.Seq, r.Verdict, r.Holds, err)
			}
		}
		if n, held := counted(t, s); n != 3 || held != 2 {
			t.Errorf("%d counted, %d held", n, held)
		}
	})
}

// beatAndRevoke sends a heartbeat and revokes the tablet half a minute later.
func (h *hall) beatAndRevoke(id, key string, beat domain.Heartbeat) {
	h.t.Helper()
	if err := h.fleet.Beat(context.Background(), key, beat); err != nil {
		h.t.Fatal(err)
	}
	h.now = h.now.Add(30 * time.Second)
	if err := h.kiosks.Revoke(context.Background(), chief(), id, false); err != nil {
		h.t.Fatal(err)
	}
}

// counted sums the counted and the held ratings of all tallies.
func counted(t *testing.T, s *repository.Store) (n, held int64) {
	t.Helper()
	for _, line := range tallies(t, s) {
		n, held = n+line.Counts.N(), held+line.Held
	}
	return n, held
}
