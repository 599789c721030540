// Package masking hides what identifies a person in free text, before it is stored: numbers
// (NIK, NIP, card and telephone numbers), e-mail addresses, names of accounts, number plates
// and home addresses. Residents, and those of whom they write, stay unnamed in comments.
package masking

import (
	"cmp"
	"slices"
	"strings"
)

// What replaces a hidden text.
const (
	Email   = "[e-mail]"
	Account = "[akun]"
	Address = "[alamat]"
	Plate   = "[pelat]"
	Number  = "[nomor]"
)

// span is a part of a folded text that is hidden, by its bytes.
type span struct {
	from, to int
	label    string
}

// Mask returns text with the labels of this package in place of what identifies a person.
// Everything else stays letter by letter; dates, times, prices, ranges of pages and queue
// numbers are not taken for numbers of a person.
func Mask(text string) string {
	for range maxRounds {
		masked := once(text)
		if masked == text {
			break
		}
		text = masked
	}
	return text
}

// maxRounds is how often a text is searched: what was hidden may have run into something that
// is found only without it.
const maxRounds = 4

func once(text string) string {
	if !suspicious(text) {
		return text
	}
	f := fold(text)
	var spans []span
	for _, find := range []func([]byte) []span{emails, accounts, addresses, plates, numbers} {
		found := find(f.text)
		for _, s := range found {
			f.blot(s)
		}
		spans = append(spans, found...)
	}
	return f.replace(text, spans)
}

// suspicious says whether a text can hold anything to hide. Most comments cannot, and are
// not searched.
func suspicious(text string) bool {
	for i := range len(text) {
		if c := text[i]; c >= 0x80 || isDigit(c) || c == '@' || c == '[' || c == '(' || c == '/' {
			return true
		}
	}
	return wordedPattern.MatchString(text)
}

// blot overwrites a span with letters, so that no later search looks into it or across it.
func (f *folded) blot(s span) {
	for i := s.from; i < s.to; i++ {
		f.text[i] = blotted
	}
}

const blotted = 'x'

// replace puts the labels into the original text.
func (f *folded) replace(original string, spans []span) string {
	if len(spans) == 0 {
		return original
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var out strings.Builder
	done := 0
	for _, s := range spans {
		from, to := f.start[s.from], f.end[s.to-1]
		if s.to < len(f.start) { // with the marks and invisible characters behind it
			to = max(to, f.start[s.to])
		}
		if from < done { // one original character gave the end of a span and the start of the next
			from = done
		}
		out.WriteString(original[done:from])
		out.WriteString(s.label)
		done = max(done, to)
	}
	out.WriteString(original[done:])
	return out.String()
}
