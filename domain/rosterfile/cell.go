package rosterfile

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"suaraloket/domain"
)

// maxName is the longest name of anything, in characters.
const maxName = 160

// keep replaces a stored text if the list has the column. A name must not be empty.
func (l line) keep(column string, into *string) {
	if l.has(column) {
		*into = l.name(column)
	}
}

func (l line) name(column string) string {
	text := l.text(column)
	if utf8.RuneCountInString(text) > maxName {
		l.bad(column, "long", fmt.Sprint(utf8.RuneCountInString(text)))
	}
	return text
}

// must is keep for a text that must not be empty.
func (l line) must(column string, into *string) {
	l.keep(column, into)
	if *into == "" {
		l.bad(column, "missing", "")
	}
}

func (l line) code(column string, max int) string {
	text := l.text(column)
	code := domain.NormalCode(text)
	switch {
	case code == "":
		l.bad(column, "missing", "")
	case !domain.ValidCode(code, max):
		l.bad(column, "code", text)
	}
	return code
}

// once refuses the second line with a code.
func (l line) once(seen map[string]bool, code string) bool {
	if seen[code] {
		l.bad("code", "twice", code)
		return false
	}
	seen[code] = true
	return true
}

// yes reads ya or tidak. An empty cell keeps what is.
func (l line) yes(column string, into *bool) {
	switch strings.ToLower(l.text(column)) {
	case "":
	case "yes", "ya", "y", "1", "true", "aktif":
		*into = true
	case "no", "tidak", "t", "n", "0", "false", "nonaktif", "tidak aktif":
		*into = false
	default:
		l.bad(column, "yesno", l.text(column))
	}
}

var (
	scientific = regexp.MustCompile(`(?i)^[0-9][.,]?[0-9]*e\+?[0-9]+$`)
	nipWord    = regexp.MustCompile(`(?i)^nip[ .:]*`)
)

// nip reads a NIP as people write it: with blanks, an apostrophe, "NIP." before it, or as a
// formula. A number is refused, since a spreadsheet has rounded its last digits. Problems do
// not repeat the number: it contains a date of birth.
func (l line) nip(into *domain.NIP) {
	if !l.has("nip") {
		return
	}
	text := l.text("nip")
	text = nipWord.ReplaceAllString(text, "")
	text = strings.TrimSpace(strings.Trim(text, "'’`‘\""))
	if text == "" || text == "0" {
		*into = ""
		return
	}
	if l.cell("nip").Number || scientific.MatchString(text) {
		l.bad("nip", "nip_number", "")
		return
	}
	digits := strings.NewReplacer(" ", "", ".", "", "-", "").Replace(text)
	nip, ok := domain.ParseNIP(digits)
	switch {
	case ok:
		*into = nip
	case strings.Trim(digits, "0123456789") != "":
		l.bad("nip", "nip_text", "")
	case len(digits) != 18:
		l.bad("nip", "nip_length", fmt.Sprint(len(digits)))
	default:
		l.bad("nip", "nip_wrong", "")
	}
}
