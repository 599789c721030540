package journal_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"suaraloket/domain"
)

func message(text string) domain.Message {
	return domain.Message{ID: uuid.Must(uuid.NewV7()).String(), Sealed: []byte(text)}
}

func (h *hall) wantMessages(shared bool, want ...string) []domain.Message {
	h.t.Helper()
	messages, err := h.journal.Messages(context.Background(), shared, 100)
	if err != nil {
		h.t.Fatal(err)
	}
	got := []string{}
	for _, l := range messages {
		got = append(got, string(l.Sealed))
	}
	if !slices.Equal(got, want) {
		h.t.Errorf("messages %q, want %q", got, want)
	}
	return messages
}

func (h *hall) settle(update string, messages ...domain.Message) error {
	return h.journal.FinishUpdate(context.Background(), domain.Effects{Update: update, Messages: messages})
}

// TestMessagesOfAnOutage checks that messages of an outage are stored in the file, and that
// only this instance sends them until the database is back.
func TestMessagesOfAnOutage(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx := context.Background()
		before, during := message("before"), message("during")
		if err := h.settle("7:1", before); err != nil {
			t.Fatal(err)
		}
		h.main.become(away)
		if err := h.settle("7:2", during); err != nil {
			t.Fatal(err)
		}
		if err := h.settle("7:2", message("again")); !errors.Is(err, domain.ErrUpdateDone) {
			t.Errorf("again: %v", err)
		}
		if done, err := h.journal.DoneUpdates(ctx, []string{"7:1", "7:2"}); !errors.Is(err, domain.ErrUnavailable) || !slices.Equal(done, []string{"7:2"}) {
			t.Errorf("done %v %v, according to the file", done, err)
		}
		h.wantMessages(true, "during")
		h.wantMessages(false, "during")
		h.ok(errors.Join(h.journal.ClaimMessage(ctx, during.ID, "b"), h.journal.ReleaseMessage(ctx, during.ID, "b")))
		if err := errors.Join(h.journal.ClaimMessage(ctx, during.ID, "a"), h.journal.DeleteMessages(ctx, []string{during.ID})); err != nil {
			t.Error(err)
		}
		h.wantMessages(true)
		h.main.become(well)
		h.drained()
		h.wantMessages(true, "before")
		if err := h.journal.DeleteMessages(ctx, []string{before.ID}); err != nil {
			t.Error(err)
		}
		h.wantMessages(true)
		if done, err := h.journal.DoneUpdates(ctx, []string{"7:1", "7:2", "7:3"}); err != nil || len(done) != 2 {
			t.Errorf("done %v %v", done, err)
		}
	})
}

// fixedEffects returns a function that returns the same effects for every rating.
func fixedEffects(effects domain.Effects) func(domain.Rating) (domain.Effects, error) {
	return func(domain.Rating) (domain.Effects, error) { return effects, nil }
}

// TestEffectsAreMadeOnceForBothStores loses the answer of a database that has stored the
// rating, so that the journal stores it too: the message has one id.
func TestEffectsAreMadeOnceForBothStores(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.main.become(lost)
		made := 0
		_, added, err := h.intake.SubmitWith(context.Background(), kiosk(4), func(domain.Rating) domain.Effects {
			made++
			return domain.Effects{Update: "7:1", Messages: []domain.Message{message("thanks")}}
		})
		if !added || err != nil || made != 1 {
			t.Errorf("added %v, made %d times, %v", added, made, err)
		}
		h.main.become(well)
		h.drained()
		h.wantMessages(true, "thanks")
	})
}

// TestAMessageInBothStoresIsSentOnce checks that a message is not sent again when the database
// is back. The database has stored the message too, although its answer was lost.
func TestAMessageInBothStoresIsSentOnce(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx := context.Background()
		h.main.become(lost)
		both, rated := message("both"), h.claiming("ticket:1")
		rated.Effects = fixedEffects(domain.Effects{Update: "7:2", Messages: []domain.Message{message("thanks")}})
		if err := h.settle("7:1", both); err != nil {
			t.Fatal(err)
		}
		h.add(rated, nil)
		h.main.become(away)
		for _, l := range h.wantMessages(true, "both", "thanks") {
			if err := h.journal.DeleteMessages(ctx, []string{l.ID}); err != nil {
				t.Error(err)
			}
		}
		h.main.become(well)
		h.drained()
		h.wantMessages(true)
		if kept, err := h.main.Store.Messages(ctx, true, 10); err != nil || len(kept) != 0 {
			t.Errorf("the database keeps %v %v", kept, err)
		}
	})
}

// TestJournaledRatingsKeepTheirEffects checks that the journal stores the effects of a rating
// and of its change.
func TestJournaledRatingsKeepTheirEffects(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.main.become(away)
		rated := h.claiming("ticket:1")
		rated.Effects = fixedEffects(domain.Effects{Update: "7:1", Messages: []domain.Message{message("thanks")}})
		h.add(rated, nil)
		value := 1
		_, err := h.journal.ChangeRating(context.Background(), rated.Rating.ID, func(r *domain.Rating) (domain.Effects, error) {
			r.Value = value
			return domain.Effects{Update: "7:2", Messages: []domain.Message{message("changed")}}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		h.wantMessages(false, "thanks", "changed")
		h.main.become(well)
		h.drained()
		for _, l := range h.wantMessages(true, "thanks", "changed") {
			if err := h.journal.DeleteMessages(context.Background(), []string{l.ID}); err != nil {
				t.Error(err)
			}
		}
		h.wantMessages(true)
	})
}
