package bot

import (
	"context"
	"time"
)

// doneLife is how long it is known that an update is done: Telegram delivers none that
// is older than a day.
const doneLife = 48 * time.Hour

// What is over is forgotten every hour, and what could not be soon after: a key that was
// to be destroyed leads to persons as long as it is there.
const (
	forgetEvery = time.Hour
	forgetAgain = time.Minute
)

// oblivion is one thing to forget.
type oblivion struct {
	what string
	do   func(context.Context) error
	told string // the trouble that was logged
}

// forget forgets who rated in a triwulan that is over, who rated where on days that are,
// and updates that Telegram cannot deliver any more.
func (b *Bot) forget(ctx context.Context) {
	all := []*oblivion{
		{what: "keys of triwulans", do: b.talk.authors.Destroy},
		{what: "who rated where", do: b.talk.traces.Sweep},
		{what: "updates", do: func(ctx context.Context) error { return b.store.DeleteUpdates(ctx, time.Now().Add(-doneLife)) }},
	}
	for {
		wait := forgetEvery
		for _, each := range all {
			if !b.forgets(ctx, each) {
				wait = forgetAgain
			}
		}
		if !sleep(ctx, wait) {
			return
		}
	}
}

// forgets tries it once, and says once for each kind of trouble what is wrong.
func (b *Bot) forgets(ctx context.Context, o *oblivion) bool {
	err := o.do(ctx)
	switch {
	case ctx.Err() != nil:
		return false
	case err == nil:
		if o.told != "" {
			b.logger.Info("forgotten after all", "what", o.what)
		}
		o.told = ""
		return true
	}
	if what := outline(err); what != o.told {
		b.logger.Warn("not forgotten, trying on", "what", o.what, "error", what)
		o.told = what
	}
	return false
}
