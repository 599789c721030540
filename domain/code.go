package domain

import (
	"strings"
	"unicode"
)

// Longest codes. A button of the chat carries a counter's and an officer's code in
// 64 bytes, together with the signature that proves where it came from.
const (
	MaxCode        = 20
	MaxOfficerCode = 12
)

// NormalCode is the stored form of a public code: capitals, without surrounding blanks.
func NormalCode(s string) string { return strings.ToUpper(strings.TrimSpace(s)) }

// maxTyped is the length limit of a typed code, in bytes.
const maxTyped = 64

// bareCode gives the letters and digits of a code that a person typed, "" for a text that
// is no code.
func bareCode(text string) string {
	if len(text) > maxTyped {
		return ""
	}
	bare := strings.Map(func(c rune) rune {
		if unicode.Is(unicode.Pd, c) || strings.ContainsRune(" _.", c) {
			return -1
		}
		return c
	}, NormalCode(text))
	if !ValidCode(bare, MaxCode) {
		return ""
	}
	return bare
}

// ValidCode says whether s is a public code in its normal form: 1 to max characters
// of A–Z, 0–9 and '-', beginning and ending with a letter or a digit.
func ValidCode(s string, max int) bool {
	if len(s) == 0 || len(s) > max || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}
