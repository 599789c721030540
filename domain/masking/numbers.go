package masking

import (
	"bytes"
	"regexp"
	"strings"
)

const (
	// words are the digits as people write them out: Indonesian, Javanese, English.
	words = `kosong|nol|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan|` +
		`siji|loro|telu|papat|limo|enem|pitu|wolu|sanga|songo|` +
		`zero|one|two|three|four|five|six|seven|eight|nine`
	unit = `(?:[0-9]|\b(?:` + words + `)\b)`
	gap  = `[^\pL\pN]{0,5}` // what may separate two digits of one number

	day    = `(?:0?[1-9]|[12][0-9]|3[01])`
	month  = `(?:0?[1-9]|1[0-2])`
	year   = `(?:19|20)[0-9]{2}`
	date   = `(?:` + day + `[-/.]` + month + `[-/.]` + year + `|` + year + `[-/.]` + month + `[-/.]` + day + `)`
	brief  = day + `[-/.]` + month + `[-/.][0-9]{2}`
	clock  = `(?:[01]?[0-9]|2[0-4])[.:][0-5][0-9](?::[0-5][0-9])?`
	amount = `(?:[1-9][0-9]{0,2}(?:[.,][0-9]{3})+(?:[.,](?:[0-9]{2}|-))?|[1-9][0-9]{0,9})` // after "Rp"
	price  = `[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}){1,2}|(?:,[0-9]{3}){1,2})(?:[.,](?:[0-9]{2}|-))?`
)

var (
	runPattern    = regexp.MustCompile(`(?i)[+(]{0,2}` + unit + `(?:` + gap + unit + `)*\)?`)
	wordedPattern = regexp.MustCompile(`(?i)\b(?:` + words + `)\b`)

	// Parts of a run of digits with a meaning of their own.
	datePattern  = regexp.MustCompile(date + `(?:\s?-\s?` + date + `)?`)
	moneyPattern = regexp.MustCompile(`(?i)\brp\.?\s?(` + amount + `(?:\s?-\s?` + amount + `)?)`)

	// A run that consists of nothing else is none of a person.
	plainPattern = regexp.MustCompile(`^(?:` + plain + `)(?:[ \n,;/()\-]+(?:` + plain + `))*$`)
	plain        = strings.Join([]string{date, brief, clock, price, year}, "|")
	rangePattern = regexp.MustCompile(`^[1-9][0-9]{0,3}\s?-\s?[1-9][0-9]{0,3}(?:[ \n/]+[1-9][0-9]{0,3}\s?-\s?[1-9][0-9]{0,3})*$`)
	pairPattern  = regexp.MustCompile(`([0-9]+)\s?-\s?([0-9]+)`)
	breakPattern = regexp.MustCompile(`[,;]\s+`)
)

// numbers finds numbers of a person: ten digits and more, nine behind a zero (a telephone of
// a small town with its code), eight behind a plus, however they are grouped.
func numbers(text []byte) []span {
	text = withoutDatesAndAmounts(text)
	var spans []span
	for _, m := range runPattern.FindAllIndex(text, -1) {
		for _, s := range pieces(text, m[0], m[1]) {
			if personal(string(text[s.from:s.to])) {
				spans = append(spans, trimmed(text, s))
			}
		}
	}
	return spans
}

// withoutDatesAndAmounts blots dates with their year and amounts with their currency: digits
// beside them are checked without them.
func withoutDatesAndAmounts(text []byte) []byte {
	text = bytes.Clone(text)
	f := folded{text: text}
	for _, m := range datePattern.FindAllIndex(text, -1) {
		if bounded(text, m[0], m[1]) {
			f.blot(span{from: m[0], to: m[1]})
		}
	}
	for _, m := range moneyPattern.FindAllSubmatchIndex(text, -1) {
		if m[3] == len(text) || !isDigit(text[m[3]]) {
			f.blot(span{from: m[2], to: m[3]})
		}
	}
	return text
}

// bounded says whether blanks, brackets or punctuation separate a part from its neighbours.
func bounded(text []byte, from, to int) bool {
	if from > 0 && !strings.ContainsRune(" \n,;:(", rune(text[from-1])) && !isLetter(text[from-1]) {
		return false
	}
	if to == len(text) {
		return true
	}
	if text[to] == '.' {
		return to+1 == len(text) || !isDigit(text[to+1])
	}
	return strings.ContainsRune(" \n,;:)!?", rune(text[to])) || isLetter(text[to])
}

// pieces cuts a run where a comma with a blank separates its figures. Digits in words are
// written with commas between them.
func pieces(text []byte, from, to int) []span {
	if wordedPattern.Match(text[from:to]) {
		return []span{{from, to, Number}}
	}
	var spans []span
	start := from
	for _, m := range breakPattern.FindAllIndex(text[from:to], -1) {
		spans = append(spans, span{start, from + m[0], Number})
		start = from + m[1]
	}
	return append(spans, span{start, to, Number})
}

// trimmed leaves a bracket to the text that has no partner in the span.
func trimmed(text []byte, s span) span {
	opened, closed := bytes.Count(text[s.from:s.to], []byte("(")), bytes.Count(text[s.from:s.to], []byte(")"))
	if closed > opened && text[s.to-1] == ')' {
		s.to--
	}
	return s
}

// personal decides about one run of digits.
func personal(run string) bool {
	bare := digitsOf(run)
	least := 10
	switch {
	case strings.HasPrefix(strings.TrimLeft(run, "("), "+"):
		least = 8
	case strings.HasPrefix(bare, "0"):
		least = 9
	}
	if len(bare) < least {
		return false
	}
	inner := strings.Trim(run, "()")
	return !plainPattern.MatchString(inner) && !rangeOfPages(inner)
}

// rangeOfPages accepts 120-135, and several of them.
func rangeOfPages(run string) bool {
	if !rangePattern.MatchString(run) {
		return false
	}
	for _, pair := range pairPattern.FindAllStringSubmatch(run, -1) {
		if len(pair[1]) > len(pair[2]) || len(pair[1]) == len(pair[2]) && pair[1] >= pair[2] {
			return false
		}
	}
	return true
}

// digitsOf gives the digits of a run, those in words too.
func digitsOf(run string) string {
	var out strings.Builder
	rest := wordedPattern.ReplaceAllStringFunc(run, func(word string) string {
		switch strings.ToLower(word) {
		case "kosong", "nol", "zero":
			return "0"
		}
		return "1" // any other digit: only the number of digits and a leading zero count
	})
	for i := range len(rest) {
		if isDigit(rest[i]) {
			out.WriteByte(rest[i])
		}
	}
	return out.String()
}
