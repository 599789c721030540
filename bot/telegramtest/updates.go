package telegramtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

const (
	// updateLife is how long an update waits to be fetched (Docs: "Getting updates").
	updateLife = 24 * time.Hour
	// maxPoll is the longest long poll in seconds (Source: LONG_POLL_MAX_TIMEOUT).
	maxPoll = 50
	// farAhead: an offset more than this above the next id is taken for a mistake and
	// answered from the oldest update, forgetting nothing (Source: TQueue::get).
	farAhead = 10
	// maxHistory is how many updates Repeat can still find.
	maxHistory = 10_000
)

// update is one event on its way to the bot: {"update_id":ID, Kind: Content}.
type update struct {
	ID      int
	Kind    string
	Content json.RawMessage
	At      time.Time
}

// MarshalJSON writes the update as Telegram does.
func (u update) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, `{"update_id":%d,%q:%s}`, u.ID, u.Kind, u.Content), nil
}

// queue is what waits for the bot.
type queue struct {
	first, next int
	pending     []update
	history     []update
	confirmed   int
	allowed     []string      // nil: the default set
	parked      chan struct{} // closed to turn the waiting long poll away
}

func newQueue(first int) queue { return queue{first: first, next: first} }

// wants tells whether the bot asked for this kind. What it did not ask for is never queued, not
// merely hidden (Source: add_update_impl); without a list it is everything but three kinds (Docs: getUpdates).
func (q *queue) wants(kind string) bool {
	if q.allowed != nil {
		return slices.Contains(q.allowed, kind)
	}
	return kind != "chat_member" && kind != "message_reaction" && kind != "message_reaction_count"
}

// push queues one event and returns its id, or 0 when the bot does not want its kind.
func (q *queue) push(kind string, content json.RawMessage, at time.Time) int {
	if !q.wants(kind) {
		return 0
	}
	u := update{ID: q.next, Kind: kind, Content: content, At: at}
	q.next++
	q.pending = append(q.pending, u)
	if len(q.history) >= maxHistory {
		q.history = append(q.history[:0], q.history[maxHistory/2:]...)
	}
	q.history = append(q.history, u)
	return u.ID
}

// take forgets what offset confirms and returns up to limit of what is left (Docs: getUpdates;
// Source: do_get_updates). Below zero, offset keeps that many of the newest and forgets the rest.
func (q *queue) take(offset, limit int, now time.Time) []update {
	q.pending = slices.DeleteFunc(q.pending, func(u update) bool { return now.Sub(u.At) >= updateLife })
	switch {
	case offset < 0 && len(q.pending) > -offset:
		q.forgetBelow(q.pending[len(q.pending)+offset].ID)
	case offset > 0 && offset <= q.next+farAhead:
		q.forgetBelow(offset)
	}
	return slices.Clone(q.pending[:min(limit, len(q.pending))])
}

func (q *queue) forgetBelow(id int) {
	if last := min(id, q.next) - 1; last >= q.first {
		q.confirmed = max(q.confirmed, last)
	}
	q.pending = slices.DeleteFunc(q.pending, func(u update) bool { return u.ID < id })
}

// allow keeps the list of wanted kinds; absent leaves it as it was, empty resets it (Docs: getUpdates).
func (q *queue) allow(text string) {
	var kinds []string
	if text == "" || json.Unmarshal([]byte(text), &kinds) != nil {
		return
	}
	q.allowed = nil
	if len(kinds) > 0 {
		q.allowed = kinds
	}
}

// getUpdates answers at once when something waits, and otherwise holds the call for "timeout"
// seconds. A call that has to wait turns away the one already waiting (Source: abort_long_poll).
func (s *Server) getUpdates(ctx context.Context, p params) (any, error) {
	offset := int(p.int64("offset", 0))
	limit := p.within("limit", 100, 1, 100)
	timeout := time.Duration(p.within("timeout", 0, 0, maxPoll)) * time.Second
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.allow(p["allowed_updates"])
	confirmed := s.queue.confirmed
	got := s.queue.take(offset, limit, s.now())
	if s.queue.confirmed != confirmed {
		s.notify()
	}
	if len(got) > 0 || timeout == 0 {
		return got, nil
	}
	return s.holdPoll(ctx, offset, limit, timeout)
}

