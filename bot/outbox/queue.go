package outbox

import (
	"slices"
	"strings"
	"time"

	"suaraloket/bot/backoff"
)

// entry is a message in memory.
type entry struct {
	id      string
	content Content
	claimed bool // by an earlier holder, before this run found it
	ours    bool // claimed by this run
	stored  bool // it is in the store too
	backoff *backoff.Backoff
}

// queue holds the entries of one address, in their order.
type queue struct {
	entries []*entry
	edited  map[int]string // by message number, the id of the newest edit that was sent
	next    time.Time      // earliest time for the first entry
	busy    bool           // the first entry is being sent
	in      *queueHeap     // the heap where the queue waits, nil for none
	at      int            // its index there
}

// idleTime is how long an empty queue is kept, and with it the edits that were sent.
const idleTime = 15 * time.Minute

// remember notes the newest edit that was sent of a message.
func (q *queue) remember(e *entry) {
	if e.content.Edit == 0 {
		return
	}
	if q.edited == nil {
		q.edited = map[int]string{}
	}
	q.edited[e.content.Edit] = max(q.edited[e.content.Edit], e.id)
}

// replaced removes and returns the waiting edit that a newer edit makes obsolete, nil for
// none.
func (q *queue) replaced(by *entry) *entry {
	if by.content.Edit == 0 {
		return nil
	}
	at := slices.IndexFunc(q.entries[q.inFlight():], func(e *entry) bool { return e.content.Edit == by.content.Edit && e.id < by.id })
	if at < 0 {
		return nil
	}
	at += q.inFlight()
	old := q.entries[at]
	q.entries = slices.Delete(q.entries, at, at+1)
	return old
}

// insert adds an entry to those that wait, in the order of ids.
func (q *queue) insert(e *entry) {
	at, _ := slices.BinarySearchFunc(q.entries[q.inFlight():], e, func(a, b *entry) int { return strings.Compare(a.id, b.id) })
	q.entries = slices.Insert(q.entries, q.inFlight()+at, e)
}

// inFlight is the number of entries that are being sent, at most one.
func (q *queue) inFlight() int {
	if q.busy {
		return 1
	}
	return 0
}

// queueHeap is a heap of queues.
type queueHeap struct {
	queues []*queue
	before func(a, b *queue) bool
}

func sooner(a, b *queue) bool { return a.next.Before(b.next) }

func older(a, b *queue) bool { return a.entries[0].id < b.entries[0].id }

// Len implements heap.Interface.
func (h *queueHeap) Len() int { return len(h.queues) }

// Less implements heap.Interface.
func (h *queueHeap) Less(i, j int) bool { return h.before(h.queues[i], h.queues[j]) }

// Swap implements heap.Interface.
func (h *queueHeap) Swap(i, j int) {
	h.queues[i], h.queues[j] = h.queues[j], h.queues[i]
	h.queues[i].at, h.queues[j].at = i, j
}

// Push implements heap.Interface.
func (h *queueHeap) Push(x any) {
	q := x.(*queue)
	q.at, q.in = len(h.queues), h
	h.queues = append(h.queues, q)
}

// Pop implements heap.Interface.
func (h *queueHeap) Pop() any {
	last := len(h.queues) - 1
	q := h.queues[last]
	q.in = nil
	h.queues = h.queues[:last]
	return q
}
