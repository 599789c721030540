package telegramtest

import (
	"encoding/json"
	"slices"
	"time"
)

// maxChat is how many messages of one chat are kept; older ones are forgotten, as nobody scrolls that far.
const maxChat = 5000

// Message is one message as the person sees it now.
type Message struct {
	ID int
	// FromBot is false for what the person sent.
	FromBot bool
	// Kind is "text", "photo", "sticker" or "voice".
	Kind string
	// Text without formatting; of a photo its caption.
	Text string
	// Entities are the formatting of Text.
	Entities []Entity
	// Rows of buttons under the message.
	Rows [][]Button
	// Edited tells that the bot has changed the text; other buttons alone do not count.
	Edited bool
	// At is when it was sent.
	At time.Time
}

// Button finds the button with this data.
func (m Message) Button(data string) (Button, bool) {
	for _, row := range m.Rows {
		for _, b := range row {
			if b.Data != "" && b.Data == data {
				return b, true
			}
		}
	}
	return Button{}, false
}

func (m Message) clone() Message {
	m.Entities = slices.Clone(m.Entities)
	rows := make([][]Button, len(m.Rows))
	for i, row := range m.Rows {
		rows[i] = slices.Clone(row)
	}
	m.Rows = rows
	return m
}

// chat is the private chat of one person with the bot; its id is the person's (Docs: Chat).
type chat struct {
	id        int64
	firstName string
	lang      string
	begun     bool // the person has spoken: before that a bot cannot write (Docs: "Bots FAQ")
	blocked   bool
	messages  []*message
	rev       int64 // grows with everything that the person can see
	answers   []Answer
}

type message struct {
	Message
	edited time.Time
}

func (c *chat) add(m *message) {
	if len(c.messages) >= maxChat {
		c.messages = slices.Delete(c.messages, 0, maxChat/2)
	}
	c.messages = append(c.messages, m)
	c.rev++
}

func (c *chat) find(id int64) *message {
	for _, m := range slices.Backward(c.messages) {
		if int64(m.ID) == id {
			return m
		}
	}
	return nil
}

func (c *chat) view() []Message {
	all := make([]Message, len(c.messages))
	for i, m := range c.messages {
		all[i] = m.clone()
	}
	return all
}

// The wire types are what bots read (Docs: User, Chat, Message), cut to what is sent here.
type wireUser struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	Username     string `json:"username,omitempty"`
	LanguageCode string `json:"language_code,omitempty"`
}

type wireChat struct {
	ID        int64  `json:"id"`
	FirstName string `json:"first_name,omitempty"`
	Type      string `json:"type"`
}

type wireMessage struct {
	MessageID       int             `json:"message_id"`
	From            wireUser        `json:"from"`
	Chat            wireChat        `json:"chat"`
	Date            int64           `json:"date"`
	EditDate        int64           `json:"edit_date,omitempty"`
	Text            string          `json:"text,omitempty"`
	Entities        []Entity        `json:"entities,omitempty"`
	Caption         string          `json:"caption,omitempty"`
	CaptionEntities []Entity        `json:"caption_entities,omitempty"`
	Photo           json.RawMessage `json:"photo,omitempty"`
	Sticker         json.RawMessage `json:"sticker,omitempty"`
	Voice           json.RawMessage `json:"voice,omitempty"`
	ReplyMarkup     *wireMarkup     `json:"reply_markup,omitempty"`
}

type wireMarkup struct {
	InlineKeyboard [][]Button `json:"inline_keyboard"`
}

func (c *chat) user() wireUser {
	return wireUser{ID: c.id, FirstName: c.firstName, LanguageCode: c.lang}
}

func (s *Server) botUser() wireUser {
	return wireUser{ID: s.botID(), IsBot: true, FirstName: s.opts.Name, Username: s.opts.Username}
}

func (s *Server) wire(c *chat, m *message) wireMessage {
	w := wireMessage{
		MessageID: m.ID, From: c.user(), Date: unix(m.At), EditDate: unix(m.edited),
		Chat: wireChat{ID: c.id, FirstName: c.firstName, Type: "private"},
	}
	if m.FromBot {
		w.From = s.botUser()
	}
	if len(m.Rows) > 0 {
		w.ReplyMarkup = &wireMarkup{InlineKeyboard: m.Rows}
	}
	switch m.Kind {
	case "photo":
		w.Caption, w.CaptionEntities = m.Text, m.Entities
		w.Photo = json.RawMessage(`[{"file_id":"photo","file_unique_id":"photo","width":800,"height":800}]`)
	case "sticker":
		w.Sticker = json.RawMessage(`{"file_id":"sticker","file_unique_id":"sticker","type":"regular",` +
			`"width":512,"height":512,"is_animated":false,"is_video":false,"emoji":"🙂"}`)
	case "voice":
		w.Voice = json.RawMessage(`{"file_id":"voice","file_unique_id":"voice","duration":3,"mime_type":"audio/ogg"}`)
	default:
		w.Text, w.Entities = m.Text, m.Entities
	}
	return w
}