// holdPoll waits for an update; the caller holds the lock, which is given away while waiting.
func (s *Server) holdPoll(ctx context.Context, offset, limit int, timeout time.Duration) (any, error) {
	turnedAway := make(chan struct{})
	if s.queue.parked != nil {
		close(s.queue.parked)
	}
	s.queue.parked = turnedAway
	s.notify()
	defer s.unpark(turnedAway)
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	for {
		if err := s.waitForPoll(ctx, turnedAway, timer.C); errors.Is(err, errPollOver) {
			return []update{}, nil
		} else if err != nil {
			return nil, err
		}
		if got := s.queue.take(max(offset, 0), limit, s.now()); len(got) > 0 {
			return got, nil
		}
	}
}

func (s *Server) unpark(mine chan struct{}) {
	if s.queue.parked == mine {
		s.queue.parked = nil
		s.notify()
	}
}

var errPollOver = errors.New("long poll is over")

// waitForPoll gives the lock away until something changed or there is no more reason to wait.
func (s *Server) waitForPoll(ctx context.Context, turnedAway chan struct{}, over <-chan time.Time) error {
	changed := s.changed
	s.mu.Unlock()
	defer s.mu.Lock()
	select {
	case <-turnedAway:
		return &refusal{Status: http.StatusConflict, Description: "Conflict: terminated by other getUpdates request; " +
			"make sure that only one bot instance is running"}
	case <-ctx.Done():
		return errGone
	case <-s.closed:
		return &refusal{Status: http.StatusBadGateway, Description: "Bad Gateway"}
	case <-over:
		return errPollOver
	case <-changed:
		return nil
	}
}

// Queue is the number of updates that the bot has not confirmed and that are not a day old.
func (s *Server) Queue() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue.take(0, len(s.queue.pending), s.now()))
}

// Confirmed is the highest update_id that the bot has confirmed, 0 before the first.
func (s *Server) Confirmed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.confirmed
}

// Polling tells whether a long poll of the bot is waiting right now.
func (s *Server) Polling() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.parked != nil
}

// PushRaw queues any update, given as a value that marshals to {"<kind>": …} with or without an
// update_id, under a new update_id, and returns that; 0 when the bot does not want the kind.
// It refuses what is not an object with exactly one kind.
func (s *Server) PushRaw(update any) (int, error) {
	raw, err := json.Marshal(update)
	if err != nil {
		return 0, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return 0, fmt.Errorf("update is no object: %w", err)
	}
	delete(fields, "update_id")
	if len(fields) != 1 {
		return 0, fmt.Errorf("update has %d kinds instead of one", len(fields))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id := 0
	for kind, content := range fields {
		id = s.push(kind, content)
	}
	return id, nil
}

// Repeat queues the content of an earlier update once more under a new update_id: the same press
// or message a second time. Updates that were merely not confirmed come again by themselves.
func (s *Server) Repeat(updateID int) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.queue.history {
		if u.ID == updateID {
			return s.push(u.Kind, u.Content), nil
		}
	}
	return 0, fmt.Errorf("update %d is not remembered", updateID)
}

// Sent are the last updates that were queued for the bot, confirmed or not, oldest first, as JSON.
func (s *Server) Sent() []json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]json.RawMessage, 0, len(s.queue.history))
	for _, u := range s.queue.history {
		raw, err := u.MarshalJSON()
		if err == nil {
			all = append(all, raw)
		}
	}
	return all
}

// push queues an event and wakes who waits for it; the caller holds the lock.
func (s *Server) push(kind string, content json.RawMessage) int {
	id := s.queue.push(kind, content, s.now())
	s.notify()
	return id
}
