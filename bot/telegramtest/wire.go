package telegramtest

import (
	"encoding/json"
)

// wireUser and the other wire types are the types that bots read (Docs: User, Chat, Message),
// reduced to the fields that are sent here.
type wireUser struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	LastName     string `json:"last_name,omitempty"`
	Username     string `json:"username,omitempty"`
	LanguageCode string `json:"language_code,omitempty"`
}

type wireChat struct {
	ID        int64  `json:"id"`
	Title     string `json:"title,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Username  string `json:"username,omitempty"`
	Type      string `json:"type"`
}

type wireMessage struct {
	MessageID       int             `json:"message_id"`
	From            *wireUser       `json:"from,omitempty"`
	SenderChat      *wireChat       `json:"sender_chat,omitempty"`
	Chat            wireChat        `json:"chat"`
	Date            int64           `json:"date"`
	EditDate        int64           `json:"edit_date,omitempty"`
	ForwardOrigin   json.RawMessage `json:"forward_origin,omitempty"`
	Text            string          `json:"text,omitempty"`
	Entities        []Entity        `json:"entities,omitempty"`
	Preview         *Preview        `json:"link_preview_options,omitempty"`
	Caption         string          `json:"caption,omitempty"`
	CaptionEntities []Entity        `json:"caption_entities,omitempty"`
	Photo           json.RawMessage `json:"photo,omitempty"`
	Sticker         json.RawMessage `json:"sticker,omitempty"`
	Voice           json.RawMessage `json:"voice,omitempty"`
	Document        json.RawMessage `json:"document,omitempty"`
	Location        json.RawMessage `json:"location,omitempty"`
	Contact         json.RawMessage `json:"contact,omitempty"`
	Poll            json.RawMessage `json:"poll,omitempty"`
	NewMembers      []wireUser      `json:"new_chat_members,omitempty"`
	ReplyMarkup     *wireMarkup     `json:"reply_markup,omitempty"`
}

type wireMarkup struct {
	InlineKeyboard [][]Button `json:"inline_keyboard"`
}

func (p Profile) user() wireUser {
	return wireUser{
		ID: p.ID, FirstName: p.FirstName, LastName: p.LastName, Username: p.Username, LanguageCode: p.Lang,
	}
}

func (c *chat) wire() wireChat {
	return wireChat{
		ID: c.id, Type: c.kind, Title: c.title,
		FirstName: c.person.FirstName, LastName: c.person.LastName, Username: c.person.Username,
	}
}

func (s *Server) botUser() wireUser {
	return wireUser{ID: s.botID(), IsBot: true, FirstName: s.opts.Name, Username: s.opts.Username}
}

func (s *Server) wire(c *chat, m *message) wireMessage {
	w := wireMessage{
		MessageID: m.ID, Chat: c.wire(), Date: unix(m.At), EditDate: unix(m.edited), ForwardOrigin: m.body.origin,
	}
	s.sign(&w, c, m)
	if len(m.Rows) > 0 {
		w.ReplyMarkup = &wireMarkup{InlineKeyboard: m.Rows}
	}
	if m.Kind == "text" {
		w.Text, w.Entities = m.Text, m.Entities
		if m.Preview != (Preview{}) {
			preview := m.Preview // the message may change before the answer is written
			w.Preview = &preview
		}
		return w
	}
	w.Caption, w.CaptionEntities = m.Text, m.Entities
	if field := w.field(m.body.field); field != nil {
		*field = m.body.value
	}
	return w
}

// sign sets the author; a channel is its own author (Docs: Message.sender_chat).
func (s *Server) sign(w *wireMessage, c *chat, m *message) {
	switch {
	case c.kind == "channel":
		w.SenderChat = &w.Chat
	case m.FromBot:
		bot := s.botUser()
		w.From = &bot
	case m.from != nil:
		user := m.from.user()
		w.From = &user
	}
}

// field returns the field of a message for content that is not text.
func (w *wireMessage) field(name string) *json.RawMessage {
	switch name {
	case "photo":
		return &w.Photo
	case "sticker":
		return &w.Sticker
	case "voice":
		return &w.Voice
	case "document":
		return &w.Document
	case "location":
		return &w.Location
	case "contact":
		return &w.Contact
	case "poll":
		return &w.Poll
	}
	return nil
}
