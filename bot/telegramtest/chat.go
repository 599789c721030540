package telegramtest

import (
	"encoding/json"
	"slices"
	"time"
)

// maxChat is the number of messages that are kept of one chat.
const maxChat = 5000

// Message is one message as people see it now.
type Message struct {
	ID int
	// FromBot is false for a person's message.
	FromBot bool
	// Kind is "text", "photo", "sticker", "voice", "document", "location", "contact" or "poll".
	Kind string
	// Text without formatting; of a photo or document its caption.
	Text string
	// Entities are the formatting of Text.
	Entities []Entity
	// Rows of buttons under the message.
	Rows [][]Button
	// Preview of a text.
	Preview Preview
	// FileID is the id of the file that the message carries; of a photo that of its largest size.
	FileID string
	// Forwarded means that another author wrote it.
	Forwarded bool
	// Edited means that its sender has changed the text; other buttons alone do not count.
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

// chat is a private chat of one person with the bot, whose id is the person's (Docs: Chat), or
// a group or channel.
type chat struct {
	id       int64
	kind     string  // "private", "group", "supergroup" or "channel"
	person   Profile // of a private chat
	title    string  // of a group or channel
	begun    bool    // the person has written: before that a bot cannot write (Docs: "Bots FAQ")
	met      bool    // the bot has seen the person, even if only in a group
	blocked  bool
	bot      string // in a group or channel: "member", "administrator", "left" or "kicked"
	migrated int64  // the supergroup that a group has become; 0 for none
	messages []*message
	rev      int64 // grows with everything that the person can see
	answers  []Answer
}

func (c *chat) private() bool { return c.kind == "private" }

func (c *chat) group() bool { return c.kind == "group" || c.kind == "supergroup" }

type message struct {
	Message
	from   *Profile // of a person's message; nil for the bot's and for channel posts
	edited time.Time
	body   content
}

// content is the content of a message that is not text, in the form that bots read.
type content struct {
	field  string // of Message (Docs), such as "photo"; "" for text
	value  json.RawMessage
	origin json.RawMessage // forward_origin
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
