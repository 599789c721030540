package bot

import "encoding/json"

// update is what we read of a Telegram update. Names, photos and whatever else
// Telegram tells about a person are not even decoded.
type update struct {
	ID      int64    `json:"update_id"`
	Message *message `json:"message"`
	Edited  *message `json:"edited_message"`
	Press   *press   `json:"callback_query"`
}

type message struct {
	ID   int     `json:"message_id"`
	From *person `json:"from"`
	Chat chat    `json:"chat"`
	Text string  `json:"text"`

	Forwarded told `json:"forward_origin"`
	Contact   told `json:"contact"`
	Location  told `json:"location"`
}

// told says that Telegram tells something, without what.
type told bool

// UnmarshalJSON reads anything.
func (t *told) UnmarshalJSON(raw []byte) error {
	*t = string(raw) != "null"
	return nil
}

// MarshalJSON writes what UnmarshalJSON reads.
func (t told) MarshalJSON() ([]byte, error) {
	if t {
		return []byte("true"), nil
	}
	return []byte("null"), nil
}

// press is a touched button. Its message may be missing, or be no more than its
// number when it is old.
type press struct {
	ID      string   `json:"id"`
	From    person   `json:"from"`
	Message *message `json:"message"`
	Data    string   `json:"data"`
}

type person struct {
	ID   int64  `json:"id"`
	Bot  bool   `json:"is_bot"`
	Lang string `json:"language_code"`
}

type chat struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
}

// kinds are the updates that we ask for. Telegram remembers the list of the last
// call, so every call carries it.
func kinds() []string { return []string{"message", "edited_message", "callback_query"} }

// written is the message that the update brings, new or edited; nil for a press.
func (u update) written() *message {
	if u.Message != nil {
		return u.Message
	}
	return u.Edited
}

// readUpdate reads one update. What has a number but cannot be read otherwise
// becomes an update with nothing in it: it must not stop those behind it.
func readUpdate(raw json.RawMessage) (update, error) {
	var u update
	if err := json.Unmarshal(raw, &u); err == nil {
		return u, nil
	}
	var number struct {
		ID int64 `json:"update_id"`
	}
	err := json.Unmarshal(raw, &number)
	return update{ID: number.ID}, err
}

// chatID is the chat that the update belongs to: what happens there has an order.
// A private chat has the number of its person.
func (u update) chatID() int64 {
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

// private says whether the chat is one with a person alone.
func (u update) private() bool {
	if m := u.written(); m != nil {
		return m.Chat.Type == "private"
	}
	return u.Press != nil && (u.Press.Message == nil || u.Press.Message.Chat.Type == "private")
}

// from is who did it; nil for what nobody in particular did.
func (u update) from() *person {
	switch {
	case u.written() != nil:
		return u.written().From
	case u.Press != nil:
		return &u.Press.From
	}
	return nil
}
