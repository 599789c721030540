package telegramtest

import (
	"context"
	"reflect"
)

// messageOf finds the message of the bot that a call edits; the caller holds the lock.
func (s *Server) messageOf(p params) (*chat, *message, error) {
	c, err := s.chatOf(p)
	if err != nil {
		return nil, nil, err
	}
	if !c.private() {
		if err := c.open(); err != nil {
			return nil, nil, err
		}
	}
	m := c.find(p.int64("message_id", 0))
	switch {
	case m == nil:
		return nil, nil, badRequest("message to edit not found")
	case !m.FromBot:
		return nil, nil, badRequest("message can't be edited")
	}
	return c, m, nil
}

// editMessageText replaces text, preview and buttons; without reply_markup it removes the
// buttons. It is not documented whether an edit works in a chat that was blocked since; here
// it does.
func (s *Server) editMessageText(_ context.Context, p params) (any, error) {
	next, err := p.content("MESSAGE_TOO_LONG")
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, m, err := s.messageOf(p)
	if err != nil {
		return nil, err
	}
	if m.Kind != "text" {
		return nil, badRequest("there is no text in the message to edit")
	}
	return s.edit(c, m, next)
}

// edit changes a message, and refuses when nothing would change; the caller holds the lock.
// Another preview is a change (Source: compare_message_contents). People see that the message
// was edited only when its text changes, not when its buttons change. For a preview this is
// not documented; here they do not see it.
func (s *Server) edit(c *chat, m *message, next Message) (any, error) {
	sameText := formatted{next.Text, next.Entities}.equal(formatted{m.Text, m.Entities})
	if sameText && m.Preview == next.Preview && sameRows(m.Rows, next.Rows) {
		return nil, badRequest(notModified)
	}
	if err := s.limits.message(c, s.now()); err != nil {
		return nil, err
	}
	m.Text, m.Entities, m.Rows, m.Preview, m.edited = next.Text, next.Entities, next.Rows, next.Preview, s.now()
	m.Edited = m.Edited || !sameText
	c.rev++
	s.notify()
	return s.wire(c, m), nil
}

func sameRows(a, b [][]Button) bool {
	return len(a) == 0 && len(b) == 0 || reflect.DeepEqual(a, b)
}
