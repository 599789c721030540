package review

import (
	"context"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

// Original gives what was written for the comment of a rating, where less is shown. The reading
// is recorded first. Refusals: ErrNotAllowed, ErrRatingUnknown also for a report of a fee and
// for a rating without an original, ErrUnavailable when the reading cannot be recorded.
func (h *HeldRatings) Original(ctx context.Context, actor domain.Actor, rating string) ([]domain.Original, error) {
	if !mayReview(actor) {
		return nil, domain.ErrNotAllowed
	}
	r, err := h.store.Originals(ctx, rating)
	if err != nil {
		return nil, err
	}
	list := h.screening.Open(r)
	if r.Verdict == domain.Reported || len(list) == 0 {
		return nil, domain.ErrRatingUnknown
	}
	if err := h.store.Record(ctx, actor.Act(h.clock(), audit.OriginalRead, r.ID, "officer", r.Officer, "day", string(r.Day))); err != nil {
		return nil, err
	}
	return list, nil
}

// Retention destroys originals of comments.
type Retention struct {
	store OriginalStore
	clock domain.Clock
	days  int
}

// OriginalStore destroys the originals of ratings that were received before a time.
type OriginalStore interface {
	ForgetOriginals(ctx context.Context, before time.Time) error
}

// NewRetention makes the use case: originals are kept for so many days, with 0 for none.
func NewRetention(store OriginalStore, days int, clock domain.Clock) *Retention {
	return &Retention{store: store, clock: clock, days: days}
}

// Run destroys the originals whose time is over.
func (r *Retention) Run(ctx context.Context) error {
	return r.store.ForgetOriginals(ctx, r.clock().AddDate(0, 0, -r.days))
}
