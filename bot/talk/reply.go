package talk

import (
	"strings"
	"unicode/utf16"
)

// Reply is what a person reads next. The reply to a press replaces the pressed message, so
// that a whole rating is one message; every other reply is a new message.
type Reply struct {
	Toast   string // a short notice over the chat, for a press only; at most 200 characters
	Alert   bool   // the toast stays until it is closed
	Heading string // above the text; its first line is bold
	Text    string // "" changes nothing
	Rows    [][]Button
	Picture Picture
	Earlier *Earlier // another message that changes at the same time; nil for none
}

// Earlier is what becomes of an earlier message of the chat.
type Earlier struct {
	Message int // its number
	Reply   Reply
}

// Picture is shown above a reply: a small one of the officer it is about, or a large one
// of several officers to choose from. An empty address is none.
type Picture struct {
	Address string
	Large   bool
}

// Button sends its data back or opens an address.
type Button struct{ Text, Data, URL string }

// Whole is the text with its heading.
func (r Reply) Whole() string {
	if r.Heading == "" {
		return r.Text
	}
	return r.Heading + "\n\n" + r.Text
}

// Bold is the length of the bold beginning of Whole, in UTF-16 units: formatting by
// position needs no escaping.
func (r Reply) Bold() int {
	if r.Heading == "" {
		return 0
	}
	first, _, _ := strings.Cut(r.Heading, "\n")
	return len(utf16.Encode([]rune(first)))
}

// paragraphs joins the parts that are not empty, with a blank line between them.
func paragraphs(parts ...string) string { return joinParts("\n\n", parts) }

// lines joins the parts that are not empty, one per line.
func lines(parts ...string) string { return joinParts("\n", parts) }

func joinParts(separator string, parts []string) string {
	var kept []string
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, separator)
}
