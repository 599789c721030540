// Package outbox sends the queued messages of chats: those of each chat in their order,
// within the limits of the chat service, and none twice. The queue itself is in the store
// (domain.MessageStore); what the package keeps in memory beside it can be lost. It knows
// no chat service: Transport delivers.
package outbox

import (
	"container/heap"
	"crypto/rand"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"suaraloket/bot/backoff"
	"suaraloket/domain"
	"suaraloket/domain/seal"
)

const (
	senders      = 16               // concurrent calls, so that a slow one delays no other chat
	inMemory     = 20_000           // messages; the others wait in the store
	syncEvery    = time.Second      // between two reads of the store
	longestRetry = 30 * time.Second // between two tries of a message
	// longestDeferredRetry is the longest time between two tries of a deferred update.
	longestDeferredRetry = 5 * time.Second
	callTime             = 10 * time.Second // for one call of the transport or the store
)

// Options are what an Outbox needs.
type Options struct {
	Store     domain.MessageStore
	Transport Transport
	Box       seal.Box // seals the messages
	Logger    *slog.Logger
	ChatPause time.Duration // least time between two messages to a chat; 0 is none
	PerSecond float64       // messages per second to all chats; 0 is no limit
}

// Outbox sends messages. It is safe for concurrent use.
type Outbox struct {
	run       string // identifies this run of the program as the holder of claims
	store     domain.MessageStore
	transport Transport
	box       seal.Box
	logger    *slog.Logger
	pause     time.Duration
	limit     *rate.Limiter // paces the turns of the queues
	gate      *rate.Limiter // paces the calls themselves; see newGate
	// leading means that this instance sends the messages that any instance may send.
	leading atomic.Bool
	// Which deferred updates others have left is known. Until then none is handled, so that a
	// later one does not overtake them.
	caughtUp atomic.Bool

	syncing sync.Mutex // one sync at a time: the next forgets ids that this one may still read

	mu      sync.Mutex
	known   map[string]bool // ids of messages that are in memory, or sent and not yet deleted
	queues  map[address]*queue
	later   queueHeap        // queues that have to wait, by the time of their next message
	ready   queueHeap        // queues that may send, by the age of their first message
	until   time.Time        // nothing is sent before
	limited time.Time        // end of the wait of the chat that was limited last
	denied  *backoff.Backoff // between two tries while the service does not know us
	denying bool             // the service does not know us: one message at a time tries whether it does again
	probing bool             // that message is in flight
	sent    []string         // ids to delete from the store
	deleted []string         // ids deleted since the last sync, which may still have read them
	waiting int              // messages in memory
	stored  int64            // messages in the store at the last sync
	wake    chan struct{}
	cleanup chan struct{}
}

// New returns an Outbox that sends nothing before Run.
func New(o Options) *Outbox {
	limit := rate.Inf
	if o.PerSecond > 0 {
		limit = rate.Limit(o.PerSecond)
	}
	return &Outbox{
		run: rand.Text(), store: o.Store, transport: o.Transport, box: o.Box,
		logger: o.Logger.With("component", "outbox"), pause: o.ChatPause,
		limit: rate.NewLimiter(limit, 1), gate: newGate(o.PerSecond),
		known: map[string]bool{}, queues: map[address]*queue{},
		denied: backoff.New(time.Second, longestRetry), later: queueHeap{before: sooner}, ready: queueHeap{before: older},
		wake: make(chan struct{}, 1), cleanup: make(chan struct{}, 1),
	}
}

// newGate returns the limiter of the calls themselves. When something has delayed messages
// after their turn, such as a slow store, the gate spaces them: the service counts when
// they arrive. It is a little faster than the turns, so that a backlog gets shorter.
func newGate(perSecond float64) *rate.Limiter {
	if perSecond <= 0 {
		return rate.NewLimiter(rate.Inf, 1)
	}
	gap := min(time.Duration(0.9*float64(time.Second)/perSecond), time.Second)
	return rate.NewLimiter(rate.Every(gap), 1)
}

// Add queues messages that were just stored, with their contents when those are known.
// Messages beyond the room in memory are found in the store later. An instance that does
// not lead leaves them to the leader.
func (o *Outbox) Add(messages []domain.Message, contents ...Content) {
	if o.leading.Load() {
		o.add(messages, true, contents)
	}
}

// AddLocal queues stored messages on this instance, whether it leads or not.
func (o *Outbox) AddLocal(messages []domain.Message, contents ...Content) {
	o.add(messages, true, contents)
}

// AddUnstored queues messages that could not be stored. They are lost when the program
// ends before they are sent.
func (o *Outbox) AddUnstored(messages []domain.Message, contents ...Content) {
	o.add(messages, false, contents)
}

// Len returns the number of messages in memory.
func (o *Outbox) Len() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.waiting
}

// Full reports whether limit or more messages wait, so that no more updates should be
// accepted. A limit of 0 is none.
func (o *Outbox) Full(limit int64) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return limit > 0 && max(o.stored, int64(o.waiting)) >= limit
}

func (o *Outbox) add(messages []domain.Message, stored bool, contents []Content) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, m := range messages {
		if o.known[m.ID] || o.waiting >= inMemory {
			continue
		}
		content, err := Content{}, error(nil)
		if i < len(contents) {
			content = contents[i]
		} else if content, err = o.open(m); err != nil {
			o.logger.Error("message dropped", "error", err.Error())
			o.known[m.ID] = true
			o.deleteLater(m.ID)
			continue
		}
		o.enqueue(&entry{id: m.ID, content: content, claimed: m.Claimed, stored: stored, backoff: content.backoff()})
	}
	signal(o.wake)
}

// enqueue adds an entry to the queue of its chat. An edit replaces an older edit of the
// same message. The caller holds the lock.
func (o *Outbox) enqueue(e *entry) {
	q := o.queues[e.content.address()]
	if q == nil {
		q = &queue{}
		o.queues[e.content.address()] = q
	}
	if e.content.Edit != 0 && e.id < q.edited[e.content.Edit] { // a newer edit was sent before this one was found
		o.known[e.id] = true
		o.deleteLater(e.id)
		return
	}
	if old := q.replaced(e); old != nil {
		o.finish(old)
	}
	q.insert(e)
	o.known[e.id] = true
	o.waiting++
	o.schedule(q)
}

// schedule puts a queue into the heap where it waits, if it waits. The caller holds the
// lock.
func (o *Outbox) schedule(q *queue) {
	if q.in != nil {
		heap.Remove(q.in, q.at)
	}
	switch {
	case q.busy || len(q.entries) == 0:
		return
	case q.entries[0].content.Deferred != nil && !o.caughtUp.Load(): // earlier ones may come to light
		return
	case q.next.After(time.Now()):
		q.in = &o.later
	default:
		q.in = &o.ready
	}
	heap.Push(q.in, q)
}

// finish removes an entry that is sent or dropped. The caller holds the lock.
func (o *Outbox) finish(e *entry) {
	o.waiting--
	if e.stored {
		o.deleteLater(e.id)
	} else {
		delete(o.known, e.id)
	}
}

// deleteLater has a message deleted from the store. The caller holds the lock.
func (o *Outbox) deleteLater(id string) {
	o.sent = append(o.sent, id)
	signal(o.cleanup)
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
