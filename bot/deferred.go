package bot

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"suaraloket/bot/outbox"
	"suaraloket/bot/talk"
	"suaraloket/domain"
)

// deferred is an update that needs the database while that is away. It waits in the outbox,
// sealed like a message, and is handled in order when the database is back. Only the parts
// of the update that the chat reads are stored.
type deferred struct {
	Update talk.Update `json:"u"`
	At     time.Time   `json:"at"`
}

// mustWait reports whether an update has to wait for the database: behind a deferred update
// of the same chat, to keep the order, or because only the database knows whether it is
// done and whether there is such an update.
func (b *Bot) mustWait(d *draft) bool {
	if d.Deferred() || b.talk.LeadsToRating(d.Update) {
		return false
	}
	return d.doubt || len(b.outbox.Deferred(d.Update.ChatID())) > 0
}

// textWaits reports whether a deferred text of the chat waits.
func (b *Bot) textWaits(chat int64) bool {
	return slices.ContainsFunc(b.outbox.Deferred(chat), func(raw json.RawMessage) bool {
		var put deferred
		return json.Unmarshal(raw, &put) == nil && put.Update.Press == nil
	})
}

// postpone defers an update and replies so: for every press, and for texts once
// while the first of them waits. When the update cannot be stored, the person is asked to
// try again.
func (b *Bot) postpone(ctx context.Context, d *draft) talk.Reply {
	if !d.Update.Private() || d.Update.From() == nil {
		return b.finishOr(ctx, d, talk.Reply{})
	}
	d.Screen = nil // nothing is asked
	r := b.talk.Deferred(d.Update)
	if d.Update.Press == nil && b.textWaits(d.Update.ChatID()) {
		r = talk.Reply{}
	}
	effects := d.effects(r)
	raw, _ := json.Marshal(deferred{Update: d.Update, At: b.talk.Now()}) // texts and numbers can always be encoded
	d.add(outbox.Content{Chat: d.Update.ChatID(), Deferred: raw})
	effects.Messages = d.messages
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), b.decideTime)
	defer cancel()
	switch err := b.store.FinishUpdate(within, effects); {
	case errors.Is(err, domain.ErrUpdateDone):
		d.messages = nil
		return talk.Reply{}
	case err != nil:
		return b.finishOr(ctx, d, b.talk.Unavailable(d.Update))
	}
	b.outbox.AddLocal(d.messages, d.contents...)
	d.messages = nil
	return r
}

// handleDeferred handles a deferred update. It returns false while the database is still
// away. A press was answered when it was deferred.
func (b *Bot) handleDeferred(ctx context.Context, put deferred) (done bool) {
	d := b.deferredDraft(put.Update, put.At)
	defer b.recoverPanic("handler panicked", func() { done = true })
	_, err := b.tryToDecide(ctx, d)
	switch {
	case errors.Is(err, domain.ErrUpdateDone):
		return true
	case talk.StoreAway(err):
		return false
	case err != nil:
		b.failed(ctx, d, err)
	}
	b.enqueue(d)
	return true
}
