package domain

import (
	"regexp"
	"strings"
)

var (
	emailPattern  = regexp.MustCompile(`(?i)[a-z0-9._%+\-]+\s?(?:@|\(at\)|\[at\])\s?[a-z0-9\-]+(?:\.[a-z0-9\-]+)+`)
	numberPattern = regexp.MustCompile(`\+?\(?[0-9](?:[ .()\-]{0,2}[0-9]){9,}`)
)

// Screen masks what identifies a person in free text, before it is stored: numbers of ten digits and more (NIK, NIP, card and telephone numbers,
// also with blanks, dots, hyphens or brackets between the digits) and e-mail
// addresses.
func Screen(text string) string {
	if strings.ContainsAny(text, "@([") { // no address is without one of them
		text = emailPattern.ReplaceAllString(text, "[e-mail]")
	}
	if strings.ContainsAny(text, "0123456789") {
		text = numberPattern.ReplaceAllString(text, "[nomor]")
	}
	return text
}
