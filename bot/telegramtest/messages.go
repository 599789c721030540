package telegramtest

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

const (
	blockedText = "Forbidden: bot was blocked by the user"
	notModified = "message is not modified: specified new message content and reply markup are exactly the same as " +
		"a current content and reply markup of the message"
	// deletable is how long a bot may delete a message (Docs: deleteMessage).
	deletable = 48 * time.Hour
)

// chatOf finds the chat that a call is about; the caller holds the lock.
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

// chatToWrite is chatOf for what must not reach everybody (Source: check_chat_access; a person who is only
// known from a group has to write first).
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

// content reads preview, text and buttons of a message to be sent or edited, in the order of the published
// server (Source: get_input_message_text). tooLong is the wording of the refusal, which differs between the
// two (Source: errors of TDLib and of the server behind it).
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

// sendPhoto takes a picture by upload, by the id of one that was sent before, or by an address, which it does
// not open (Docs: "Sending files").
func (s *Server) sendPhoto(_ context.Context, p params) (any, error) {
	if p.arg("photo") == "" {
		return nil, badRequest("there is no photo in the request")
	}
	f, err := p.formattedText("caption", "caption_entities")
	if err != nil {
		return nil, err
	}
	if utf16Len(f.Text) > maxCaption {
		return nil, badRequest("message caption is too long")
	}
	rows, err := p.inlineRows()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.postPhoto(p, Message{Kind: "photo", Text: f.Text, Entities: f.Entities, Rows: rows})
}

// postPhoto posts a picture under a new id of its file; the caller holds the lock.
func (s *Server) postPhoto(p params, m Message) (any, error) {
	picture, err := s.inputFile(p, "photo", "photo", ".jpg")
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(photoSizes(picture.wire()))
	if err != nil {
		return nil, err
	}
	m.FileID = picture.id
	return s.post(p, &message{Message: m, body: content{field: "photo", value: raw}})
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

func (s *Server) deleteMessage(_ context.Context, p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.chatOf(p)
	if err != nil {
		return nil, err
	}
	m := c.find(p.int64("message_id", 0))
	if m == nil {
		return nil, badRequest("message to delete not found")
	}
	if s.now().Sub(m.At) >= deletable {
		return nil, badRequest("message can't be deleted for everyone")
	}
	c.messages = slices.DeleteFunc(c.messages, func(other *message) bool { return other == m })
	c.rev++
	s.notify()
	return true, nil
}

// sendChatAction is taken and shown to nobody.
func (s *Server) sendChatAction(_ context.Context, p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.chatToWrite(p); err != nil {
		return nil, err
	}
	if p.arg("action") == "" {
		return nil, badRequest("wrong parameter action in request")
	}
	return true, nil
}
