package bot

import (
	"slices"
	"strconv"
	"strings"

	"suaraloket/domain"
)

// deed is what a button does.
type deed byte

const (
	deedPick     deed = 'p' // says who served
	deedRate     deed = 'r' // gives the rating
	deedAsk      deed = 'e' // shows the answers again, to correct the rating
	deedCorrect  deed = 'u' // corrects the rating
	deedTick     deed = '+' // adds a reason
	deedUntick   deed = '-' // takes a reason away: not a switch, so that repeating it changes nothing
	deedNote     deed = 'n' // asks for a note
	deedBack     deed = 'b' // shows the thanks again
	deedLanguage deed = 'l' // sets the language
)

// data is what a button carries: deed, number, officer and pass, as in
// "r4:P-07:c1_DKC-01_…". With the longest codes it has the 64 bytes that Telegram
// allows.
type data struct {
	deed    deed
	n       int    // 1–4 of a rating, place of a reason; 0 elsewhere
	officer string // of deedPick and deedRate: a code, or domain.UnsureOfficer for nobody in particular
	last    string // the pass of the visit; of deedLanguage the language
}

func (d data) String() string {
	text := string(rune(d.deed))
	if d.numbered() {
		text += strconv.Itoa(d.n)
	}
	if d.named() {
		text += ":" + d.officer
	}
	return text + ":" + d.last
}

func (d data) numbered() bool {
	return strings.ContainsRune("ru+-", rune(d.deed))
}

func (d data) named() bool { return d.deed == deedPick || d.deed == deedRate }

// parseData reads what came back from a button. Old messages and foreign programs
// may send anything, so false is a case of everyday.
func parseData(text string) (data, bool) {
	if len(text) < 2 || !strings.ContainsRune("preu+-nbl", rune(text[0])) {
		return data{}, false
	}
	d, rest := data{deed: deed(text[0])}, text[1:]
	if d.numbered() {
		d.n, rest = int(rest[0])-'0', rest[1:]
		if !d.numberFits() {
			return data{}, false
		}
	}
	rest, ok := strings.CutPrefix(rest, ":")
	if d.named() && ok {
		d.officer, rest, ok = strings.Cut(rest, ":")
		ok = ok && (d.officer == domain.UnsureOfficer || domain.ValidCode(d.officer, domain.MaxOfficerCode))
	}
	d.last = rest
	return d, ok && rest != "" && len(rest) <= domain.MaxPass
}

func (d data) numberFits() bool {
	if d.deed == deedTick || d.deed == deedUntick {
		return d.n >= 0 && d.n < len(reasons())
	}
	return d.n >= 1 && d.n <= 4
}

// reasons lists all reasons in the order by which buttons number them.
func reasons() []string { return slices.Concat(domain.ReasonsFor(4), domain.ReasonsFor(1)) }

// command reads "/start@Name payload": the name in small letters and the first word
// after it. What Telegram marks as a command is not relied on.
func command(text string) (name, payload string, ok bool) {
	words := strings.Fields(text)
	if len(words) == 0 || len(words[0]) < 2 || words[0][0] != '/' {
		return "", "", false
	}
	name, _, _ = strings.Cut(strings.ToLower(words[0][1:]), "@")
	if len(words) > 1 {
		payload = words[1]
	}
	return name, payload, true
}
