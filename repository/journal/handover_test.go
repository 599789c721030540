package journal_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

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

// TestQuestionsOfAnOutageAreHandedOver checks that what a person was asked during an outage is
// known to all programs when the database is back, and that none of it is kept afterwards.
func TestQuestionsOfAnOutageAreHandedOver(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx, at := context.Background(), time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
		before := domain.Screen{Author: "a", Counter: "DKC-01", At: at}
		during := domain.Screen{Author: "a", Counter: "DKC-02", At: at.Add(time.Minute)}
		h.ok(h.journal.FinishUpdate(ctx, domain.Effects{Update: "7:1", Screen: &before}))
		h.main.become(away)
		h.ok(h.journal.FinishUpdate(ctx, domain.Effects{Update: "7:2", Screen: &during}))
		if _, err := h.journal.ScreenAt(ctx, []string{"b"}, at.Add(time.Hour)); !errors.Is(err, domain.ErrUnavailable) {
			t.Errorf("away: %v", err)
		}
		h.main.become(well)
		h.drained()
		for range 2 { // the file may have it the first time
			for at, want := range map[time.Time]domain.Screen{before.At: before, during.At: during} {
				if got, err := h.journal.ScreenAt(ctx, []string{"a"}, at); err != nil || got != want {
					t.Errorf("%+v %v, want %+v", got, err, want)
				}
			}
			h.wantMessages(true) // hands over first
		}
		if got, err := h.main.Store.ScreenAt(ctx, []string{"a"}, during.At); err != nil || got != during {
			t.Errorf("in the database: %+v %v", got, err)
		}
		h.ok(h.journal.DeleteScreens(ctx, during.At.Add(time.Second)))
		if got, err := h.journal.ScreenAt(ctx, []string{"a"}, during.At); err != nil || got != (domain.Screen{}) {
			t.Errorf("deleted: %+v %v", got, err)
		}
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
