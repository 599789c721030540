package talk

import "encoding/json"

// Update is what the chat reads of a Telegram update. Names, photos and everything else
// that Telegram sends about a person are not even decoded.
type Update struct {
	ID      int64    `json:"update_id"`
	Message *Message `json:"message"`
	Edited  *Message `json:"edited_message"`
	Press   *Press   `json:"callback_query"`
}

// Message is a message of a person.
type Message struct {
	ID       int     `json:"message_id"`
	From     *Person `json:"from"`
	Chat     Chat    `json:"chat"`
	Text     string  `json:"text"`
	Date     int64   `json:"date"`
	EditDate int64   `json:"edit_date"`

	Forwarded Present `json:"forward_origin"`
	Contact   Present `json:"contact"`
	Location  Present `json:"location"`
}

// Present reports that a field has a value, without the value.
type Present bool

// UnmarshalJSON reads any value.
func (p *Present) UnmarshalJSON(raw []byte) error {
	*p = string(raw) != "null"
	return nil
}

// MarshalJSON writes what UnmarshalJSON reads.
func (p Present) MarshalJSON() ([]byte, error) {
	if p {
		return []byte("true"), nil
	}
	return []byte("null"), nil
}

// Press is a pressed button. Its message may be missing, and has only its number when it
// is old.
type Press struct {
	ID      string   `json:"id"`
	From    Person   `json:"from"`
	Message *Message `json:"message"`
	Data    string   `json:"data"`
}

// Person is the sender of an update.
type Person struct {
	ID   int64  `json:"id"`
	Bot  bool   `json:"is_bot"`
	Lang string `json:"language_code"`
}

// Chat is where an update belongs.
type Chat struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
}

// Kinds lists the kinds of updates that an Update can hold.
func Kinds() []string { return []string{"message", "edited_message", "callback_query"} }

// written is the new or edited message of the update, nil for a press.
func (u Update) written() *Message {
	if u.Message != nil {
		return u.Message
	}
	return u.Edited
}

// ReadUpdate reads one update. An update that has a number but cannot be read otherwise
// becomes an empty update: it must not block those behind it.
func ReadUpdate(raw json.RawMessage) (Update, error) {
	var u Update
	if err := json.Unmarshal(raw, &u); err == nil {
		return u, nil
	}
	var number struct {
		ID int64 `json:"update_id"`
	}
	err := json.Unmarshal(raw, &number)
	return Update{ID: number.ID}, err
}

// Identity differs between two updates that have the same number.
func (u Update) Identity() string {
	var identity struct {
		Kind       string
		Chat, Date int64
		Message    int
		Press      string
	}
	identity.Kind, identity.Chat = u.kind(), u.ChatID()
	if m := u.written(); m != nil {
		identity.Message, identity.Date = m.ID, max(m.Date, m.EditDate)
	}
	if u.Press != nil {
		identity.Press = u.Press.ID
	}
	text, _ := json.Marshal(identity)
	return string(text)
}

func (u Update) kind() string {
	switch {
	case u.Message != nil:
		return "message"
	case u.Edited != nil:
		return "edited_message"
	case u.Press != nil:
		return "callback_query"
	}
	return ""
}

// ChatID is the chat of the update: the updates of a chat are handled in order. A private
// chat has the number of its person.
func (u Update) ChatID() int64 {
	switch {
	case u.written() != nil:
		return u.written().Chat.ID
	case u.Press != nil && u.Press.Message != nil:
		return u.Press.Message.Chat.ID
	case u.Press != nil:
		return u.Press.From.ID
	}
	return 0
}

// Private reports whether the chat has one person only.
func (u Update) Private() bool {
	if m := u.written(); m != nil {
		return m.Chat.Type == "private"
	}
	return u.Press != nil && (u.Press.Message == nil || u.Press.Message.Chat.Type == "private")
}

// From is the sender, nil for none.
func (u Update) From() *Person {
	switch {
	case u.written() != nil:
		return u.written().From
	case u.Press != nil:
		return &u.Press.From
	}
	return nil
}
