package masking

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word of a folded text, by its bytes, in small letters and without apostrophes.
type token struct {
	from, to int
	word     string
	form     form
}

// form is how a word is written.
type form int

const (
	small   form = iota // "budi", and every word of a text without small letters
	titled              // "Budi"
	shouted             // "BUDI" in a text with small letters
)

// tokensOf lists the words outside labels: letters and digits, with apostrophes between them.
func tokensOf(text []byte) []token {
	hidden := hiddenParts(text)
	lower := bytes.ContainsFunc(text, unicode.IsLower)
	var list []token
	for at := 0; at < len(text); {
		if len(hidden) > 0 && at >= hidden[0].from {
			at, hidden = hidden[0].to, hidden[1:]
			continue
		}
		end := wordEnd(text, at)
		if end == at {
			_, size := utf8.DecodeRune(text[at:])
			at += size
			continue
		}
		list = append(list, newToken(text, at, end, lower))
		at = end
	}
	return list
}

// Hides reports whether labels are in a text.
func Hides(text string) bool { return len(hiddenParts([]byte(text))) > 0 }

// hiddenParts finds the labels.
func hiddenParts(text []byte) []span {
	var parts []span
	for at := range text {
		if text[at] != '[' {
			continue
		}
		for _, label := range labels {
			if bytes.HasPrefix(text[at:], []byte(label)) {
				parts = append(parts, span{at, at + len(label), label})
			}
		}
	}
	return parts
}

// wordEnd gives where the word at a place ends, the place itself where there is none.
func wordEnd(text []byte, at int) int {
	end := at
	for end < len(text) {
		r, size := utf8.DecodeRune(text[end:])
		inner := end > at && isApostrophe(r) && isWordRune(text[end+size:])
		if !inner && !isWordRune(text[end:]) {
			break
		}
		end += size
	}
	return end
}

func isWordRune(text []byte) bool {
	r, _ := utf8.DecodeRune(text)
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func isApostrophe(r rune) bool { return strings.ContainsRune("'’‘`ʼ", r) }

func newToken(text []byte, from, to int, lower bool) token {
	written := string(text[from:to])
	t := token{from: from, to: to, word: bare(written)}
	first, size := utf8.DecodeRuneInString(written)
	switch {
	case !lower || !unicode.IsUpper(first):
	case strings.ContainsFunc(written[size:], unicode.IsLower):
		t.form = titled
	case size < len(written):
		t.form = shouted
	}
	return t
}

// bare gives a word in small letters without apostrophes.
func bare(word string) string {
	return strings.Map(func(r rune) rune {
		if isApostrophe(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, word)
}

// plainWords gives the words of an entry of a list as texts are searched.
func plainWords(text string) []string {
	var list []string
	for _, t := range tokensOf(fold(text).text) {
		list = append(list, t.word)
	}
	return list
}

func isDigits(word string) bool { return strings.Trim(word, "0123456789") == "" }
