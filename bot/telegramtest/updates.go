package telegramtest

import (
	"encoding/json"
	"fmt"
)

// Queue returns the number of updates that the bot has not confirmed and that have not
// expired.
func (s *Server) Queue() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.waiting(s.now())
}

// Confirmed returns the highest update_id that the bot has confirmed, 0 before the first.
func (s *Server) Confirmed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.confirmed
}

// PushRaw queues any update under a new update_id and returns that id; 0 when the bot does not
// request the kind. The update is a value that marshals to {"<kind>": …} with or without an
// update_id. PushRaw refuses anything but an object with exactly one kind.
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
		id = s.push(kind, content, laneOf(kind, content), nil)
	}
	return id, nil
}

// Repeat queues the content of an earlier update again under a new update_id: the same press,
// with the same callback id, or message a second time. A press that the person's app sends
// again has a new callback id too: that is [Server.Resend]. Unconfirmed updates come again by
// themselves.
func (s *Server) Repeat(updateID int) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.queue.find(updateID)
	if u == nil {
		return 0, fmt.Errorf("update %d is not remembered", updateID)
	}
	return s.push(u.Kind, u.Content, u.lane, u.press), nil
}

// Again delivers an earlier update again under its own update_id, confirmed or not: by polling
// it is in the next answer whatever the offset, under a webhook it is pushed. Telegram does so
// under a webhook whose answer was lost.
func (s *Server) Again(updateID int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.queue.find(updateID)
	if u == nil {
		return fmt.Errorf("update %d is not remembered", updateID)
	}
	s.handAgain(u)
	return nil
}

// handAgain queues a copy of u under its own id; the caller holds the lock.
func (s *Server) handAgain(u *update) {
	again := *u
	again.push, again.repeated = pushed{}, true
	if s.hook != nil {
		again.Until = s.now().Add(s.life(u.Kind))
		s.queue.prepend(&again)
		s.hook.wake()
		return
	}
	s.queue.again = append(s.queue.again, &again)
	s.wakePoll()
	s.notify()
}

// Sent returns the last updates that were queued for the bot, confirmed or not, oldest first,
// as JSON.
func (s *Server) Sent() []json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]json.RawMessage, 0, len(s.queue.history))
	for _, u := range s.queue.history {
		all = append(all, u.appendJSON(nil))
	}
	return all
}

// push queues an event, for a poll or a webhook, and returns its id or 0; the caller holds
// the lock.
func (s *Server) push(kind string, content json.RawMessage, l lane, press *query) int {
	now := s.now()
	u := s.queue.push(update{
		Kind: kind, Content: content, At: now, Until: now.Add(s.life(kind)), lane: l, press: press,
	})
	s.notify()
	if u == nil {
		return 0
	}
	s.wakePoll()
	if s.hook != nil {
		s.hook.wake()
	}
	return u.ID
}
