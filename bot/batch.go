package bot

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"suaraloket/domain"
)

const (
	decideTime = 10 * time.Second // how long one try to decide and store may take
	// awayTime is how long an update waits for the store before it is put off: behind it
	// others wait. A rating is never put off.
	awayTime = 2 * time.Second
)

// handleAll handles a batch, each chat's updates in their order and all chats at once, so
// that one commit takes what a poll has brought. It gives the number of the first update
// that is not done. Only the end of ctx leaves some undone.
func (b *Bot) handleAll(ctx context.Context, updates []update, next int64) int64 {
	todo, known := b.notDone(ctx, updates)
	done := make([]bool, len(todo)) // each place is written by its chat
	langs := b.talk.languages(ctx, todo)
	var crew sync.WaitGroup
	for _, queue := range byChat(todo) {
		crew.Go(func() { b.handleChat(ctx, todo, queue, done, draft{bot: b, langs: langs, doubt: !known}) })
	}
	crew.Wait()
	return max(next, firstUndone(updates, todo, done))
}

// firstUndone gives the lowest number that is not done, in whatever order they came: what
// is below it is confirmed with the next poll. Of the updates that came, todo were not
// done before.
func firstUndone(came, todo []update, done []bool) int64 {
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

// doubtTime is for how long after a program has begun to take updates those may come
// again that were done before.
const doubtTime = 5 * time.Minute

// notDone gives those of the updates that are not done, and whether that is known: the
// database may be away, and then this program knows what it has done itself.
func (b *Bot) notDone(ctx context.Context, updates []update) (todo []update, known bool) {
	updates = slices.DeleteFunc(slices.Clone(updates), func(u update) bool { return b.recent.has(b.updateKey(u)) })
	keys := make([]string, len(updates))
	for i, u := range updates {
		keys[i] = b.updateKey(u)
	}
	done, err := b.store.DoneUpdates(ctx, keys)
	known = err == nil || time.Since(time.Unix(0, b.began.Load())) > doubtTime
	return slices.DeleteFunc(updates, func(u update) bool { return slices.Contains(done, b.updateKey(u)) }), known
}

// byChat gives, chat by chat, the places of its updates in their order.
func byChat(updates []update) [][]int {
	lane := map[int64]int{}
	var queues [][]int
	for i, u := range updates {
		chat := u.chatID()
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

func (b *Bot) handleChat(ctx context.Context, updates []update, queue []int, done []bool, like draft) {
	for _, i := range queue {
		if ctx.Err() != nil {
			return
		}
		d := like
		d.update = updates[i]
		if done[i] = b.handle(ctx, &d); !done[i] {
			return
		}
		like.langs = nil // the person may just have chosen another
	}
}

// handle decides, stores and thanks. It says false when ctx ended before the update
// was done. A panic ends this update alone: it counts as done, since it would panic
// again.
func (b *Bot) handle(ctx context.Context, d *draft) (done bool) {
	defer b.survive("handler panicked", func() { done = b.apologise(ctx, d.update) })
	r, ok := b.decide(ctx, d)
	if ok {
		b.recent.add(b.updateKey(d.update))
		b.say(ctx, d, r)
	}
	return ok
}

// say has everything said that is to be said. What is stored is done: nobody waits for
// Telegram to take the thanks.
func (b *Bot) say(ctx context.Context, d *draft, r reply) {
	b.offer(d)
	if d.update.Press != nil {
		b.thanking.start(func() { b.thank(ctx, d.update, r) })
	}
}

// offer hands the letters of a draft to the outbox.
func (b *Bot) offer(d *draft) {
	if d.stored {
		b.outbox.offer(d.letters, d.mails...)
	} else {
		b.outbox.offerUnkept(d.letters, d.mails...)
	}
}

// errNotTaken is a rating that the store has not taken yet.
var errNotTaken = errors.New("rating not taken")

// decide tries until the store has taken what there is to take.
func (b *Bot) decide(ctx context.Context, d *draft) (r reply, ok bool) {
	if b.behind(d) {
		return b.putOff(ctx, d), true
	}
	began := time.Now()
	for away := storeBackoff(); ; {
		r, err := b.tryToDecide(ctx, d)
		switch {
		case err == nil:
			return r, true
		case errors.Is(err, domain.ErrUpdateDone):
			d.letters = nil
			return reply{}, true
		case !storeAway(err):
			return b.faulted(ctx, d, err), true
		}
		if away.told == "" {
			away.told = outline(err)
			b.logger.Warn("store is away, the update waits", "error", away.told)
		}
		if !errors.Is(err, errNotTaken) && time.Since(began) > awayTime {
			return b.putOff(ctx, d), true
		}
		if !away.wait(ctx, 0) {
			return reply{}, false
		}
	}
}

// faulted tells the log of an error of ours and the person that there is one.
func (b *Bot) faulted(ctx context.Context, d *draft, err error) reply {
	b.logger.Error("update not answered as it should be", "error", outline(err))
	return b.settleOr(ctx, d, b.talk.fault(d.update))
}

// settleOr stores a reply if that can be done, and gives it.
func (b *Bot) settleOr(ctx context.Context, d *draft, r reply) reply {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), decideTime)
	defer cancel()
	if err := d.settle(ctx, r); errors.Is(err, domain.ErrUpdateDone) {
		d.letters = nil
		return reply{}
	}
	return r
}

// tryToDecide finishes although the program is about to stop: what a person did is
// stored or not, but never cut off half-way.
func (b *Bot) tryToDecide(ctx context.Context, d *draft) (reply, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), decideTime)
	defer cancel()
	r, err := b.talk.answer(ctx, d)
	if err != nil || d.stored {
		return r, err
	}
	return r, d.settle(ctx, r)
}

func storeAway(err error) bool {
	return errors.Is(err, domain.ErrUnavailable) || errors.Is(err, context.DeadlineExceeded)
}

// survive is deferred: it ends a panic, tells the log of it, and does then what is left.
func (b *Bot) survive(what string, then func()) {
	if p := recover(); p != nil {
		b.logger.Error(what, "panic", panicOutline(p), "at", panicPlace())
		then()
	}
}

// apologise tells the person of a panic that something is wrong, as well as that goes.
func (b *Bot) apologise(ctx context.Context, u update) (done bool) {
	defer b.survive("apology panicked", func() { done = true })
	d := &draft{bot: b, update: u}
	b.say(ctx, d, b.settleOr(ctx, d, b.talk.fault(u)))
	return true
}
