package bot

import (
	"context"
	"errors"
	"slices"
	"time"

	"suaraloket/domain"
)

// deferred is an update that needs the database while that is away: it is kept where
// letters are kept meanwhile, sealed as they are, and heard in its turn when the
// database is back. Of an update only what we read of it is kept.
type deferred struct {
	Update update    `json:"u"`
	At     time.Time `json:"at"`
}

// deferTime is the longest wait between two tries to hear a deferred update.
const deferTime = 5 * time.Second

// leadsToRating says whether an update is of the way from the code to the rating, which is
// open without the database: it never stands behind what waits for that.
func (t *talk) leadsToRating(u update) bool {
	switch {
	case u.Press != nil:
		d, ok := parseData(u.Press.Data)
		return ok && d.named()
	case u.Message != nil:
		name, _, _ := command(u.Message.Text)
		return slices.Contains([]string{"start", "rate"}, t.meant(name))
	}
	return false
}

// behind says that an update has to wait for the database: because something of the same
// chat does, and what came later is heard later, or because the database alone knows
// whether it is done.
func (b *Bot) behind(d *draft) bool {
	if d.deferred() || b.talk.leadsToRating(d.update) {
		return false
	}
	return d.doubt || len(b.outbox.deferred(d.update.chatID())) > 0
}

// putOff defers an update and says so: to a press each time, to texts once as long as
// the first of them waits. Where not even that can be stored, the person is told to come
// back.
func (b *Bot) putOff(ctx context.Context, d *draft) reply {
	if !d.update.private() || d.update.from() == nil {
		return b.settleOr(ctx, d, reply{})
	}
	r := b.talk.putOff(d.update)
	if d.update.Press == nil && slices.ContainsFunc(b.outbox.deferred(d.update.chatID()), func(u update) bool { return u.Press == nil }) {
		r = reply{}
	}
	after := d.after(r)
	put := deferred{Update: d.update, At: b.talk.directory.Now()}
	d.write(mail{Chat: d.update.chatID(), Deferred: &put})
	after.Messages = d.letters
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), decideTime)
	defer cancel()
	switch err := b.store.FinishUpdate(within, after); {
	case errors.Is(err, domain.ErrUpdateDone):
		d.letters = nil
		return reply{}
	case err != nil:
		return b.settleOr(ctx, d, b.talk.later(d.update))
	}
	b.outbox.take(d.letters, true, d.mails...)
	d.letters = nil
	return r
}

// hearDeferred hears an update that was put off, and says false while the database is
// still away. Its press was answered when it came.
func (b *Bot) hearDeferred(ctx context.Context, put deferred) (done bool) {
	d := &draft{bot: b, update: put.Update, said: put.At}
	defer b.survive("handler panicked", func() { done = true })
	_, err := b.tryToDecide(ctx, d)
	switch {
	case errors.Is(err, domain.ErrUpdateDone):
		return true
	case storeAway(err):
		return false
	case err != nil:
		b.faulted(ctx, d, err)
	}
	b.offer(d)
	return true
}

// deferred gives what waits for the database of a chat.
func (o *outbox) deferred(chat int64) (updates []update) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if box := o.boxes[address{chat, true}]; box != nil {
		for _, l := range box.letters {
			updates = append(updates, l.mail.Deferred.Update)
		}
	}
	return updates
}
