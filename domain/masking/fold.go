package masking

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// folded is a text in the plain letters, digits and separators that the patterns know, with
// the place in the original that each of its bytes comes from.
type folded struct {
	text  []byte
	start []int // of the original character, for each byte of text
	end   []int
}

// fold brings all spellings of a character to one: compatibility characters to their plain
// form (NFKC), digits of every script to 0–9, blanks of every width to a blank, dashes to a
// hyphen. Marks and invisible characters are dropped.
func fold(original string) folded {
	var f folded
	for at, r := range original {
		end := at + len(string(r))
		if r == unicode.ReplacementChar {
			end = at + 1 // it may be a byte that is no UTF-8
		}
		if r < 0x80 && r >= ' ' || r == '\n' {
			f.add(r, at, end)
			continue
		}
		for _, plain := range norm.NFKC.String(string(r)) {
			f.add(fold1(plain), at, end)
		}
	}
	f.zeros()
	return f
}

// dropped marks a character that a reader does not see.
const dropped = -1

func fold1(r rune) rune {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return dropped
	case r == '\n':
		return r
	case unicode.IsSpace(r), unicode.Is(unicode.Z, r), unicode.IsControl(r):
		return ' '
	case unicode.Is(unicode.Pd, r), strings.ContainsRune("−‐⁃˗ー", r):
		return '-'
	case strings.ContainsRune("⁄∕⧸", r):
		return '/'
	case unicode.Is(unicode.Nd, r):
		return '0' + digit(r)
	}
	return circled(r)
}

// digit returns the value of a decimal digit of any script: scripts have theirs in rows of
// ten that begin with zero.
func digit(r rune) rune {
	for _, row := range unicode.Nd.R16 {
		if rune(row.Lo) <= r && r <= rune(row.Hi) {
			return (r - rune(row.Lo)) % 10
		}
	}
	for _, row := range unicode.Nd.R32 {
		if rune(row.Lo) <= r && r <= rune(row.Hi) {
			return (r - rune(row.Lo)) % 10
		}
	}
	return 0
}

// circled gives the digit of those circled digits that have no compatibility form.
func circled(r rune) rune {
	for _, first := range []rune{'❶', '➀', '➊', '⓵'} {
		if first <= r && r < first+9 {
			return '1' + r - first
		}
	}
	if strings.ContainsRune("⓿🄋🄌", r) {
		return '0'
	}
	return r
}

func (f *folded) add(r rune, start, end int) {
	if r == dropped {
		return
	}
	before := len(f.text)
	f.text = append(f.text, string(r)...)
	for range len(f.text) - before {
		f.start, f.end = append(f.start, start), append(f.end, end)
	}
}

// zeros takes the letter O beside a digit, which people type for a zero, for one.
func (f *folded) zeros() {
	at := func(i int) byte {
		if i < 0 || i >= len(f.text) {
			return ' '
		}
		return f.text[i]
	}
	for i, c := range f.text {
		if c != 'o' && c != 'O' {
			continue
		}
		before, after := at(i-1), at(i+1)
		if isDigit(before) && !isLetter(after) || isDigit(after) && !isLetter(before) {
			f.text[i] = '0'
		}
	}
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 }
