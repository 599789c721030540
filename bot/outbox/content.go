package outbox

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"suaraloket/bot/backoff"
	"suaraloket/domain"
)

// Content is the decrypted content of a queued message: a new message, or, with Edit, the
// new content of a message that was sent before. The names in JSON are those of the
// stored messages.
type Content struct {
	Chat int64      `json:"c"`
	Edit int        `json:"e,omitempty"` // the number of the message to edit, 0 for a new message
	Text string     `json:"t"`
	Bold int        `json:"b,omitempty"` // the length of the bold beginning of Text, in UTF-16 units
	Rows [][]Button `json:"r,omitempty"`
	// Picture is the address of the picture above the text, "" for none.
	Picture string `json:"p,omitempty"`
	Large   bool   `json:"l,omitempty"` // the picture is as wide as the message
	// Deferred makes it an entry for this program and not a message: an update that
	// Transport.Handle processes when the database is back.
	Deferred json.RawMessage `json:"u,omitempty"`
}

// Button is a button under a message. It has either data or an address.
type Button struct {
	Text string `json:"t"`
	Data string `json:"d,omitempty"`
	URL  string `json:"u,omitempty"`
}

// Kind names the content in log lines.
func (c Content) Kind() string {
	switch {
	case c.Deferred != nil:
		return "deferred update"
	case c.Edit != 0:
		return "edit"
	}
	return "message"
}

// address is a queue's key: a chat, or the deferred updates of a chat.
type address struct {
	chat     int64
	deferred bool
}

func (c Content) address() address { return address{c.Chat, c.Deferred != nil} }

// firstRetry is the first waiting time between two tries.
const firstRetry = 250 * time.Millisecond

func (c Content) backoff() *backoff.Backoff {
	if c.Deferred != nil {
		return backoff.New(firstRetry, longestDeferredRetry)
	}
	return backoff.New(firstRetry, longestRetry)
}

// Message seals a content as a new message, ready to be stored.
func (o *Outbox) Message(c Content) domain.Message {
	plain, _ := json.Marshal(c) // texts and numbers can always be encoded
	return domain.Message{ID: uuid.Must(uuid.NewV7()).String(), Sealed: o.box.Seal(plain)}
}

// open opens the content of a stored message.
func (o *Outbox) open(m domain.Message) (c Content, err error) {
	plain, err := o.box.Open(m.Sealed)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(plain, &c)
}
