package telegramtest

import (
	"encoding/json"
	"errors"
	"strings"
)

// ErrNoMessage is returned when the message does not exist or is not the person's.
var ErrNoMessage = errors.New("no such message")

// SendSticker sends a sticker. It refuses with ErrBlocked.
func (p *Person) SendSticker() error {
	return p.sendFile(Message{Kind: "sticker"}, "sticker", []byte("sticker"), func(f wireFile) any {
		return struct {
			wireFile
			Type     string `json:"type"`
			Animated bool   `json:"is_animated"`
			Video    bool   `json:"is_video"`
			Emoji    string `json:"emoji"`
		}{wireFile: sized(f, 512), Type: "regular", Emoji: "🙂"}
	})
}

// SendVoice sends a voice note. It refuses with ErrBlocked.
func (p *Person) SendVoice() error {
	return p.sendFile(Message{Kind: "voice"}, "voice", []byte("voice"), func(f wireFile) any {
		f.Duration, f.MIME = 3, "audio/ogg"
		return f
	})
}

// SendPhoto sends a picture with a caption, which may be empty. It refuses with ErrText and
// ErrBlocked.
func (p *Person) SendPhoto(caption string, body []byte) error {
	if utf16Len(caption) > maxCaption {
		return ErrText
	}
	return p.sendFile(Message{Kind: "photo", Text: caption}, "photo", body, photoSizes)
}

// SendDocument sends a file under a name. It refuses with ErrBlocked.
func (p *Person) SendDocument(name string, body []byte) error {
	return p.sendFile(Message{Kind: "document"}, "document", body, func(f wireFile) any {
		f.Name, f.MIME = name, "application/octet-stream"
		return f
	})
}

// SendLocation sends a place. It refuses with ErrBlocked.
func (p *Person) SendLocation(latitude, longitude float64) error {
	return p.sendValue(Message{Kind: "location"}, map[string]float64{"latitude": latitude, "longitude": longitude})
}

// SendContact sends a telephone number and its owner's name. It refuses with ErrBlocked.
func (p *Person) SendContact(phone, name string) error {
	return p.sendValue(Message{Kind: "contact"}, map[string]string{"phone_number": phone, "first_name": name})
}

// SendPoll sends a poll. It refuses with ErrBlocked.
func (p *Person) SendPoll(question string, options ...string) error {
	choices := make([]map[string]any, len(options))
	for i, text := range options {
		choices[i] = map[string]any{"text": text, "voter_count": 0}
	}
	return p.sendValue(Message{Kind: "poll"}, map[string]any{
		"id": "5422536012", "question": question, "options": choices, "total_voter_count": 0, "is_closed": false,
		"is_anonymous": true, "type": "regular", "allows_multiple_answers": false,
	})
}

// Forward forwards a text of an author with a hidden account (Docs:
// MessageOriginHiddenUser). It refuses with ErrText and ErrBlocked.
func (p *Person) Forward(author, text string) error {
	if n := utf16Len(text); n < 1 || n > maxText {
		return ErrText
	}
	origin, err := json.Marshal(map[string]any{
		"type": "hidden_user", "sender_user_name": author, "date": unix(p.s.now()),
	})
	if err != nil {
		return err
	}
	return p.sendBody(Message{Kind: "text", Text: text, Entities: commandEntity(text), Forwarded: true}, content{origin: origin})
}

// Edit changes the text of one of the person's own messages; the bot gets it as
// edited_message. It refuses with ErrText, ErrBlocked and ErrNoMessage.
func (p *Person) Edit(messageID int, text string) error {
	text = strings.TrimSpace(text)
	if n := utf16Len(text); n < 1 || n > maxText {
		return ErrText
	}
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	c := p.chat()
	if c.blocked {
		return ErrBlocked
	}
	m := c.find(int64(messageID))
	if m == nil || m.FromBot || m.Kind != "text" {
		return ErrNoMessage
	}
	m.Text, m.Entities, m.Edited, m.edited = text, commandEntity(text), true, p.s.now()
	c.rev++
	_, err := p.s.report(c, "edited_message", m)
	return err
}

// sendFile registers body as a file and sends the result of wire.
func (p *Person) sendFile(m Message, kind string, body []byte, wire func(wireFile) any) error {
	p.s.mu.Lock()
	f := p.s.files.keep(kind, body)
	p.s.mu.Unlock()
	m.FileID = f.id
	return p.sendValue(m, wire(f.wire()))
}

// sendValue sends a message that carries v under the name of its kind.
func (p *Person) sendValue(m Message, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return p.sendBody(m, content{field: m.Kind, value: raw})
}

// photoSizes returns a picture in Telegram's form: the smallest size first, the picture itself
// last.
func photoSizes(f wireFile) any {
	small := sized(f, 90)
	small.ID, small.Unique, small.Size = f.ID+"s", f.Unique+"s", min(f.Size, 1200)
	return []wireFile{small, sized(f, 800)}
}

func sized(f wireFile, side int) wireFile {
	f.Width, f.Height = side, side
	return f
}
