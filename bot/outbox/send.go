package outbox

import (
	"context"
	"errors"
	"sync"
	"time"

	"suaraloket/domain"
)

// Run sends until ctx ends, and lets the calls end that are in flight then.
func (o *Outbox) Run(ctx context.Context) {
	var workers sync.WaitGroup
	defer workers.Wait()
	workers.Go(func() { o.syncLoop(ctx) })
	workers.Go(func() { o.deleteSent(ctx) })
	slots := make(chan struct{}, senders)
	for {
		q, e := o.next(ctx)
		if q == nil {
			return
		}
		slots <- struct{}{}
		workers.Go(func() {
			defer func() { <-slots }()
			o.process(ctx, q, e)
		})
	}
}

// next waits for the queue whose turn it is. It returns nil when ctx ends.
func (o *Outbox) next(ctx context.Context) (*queue, *entry) {
	for ctx.Err() == nil {
		wait := o.idleFor()
		if wait <= 0 {
			if o.limit.Wait(ctx) != nil {
				return nil, nil
			}
			if q, e := o.pick(); q != nil {
				return q, e
			}
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-o.wake:
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
	return nil, nil
}

// idleFor is the time until something may be sent.
func (o *Outbox) idleFor() time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	wait := time.Hour
	switch {
	case o.probing: // its end wakes the loop
	case o.ready.Len() > 0:
		wait = 0
	case o.later.Len() > 0:
		wait = time.Until(o.later.queues[0].next)
	}
	return max(wait, time.Until(o.until))
}

// pausedFor is the time until the end of a pause of all chats.
func (o *Outbox) pausedFor() time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	return time.Until(o.until)
}

func (o *Outbox) pick() (*queue, *entry) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	for o.later.Len() > 0 && !o.later.queues[0].next.After(now) {
		o.schedule(o.later.queues[0])
	}
	if o.ready.Len() == 0 || o.until.After(now) || o.probing {
		return nil, nil
	}
	o.probing = o.denying
	q := o.ready.queues[0]
	q.busy = true
	o.schedule(q)
	return q, q.entries[0]
}

// process tries an entry once and applies the verdict.
func (o *Outbox) process(ctx context.Context, q *queue, e *entry) {
	v := o.try(ctx, e)
	o.mu.Lock()
	defer o.mu.Unlock()
	q.busy = false
	q.next = time.Now().Add(max(o.pause, v.wait))
	switch {
	case v.blocked:
		for _, each := range q.entries {
			o.finish(each)
		}
		q.entries = nil
	case v.done:
		q.entries = q.entries[1:]
		q.remember(e)
		o.finish(e)
	}
	if v.limited > 0 {
		o.noteLimit(v.limited)
	}
	o.noteDenial(v, time.Now())
	o.schedule(q)
	signal(o.wake)
}

// noteLimit records that the service has asked to wait. The service does not say whether it
// means one chat or all: one chat waits alone, but when a second chat is limited during
// that wait, all chats wait. The caller holds the lock.
func (o *Outbox) noteLimit(wait time.Duration) {
	now := time.Now()
	if now.Before(o.limited) {
		o.until = now.Add(wait)
	}
	o.limited = now.Add(wait)
}

// noteDenial stops all chats for a while when the service does not know us, longer each time.
// Messages in flight may find the same; the pause is not longer for it. The caller holds the
// lock.
func (o *Outbox) noteDenial(v verdict, now time.Time) {
	switch {
	case v.denied && (!o.denying || o.probing):
		o.denying, o.probing = true, false
		o.until = now.Add(o.denied.Next(0))
	case v.denied, !o.denying:
	case v.accepted:
		o.denying, o.probing = false, false
		o.denied.Reset()
	case o.probing:
		o.probing = false
	}
}

