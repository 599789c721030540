package journal_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"suaraloket/domain"
)

// An update that the journal took is done for other programs too, once the database is
// back, and what is to be said of it is theirs to say.
func TestUpdatesOfAnOutageAreHandedOver(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.main.become(away)
		h.ok(h.settle("7:1", message("during")))
		h.ok(h.settle("7:2"))
		h.main.become(lost) // the first hand-over succeeds, for all that is known, or does not
		h.wantMessages(true, "during")
		h.main.become(well)
		h.drained()
		h.wantMessages(true, "during")
		h.wantMessages(false)
		h.wantInDatabase([]string{"7:1", "7:2"}, "during")
	})
}

// What another program has done meanwhile is not sent again: when a program was killed
// before it confirmed updates to Telegram, the other one gets them again.
func TestAnUpdateThatAnotherHasDoneIsNotSaidAgain(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.main.become(away)
		h.ok(h.settle("7:1", message("ours")))
		theirs := domain.Effects{Update: "7:1", Messages: []domain.Message{message("theirs")}}
		h.ok(h.main.Store.FinishUpdate(context.Background(), theirs))
		h.main.become(well)
		h.drained()
		h.wantMessages(true, "theirs")
	})
}

// wantInDatabase looks at what others see.
func (h *hall) wantInDatabase(updates []string, messages ...string) {
	h.t.Helper()
	ctx := context.Background()
	if done, err := h.main.Store.DoneUpdates(ctx, updates); err != nil || len(done) != len(updates) {
		h.t.Errorf("done %v %v, want %v", done, err, updates)
	}
	list, err := h.main.Store.Messages(ctx, true, 100)
	h.ok(err)
	var got []string
	for _, l := range list {
		got = append(got, string(l.Sealed))
	}
	if !slices.Equal(got, messages) {
		h.t.Errorf("messages %q, want %q", got, messages)
	}
}

// A message is found where every program finds it: what the file has is handed over for it,
// and what another program has done is not there.
func TestAMessageIsSharedThroughTheDatabase(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx, ours, twice := context.Background(), message("ours"), message("twice")
		h.main.become(away)
		h.ok(h.settle("7:1", ours))
		h.ok(h.settle("7:2", twice))
		if err := h.journal.ShareMessage(ctx, ours.ID); !errors.Is(err, domain.ErrUnavailable) {
			t.Errorf("while the database is away: %v", err)
		}
		h.ok(h.main.Store.FinishUpdate(ctx, domain.Effects{Update: "7:2"}))
		h.main.become(well)
		h.drained()
		h.ok(h.journal.ShareMessage(ctx, ours.ID))
		if err := h.journal.ShareMessage(ctx, twice.ID); !errors.Is(err, domain.ErrMessageClaimed) {
			t.Errorf("what another has done: %v", err)
		}
		h.ok(h.journal.DeleteMessages(ctx, []string{ours.ID}))
		if err := h.journal.ShareMessage(ctx, ours.ID); !errors.Is(err, domain.ErrMessageClaimed) {
			t.Errorf("what is dropped: %v", err)
		}
	})
}
