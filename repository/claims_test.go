package repository_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// claiming returns an entry with a claim, made from the store's current roster.
func claiming(t testing.TB, s *repository.Store, key, claim string) domain.Entry {
	t.Helper()
	version, err := s.RosterVersion(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	now, id := at("2026-05-20T10:00"), uuid.NewString()
	if key == "" {
		key = "id:" + id
	}
	return domain.Entry{RosterVersion: version, Rating: domain.Rating{
		ID: id, Content: "c", OnceKey: key, Claim: claim, Channel: domain.ChannelPage, Counter: "DKC-01", Unit: "DKC-U",
		Officer: "P-01", Value: 4, RatedAt: now, ReceivedAt: now, Day: domain.DayOf(now), Verdict: domain.Counted,
	}}
}

func TestAClaimIsUsedOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx := context.Background()
		first := claiming(t, s, "visit:a", "ticket:1")
		if _, added, err := s.AddRating(ctx, first); !added || err != nil {
			t.Fatal(added, err)
		}
		for _, c := range []struct {
			name  string
			entry domain.Entry
			added bool
			err   error
		}{
			{"itself again", first, false, nil},
			{"another rating with the claim", claiming(t, s, "visit:b", "ticket:1"), false, domain.ErrClaimTaken},
			{"another rating of the visit", claiming(t, s, "visit:a", "ticket:2"), false, domain.ErrAlreadyRated},
			{"another rating of the visit with the claim", claiming(t, s, "visit:a", "ticket:1"), false, domain.ErrAlreadyRated},
			{"another claim", claiming(t, s, "visit:c", "ticket:3"), true, nil},
			{"no claim", claiming(t, s, "", ""), true, nil},
			{"no claim either", claiming(t, s, "", ""), true, nil},
		} {
			if _, added, err := s.AddRating(ctx, c.entry); added != c.added || !errors.Is(err, c.err) {
				t.Errorf("%s: %v %v", c.name, added, err)
			}
		}
		taken, err := s.Claimed(ctx, []string{"ticket:3", "ticket:2", "ticket:1"})
		if err != nil || !reflect.DeepEqual(taken, []string{"ticket:1", "ticket:3"}) {
			t.Errorf("claimed %v %v", taken, err)
		}
		read, err := s.Rating(ctx, first.Rating.ID)
		if err != nil || read.Claim != "ticket:1" {
			t.Errorf("read %+v %v", read, err)
		}
		value := 1
		in := intake(s, at("2026-05-20T10:01"))
		if changed, err := in.Change(ctx, read.ID, domain.Right{Counter: "DKC-01"}, domain.Change{Value: &value}); err != nil || changed.Claim != "ticket:1" {
			t.Errorf("changed %+v %v", changed, err)
		}
		if read, err := s.Rating(ctx, first.Rating.ID); err != nil || read.Claim != "ticket:1" || read.Value != 1 {
			t.Errorf("read after the change %+v %v", read, err)
		}
	})
}

// TestARefusedRatingTakesNoClaim submits two ratings with one claim in the same commits: one
// of a person with a stored rating, one of another person.
func TestARefusedRatingTakesNoClaim(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx := context.Background()
		if _, _, err := s.AddRating(ctx, claiming(t, s, "author:a", "")); err != nil {
			t.Fatal(err)
		}
		for i := range 20 {
			claim := fmt.Sprintf("slot:%d", i)
			again, stranger := claiming(t, s, "author:a", claim), claiming(t, s, "", claim)
			together(2, func(i int) {
				entry, want := again, domain.ErrAlreadyRated
				if i == 1 {
					entry, want = stranger, nil
				}
				if _, added, err := s.AddRating(ctx, entry); added != (i == 1) || want != nil && !errors.Is(err, want) || want == nil && err != nil {
					t.Errorf("%s, %d: %v %v", claim, i, added, err)
				}
			})
		}
	})
}

