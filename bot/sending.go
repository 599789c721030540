package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	telegram "github.com/go-telegram/bot"

	"suaraloket/domain"
)

// run sends until ctx ends. Then it lets the calls end that are under way.
func (o *outbox) run(ctx context.Context) {
	var crew sync.WaitGroup
	defer crew.Wait()
	crew.Go(func() { o.look(ctx) })
	crew.Go(func() { o.dropSent(ctx) })
	slots := make(chan struct{}, senders)
	for {
		box, l := o.next(ctx)
		if box == nil {
			return
		}
		slots <- struct{}{}
		crew.Go(func() {
			defer func() { <-slots }()
			o.serve(ctx, box, l)
		})
	}
}

// next waits for the chat whose turn it is; nil when ctx ended.
func (o *outbox) next(ctx context.Context) (*mailbox, *letter) {
	for ctx.Err() == nil {
		wait := o.left()
		if wait <= 0 {
			if o.limit.Wait(ctx) != nil {
				return nil, nil
			}
			if box, l := o.pick(); box != nil {
				return box, l
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

// left is how long nothing may be sent.
func (o *outbox) left() time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	wait := time.Hour
	switch {
	case o.ready.Len() > 0:
		wait = 0
	case o.later.Len() > 0:
		wait = time.Until(o.later.boxes[0].next)
	}
	return max(wait, time.Until(o.until))
}

// allWait is how long Telegram has asked that nothing be sent.
func (o *outbox) allWait() time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	return time.Until(o.until)
}

func (o *outbox) pick() (*mailbox, *letter) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	for o.later.Len() > 0 && !o.later.boxes[0].next.After(now) {
		o.stand(o.later.boxes[0])
	}
	if o.ready.Len() == 0 || o.until.After(now) {
		return nil, nil
	}
	box := o.ready.boxes[0]
	box.busy = true
	o.stand(box)
	return box, box.letters[0]
}

// serve tries a letter once and says what becomes of it.
func (o *outbox) serve(ctx context.Context, box *mailbox, l *letter) {
	what := o.try(ctx, l)
	o.mu.Lock()
	defer o.mu.Unlock()
	box.busy = false
	box.next = time.Now().Add(max(o.pause, what.wait))
	switch {
	case what.blocked:
		for _, each := range box.letters {
			o.letGoOf(each)
		}
		box.letters = nil
	case what.over:
		box.letters = box.letters[1:]
		box.remember(l)
		o.letGoOf(l)
	}
	if what.told > 0 {
		o.wasTold(what.told)
	}
	o.stand(box)
	signal(o.wake)
}

// wasTold notes that Telegram has asked to wait. It does not say whether it means the
// chat or all of them: one chat waits alone, but when a second is told so meanwhile,
// all do. The caller holds the lock.
func (o *outbox) wasTold(wait time.Duration) {
	now := time.Now()
	if now.Before(o.told) {
		o.until = now.Add(wait)
	}
	o.told = now.Add(wait)
}

// verdict is what becomes of a letter that was tried.
type verdict struct {
	over    bool          // it is sent, or never will be
	blocked bool          // the person wants no letters
	wait    time.Duration // until the next try
	told    time.Duration // how long Telegram asked to wait
}

// try tries a letter once. What is tried again has surely not been sent, and whoever is
// next shall know it: this program may be gone by then.
func (o *outbox) try(ctx context.Context, l *letter) verdict {
	if l.mail.Deferred != nil {
		return o.hearOurs(ctx, l)
	}
	what := o.send(ctx, l)
	if !what.over && !what.blocked && l.ours {
		err := finish(ctx, func(ctx context.Context) error { return o.store.ReleaseMessage(ctx, l.id, o.name) })
		l.ours = err != nil
	}
	return what
}

func (o *outbox) send(ctx context.Context, l *letter) verdict {
	if l.mail.Edit == 0 {
		if l.begun {
			o.logger.Warn("letter let go", "method", l.mail.method(), "error", "whether it arrived is not known")
			return verdict{over: true}
		}
		switch err := o.begin(ctx, l); {
		case errors.Is(err, domain.ErrMessageClaimed):
			return verdict{over: true}
		case err != nil:
			return verdict{wait: l.waits.step(0)}
		}
	}
	o.gate.pass()
	if wait := o.allWait(); wait > 0 {
		return verdict{wait: wait}
	}
	err := finish(ctx, func(ctx context.Context) error { return o.post(ctx, l.mail) })
	return o.judge(l, err)
}

// hearOurs hears what was put off, unless another program has.
func (o *outbox) hearOurs(ctx context.Context, l *letter) verdict {
	err := finish(ctx, func(ctx context.Context) error { return o.store.ShareMessage(ctx, l.id) })
	if errors.Is(err, domain.ErrMessageClaimed) || err == nil && o.hear(ctx, *l.mail.Deferred) {
		return verdict{over: true}
	}
	return verdict{wait: l.waits.step(0)}
}

// begin notes that a message is about to be sent: after a crash it is not sent again.
func (o *outbox) begin(ctx context.Context, l *letter) error {
	if !l.kept || l.ours {
		return nil
	}
	err := finish(ctx, func(ctx context.Context) error { return o.store.ClaimMessage(ctx, l.id, o.name) })
	l.ours = err == nil
	return err
}

func (o *outbox) judge(l *letter, err error) verdict {
	var slow *telegram.TooManyRequestsError
	switch {
	case err == nil:
		return verdict{over: true}
	case errors.As(err, &slow):
		wait := time.Duration(slow.RetryAfter) * time.Second
		return verdict{wait: wait, told: wait}
	case errors.Is(err, telegram.ErrorForbidden):
		return verdict{blocked: true}
	case errors.Is(err, telegram.ErrorBadRequest) && l.mail.Picture != "":
		l.mail.Picture = "" // whatever was wrong, the words shall not be lost for a picture
		return verdict{}
	case errors.Is(err, telegram.ErrorBadRequest) && l.mail.Edit != 0:
		l.mail.Edit = 0 // the message has gone or is too old to be changed
		return verdict{}
	case !passing(err):
		o.logger.Warn("telegram refused", "method", l.mail.method(), "error", outline(err))
		return verdict{over: true}
	case l.mail.Edit == 0 && !undone(err):
		o.logger.Warn("letter let go", "method", l.mail.method(), "error", outline(err))
		return verdict{over: true}
	}
	return verdict{wait: l.waits.step(0)}
}
