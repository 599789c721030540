package telegramtest

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// maxPoll is the longest long poll in seconds (Source: LONG_POLL_MAX_TIMEOUT).
const maxPoll = 50

// getUpdates answers at once when updates wait, and otherwise holds the call for "timeout"
// seconds. A call that has to wait ends the one already waiting (Source: abort_long_poll).
func (s *Server) getUpdates(ctx context.Context, p params) (any, error) {
	offset := int(p.int64("offset", 0))
	limit := p.within("limit", 100, 1, 100)
	timeout := time.Duration(p.within("timeout", 0, 0, maxPoll)) * time.Second
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hook != nil {
		return nil, conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	s.queue.allow(p.arg("allowed_updates"))
	confirmed := s.queue.confirmed
	got := s.take(offset, limit)
	if s.queue.confirmed != confirmed {
		s.notify()
	}
	if len(got) > 0 || timeout == 0 {
		return encodeUpdates(got), nil
	}
	return s.holdPoll(ctx, offset, limit, timeout)
}

// take returns the content of one answer of getUpdates; the caller holds the lock.
func (s *Server) take(offset, limit int) []*update {
	got := s.queue.take(offset, limit, s.now(), s.deliverer)
	s.deliverer.shuffle(got)
	for _, u := range got {
		u.handOut()
	}
	return got
}

// holdPoll waits for an update; the caller holds the lock, which is released while
// waiting.
func (s *Server) holdPoll(ctx context.Context, offset, limit int, timeout time.Duration) (any, error) {
	turnedAway := s.park()
	defer s.unpark(turnedAway)
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	for {
		if err := s.waitForPoll(ctx, turnedAway, timer.C); errors.Is(err, errPollOver) {
			return encodeUpdates(nil), nil
		} else if err != nil {
			return nil, err
		}
		if got := s.take(max(offset, 0), limit); len(got) > 0 {
			return encodeUpdates(got), nil
		}
	}
}

// park ends the waiting call; the new call waits in its place.
func (s *Server) park() chan error {
	s.queue.turnAway(conflict("terminated by other getUpdates request; make sure that only one bot instance is running"))
	s.queue.parked = make(chan error, 1)
	s.notify()
	return s.queue.parked
}

func (s *Server) unpark(mine chan error) {
	if s.queue.parked == mine {
		s.queue.parked = nil
		s.notify()
	}
}

var errPollOver = errors.New("long poll is over")

// waitForPoll releases the lock until an update has come or the wait ends.
func (s *Server) waitForPoll(ctx context.Context, turnedAway <-chan error, over <-chan time.Time) error {
	if s.queue.arrived == nil {
		s.queue.arrived = make(chan struct{})
	}
	arrived := s.queue.arrived
	s.mu.Unlock()
	defer s.mu.Lock()
	select {
	case err := <-turnedAway:
		return err
	case <-ctx.Done():
		return errGone
	case <-s.closed:
		return &refusal{Status: http.StatusBadGateway, Description: "Bad Gateway"}
	case <-over:
		return errPollOver
	case <-arrived:
		return nil
	}
}

// wakePoll wakes the waiting call when updates wait; the caller holds the lock.
func (s *Server) wakePoll() {
	if s.queue.arrived != nil {
		close(s.queue.arrived)
		s.queue.arrived = nil
	}
}

// Polling reports whether a long poll of the bot is waiting.
func (s *Server) Polling() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.parked != nil
}
