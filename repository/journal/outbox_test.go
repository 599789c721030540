package journal_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"suaraloket/domain"
)

func letter(text string) domain.Letter {
	return domain.Letter{ID: uuid.Must(uuid.NewV7()).String(), Sealed: []byte(text)}
}

func (h *hall) wantLetters(shared bool, want ...string) []domain.Letter {
	h.t.Helper()
	letters, err := h.journal.Letters(context.Background(), shared, 100)
	if err != nil {
		h.t.Fatal(err)
	}
	got := []string{}
	for _, l := range letters {
		got = append(got, string(l.Sealed))
	}
	if !slices.Equal(got, want) {
		h.t.Errorf("letters %q, want %q", got, want)
	}
	return letters
}

func (h *hall) settle(update string, letters ...domain.Letter) error {
	return h.journal.SettleUpdate(context.Background(), domain.Aftermath{Update: update, Letters: letters})
}

// What is said while the database is away is kept beside the program, and sent from
// there by this instance alone until the database is back.
func TestLettersOfAnOutage(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx := context.Background()
		before, during := letter("before"), letter("during")
		if err := h.settle("7:1", before); err != nil {
			t.Fatal(err)
		}
		h.main.become(away)
		if err := h.settle("7:2", during); err != nil {
			t.Fatal(err)
		}
		if err := h.settle("7:2", letter("again")); !errors.Is(err, domain.ErrUpdateDone) {
			t.Errorf("again: %v", err)
		}
		if done, err := h.journal.DoneUpdates(ctx, []string{"7:1", "7:2"}); !errors.Is(err, domain.ErrUnavailable) || !slices.Equal(done, []string{"7:2"}) {
			t.Errorf("done %v %v, as far as the file knows", done, err)
		}
		h.wantLetters(true, "during")
		h.wantLetters(false, "during")
		h.ok(errors.Join(h.journal.BeginLetter(ctx, during.ID, "b"), h.journal.ReturnLetter(ctx, during.ID, "b")))
		if err := errors.Join(h.journal.BeginLetter(ctx, during.ID, "a"), h.journal.DropLetters(ctx, []string{during.ID})); err != nil {
			t.Error(err)
		}
		h.wantLetters(true)
		h.main.become(well)
		h.drained()
		h.wantLetters(true, "before")
		if err := h.journal.DropLetters(ctx, []string{before.ID}); err != nil {
			t.Error(err)
		}
		h.wantLetters(true)
		if done, err := h.journal.DoneUpdates(ctx, []string{"7:1", "7:2", "7:3"}); err != nil || len(done) != 2 {
			t.Errorf("done %v %v", done, err)
		}
	})
}

// leaving gives effects that are the same for every rating.
func leaving(effects domain.Aftermath) func(domain.Rating) (domain.Aftermath, error) {
	return func(domain.Rating) (domain.Aftermath, error) { return effects, nil }
}

// TestEffectsAreMadeOnceForBothStores loses the answer of a database that has stored the
// rating, so that the journal stores it too: the letter has one id.
func TestEffectsAreMadeOnceForBothStores(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.main.become(lost)
		made := 0
		_, added, err := h.intake.SubmitWith(context.Background(), kiosk(4), func(domain.Rating) domain.Aftermath {
			made++
			return domain.Aftermath{Update: "7:1", Letters: []domain.Letter{letter("thanks")}}
		})
		if !added || err != nil || made != 1 {
			t.Errorf("added %v, made %d times, %v", added, made, err)
		}
		h.main.become(well)
		h.drained()
		h.wantLetters(true, "thanks")
	})
}

// A database that does what it is asked and whose answer is lost has the letter too:
// sent once, it is not sent again when the database is back.
func TestALetterThatBothHaveIsSentOnce(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx := context.Background()
		h.main.become(lost)
		both, rated := letter("both"), h.claiming("ticket:1")
		rated.Effects = leaving(domain.Aftermath{Update: "7:2", Letters: []domain.Letter{letter("thanks")}})
		if err := h.settle("7:1", both); err != nil {
			t.Fatal(err)
		}
		h.add(rated, nil)
		h.main.become(away)
		for _, l := range h.wantLetters(true, "both", "thanks") {
			if err := h.journal.DropLetters(ctx, []string{l.ID}); err != nil {
				t.Error(err)
			}
		}
		h.main.become(well)
		h.drained()
		h.wantLetters(true)
		if kept, err := h.main.Store.Letters(ctx, true, 10); err != nil || len(kept) != 0 {
			t.Errorf("the database keeps %v %v", kept, err)
		}
	})
}

// A rating that the journal takes brings its aftermath along, and so does its change.
func TestAJournaledRatingBringsItsAftermath(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.main.become(away)
		rated := h.claiming("ticket:1")
		rated.Effects = leaving(domain.Aftermath{Update: "7:1", Letters: []domain.Letter{letter("thanks")}})
		h.add(rated, nil)
		value := 1
		_, err := h.journal.ChangeRating(context.Background(), rated.Rating.ID, func(r *domain.Rating) (domain.Aftermath, error) {
			r.Value = value
			return domain.Aftermath{Update: "7:2", Letters: []domain.Letter{letter("changed")}}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		h.wantLetters(false, "thanks", "changed")
		h.main.become(well)
		h.drained()
		for _, l := range h.wantLetters(true, "thanks", "changed") {
			if err := h.journal.DropLetters(context.Background(), []string{l.ID}); err != nil {
				t.Error(err)
			}
		}
		h.wantLetters(true)
	})
}
