package outbox

import (
	"context"
	"encoding/json"
	"time"

	"suaraloket/bot/backoff"
	"suaraloket/domain"
)

// syncLoop reads messages from the store that no call of Add has brought.
func (o *Outbox) syncLoop(ctx context.Context) {
	for {
		o.Sync(ctx)
		o.CatchUp(ctx)
		if !backoff.Sleep(ctx, syncEvery) {
			return
		}
	}
}

// Sync reads the store once. It reads messages only when the store has more than are known
// here: while thousands wait, a count is enough.
func (o *Outbox) Sync(ctx context.Context) {
	o.syncing.Lock()
	defer o.syncing.Unlock()
	known, room := o.tidy()
	stored, err := o.store.CountMessages(ctx)
	if err != nil {
		return
	}
	o.mu.Lock()
	o.stored = stored
	o.mu.Unlock()
	if stored <= int64(known) || room < inMemory/2 {
		return
	}
	if messages, err := o.store.Messages(ctx, o.leading.Load(), inMemory); err == nil {
		o.add(messages, true, nil)
	}
}

// CatchUp reads which deferred updates earlier programs and other instances have left, until
// it has succeeded once since the start and once since this instance leads. It reports
// whether they are known: those that come have to wait behind them.
func (o *Outbox) CatchUp(ctx context.Context) bool {
	if o.caughtUp.Load() {
		return true
	}
	o.syncing.Lock()
	defer o.syncing.Unlock()
	if o.caughtUp.Load() {
		return true
	}
	here, err := o.store.Messages(ctx, false, inMemory)
	if err != nil {
		return false
	}
	shared, err := o.store.SharedMessages(ctx, inMemory)
	if err != nil {
		return false
	}
	deferred, contents := o.deferredOf(append(here, shared...))
	o.add(deferred, true, contents)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.caughtUp.Store(true)
	for _, q := range o.queues {
		o.schedule(q)
	}
	signal(o.wake)
	return true
}

// deferredOf returns the deferred updates among messages, with their contents.
func (o *Outbox) deferredOf(messages []domain.Message) (deferred []domain.Message, contents []Content) {
	for _, m := range messages {
		if c, err := o.open(m); err == nil && c.Deferred != nil {
			deferred, contents = append(deferred, m), append(contents, c)
		}
	}
	return deferred, contents
}

// tidy forgets ids that no read of the store can return any more, and idle queues. It
// returns the number of known messages and the room for more.
func (o *Outbox) tidy() (known, room int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, id := range o.deleted {
		delete(o.known, id)
	}
	o.deleted = nil
	now := time.Now()
	for key, q := range o.queues {
		if len(q.entries) == 0 && !q.busy && q.next.Add(idleTime).Before(now) {
			delete(o.queues, key)
		}
	}
	return len(o.known), inMemory - o.waiting
}

// deleteSent deletes sent messages from the store until ctx ends, and then once more.
func (o *Outbox) deleteSent(ctx context.Context) {
	for ended := false; !ended; {
		select {
		case <-o.cleanup:
		case <-ctx.Done():
			ended = true
		}
		if !o.deleteOnce(ctx) && backoff.Sleep(ctx, syncEvery) {
			signal(o.cleanup)
		}
	}
}

// deleteOnce deletes what is sent, and returns false when it has to be tried again.
func (o *Outbox) deleteOnce(ctx context.Context) bool {
	o.mu.Lock()
	ids := o.sent
	o.sent = nil
	o.mu.Unlock()
	if len(ids) == 0 {
		return true
	}
	err := complete(ctx, func(ctx context.Context) error { return o.store.DeleteMessages(ctx, ids) })
	o.mu.Lock()
	defer o.mu.Unlock()
	if err != nil {
		o.sent = append(o.sent, ids...)
		return false
	}
	o.deleted = append(o.deleted, ids...)
	return true
}

// Deferred returns the deferred updates of a chat that still wait.
func (o *Outbox) Deferred(chat int64) (updates []json.RawMessage) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if q := o.queues[address{chat, true}]; q != nil {
		for _, e := range q.entries {
			updates = append(updates, e.content.Deferred)
		}
	}
	return updates
}

// Defers reports whether a deferred update waits, as far as this is known: before CatchUp has
// succeeded, one may.
func (o *Outbox) Defers() bool {
	if !o.caughtUp.Load() {
		return true
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for at, q := range o.queues {
		if at.deferred && len(q.entries) > 0 {
			return true
		}
	}
	return false
}