// verdict is what follows from one try.
type verdict struct {
	done     bool          // the entry is sent or dropped
	blocked  bool          // the recipient accepts no messages
	wait     time.Duration // until the next try
	limited  time.Duration // how long the service asked to wait
	denied   bool          // the service does not know us
	accepted bool          // the service knows us
}

// try tries an entry once. An entry that has to be tried again is certainly not sent, so
// its claim is released: another instance may send it if this one stops.
func (o *Outbox) try(ctx context.Context, e *entry) verdict {
	if e.content.Deferred != nil {
		return o.handle(ctx, e)
	}
	v := o.send(ctx, e)
	if !v.done && !v.blocked && e.ours {
		err := complete(ctx, func(ctx context.Context) error { return o.store.ReleaseMessage(ctx, e.id, o.run) })
		e.ours = err != nil
	}
	return v
}

func (o *Outbox) send(ctx context.Context, e *entry) verdict {
	if e.content.Edit == 0 {
		if e.claimed {
			o.logger.Warn("message dropped", "kind", e.content.Kind(), "error", "claimed by an earlier run, delivery unknown")
			return verdict{done: true}
		}
		switch err := o.claim(ctx, e); {
		case errors.Is(err, domain.ErrMessageClaimed):
			return verdict{done: true}
		case err != nil:
			return verdict{wait: e.backoff.Next(0)}
		}
	}
	if o.gate.Wait(ctx) != nil {
		return verdict{}
	}
	if wait := o.pausedFor(); wait > 0 {
		return verdict{wait: wait}
	}
	var result Result
	_ = complete(ctx, func(ctx context.Context) error {
		result = o.transport.Send(ctx, e.content)
		return nil
	})
	return o.judge(e, result)
}

// handle processes a deferred update, unless another instance has.
func (o *Outbox) handle(ctx context.Context, e *entry) verdict {
	err := complete(ctx, func(ctx context.Context) error { return o.store.ShareMessage(ctx, e.id) })
	if errors.Is(err, domain.ErrMessageClaimed) || err == nil && o.transport.Handle(ctx, e.content.Deferred) {
		return verdict{done: true}
	}
	return verdict{wait: e.backoff.Next(0)}
}

// claim records that a new message is about to be sent: after a crash it is not sent again.
func (o *Outbox) claim(ctx context.Context, e *entry) error {
	if !e.stored || e.ours {
		return nil
	}
	err := complete(ctx, func(ctx context.Context) error { return o.store.ClaimMessage(ctx, e.id, o.run) })
	e.ours = err == nil
	return err
}

func (o *Outbox) judge(e *entry, r Result) verdict {
	v := o.verdictOn(e, r)
	v.accepted = r.Outcome <= Invalid
	return v
}

func (o *Outbox) verdictOn(e *entry, r Result) verdict {
	c := &e.content
	switch r.Outcome {
	case Delivered:
		return verdict{done: true}
	case Unauthorized:
		return verdict{denied: true}
	case Limited:
		return verdict{wait: r.RetryAfter, limited: r.RetryAfter}
	case Blocked:
		return verdict{blocked: true}
	case Invalid:
		if c.Picture != "" {
			c.Picture = "" // the text matters more than the picture, whatever was invalid
			return verdict{}
		}
		if c.Edit != 0 {
			c.Edit = 0 // the message was deleted or is too old for edits
			return verdict{}
		}
		return o.dropped(e, r)
	case Refused:
		return o.dropped(e, r)
	case Unknown:
		if c.Edit == 0 { // a second try could send it twice
			return o.dropped(e, r)
		}
	}
	return verdict{wait: e.backoff.Next(0)}
}

func (o *Outbox) dropped(e *entry, r Result) verdict {
	o.logger.Warn("message dropped", "kind", e.content.Kind(), "error", r.Reason)
	return verdict{done: true}
}

// complete lets a call end although ctx has ended: a claim or a message is never cut off
// half-way.
func complete(ctx context.Context, call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTime)
	defer cancel()
	return call(ctx)
}
