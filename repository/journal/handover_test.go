package journal_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"suaraloket/domain"
)

// TestUpdatesOfAnOutageAreHandedOver checks that an update that the journal has processed is
// done for other programs too when the database is back, and that they may send its messages.
func TestUpdatesOfAnOutageAreHandedOver(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.main.become(away)
		h.ok(h.settle("7:1", message("during")))
		h.ok(h.settle("7:2"))
		h.main.become(lost) // the first hand-over is executed, but its answer is lost
		h.wantMessages(true, "during")
		h.main.become(well)
		h.drained()
		h.wantMessages(true, "during")
		h.wantMessages(false)
		h.wantInDatabase([]string{"7:1", "7:2"}, "during")
	})
}

// TestAnUpdateThatAnotherHasDoneIsNotSaidAgain checks that the messages of an update are not
// sent again when another program has done the update meanwhile. This happens when a program
// is killed before it confirms updates to Telegram: the other program gets them again.
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

// wantInDatabase checks what other programs see: the done updates and the messages.
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

// TestAMessageIsSharedThroughTheDatabase checks that ShareMessage finds a message after the
// file was handed over, but not a message that was deleted or whose update another program has
// done.
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
			t.Errorf("after another program has done the update: %v", err)
		}
		h.ok(h.journal.DeleteMessages(ctx, []string{ours.ID}))
		if err := h.journal.ShareMessage(ctx, ours.ID); !errors.Is(err, domain.ErrMessageClaimed) {
			t.Errorf("after its deletion: %v", err)
		}
	})
}
