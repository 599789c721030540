package bot

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"suaraloket/bot/backoff"
	"suaraloket/bot/talk"
	"suaraloket/domain"
)

const (
	decideTime = 10 * time.Second // for one try to decide and store
	// awayTime is how long an update waits for the store before it is deferred, since other
	// updates wait behind it. A rating is never deferred.
	awayTime = 2 * time.Second
)

// handleAll handles a batch, the updates of each chat in order and all chats concurrently,
// so that one commit takes what one poll brought. It returns the number of the first update
// that is not done, next without any, and how many were new. Updates stay undone only when
// ctx ends.
func (b *Bot) handleAll(ctx context.Context, updates []talk.Update, next int64) (first int64, fresh int) {
	todo, known := b.notDone(ctx, updates)
	done := make([]bool, len(todo)) // each index is written by the goroutine of its chat
	langs := b.talk.Languages(ctx, todo)
	var workers sync.WaitGroup
	for _, queue := range byChat(todo) {
		workers.Go(func() { b.handleChat(ctx, todo, queue, done, langs, !known) })
	}
	workers.Wait()
	if len(updates) == 0 {
		return next, 0
	}
	if slices.ContainsFunc(todo, func(u talk.Update) bool { return u.ID < next }) {
		b.logger.Warn("telegram numbers updates anew", "expected", next, "number", updates[0].ID)
	}
	return firstUndone(updates, todo, done), len(todo)
}

// firstUndone returns the lowest number that is not done, in whatever order the updates
// came: the next poll confirms those below it. Of the updates that came, todo were not done
// before.
func firstUndone(came, todo []talk.Update, done []bool) int64 {
	var first int64
	for _, u := range came {
		first = max(first, u.ID+1)
	}
	for i, u := range todo {
		if !done[i] {
			first = min(first, u.ID)
		}
	}
	return first
}

// doubtTime is how long after the start of a program updates may come again that an
// earlier program has done.
const doubtTime = 5 * time.Minute

// notDone returns the updates that are not done, and whether that is certain and all are known
// that they may have to wait behind: while the database is away, this program knows only what
// it has done and deferred itself.
func (b *Bot) notDone(ctx context.Context, updates []talk.Update) (todo []talk.Update, known bool) {
	if len(updates) == 0 {
		return nil, true
	}
	updates = slices.DeleteFunc(slices.Clone(updates), func(u talk.Update) bool { return b.handled.has(b.updateKey(u)) })
	keys := make([]string, len(updates))
	for i, u := range updates {
		keys[i] = b.updateKey(u)
	}
	done, err := b.store.DoneUpdates(ctx, keys)
	known = err == nil && b.outbox.CatchUp(ctx) || time.Since(time.Unix(0, b.began.Load())) > doubtTime
	return slices.DeleteFunc(updates, func(u talk.Update) bool { return slices.Contains(done, b.updateKey(u)) }), known
}

// byChat returns, for each chat, the indices of its updates in order.
func byChat(updates []talk.Update) [][]int {
	lane := map[int64]int{}
	var queues [][]int
	for i, u := range updates {
		chat := u.ChatID()
		at, known := lane[chat]
		if !known {
			at = len(queues)
			lane[chat] = at
			queues = append(queues, nil)
		}
		queues[at] = append(queues[at], i)
	}
	return queues
}

func (b *Bot) handleChat(ctx context.Context, updates []talk.Update, queue []int, done []bool, langs map[string]string, doubt bool) {
	for _, i := range queue {
		if ctx.Err() != nil {
			return
		}
		d := b.newDraft(updates[i])
		d.Langs, d.doubt = langs, doubt
		if done[i] = b.handle(ctx, d); !done[i] {
			return
		}
		langs = nil // the update may have changed the language
	}
}

// handle decides, stores and replies. It returns false when ctx ended before the update was
// done. A panic ends this update only: it counts as done, since it would panic again.
func (b *Bot) handle(ctx context.Context, d *draft) (done bool) {
	defer b.recoverPanic("handler panicked", func() { done = b.apologise(ctx, d.Update) })
	r, ok := b.decide(ctx, d)
	if ok {
		b.handled.add(b.updateKey(d.Update))
		b.say(ctx, d, r)
	}
	return ok
}

// say queues the messages of an update and answers its press. Both run in the background.
func (b *Bot) say(ctx context.Context, d *draft, r talk.Reply) {
	b.enqueue(d)
	if d.Update.Press == nil {
		return
	}
	if !b.answers.start(ctx, func() { b.answerPress(ctx, d.Update, r) }) {
		b.logger.Warn("answer dropped", "method", answerMethod, "error", ctx.Err().Error())
	}
}

// enqueue hands the messages of a draft to the outbox.
func (b *Bot) enqueue(d *draft) {
	if d.Stored {
		b.outbox.Add(d.messages, d.contents...)
	} else {
		b.outbox.AddUnstored(d.messages, d.contents...)
	}
}

// decide tries until the store has taken the changes of an update.
func (b *Bot) decide(ctx context.Context, d *draft) (r talk.Reply, ok bool) {
	if b.mustWait(d) {
		return b.postpone(ctx, d), true
	}
	began, logged := time.Now(), false
	for away := backoff.New(100*time.Millisecond, 5*time.Second); ; {
		r, err := b.tryToDecide(ctx, d)
		switch {
		case err == nil:
			return r, true
		case errors.Is(err, domain.ErrUpdateDone):
			d.messages = nil
			return talk.Reply{}, true
		case !talk.StoreAway(err):
			return b.failed(ctx, d, err), true
		}
		if !logged {
			logged = true
			b.logger.Warn("store unavailable, update waits", "error", outline(err))
		}
		if !errors.Is(err, talk.ErrNotStored) && time.Since(began) > awayTime {
			return b.postpone(ctx, d), true
		}
		if !away.Wait(ctx, 0) {
			return talk.Reply{}, false
		}
	}
}

// failed logs an internal error and returns the reply for it.
func (b *Bot) failed(ctx context.Context, d *draft, err error) talk.Reply {
	b.logger.Error("update failed", "error", outline(err))
	d.Screen = nil // nothing is asked
	return b.finishOr(ctx, d, b.talk.Fault(d.Update))
}

// finishOr stores the effects of a reply if possible, and returns the reply.
func (b *Bot) finishOr(ctx context.Context, d *draft, r talk.Reply) talk.Reply {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), b.decideTime)
	defer cancel()
	if err := d.finish(ctx, r); errors.Is(err, domain.ErrUpdateDone) {
		d.messages = nil
		return talk.Reply{}
	}
	return r
}

// tryToDecide completes although the program is about to stop: a change is stored whole or
// not at all.
func (b *Bot) tryToDecide(ctx context.Context, d *draft) (talk.Reply, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), b.decideTime)
	defer cancel()
	r, err := b.talk.Answer(ctx, &d.Turn)
	if err != nil || d.Stored {
		return r, err
	}
	return r, d.finish(ctx, r)
}

// recoverPanic is deferred: it ends a panic, logs it and then calls after.
func (b *Bot) recoverPanic(event string, after func()) {
	if p := recover(); p != nil {
		b.logger.Error(event, "panic", panicOutline(p), "at", panicPlace())
		after()
	}
}

// apologise replies to the update of a panic that the program has an error, if possible.
func (b *Bot) apologise(ctx context.Context, u talk.Update) (done bool) {
	defer b.recoverPanic("apology panicked", func() { done = true })
	d := b.newDraft(u)
	b.say(ctx, d, b.finishOr(ctx, d, b.talk.Fault(u)))
	return true
}
