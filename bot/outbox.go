package bot

import (
	"container/heap"
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

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
	name   string // of this run of the program, by which it knows the letters that it has begun
	store  domain.OutboxStore
	sealer sealer
	post   func(context.Context, mail) error
	hear   func(context.Context, deferred) (done bool) // a letter to ourselves
	logger *slog.Logger
	pause  time.Duration // between two letters of a chat
	limit  *rate.Limiter
	gate   *gate
	// shared says that this instance sends what is for whichever one sends.
	shared atomic.Bool

	looking sync.Mutex // one look at a time: the next forgets what this one may have seen

	mu      sync.Mutex
	known   map[string]bool // letters that are here, or that are sent and not yet dropped
	boxes   map[address]*mailbox
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
		name: rand.Text(), store: store, sealer: s, post: post, logger: logger, pause: pause, limit: rate.NewLimiter(limit, 1), gate: newGate(perSecond),
		known: map[string]bool{}, boxes: map[address]*mailbox{}, later: mailboxes{first: earlier}, ready: mailboxes{first: older}, wake: make(chan struct{}, 1), drop: make(chan struct{}, 1),
	}
}

// offer takes letters that have just been stored, and what they say; those for which
// there is no room are found in the store later. Who does not lead leaves them to the
// program that does.
func (o *outbox) offer(letters []domain.Message, mails ...mail) {
	if o.shared.Load() {
		o.take(letters, true, mails...)
	}
}

// offerUnkept takes letters that nothing has stored: better said perhaps than not.
func (o *outbox) offerUnkept(letters []domain.Message, mails ...mail) {
	o.take(letters, false, mails...)
}

// take takes letters; those that come without their mails are opened.
func (o *outbox) take(letters []domain.Message, kept bool, mails ...mail) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, l := range letters {
		if o.known[l.ID] || o.waiting >= inMemory {
			continue
		}
		m, err := o.opened(l, mails[min(i, len(mails)):])
		if err != nil {
			o.logger.Warn("letter let go", "error", err.Error())
			o.known[l.ID] = true
			o.letGo(l.ID)
			continue
		}
		o.put(&letter{id: l.ID, mail: m, begun: l.Claimed, kept: kept, waits: m.waits()})
	}
	signal(o.wake)
}

// opened gives what a letter says: the first of what is known, or what it holds.
func (o *outbox) opened(l domain.Message, known []mail) (mail, error) {
	if len(known) > 0 {
		return known[0], nil
	}
	return o.sealer.open(l.Sealed)
}

// put adds a letter to its chat's. What a message shall say replaces what it should
// have said before. The caller holds the lock.
func (o *outbox) put(l *letter) {
	box := o.boxes[l.mail.address()]
	if box == nil {
		box = &mailbox{}
		o.boxes[l.mail.address()] = box
	}
	if l.mail.Edit != 0 && l.id < box.said[l.mail.Edit] { // found late: the message says something newer
		o.known[l.id] = true
		o.letGo(l.id)
		return
	}
	if old := box.replaced(l); old != nil {
		o.letGoOf(old)
	}
	box.insert(l)
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
