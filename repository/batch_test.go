package repository_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"suaraloket/domain"
	"suaraloket/domain/score"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

func TestABadRatingFailsAlone(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		in, bad := intake(s, at("2026-05-20T10:00")), submission(1)
		if err := repository.Forbid(s, bad.ID); err != nil {
			t.Fatal(err)
		}
		together(60, func(i int) {
			sub := submission(4)
			if i == 30 {
				sub = bad
			}
			_, added, err := in.Submit(context.Background(), sub)
			if isBad := sub.ID == bad.ID; added == isBad || (err != nil) != isBad {
				t.Errorf("bad %v: added %v, %v", isBad, added, err)
			}
			if _, refused := domain.Refusal(err); refused {
				t.Errorf("an internal error is a refusal: %v", err)
			}
		})
		if lines := tallies(t, s); len(lines) != 1 || lines[0].Counts != (score.Counts{0, 0, 0, 59}) {
			t.Errorf("tallies %+v", lines)
		}
	})
}

func TestOneIDWithTwoContentsIsOneRating(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		in, id := intake(s, at("2026-05-20T10:00")), uuid.NewString()
		var added, reused, repeated atomic.Int64
		together(40, func(i int) {
			sub := submission(i%2 + 1)
			sub.ID = id
			_, isNew, err := in.Submit(context.Background(), sub)
			switch {
			case isNew && err == nil:
				added.Add(1)
			case errors.Is(err, domain.ErrIDReused):
				reused.Add(1)
			case err == nil:
				repeated.Add(1)
			default:
				t.Error(err)
			}
		})
		if added.Load() != 1 || reused.Load() != 20 || repeated.Load() != 19 {
			t.Errorf("added %d, refused %d, repeated %d", added.Load(), reused.Load(), repeated.Load())
		}
	})
}

// TestTwoInstancesStoreOnce submits every rating to two instances at once, and several ratings
// of each visit.
func TestTwoInstancesStoreOnce(t *testing.T) {
	testdb.EachTwice(t, func(t *testing.T, a, b *repository.Store) {
		city(t, a)
		ins := []*domain.Intake{intake(a, at("2026-05-20T10:00")), intake(b, at("2026-05-20T10:00"))}
		var subs []domain.Submission
		for i := range 150 {
			subs = append(subs, submission(i%4+1))
		}
		var added atomic.Int64
		together(2*len(subs), func(i int) {
			_, isNew, err := ins[i%2].Submit(context.Background(), subs[i/2])
			if err != nil {
				t.Error(err)
			}
			if isNew {
				added.Add(1)
			}
		})
		var first atomic.Int64
		together(80, func(i int) {
			sub := submission(3)
			sub.Right = domain.Right{Counter: "DKC-01", Channel: domain.ChannelPage, Visit: string(rune('a' + i/8))}
			if _, isNew, err := ins[i%2].Submit(context.Background(), sub); isNew {
				first.Add(1)
			} else if !errors.Is(err, domain.ErrPassUsed) {
				t.Error(err)
			}
		})
		var n int64
		for _, line := range tallies(t, b) {
			n += line.Counts.N()
		}
		if added.Load() != 150 || first.Load() != 10 || n != 160 {
			t.Errorf("added %d and %d, counted %d", added.Load(), first.Load(), n)
		}
	})
}

// TestADutyCountsForTheVeryNextRating changes duties through one instance and rates through
// the other, which caches the roster.
func TestADutyCountsForTheVeryNextRating(t *testing.T) {
	testdb.EachTwice(t, func(t *testing.T, a, b *repository.Store) {
		city(t, a)
		now := at("2026-05-20T10:00")
		in := intake(b, now)
		for i := range 20 {
			want := []string{"P-02", "P-01"}[i%2]
			duties := []domain.Duty{
				{ID: uuid.NewString(), Officer: "P-01", Counter: "DKC-01", From: at("2026-01-01T00:00")},
				{ID: uuid.NewString(), Officer: "P-02", Counter: "DKC-01", From: at("2026-01-01T00:00")},
			}
			duties[i%2].To = now
			if err := a.SaveDuties(context.Background(), duties); err != nil {
				t.Fatal(err)
			}
			r, _, err := in.Submit(context.Background(), submission(3))
			if err != nil || r.Officer != want {
				t.Fatalf("%d: rated %q, want %q, %v", i, r.Officer, want, err)
			}
		}
		if _, _, err := b.AddRating(context.Background(), domain.Entry{Rating: domain.Rating{ID: uuid.NewString()}, RosterVersion: "old"}); !errors.Is(err, domain.ErrRosterStale) {
			t.Errorf("made from an old snapshot: %v", err)
		}
	})
}

// TestBatchesCountWhatTheyStore stores random batches with repeated ids and visits, and
// compares the tallies with the ratings that were reported as new.
func TestBatchesCountWhatTheyStore(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		in := intake(s, at("2026-05-20T10:00"))
		var sent []domain.Submission
		var want score.Counts
		rapid.Check(t, func(rt *rapid.T) {
			var batch []domain.Submission
			for range rapid.IntRange(1, 20).Draw(rt, "size") {
				sub := submission(rapid.IntRange(1, 4).Draw(rt, "value"))
				switch kind := rapid.IntRange(0, 5).Draw(rt, "kind"); {
				case kind == 0 && len(sent) > 0:
					sub = rapid.SampledFrom(sent).Draw(rt, "again")
				case kind == 1:
					visit := rapid.StringMatching("v[0-9]{2}").Draw(rt, "visit")
					sub.Right = domain.Right{Counter: "DKC-01", Channel: domain.ChannelPage, Visit: visit}
				}
				sent, batch = append(sent, sub), append(batch, sub)
			}
			var counts [4]atomic.Int64
			together(len(batch), func(i int) {
				_, added, err := in.Submit(context.Background(), batch[i])
				if err != nil && !errors.Is(err, domain.ErrPassUsed) {
					rt.Error(err)
				}
				if added {
					counts[batch[i].Value-1].Add(1)
				}
			})
			for i := range counts {
				want[i] += counts[i].Load()
			}
			var got score.Counts
			for _, line := range tallies(t, s) {
				got = got.Plus(line.Counts)
			}
			if got != want {
				rt.Fatalf("tallied %v, stored %v", got, want)
			}
		})
	})
}
