package telegramtest

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

const (
	// updateLife is how long an update waits for the bot (Docs: "Getting updates"; Source: the
	// timeouts of add_update).
	updateLife = 24 * time.Hour
	// pressLife is how long a press waits for the bot (Source: add_new_callback_query). A
	// later answer would not be shown.
	pressLife = 150 * time.Second
	// farAhead: an offset more than this above the next id is treated as a mistake and
	// answered from the oldest update, without a confirmation (Source: TQueue::get).
	farAhead = 10
	// maxHistory is the number of updates that Repeat and Again can find.
	maxHistory = 10_000
)

// update is one event on its way to the bot: {"update_id":ID, Kind: Content}.
type update struct {
	ID        int
	Kind      string
	Content   json.RawMessage
	At, Until time.Time
	lane      lane
	press     *query // the press; nil for other kinds
	push      pushed
	repeated  bool // Delivery.Twice has delivered it again
}

// appendJSON writes the update as Telegram does.
func (u *update) appendJSON(to []byte) []byte {
	to = strconv.AppendInt(append(to, `{"update_id":`...), int64(u.ID), 10)
	to = strconv.AppendQuote(append(to, ','), u.Kind)
	to = append(append(to, ':'), u.Content...)
	return append(to, '}')
}

// encoded is a result that is JSON already.
type encoded []byte

func encodeUpdates(us []*update) encoded {
	out := encoded{'['}
	for i, u := range us {
		if i > 0 {
			out = append(out, ',')
		}
		out = u.appendJSON(out)
	}
	return append(out, ']')
}

// queue holds the updates for the bot.
type queue struct {
	first, next int
	pending     []*update // by id
	again       []*update // confirmed updates to deliver again
	soonest     time.Time // not after the first Until of pending
	history     []*update
	confirmed   int
	allowed     []string      // nil: the default set
	parked      chan error    // ends the waiting long poll; nil while none waits
	arrived     chan struct{} // closed to wake it; nil while none waits
}

func newQueue(first int) queue { return queue{first: first, next: first} }

// wants reports whether the bot requested this kind. Other kinds are never queued, not merely
// hidden (Source: add_update_impl); without a list the bot gets all but three kinds (Docs:
// getUpdates).
func (q *queue) wants(kind string) bool {
	if q.allowed != nil {
		return slices.Contains(q.allowed, kind)
	}
	return kind != "chat_member" && kind != "message_reaction" && kind != "message_reaction_count"
}

// push queues u under the next id, or returns nil when the bot does not request its kind.
func (q *queue) push(u update) *update {
	if !q.wants(u.Kind) {
		return nil
	}
	u.ID = q.next
	q.next++
	if len(q.pending) == 0 || u.Until.Before(q.soonest) {
		q.soonest = u.Until
	}
	q.pending = append(q.pending, &u)
	if len(q.history) >= maxHistory {
		q.history = append(q.history[:0], q.history[maxHistory/2:]...)
	}
	q.history = append(q.history, &u)
	return &u
}

// prepend puts u, which was queued before, in front of all others.
func (q *queue) prepend(u *update) {
	q.pending = append([]*update{u}, q.pending...)
	if u.Until.Before(q.soonest) || len(q.pending) == 1 {
		q.soonest = u.Until
	}
}

// turnAway ends the waiting long poll with err.
func (q *queue) turnAway(err error) {
	if q.parked != nil {
		q.parked <- err
		q.parked = nil
	}
}

// expire drops updates that have waited too long.
func (q *queue) expire(now time.Time) {
	if len(q.pending) == 0 || now.Before(q.soonest) {
		return
	}
	q.pending = slices.DeleteFunc(q.pending, func(u *update) bool { return !now.Before(u.Until) })
	q.soonest = now.Add(updateLife)
	for _, u := range q.pending {
		if u.Until.Before(q.soonest) {
			q.soonest = u.Until
		}
	}
}

// take confirms the updates below offset and returns up to limit of the others (Docs:
// getUpdates; Source: do_get_updates). Below zero, offset keeps that many of the newest
// and confirms the rest.
func (q *queue) take(offset, limit int, now time.Time, d *deliverer) []*update {
	q.expire(now)
	switch {
	case offset < 0 && len(q.pending) > -offset:
		q.forgetBelow(q.pending[len(q.pending)+offset].ID, d)
	case offset > 0 && offset <= q.next+farAhead:
		q.forgetBelow(offset, d)
	}
	fresh := q.pending[:min(max(limit-len(q.again), 0), len(q.pending))]
	got := append(slices.Clone(q.again), fresh...)
	q.again = nil
	return got
}

// forgetBelow confirms every update under id.
func (q *queue) forgetBelow(id int, d *deliverer) {
	if last := min(id, q.next) - 1; last >= q.first {
		q.confirmed = max(q.confirmed, last)
	}
	n := 0
	for n < len(q.pending) && q.pending[n].ID < id {
		if d.twice(q.pending[n]) {
			q.again = append(q.again, q.pending[n])
		}
		n++
	}
	q.pending = q.pending[n:]
}

// drop confirms one update from near the front.
func (q *queue) drop(u *update) {
	i := slices.Index(q.pending, u)
	if i < 0 {
		return
	}
	copy(q.pending[1:i+1], q.pending[:i]) // few are before it, many behind
	q.pending = q.pending[1:]
	q.confirmed = max(q.confirmed, u.ID)
}

func (q *queue) find(id int) *update {
	for _, u := range slices.Backward(q.history) {
		if u.ID == id {
			return u
		}
	}
	return nil
}

func (q *queue) clear() { q.pending, q.again = nil, nil }

// waiting returns how many updates the bot has not confirmed.
func (q *queue) waiting(now time.Time) int {
	q.expire(now)
	return len(q.pending) + len(q.again)
}

// allow stores the list of requested kinds and reports whether it changed. An absent or
// unreadable list changes nothing, an empty one or one without a known name resets it (Source:
// get_allowed_update_types).
func (q *queue) allow(text string) bool {
	var names []string
	if text == "" || json.Unmarshal([]byte(text), &names) != nil || names == nil {
		return false
	}
	kinds := known(names)
	changed := !slices.Equal(kinds, q.allowed)
	q.allowed = kinds
	return changed
}

// renumber numbers the updates to come from first on.
func (q *queue) renumber(first int) { q.first, q.next, q.confirmed = first, first, first-1 }
