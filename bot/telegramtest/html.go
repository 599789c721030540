package telegramtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// htmlText reads Telegram's HTML (Docs: "HTML style"). Errors are worded as Telegram words them,
// because the place they name is what a bot's author needs.
type htmlText struct {
	src  string
	pos  int
	text strings.Builder
	size int // of text, in UTF-16 units
	open []openTag
	done []Entity
}

type openTag struct {
	name   string
	entity Entity
	start  int // of its content in text, in bytes
}

// badEntities refuses formatted text; the words after the prefix are those of Telegram's parser.
func badEntities(format string, args ...any) error {
	return badRequest("can't parse entities: " + fmt.Sprintf(format, args...))
}

func parseHTML(src string) (formatted, error) {
	h := &htmlText{src: src}
	for h.pos < len(h.src) {
		var err error
		switch h.src[h.pos] {
		case '<':
			err = h.tag()
		case '&':
			h.reference()
		default:
			r, n := utf8.DecodeRuneInString(h.src[h.pos:])
			h.write(r, n)
		}
		if err != nil {
			return formatted{}, err
		}
	}
	if n := len(h.open); n > 0 {
		return formatted{}, badEntities("Can't find end tag corresponding to start tag %q", h.open[n-1].name)
	}
	slices.SortStableFunc(h.done, func(a, b Entity) int { return a.Offset - b.Offset })
	return formatted{Text: h.text.String(), Entities: h.done}, nil
}

func (h *htmlText) write(r rune, consumed int) {
	h.text.WriteRune(r)
	h.size += utf16Len(string(r))
	h.pos += consumed
}

// reference takes one of the four named references or a number; anything else is plain text.
func (h *htmlText) reference() {
	rest := h.src[h.pos:]
	for name, r := range map[string]rune{"&lt;": '<', "&gt;": '>', "&amp;": '&', "&quot;": '"'} {
		if strings.HasPrefix(rest, name) {
			h.write(r, len(name))
			return
		}
	}
	if r, n, ok := numericReference(rest); ok {
		h.write(r, n)
		return
	}
	h.write('&', 1)
}

// maxDigits of a numeric reference with its end; what is longer names no character.
const maxDigits = 12

// numericReference reads "&#65;" or "&#x41;".
func numericReference(text string) (r rune, consumed int, ok bool) {
	digits, found := strings.CutPrefix(text, "&#")
	end := strings.IndexByte(digits[:min(len(digits), maxDigits)], ';')
	if !found || end < 1 {
		return 0, 0, false
	}
	base, number := 10, digits[:end]
	if number[0] == 'x' || number[0] == 'X' {
		base, number = 16, number[1:]
	}
	code, err := strconv.ParseUint(number, base, 32)
	if err != nil || code == 0 || code > utf8.MaxRune || !utf8.ValidRune(rune(code)) {
		return 0, 0, false
	}
	return rune(code), len("&#") + end + 1, true
}

func (h *htmlText) tag() error {
	begin := h.pos
	end := strings.IndexByte(h.src[begin:], '>')
	if strings.HasPrefix(h.src[begin:], "</") {
		if end < 0 {
			return badEntities("Unclosed end tag at byte offset %d", begin)
		}
		h.pos = begin + end + 1
		return h.closeTag(strings.ToLower(strings.TrimSpace(h.src[begin+2:begin+end])), begin)
	}
	name, attributes, next, closed := startTag(h.src, begin+1)
	kind, known := entityType(name, attributes)
	if !known {
		return badEntities("Unsupported start tag %q at byte offset %d", name, begin)
	}
	if !closed {
		return badEntities("Unclosed start tag at byte offset %d", begin)
	}
	h.pos = next
	e := Entity{Type: kind, Offset: h.size, URL: attributes["href"]}
	h.open = append(h.open, openTag{name: name, entity: e, start: h.text.Len()})
	return nil
}

func (h *htmlText) closeTag(name string, at int) error {
	n := len(h.open)
	if n == 0 {
		return badEntities("Unexpected end tag at byte offset %d", at)
	}
	tag := h.open[n-1]
	if name != "" && name != tag.name {
		return badEntities("Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", at, tag.name, name)
	}
	h.open = h.open[:n-1]
	e := tag.entity
	e.Length = h.size - e.Offset
	if e.Type == "text_link" && e.URL == "" {
		e.URL = h.text.String()[tag.start:]
	}
	if e.Length > 0 {
		h.done = append(h.done, e)
	}
	return nil
}

// entityType names what a tag makes; the list of tags is closed (Docs: "HTML style").
func entityType(tag string, attributes map[string]string) (string, bool) {
	switch tag {
	case "b", "strong":
		return "bold", true
	case "i", "em":
		return "italic", true
	case "u", "ins":
		return "underline", true
	case "s", "strike", "del":
		return "strikethrough", true
	case "tg-spoiler":
		return "spoiler", true
	case "span":
		return "spoiler", attributes["class"] == "tg-spoiler"
	case "a":
		return "text_link", true
	case "tg-emoji":
		return "custom_emoji", attributes["emoji-id"] != ""
	case "code", "pre", "blockquote":
		return tag, true
	}
	return "", false
}

// startTag reads name and attributes from just after "<"; closed says that ">" was found.
func startTag(src string, pos int) (name string, attributes map[string]string, next int, closed bool) {
	begin := pos
	for pos < len(src) && !strings.ContainsRune(" \t\r\n>", rune(src[pos])) {
		pos++
	}
	name, attributes = strings.ToLower(src[begin:pos]), map[string]string{}
	for pos < len(src) {
		switch src[pos] {
		case '>':
			return name, attributes, pos + 1, true
		case ' ', '\t', '\r', '\n':
			pos++
		default:
			var key, value string
			key, value, pos = attribute(src, pos)
			attributes[key] = value
		}
	}
	return name, attributes, pos, false
}

// attribute reads name, name=value or name="value"; the value's references are resolved.
func attribute(src string, pos int) (key, value string, next int) {
	begin := pos
	for pos < len(src) && !strings.ContainsRune(" \t\r\n=>", rune(src[pos])) {
		pos++
	}
	key = strings.ToLower(src[begin:pos])
	if pos >= len(src) || src[pos] != '=' {
		return key, "", max(pos, begin+1)
	}
	pos++
	if pos < len(src) && (src[pos] == '"' || src[pos] == '\'') {
		end := strings.IndexByte(src[pos+1:], src[pos])
		if end < 0 {
			return key, "", len(src)
		}
		return key, unescape(src[pos+1 : pos+1+end]), pos + end + 2
	}
	begin = pos
	for pos < len(src) && !strings.ContainsRune(" \t\r\n>", rune(src[pos])) {
		pos++
	}
	return key, unescape(src[begin:pos]), pos
}

// unescape resolves the references that parseHTML knows; there is no tag in an attribute.
func unescape(value string) string {
	h := &htmlText{src: value}
	for h.pos < len(value) {
		if value[h.pos] == '&' {
			h.reference()
			continue
		}
		r, n := utf8.DecodeRuneInString(value[h.pos:])
		h.write(r, n)
	}
	return h.text.String()
}
