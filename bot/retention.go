package bot

import (
	"context"
	"time"

	"suaraloket/bot/backoff"
	"suaraloket/domain"
)

// updateRetention is how long the records of done updates are kept: Telegram delivers no
// update that is older than a day.
const updateRetention = 48 * time.Hour

// Expired data is deleted every hour. A deletion that failed is tried again soon: a key
// that should be destroyed identifies persons as long as it exists.
const (
	retentionEvery = time.Hour
	retentionRetry = time.Minute
)

// retention deletes one kind of expired data.
type retention struct {
	what   string
	delete func(context.Context) error
	logged string // the last error that was logged
}

// enforceRetention deletes the author keys of past triwulans, the once-keys of past days
// and the records of updates that Telegram cannot deliver any more, until ctx ends.
func (b *Bot) enforceRetention(ctx context.Context) {
	all := []*retention{
		{what: "author keys", delete: b.authors.Destroy},
		{what: "once-keys", delete: b.traces.Sweep},
		{what: "done updates", delete: func(ctx context.Context) error {
			return b.store.DeleteUpdates(ctx, time.Now().Add(-updateRetention))
		}},
	}
	for {
		wait := retentionEvery
		for _, each := range all {
			if !b.deleteExpired(ctx, each) {
				wait = retentionRetry
			}
		}
		if !backoff.Sleep(ctx, wait) {
			return
		}
	}
}

// screensEvery is the time between two deletions of what people were asked.
const screensEvery = 5 * time.Minute

// forgetScreens deletes what people were asked in visits that are over, until ctx ends. A
// deferred text belongs to what was asked when it came, so nothing is deleted while one waits.
func (b *Bot) forgetScreens(ctx context.Context) {
	screens := &retention{what: "questions of the chat", delete: func(ctx context.Context) error {
		return b.store.DeleteScreens(ctx, b.talk.Now().Add(-domain.VisitTime))
	}}
	for {
		if !b.outbox.Defers() {
			b.deleteExpired(ctx, screens)
		}
		if !backoff.Sleep(ctx, screensEvery) {
			return
		}
	}
}

// deleteExpired tries once, and logs each kind of error once.
func (b *Bot) deleteExpired(ctx context.Context, r *retention) bool {
	err := r.delete(ctx)
	switch {
	case ctx.Err() != nil:
		return false
	case err == nil:
		if r.logged != "" {
			b.logger.Info("retention recovered", "data", r.what)
		}
		r.logged = ""
		return true
	}
	if what := outline(err); what != r.logged {
		b.logger.Warn("retention failed, will retry", "data", r.what, "error", what)
		r.logged = what
	}
	return false
}
