package bot

import "strings"

// reply is what the person sees next. To a press it replaces the pressed message,
// so that a whole rating is one message; to anything else it is a new one.
type reply struct {
	toast   string // passing words over the chat, to a press alone; at most 200 characters
	alert   bool   // the toast waits to be closed
	heading string // stands above the text; its first line is bold
	text    string // "" leaves everything as it is
	rows    [][]button
	picture picture
}

// picture stands above a reply: a small one of the officer whom it is about, a large one
// of several to choose from. An empty address is none.
type picture struct {
	address string
	large   bool
}

// button carries data back to us or opens an address.
type button struct{ text, data, url string }

func (r reply) whole() string {
	if r.heading == "" {
		return r.text
	}
	return r.heading + "\n\n" + r.text
}

// paragraphs joins what is not empty, with a blank line between.
func paragraphs(parts ...string) string { return joinSaid("\n\n", parts) }

// lines joins what is not empty, line by line.
func lines(parts ...string) string { return joinSaid("\n", parts) }

func joinSaid(between string, parts []string) string {
	var said []string
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			said = append(said, part)
		}
	}
	return strings.Join(said, between)
}
