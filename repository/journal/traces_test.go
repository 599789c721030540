package journal_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"

	"suaraloket/domain"
)

func chat(author string, value int) domain.Submission {
	return domain.Submission{ID: uuid.NewString(), Value: value, Right: domain.Right{
		Counter: "DKC-01", Channel: domain.ChannelTelegram, Assurance: domain.AssurancePoster, Author: author,
	}}
}

func (h *hall) anonymize(author string) (n int, err error) {
	return n, h.journal.Anonymize(context.Background(), []string{author}, "2026-05-19", func(r *domain.Rating) { r.Anonymize(now()) },
		func(found int) domain.Effects { n = found; return domain.Effects{} })
}

// TestRatingsOfAnAuthorThatWait checks that waiting and stored ratings are listed together,
// each once.
func TestRatingsOfAnAuthorThatWait(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx := context.Background()
		stored := h.submit(chat("me", 1))
		h.main.become(lost) // both the database and the journal store the rating
		both := chat("me", 2)
		both.Right.Author = "me-again"
		h.submit(both)
		if _, err := h.journal.RatingsBy(ctx, []string{"me"}); !errors.Is(err, domain.ErrUnavailable) {
			t.Errorf("away: %v", err)
		}
		h.main.become(well)
		h.until("the database is asked again", func() bool { return !h.journal.Away() })
		list, err := h.journal.RatingsBy(ctx, []string{"me", "me-again"})
		if err != nil || len(list) != 2 || list[0].ID != both.ID || list[1].ID != stored.ID {
			t.Errorf("%+v %v", list, err)
		}
	})
}

// TestErasingComesBackWhileARatingWaits checks that nothing is erased while a rating of the
// person waits: that rating would be stored after the erasing.
func TestErasingComesBackWhileARatingWaits(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.main.become(away)
		waits := h.submit(chat("me", 2))
		if _, err := h.anonymize("me"); !errors.Is(err, domain.ErrUnavailable) {
			t.Errorf("while away: %v", err)
		}
		h.main.become(well)
		h.drained()
		if n, err := h.anonymize("me"); n != 1 || err != nil {
			t.Error(n, err)
		}
		if _, err := h.main.Store.Rating(context.Background(), waits.ID); !errors.Is(err, domain.ErrRatingUnknown) {
			t.Error(err)
		}
		if n, held := h.counted(); n != 1 || held != 0 {
			t.Error(n, held)
		}
	})
}

// TestRatedAgainWithoutTheDatabaseAfterErasing checks that a person with an erased rating can
// rate again while the database is away, and that draining the journal holds the rating.
func TestRatedAgainWithoutTheDatabaseAfterErasing(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx, again := context.Background(), chat("me", 4)
		h.submit(chat("me", 2))
		if n, err := h.anonymize("me"); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		if err := h.intake.Admits(ctx, again.Right); !errors.Is(err, domain.ErrAlreadyRated) {
			t.Error(err)
		}
		h.main.become(away)
		if err := h.intake.Admits(ctx, again.Right); err != nil {
			t.Error(err)
		}
		h.submit(again)
		h.main.become(well)
		h.drained()
		if n, held := h.counted(); n != 1 || held != 1 {
			t.Error(n, held)
		}
		if err := h.journal.ForgetSpent(ctx, "2026-05-22"); err != nil {
			t.Error(err)
		}
		if spent, err := h.journal.Spent(ctx, "author:me:DKC-01:2026-05-20"); spent || err != nil {
			t.Error(spent, err)
		}
	})
}
