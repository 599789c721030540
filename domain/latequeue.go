package domain

import (
	"slices"
	"time"
)

// LateQueue is what a revoked tablet may still submit as counted ratings: those that its last
// heartbeat reported as waiting. Its key may be in other hands now, and a time of rating
// from before the revocation proves nothing.
type LateQueue struct {
	revoked time.Time
	last    Health
	ratings map[int64]string // by running number the rating that came first
	taken   map[string]bool  // the ratings that arrived since the heartbeat as part of it
}

// NewLateQueue makes the queue of a tablet from its revocation and its last heartbeat, which
// is zero for a tablet that never sent one.
func NewLateQueue(revoked time.Time, last Health) *LateQueue {
	return &LateQueue{revoked: revoked, last: last, ratings: map[int64]string{}, taken: map[string]bool{}}
}

// Range gives the running numbers of the ratings that were waiting, both ends included; ok
// is false when none were.
func (q *LateQueue) Range() (from, to int64, ok bool) {
	from, to = max(q.last.OldestSeq, 1), q.last.LastSeq
	return from, to, q.last.Waiting > 0 && from <= to
}

// Note adds a stored rating of the tablet.
func (q *LateQueue) Note(r Rating) {
	if _, known := q.ratings[r.Seq]; !known {
		q.ratings[r.Seq] = r.ID
	}
	if r.ReceivedAt.After(q.last.Seen) && !slices.Contains(r.Holds, HoldRevoked) {
		q.taken[r.ID] = true
	}
}

// Judge holds a rating that arrived after the revocation and is not part of the queue,
// and notes it. Everything stored with the running numbers of Range must have been noted.
func (q *LateQueue) Judge(r *Rating) {
	if r.ReceivedAt.Before(q.revoked) {
		return
	}
	if !q.has(*r) {
		r.Hold(HoldRevoked)
		return
	}
	q.Note(*r)
}

func (q *LateQueue) has(r Rating) bool {
	from, to, waiting := q.Range()
	if !waiting || r.Seq < from || r.Seq > to {
		return false
	}
	if first, known := q.ratings[r.Seq]; known && first != r.ID {
		return false
	}
	return q.taken[r.ID] || int64(len(q.taken)) < q.last.Waiting
}
