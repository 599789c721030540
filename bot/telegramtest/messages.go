package telegramtest

import (
	"context"
	"net/http"
)

const (
	blockedText = "Forbidden: bot was blocked by the user"
	notModified = "message is not modified: specified new message content and reply markup are exactly the same as " +
		"a current content and reply markup of the message"
)

// chatOf finds the chat of a call; the caller holds the lock.
func (s *Server) chatOf(p params) (*chat, error) {
	if p.arg("chat_id") == "" {
		return nil, badRequest("chat_id is empty")
	}
	c := s.chats[p.int64("chat_id", 0)]
	if c == nil || c.private() && !c.begun && !c.met {
		return nil, badRequest("chat not found")
	}
	return c, nil
}

// chatToWrite is chatOf for calls that need the right to write (Source: check_chat_access). A
// person that the bot knows only from a group has to write first.
func (s *Server) chatToWrite(p params) (*chat, error) {
	c, err := s.chatOf(p)
	switch {
	case err != nil:
		return nil, err
	case !c.private():
		return c, c.open()
	case !c.begun:
		return nil, forbidden("bot can't initiate conversation with a user")
	case c.blocked:
		return nil, &refusal{Status: http.StatusForbidden, Description: blockedText}
	}
	return c, nil
}

// content reads preview, text and buttons of a message to send or edit, in the order of the
// published server (Source: get_input_message_text). tooLong is the wording of the refusal,
// which differs between the two (Source: errors of TDLib and of the server behind it).
func (p params) content(tooLong string) (Message, error) {
	preview, err := p.preview()
	if err != nil {
		return Message{}, err
	}
	if p.arg("text") == "" {
		return Message{}, badRequest("message text is empty")
	}
	f, err := p.formattedText("text", "entities")
	switch {
	case err != nil:
		return Message{}, err
	case f.Text == "":
		return Message{}, badRequest("text must be non-empty")
	case utf16Len(f.Text) > maxText:
		return Message{}, badRequest(tooLong)
	}
	rows, err := p.inlineRows()
	return Message{Kind: "text", Text: f.Text, Entities: f.Entities, Rows: rows, Preview: preview}, err
}

func (s *Server) sendMessage(_ context.Context, p params) (any, error) {
	m, err := p.content("message is too long")
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.post(p, &message{Message: m})
}

// post puts a message of the bot into the chat of p; the caller holds the lock.
func (s *Server) post(p params, m *message) (any, error) {
	c, err := s.chatToWrite(p)
	if err != nil {
		return nil, err
	}
	if err := s.limits.message(c, s.now()); err != nil {
		return nil, err
	}
	m.FromBot = true
	return s.wire(c, s.append(c, m)), nil
}

// append numbers, dates and adds a message; the caller holds the lock.
func (s *Server) append(c *chat, m *message) *message {
	m.ID, m.At = s.nextMsg, s.now()
	s.nextMsg++
	c.add(m)
	s.notify()
	return m
}
