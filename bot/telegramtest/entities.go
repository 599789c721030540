package telegramtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// farEntity is the largest offset and length that is read at all (Source: fix_formatted_text).
const farEntity = 1_000_000

// wireEntity reads an entity as bots write it (Source: get_text_entity).
type wireEntity struct {
	Type   *string `json:"type"`
	Offset *int    `json:"offset"`
	Length *int    `json:"length"`
	URL    *string `json:"url"`
}

func badEntity(format string, args ...any) error {
	return badRequest("can't parse MessageEntity: " + fmt.Sprintf(format, args...))
}

// readEntities reads the formatting of a text. A value that is not a list is ignored
// (Source: get_input_entities).
func readEntities(raw string) ([]Entity, error) {
	var list []json.RawMessage
	if raw == "" || json.Unmarshal([]byte(raw), &list) != nil {
		return nil, nil
	}
	var out []Entity
	for _, one := range list {
		e, err := readEntity(one)
		if err != nil {
			return nil, err
		}
		if e.Type != "" && e.Length != 0 {
			out = append(out, e)
		}
	}
	return out, nil
}

// readEntity returns no type for entities that Telegram detects by itself.
func readEntity(raw json.RawMessage) (Entity, error) {
	var w wireEntity
	if json.Unmarshal(raw, &w) != nil {
		return Entity{}, badEntity("expected an Object")
	}
	for name, missing := range map[string]bool{"offset": w.Offset == nil, "length": w.Length == nil, "type": w.Type == nil} {
		if missing {
			return Entity{}, badEntity("Can't find field %q", name)
		}
	}
	e := Entity{Type: *w.Type, Offset: *w.Offset, Length: *w.Length}
	switch e.Type {
	case "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number":
		return Entity{}, nil
	case "text_link":
		if w.URL == nil {
			return Entity{}, badEntity("Can't find field %q", "url")
		}
		e.URL = *w.URL
	case "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_mention", "custom_emoji",
		"blockquote", "expandable_blockquote":
	default:
		return Entity{}, badEntity("Unsupported type specified")
	}
	return e, nil
}

// fixed refuses entities that do not fit the text, in the wording of Telegram's parser,
// replaces control characters by spaces and removes carriage returns (Source:
// fix_formatted_text, clean_input_string_with_entities).
func (f formatted) fixed() (formatted, error) {
	if !utf8.ValidString(f.Text) {
		return f, badRequest("strings must be encoded in UTF-8")
	}
	for _, e := range f.Entities {
		if e.Offset < 0 || e.Offset > farEntity {
			return f, badRequest(fmt.Sprintf("receive an entity with incorrect offset %d", e.Offset))
		}
		if e.Length < 0 || e.Length > farEntity {
			return f, badRequest(fmt.Sprintf("receive an entity with incorrect length %d", e.Length))
		}
	}
	text, places := cleaned(f.Text)
	out := formatted{Text: text}
	for _, e := range sorted(f.Entities) {
		if err := places.fit(e); err != nil {
			return f, err
		}
		from, to := places[e.Offset].after, places[e.Offset+e.Length].after
		if from < to {
			e.Offset, e.Length = from, to-from
			out.Entities = append(out.Entities, e)
		}
	}
	return out, nil
}

// place is a UTF-16 offset of a text before it was cleaned, and its offset afterwards.
type place struct {
	after  int
	byteAt int  // of the next symbol
	inside bool // between the two halves of a symbol
}

type places []place

// cleaned is text without control characters, and the new offset of each of its UTF-16
// units.
func cleaned(text string) (string, places) {
	var b strings.Builder
	at, size := places{}, 0
	for i, r := range text {
		at = append(at, place{after: size, byteAt: i})
		if utf16.RuneLen(r) == 2 {
			at = append(at, place{after: size, byteAt: i + utf8.RuneLen(r), inside: true})
		}
		if r == '\r' {
			continue
		}
		if r < ' ' && r != '\n' {
			r = ' '
		}
		b.WriteRune(r)
		size += utf16.RuneLen(r)
	}
	return b.String(), append(at, place{after: size, byteAt: len(text)})
}

// fit refuses an entity that does not begin and end at symbols of the text.
func (p places) fit(e Entity) error {
	size, end := len(p)-1, e.Offset+e.Length
	switch {
	case e.Offset > size:
		return badRequest(fmt.Sprintf("entity begins after the end of the text at UTF-16 offset %d", e.Offset))
	case p[e.Offset].inside:
		return badRequest(fmt.Sprintf("entity begins in a middle of a UTF-16 symbol at byte offset %d", p[e.Offset].byteAt))
	case end > size:
		return badRequest(fmt.Sprintf("entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d", e.Offset, end))
	case p[end].inside:
		return badRequest(fmt.Sprintf("entity beginning at UTF-16 offset %d ends in a middle of a UTF-16 symbol at byte offset %d", e.Offset, p[end].byteAt))
	}
	return nil
}

func sorted(entities []Entity) []Entity {
	out := slices.Clone(entities)
	slices.SortStableFunc(out, func(a, b Entity) int { return a.Offset - b.Offset })
	return out
}
