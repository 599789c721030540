package telegramtest

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
)

const (
	maxText    = 4096 // UTF-16 units after entities (Docs: sendMessage)
	maxCaption = 1024 // the same (Docs: sendPhoto)
	maxRaw     = 1 << 15
)

// Entity is one range of formatted text; Offset and Length count UTF-16 units (Docs:
// MessageEntity).
type Entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	URL    string `json:"url,omitempty"`
}

// formatted is text as people see it, with its formatting.
type formatted struct {
	Text     string
	Entities []Entity
}

func (f formatted) equal(g formatted) bool {
	return f.Text == g.Text && slices.Equal(f.Entities, g.Entities)
}

// utf16Len returns the length of text as Telegram counts it.
func utf16Len(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// formattedText reads text with its formatting (Source: get_formatted_text) and trims
// white space, as the server does before it counts.
func (p params) formattedText(field, entities string) (formatted, error) {
	text := p.arg(field)
	if len(text) > maxRaw {
		return formatted{}, badRequest("text is too long")
	}
	f := formatted{Text: text}
	var err error
	switch strings.ToLower(p.arg("parse_mode")) {
	case "", "none":
		f.Entities, err = readEntities(p.arg(entities))
	default:
		err = badRequest("unsupported parse_mode")
	}
	if err != nil {
		return formatted{}, err
	}
	if f, err = f.fixed(); err != nil {
		return formatted{}, err
	}
	return f.trimmed(), nil
}

// trimmed returns f without white space around it. The entities move along and lose the
// removed parts.
func (f formatted) trimmed() formatted {
	right := strings.TrimRightFunc(f.Text, unicode.IsSpace)
	text := strings.TrimLeftFunc(right, unicode.IsSpace)
	cut, size := utf16Len(right)-utf16Len(text), utf16Len(text)
	out := formatted{Text: text}
	for _, e := range f.Entities {
		from, to := max(e.Offset-cut, 0), min(e.Offset+e.Length-cut, size)
		if from < to {
			e.Offset, e.Length = from, to-from
			out.Entities = append(out.Entities, e)
		}
	}
	return out
}

// startPayload reports whether text may follow "?start=": 1–64 of A–Z a–z 0–9 _ - (Docs:
// "Deep linking").
func startPayload(text string) bool {
	if len(text) < 1 || len(text) > 64 {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return !base64url(r) })
}

// base64url reports whether r is one of A–Z a–z 0–9 _ -.
func base64url(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-'
}
