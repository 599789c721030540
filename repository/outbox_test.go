package repository_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

func message(text string) domain.Message {
	return domain.Message{ID: uuid.Must(uuid.NewV7()).String(), Sealed: []byte(text)}
}

// texts returns the texts of the messages, oldest first; the text of a claimed message ends
// with "…".
func texts(t *testing.T, s domain.OutboxStore) []string {
	t.Helper()
	messages, err := s.Messages(context.Background(), true, 100)
	if err != nil {
		t.Fatal(err)
	}
	list := []string{}
	for _, l := range messages {
		text := string(l.Sealed)
		if l.Claimed {
			text += "…"
		}
		list = append(list, text)
	}
	return list
}

func wantTexts(t *testing.T, s domain.OutboxStore, want ...string) {
	t.Helper()
	if got := texts(t, s); !slices.Equal(got, want) {
		t.Errorf("messages %q, want %q", got, want)
	}
}

// fixedEffects returns a function that returns the same effects for every rating.
func fixedEffects(effects domain.Effects) func(domain.Rating) (domain.Effects, error) {
	return func(domain.Rating) (domain.Effects, error) { return effects, nil }
}

func TestAnUpdateIsSettledOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx := context.Background()
		one, two := message("one"), message("two")
		if err := s.FinishUpdate(ctx, domain.Effects{Update: "7:1", Messages: []domain.Message{one, two}}); err != nil {
			t.Fatal(err)
		}
		again := domain.Effects{Update: "7:1", Messages: []domain.Message{message("again")}}
		if err := s.FinishUpdate(ctx, again); !errors.Is(err, domain.ErrUpdateDone) {
			t.Errorf("again: %v", err)
		}
		if err := s.FinishUpdate(ctx, domain.Effects{Messages: []domain.Message{message("of no update")}}); err != nil {
			t.Error(err)
		}
		wantTexts(t, s, "one", "two", "of no update")
		if done, err := s.DoneUpdates(ctx, []string{"7:0", "7:1"}); err != nil || !slices.Equal(done, []string{"7:1"}) {
			t.Errorf("done %v %v", done, err)
		}
		if err := errors.Join(s.ClaimMessage(ctx, two.ID, "a"), s.ClaimMessage(ctx, two.ID, "a"), s.DeleteMessages(ctx, []string{one.ID, "unknown"})); err != nil {
			t.Error(err)
		}
		for _, id := range []string{one.ID, two.ID} { // deleted, claimed by another program
			if err := s.ClaimMessage(ctx, id, "b"); !errors.Is(err, domain.ErrMessageClaimed) {
				t.Errorf("claimed twice: %v", err)
			}
		}
		wantTexts(t, s, "two…", "of no update")
		if err := errors.Join(s.ReleaseMessage(ctx, two.ID, "b"), s.ReleaseMessage(ctx, "unknown", "a")); err != nil {
			t.Error(err)
		}
		wantTexts(t, s, "two…", "of no update")
		if err := errors.Join(s.ReleaseMessage(ctx, two.ID, "a"), s.ClaimMessage(ctx, two.ID, "b")); err != nil {
			t.Error("released and claimed by another program:", err)
		}
		if n, err := s.CountMessages(ctx); n != 2 || err != nil {
			t.Errorf("%d messages %v", n, err)
		}
	})
}

func TestUpdatesAreForgottenInTime(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx := context.Background()
		if err := s.FinishUpdate(ctx, domain.Effects{Update: "7:1"}); err != nil {
			t.Fatal(err)
		}
		if err := s.DeleteUpdates(ctx, time.Now().Add(-time.Hour)); err != nil {
			t.Error(err)
		}
		if done, err := s.DoneUpdates(ctx, []string{"7:1"}); len(done) != 1 || err != nil {
			t.Errorf("forgotten too early: %v %v", done, err)
		}
		if err := s.DeleteUpdates(ctx, time.Now().Add(time.Hour)); err != nil {
			t.Error(err)
		}
		if done, err := s.DoneUpdates(ctx, []string{"7:1"}); len(done) != 0 || err != nil {
			t.Errorf("still there: %v %v", done, err)
		}
	})
}

// TestRatingAndEffectsAreStoredTogether checks that the effects of a rating are stored with it
// when it is new, and only then.
func TestRatingAndEffectsAreStoredTogether(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx := context.Background()
		first := claiming(t, s, "author:a", "")
		first.Effects = fixedEffects(domain.Effects{Update: "7:1", Messages: []domain.Message{message("thanks")}})
		second := claiming(t, s, "author:a", "")
		second.Effects = fixedEffects(domain.Effects{Update: "7:2", Messages: []domain.Message{message("not this")}})
		if _, added, err := s.AddRating(ctx, first); !added || err != nil {
			t.Fatal(added, err)
		}
		first.Effects = fixedEffects(domain.Effects{Update: "7:1", Messages: []domain.Message{message("thanks again")}})
		if _, added, err := s.AddRating(ctx, first); added || err != nil {
			t.Error("twice", added, err)
		}
		if _, _, err := s.AddRating(ctx, second); !errors.Is(err, domain.ErrAlreadyRated) {
			t.Error(err)
		}
		wantTexts(t, s, "thanks")
		if done, err := s.DoneUpdates(ctx, []string{"7:1", "7:2"}); err != nil || !slices.Equal(done, []string{"7:1"}) {
			t.Errorf("done %v %v", done, err)
		}
	})
}

