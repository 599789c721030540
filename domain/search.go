package domain

import "strings"

// Mentions reports whether a text contains every word of a search, in any order and case. An
// empty search is contained in every text.
func Mentions(text, search string) bool {
	text = strings.ToLower(text)
	for _, word := range strings.Fields(strings.ToLower(search)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