// TestBatchesUseClaimsOnce sends ratings with few ids, visits and claims to two instances at
// once: each claim is used at most once, the claim of a refused rating stays free, and a
// repeat of a stored rating is confirmed.
func TestBatchesUseClaimsOnce(t *testing.T) {
	testdb.EachTwice(t, func(t *testing.T, a, b *repository.Store) {
		city(t, a)
		stores, ctx, round := []*repository.Store{a, b}, context.Background(), 0
		rapid.Check(t, func(rt *rapid.T) {
			round++
			var entries []domain.Entry
			for range rapid.IntRange(2, 16).Draw(rt, "size") {
				key := fmt.Sprintf("visit:%d-%d", round, rapid.IntRange(0, 4).Draw(rt, "visit"))
				claim := fmt.Sprintf("slot:%d-%d", round, rapid.IntRange(0, 3).Draw(rt, "claim"))
				if rapid.Bool().Draw(rt, "again") && len(entries) > 0 {
					entries = append(entries, rapid.SampledFrom(entries).Draw(rt, "of"))
					continue
				}
				entries = append(entries, claiming(t, a, key, claim))
			}
			var added atomic.Int64
			refused := make([]bool, len(entries))
			together(len(entries), func(i int) {
				_, isNew, err := stores[i%2].AddRating(ctx, entries[i])
				if isNew {
					added.Add(1)
				}
				refused[i] = err != nil
				if err != nil && !errors.Is(err, domain.ErrAlreadyRated) && !errors.Is(err, domain.ErrClaimTaken) {
					rt.Error(err)
				}
			})
			claims, keys := map[string]int{}, map[string]int{}
			for i, e := range entries {
				r, err := stores[i%2].Rating(ctx, e.Rating.ID)
				if refused[i] != errors.Is(err, domain.ErrRatingUnknown) {
					rt.Errorf("%s refused: %v, found: %v", e.Rating.ID, refused[i], err)
				}
				if errors.Is(err, domain.ErrRatingUnknown) {
					if free(rt, a, e) {
						rt.Errorf("%s and %s were free, but the rating was refused", e.Rating.OnceKey, e.Rating.Claim)
					}
					continue
				}
				if err != nil {
					rt.Fatal(err)
				}
				claims[r.Claim+r.ID], keys[r.OnceKey+r.ID] = 1, 1
			}
			if int64(len(claims)) != added.Load() || len(keys) != len(claims) {
				rt.Errorf("%d added, %d claims used by %d visits", added.Load(), len(claims), len(keys))
			}
		})
	})
}

// free reports whether a rating conflicts with no stored one.
func free(rt *rapid.T, s *repository.Store, e domain.Entry) bool {
	rt.Helper()
	taken, err := s.Claimed(context.Background(), []string{e.Rating.Claim})
	if err != nil {
		rt.Fatal(err)
	}
	_, err = s.RatingOf(context.Background(), e.Rating.OnceKey)
	return len(taken) == 0 && errors.Is(err, domain.ErrRatingUnknown)
}

// TestSettlingKeepsWhatHasLostItsClaim hands over ratings whose claim another rating has
// used meanwhile; handing over again changes nothing.
func TestSettlingKeepsWhatHasLostItsClaim(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx := context.Background()
		if _, _, err := s.AddRating(ctx, claiming(t, s, "", "ticket:1")); err != nil {
			t.Fatal(err)
		}
		late, good, plain := claiming(t, s, "visit:late", "ticket:1"), claiming(t, s, "visit:good", "ticket:2"), claiming(t, s, "", "")
		for range 2 {
			if err := s.Settle(ctx, []domain.Entry{late, good, plain}); err != nil {
				t.Fatal(err)
			}
			r, err := s.Rating(ctx, late.Rating.ID)
			if err != nil || r.Verdict != domain.Held || !reflect.DeepEqual(r.Holds, []domain.HoldReason{domain.HoldAlreadyRated}) || r.Claim != "" {
				t.Errorf("late: %+v %v", r, err)
			}
			if r, err = s.Rating(ctx, good.Rating.ID); err != nil || r.Verdict != domain.Counted || r.Claim != "ticket:2" {
				t.Errorf("good: %+v %v", r, err)
			}
		}
		if lines := tallies(t, s); len(lines) != 1 || lines[0].Counts.N() != 3 || lines[0].Held != 1 {
			t.Errorf("tallies %+v", lines)
		}
	})
}