// TestEffectsAreMadeFromTheStoredRating makes a rule hold the second of two presses inside the
// transaction. The effects see the held rating.
func TestEffectsAreMadeFromTheStoredRating(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		in := limited(s, at("2026-05-20T10:00"), domain.Limits{KioskInterval: time.Minute})
		effects := func(r domain.Rating) domain.Effects {
			return domain.Effects{Messages: []domain.Message{message(fmt.Sprint(r.Value, " ", r.Verdict, " ", r.Officer))}}
		}
		var last domain.Submission
		for value := range 2 {
			last = submission(value + 1)
			if _, added, err := in.SubmitWith(context.Background(), last, effects); !added || err != nil {
				t.Fatal(added, err)
			}
		}
		if _, added, err := in.SubmitWith(context.Background(), last, effects); added || err != nil {
			t.Error("a repeat", added, err)
		}
		wantTexts(t, s, "1 counted P-01", "2 held P-01")
	})
}

// TestEffectsThatFailStoreNothing makes the effects of one rating fail while several ratings
// share commits.
func TestEffectsThatFailStoreNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		failed := errors.New("no effects")
		entries := make([]domain.Entry, 20)
		for i := range entries {
			entries[i] = claiming(t, s, "", "")
			entries[i].Effects = fixedEffects(domain.Effects{Messages: []domain.Message{message("thanks")}})
		}
		entries[7].Effects = func(domain.Rating) (domain.Effects, error) { return domain.Effects{}, failed }
		together(len(entries), func(i int) {
			_, added, err := s.AddRating(context.Background(), entries[i])
			if i == 7 && !errors.Is(err, failed) || i != 7 && (!added || err != nil) {
				t.Error(i, added, err)
			}
		})
		if _, err := s.Rating(context.Background(), entries[7].Rating.ID); !errors.Is(err, domain.ErrRatingUnknown) {
			t.Error("stored:", err)
		}
		if stored := texts(t, s); len(stored) != len(entries)-1 {
			t.Errorf("%d messages", len(stored))
		}
	})
}

// TestAnUpdateChangesOnce checks that a repeated update changes the rating only once.
func TestAnUpdateChangesOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		entry := claiming(t, s, "", "")
		if _, _, err := s.AddRating(context.Background(), entry); err != nil {
			t.Fatal(err)
		}
		in := intake(s, at("2026-05-20T10:01"))
		change := func(update string, value int) error {
			_, err := in.Change(context.Background(), entry.Rating.ID, domain.Right{Counter: "DKC-01"}, domain.Change{
				Value: &value, After: func(r domain.Rating) domain.Effects {
					return domain.Effects{Update: update, Messages: []domain.Message{message(fmt.Sprint("now ", r.Value))}}
				},
			})
			return err
		}
		for _, err := range []error{change("7:1", 2), change("7:2", 3)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := change("7:1", 2); !errors.Is(err, domain.ErrUpdateDone) {
			t.Errorf("a late copy: %v", err)
		}
		if r, err := s.Rating(context.Background(), entry.Rating.ID); r.Value != 3 || err != nil {
			t.Errorf("%d %v", r.Value, err)
		}
		wantTexts(t, s, "now 2", "now 3")
	})
}

// TestCopiesOfAnUpdateHaveTheirEffectsOnce checks that twenty copies of one press at two
// instances store one rating and one message.
func TestCopiesOfAnUpdateHaveTheirEffectsOnce(t *testing.T) {
	testdb.EachTwice(t, func(t *testing.T, a, b *repository.Store) {
		city(t, a)
		entry := claiming(t, a, "", "")
		var added atomic.Int64
		together(20, func(i int) {
			mine, effects := entry, domain.Effects{Update: "7:1", Messages: []domain.Message{message("thanks")}}
			mine.Effects = fixedEffects(effects)
			store := []*repository.Store{a, b}[i%2]
			_, isNew, err := store.AddRating(context.Background(), mine)
			if err != nil {
				t.Error(err)
			}
			if isNew {
				added.Add(1)
			} else if err := store.FinishUpdate(context.Background(), effects); !errors.Is(err, domain.ErrUpdateDone) {
				t.Errorf("finished again after the rating: %v", err)
			}
		})
		wantTexts(t, a, "thanks")
		if added.Load() != 1 {
			t.Errorf("added %d times", added.Load())
		}
	})
}

func TestOneHoldsALease(t *testing.T) {
	testdb.EachTwice(t, func(t *testing.T, a, b *repository.Store) {
		ctx := context.Background()
		hold := func(s *repository.Store, holder string, length time.Duration) bool {
			t.Helper()
			held, err := s.AcquireLease(ctx, "chat", holder, length)
			if err != nil {
				t.Fatal(err)
			}
			return held
		}
		first := hold(a, "a", time.Hour)
		if on := hold(a, "a", time.Hour); !first || !on || hold(b, "b", time.Hour) {
			t.Error("the first holder does not keep and renew the lease")
		}
		if err := errors.Join(b.ReleaseLease(ctx, "chat", "b"), a.ReleaseLease(ctx, "other", "a")); err != nil || hold(b, "b", time.Hour) {
			t.Error("another program released the lease", err)
		}
		if err := a.ReleaseLease(ctx, "chat", "a"); err != nil || !hold(b, "b", time.Millisecond) {
			t.Error("a released lease is not free", err)
		}
		testdb.Await(t, "an expired lease is free", func() bool { return hold(a, "a", time.Hour) }, func() any { return nil })
		var holders atomic.Int64
		together(10, func(i int) {
			held, err := []*repository.Store{a, b}[i%2].AcquireLease(ctx, "rush", fmt.Sprint(i), time.Hour)
			if err != nil {
				t.Error(err)
			}
			if held {
				holders.Add(1)
			}
		})
		if holders.Load() != 1 {
			t.Errorf("one lease has %d holders", holders.Load())
		}
	})
}
