package masking

import (
	"regexp"
	"strings"
)

var (
	emailPattern = regexp.MustCompile(`(?i)[\pL\pN._%+\-]+(?:\s?(?:@|[(\[]\s?(?:at|et)\s?[)\]])\s?[\pL\pN\-]+(?:\s?(?:\.|[(\[]\s?(?:dot|titik)\s?[)\]])\s?[\pL\pN\-]+)+|@[\pL\pN\-]+)`)

	accountPattern = regexp.MustCompile(`(?i)@[\pL\pN_][\pL\pN_.]+|\b(?:t\.me|wa\.me|instagram\.com|facebook\.com|fb\.com|tiktok\.com|twitter\.com|x\.com)/[\pL\pN_.@+\-]+`)

	// RT and RW make the name of a road a home address. The text from the name of the road to
	// them belongs to it.
	addressPattern = regexp.MustCompile(`(?i)(?:\b(?:jl|jln|jalan|gg|gang|lorong|lr|kp|kampung|perum|perumahan|komp|komplek|kompleks|blok|dusun|dsn|desa)\b[^\n;!?]{1,80}?)?` +
		`(?:\brt\W{0,3}rw\W{0,3}[0-9]{1,3}(?:\s{0,2}[/\-]\s{0,2}[0-9]{1,3})?` +
		`|\b(?:rt|rukun tetangga)\W{0,4}[0-9]{1,3}(?:\W{0,4}(?:rw|rukun warga)\W{0,4}[0-9]{1,3}|\s?[/\-]\s?[0-9]{1,3})?` +
		`|\b(?:rw|rukun warga)\W{0,4}[0-9]{1,3})\b`)

	// The letters of Indonesia's regions of registration, one to four digits, one to three
	// letters.
	platePattern = regexp.MustCompile(`(?i)\b(?:a[abdeg]?|b[abdeghklmnp]?|d[abcdeghklmnprstw]?|e[abd]?|[fghlmnrstwz]|k[bhtu]?|p[abs]?)[ .\-]{0,3}([1-9][0-9]{0,3})[ .\-]{0,3}([a-z]{1,3})\b`)
)

func emails(text []byte) []span { return all(emailPattern, text, Email) }

func accounts(text []byte) []span {
	return keep(all(accountPattern, text, Account), func(s span) bool {
		return hasLetter(text[s.from+1 : s.to]) // @5000 is a price
	})
}

func addresses(text []byte) []span { return all(addressPattern, text, Address) }

// notPlates are words that follow a queue number as letters follow the digits of a plate.
const notPlates = " ada ini itu dan dari di ke ya kok jam pak bu mas mbak org rb km cm kg rp hr th bln mnt kes ok mb gb "

func plates(text []byte) []span {
	var spans []span
	for _, m := range platePattern.FindAllSubmatchIndex(text, -1) {
		digits, suffix := text[m[2]:m[3]], text[m[4]:m[5]]
		if strings.Contains(notPlates, " "+strings.ToLower(string(suffix))+" ") {
			continue
		}
		whole := string(text[m[0]:m[1]])
		if len(digits) < 3 && (whole != strings.ToUpper(whole) || !strings.ContainsAny(whole, " .-")) {
			continue // "loket A1B", "a 12 x"
		}
		spans = append(spans, span{m[0], m[1], Plate})
	}
	return spans
}

func all(pattern *regexp.Regexp, text []byte, label string) []span {
	var spans []span
	for _, m := range pattern.FindAllIndex(text, -1) {
		spans = append(spans, span{m[0], m[1], label})
	}
	return spans
}

func keep(spans []span, good func(span) bool) []span {
	var kept []span
	for _, s := range spans {
		if good(s) {
			kept = append(kept, s)
		}
	}
	return kept
}

func hasLetter(text []byte) bool {
	for _, c := range text {
		if isLetter(c) {
			return true
		}
	}
	return false
}
