package bot

import (
	"container/heap"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	telegram "github.com/go-telegram/bot"
	"golang.org/x/time/rate"

	"suaraloket/domain"
)

const (
	senders   = 16               // calls under way at once: one that gets no answer holds nobody up
	inMemory  = 20_000           // letters; the others wait in the store
	lookEvery = time.Second      // for letters of other instances, and of before
	letterTry = 30 * time.Second // the longest wait between two tries of a letter
)

// outbox sends the letters that are stored, each chat's in their order, within
// Telegram's limits. What it knows besides the store it can lose.
type outbox struct {
	store  domain.OutboxStore
	sealer sealer
	post   func(context.Context, mail) error
	logger *slog.Logger
	pause  time.Duration // between two letters of a chat
	limit  *rate.Limiter
	// shared says that this instance sends what is for whichever one sends.
	shared atomic.Bool

	mu      sync.Mutex
	known   map[string]bool // letters that are here, or that are sent and not yet dropped
	boxes   map[int64]*mailbox
	later   mailboxes // those with letters whose moment has not come, by that moment
	ready   mailboxes // those with letters that may go, by the age of the first
	until   time.Time // nothing is sent before
	told    time.Time // until when the last chat that was told to wait waits
	sent    []string  // to be dropped from the store
	gone    []string  // dropped since the store was last looked at, whose look may have seen them
	waiting int
	stored  int64 // how many the store held when it was last asked
	wake    chan struct{}
	drop    chan struct{}
}

func newOutbox(store domain.OutboxStore, s sealer, post func(context.Context, mail) error, logger *slog.Logger, pause time.Duration, perSecond float64) *outbox {
	limit := rate.Limit(perSecond)
	if perSecond <= 0 {
		limit = rate.Inf
	}
	return &outbox{
		store: store, sealer: s, post: post, logger: logger, pause: pause, limit: rate.NewLimiter(limit, 1),
		known: map[string]bool{}, boxes: map[int64]*mailbox{}, later: mailboxes{first: earlier}, ready: mailboxes{first: older}, wake: make(chan struct{}, 1), drop: make(chan struct{}, 1),
	}
}

// offer takes letters that have just been stored; those for which there is no room are
// found in the store later.
func (o *outbox) offer(letters []domain.Letter) { o.take(letters, true) }

// offerUnkept takes letters that nothing has stored: better said perhaps than not.
func (o *outbox) offerUnkept(letters []domain.Letter) { o.take(letters, false) }

func (o *outbox) take(letters []domain.Letter, kept bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, l := range letters {
		if o.known[l.ID] || o.waiting >= inMemory {
			continue
		}
		m, err := o.sealer.open(l.Sealed)
		if err != nil {
			o.logger.Warn("letter let go", "error", err.Error())
			o.known[l.ID] = true
			o.letGo(l.ID)
			continue
		}
		o.put(&letter{id: l.ID, mail: m, begun: l.Begun, kept: kept, waits: newBackoff(250*time.Millisecond, letterTry)})
	}
	signal(o.wake)
}

// put adds a letter to its chat's. What a message shall say replaces what it should
// have said before. The caller holds the lock.
func (o *outbox) put(l *letter) {
	box := o.boxes[l.mail.Chat]
	if box == nil {
		box = &mailbox{chat: l.mail.Chat}
		o.boxes[l.mail.Chat] = box
	}
	first := 0
	if box.busy {
		first = 1 // the one that is being sent
	}
	if l.mail.Edit != 0 {
		for i := first; i < len(box.letters); i++ {
			if old := box.letters[i]; old.mail.Edit == l.mail.Edit && old.id < l.id {
				o.letGoOf(old)
				box.letters = slices.Delete(box.letters, i, i+1)
				break
			}
		}
	}
	at, _ := slices.BinarySearchFunc(box.letters[min(first, len(box.letters)):], l, func(a, b *letter) int {
		if a.id < b.id {
			return -1
		}
		return 1
	})
	box.letters = slices.Insert(box.letters, at+min(first, len(box.letters)), l)
	o.known[l.id] = true
	o.waiting++
	o.stand(box)
}

// stand puts a chat where it waits: among those whose moment is to come, among those
// that may be served, or nowhere. The caller holds the lock.
func (o *outbox) stand(box *mailbox) {
	if box.in != nil {
		heap.Remove(box.in, box.at)
	}
	switch {
	case box.busy || len(box.letters) == 0:
		return
	case box.next.After(time.Now()):
		box.in = &o.later
	default:
		box.in = &o.ready
	}
	heap.Push(box.in, box)
}

func (o *outbox) letGoOf(l *letter) {
	o.waiting--
	if l.kept {
		o.letGo(l.id)
	} else {
		delete(o.known, l.id)
	}
}

// letGo has a letter dropped from the store. The caller holds the lock.
func (o *outbox) letGo(id string) {
	o.sent = append(o.sent, id)
	signal(o.drop)
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

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

func (o *outbox) try(ctx context.Context, l *letter) verdict {
	if l.mail.Edit == 0 {
		if l.begun {
			o.logger.Warn("letter let go", "method", l.mail.method(), "error", "whether it arrived is not known")
			return verdict{over: true}
		}
		if err := o.begin(ctx, l); err != nil {
			return verdict{wait: l.waits.step(0)}
		}
	}
	err := finish(ctx, func(ctx context.Context) error { return o.post(ctx, l.mail) })
	return o.judge(l, err)
}

// begin notes that a message is about to be sent: after a crash it is not sent again.
func (o *outbox) begin(ctx context.Context, l *letter) error {
	if !l.kept {
		return nil
	}
	return finish(ctx, func(ctx context.Context) error { return o.store.BeginLetter(ctx, l.id) })
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

// look finds letters in the store that nobody has offered here.
func (o *outbox) look(ctx context.Context) {
	for {
		if o.tidy() > inMemory/2 {
			letters, err := o.store.Letters(ctx, o.shared.Load(), inMemory)
			if err == nil {
				o.take(letters, true)
			}
		}
		if n, err := o.store.CountLetters(ctx); err == nil {
			o.mu.Lock()
			o.stored = n
			o.mu.Unlock()
		}
		if !sleep(ctx, lookEvery) {
			return
		}
	}
}

// tidy forgets what no look at the store can find any more, and gives how many letters
// there is room for.
func (o *outbox) tidy() (room int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, id := range o.gone {
		delete(o.known, id)
	}
	o.gone = nil
	now := time.Now()
	for chat, box := range o.boxes {
		if len(box.letters) == 0 && !box.busy && box.next.Before(now) {
			delete(o.boxes, chat)
		}
	}
	return inMemory - o.waiting
}

// dropSent takes out of the store what is sent. At the end it tries once more.
func (o *outbox) dropSent(ctx context.Context) {
	for over := false; !over; {
		select {
		case <-o.drop:
		case <-ctx.Done():
			over = true
		}
		o.mu.Lock()
		ids := o.sent
		o.sent = nil
		o.mu.Unlock()
		if len(ids) == 0 {
			continue
		}
		err := finish(ctx, func(ctx context.Context) error { return o.store.DropLetters(ctx, ids) })
		o.mu.Lock()
		if err != nil {
			o.sent = append(o.sent, ids...)
		} else {
			o.gone = append(o.gone, ids...)
		}
		o.mu.Unlock()
		if err != nil && sleep(ctx, lookEvery) {
			signal(o.drop)
		}
	}
}

// crowded says that so many letters wait that no more should be promised.
func (o *outbox) crowded(most int64) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return most > 0 && max(o.stored, int64(o.waiting)) >= most
}
