package talk

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"suaraloket/domain"
)

// action is what a button does.
type action byte

const (
	actionPick     action = 'p' // selects the officer
	actionRate     action = 'r' // gives the rating
	actionAsk      action = 'e' // shows the answers again, to correct the rating
	actionCorrect  action = 'u' // corrects the rating
	actionTick     action = '+' // adds a reason
	actionUntick   action = '-' // removes a reason: not a toggle, so that a repeated press changes nothing
	actionNote     action = 'n' // asks for a note
	actionBack     action = 'b' // shows the thanks again
	actionLanguage action = 'l' // sets the language
	actionSurvey   action = 'q' // asks a question of the survey
	actionAnswer   action = 'a' // answers it
	actionDecade   action = 'y' // shows the years of a decade, for the age
	actionShow     action = 'd' // shows the stored data of the person, from a note on
	actionErase    action = 'x' // erases the data, or keeps it
)

// data is what a button carries: action, number, officer and pass, as in
// "r4:P-07:c1_DKC-01_…". With the longest codes it has the 64 bytes that Telegram allows.
type data struct {
	action  action
	n       int    // 1–4 of a rating, index of a reason, tens of an age, number of an answer; 0 elsewhere
	part    part   // of actionSurvey and actionAnswer: which part of the survey
	item    int    // likewise: which question, from 1; with actionSurvey 0 is the next without an answer
	officer string // of actionPick and actionRate: a code, or domain.UnsureOfficer for no certain one
	last    string // the pass of the visit; of actionLanguage the language, of actionShow a number, of actionErase yes or no
}

func (d data) String() string {
	text := string(rune(d.action))
	if d.numbered() {
		text += strconv.Itoa(d.n)
	}
	if d.asks() {
		text += string(rune(d.part)) + string(rune(firstItem+d.item))
	}
	if d.action == actionAnswer {
		text += strconv.Itoa(d.n)
	}
	if d.named() {
		text += ":" + d.officer
	}
	return text + ":" + d.last
}

func (d data) numbered() bool {
	return strings.ContainsRune("ru+-y", rune(d.action))
}

// firstItem is the character before that of the first question.
const firstItem = 'a' - 1

func (d data) asks() bool { return d.action == actionSurvey || d.action == actionAnswer }

func (d data) named() bool { return d.action == actionPick || d.action == actionRate }

// parseData reads the data of a pressed button. Old messages and other programs may send
// anything, so false is a normal result.
func parseData(text string) (data, bool) {
	if len(text) < 2 || !strings.ContainsRune("preu+-nblqaydx", rune(text[0])) {
		return data{}, false
	}
	d, rest := data{action: action(text[0])}, text[1:]
	if d.numbered() {
		d.n, rest = int(rest[0])-'0', rest[1:]
		if !d.numberFits() {
			return data{}, false
		}
	}
	if d.asks() {
		var ok bool
		if rest, ok = d.readQuestion(rest); !ok {
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

// readQuestion reads the question of the survey and its answer.
func (d *data) readQuestion(text string) (rest string, ok bool) {
	if len(text) < 2 {
		return text, false
	}
	d.part, d.item, rest = part(text[0]), int(text[1])-firstItem, text[2:]
	if d.action == actionSurvey {
		return rest, d.item == 0 && d.part.known() || slices.Contains(d.part.items(), d.item)
	}
	end := max(strings.IndexByte(rest, ':'), 0)
	number := rest[:end]
	n, err := strconv.Atoi(number)
	if err != nil || strconv.Itoa(n) != number || !slices.Contains(d.part.items(), d.item) {
		return rest, false
	}
	d.n = n
	return rest[end:], n >= 1 && n <= survey()[d.item-1].most()
}

func (d data) numberFits() bool {
	switch d.action {
	case actionTick, actionUntick:
		return d.n >= 0 && d.n < len(reasons())
	case actionDecade:
		return d.n >= 0 && d.n <= maxAge/10
	}
	return d.n >= 1 && d.n <= 4
}

// reasons lists all reasons in the order by which buttons number them.
func reasons() []string { return slices.Concat(domain.ReasonsFor(4), domain.ReasonsFor(1)) }

// command reads "/start@Name payload": the name in lower case and the rest. It does not
// rely on Telegram's marking of commands.
func command(text string) (name, rest string, ok bool) {
	text = strings.TrimSpace(text)
	word, rest := text, ""
	if at := strings.IndexFunc(text, unicode.IsSpace); at >= 0 {
		word, rest = text[:at], strings.TrimSpace(text[at:])
	}
	if len(word) < 2 || word[0] != '/' {
		return "", "", false
	}
	name, _, _ = strings.Cut(strings.ToLower(word[1:]), "@")
	return name, rest, true
}

// firstWord returns the payload of a deep link, without text that a person may have added.
func firstWord(text string) string {
	if words := strings.Fields(text); len(words) > 0 {
		return words[0]
	}
	return ""
}

// LeadsToRating reports whether an update is on the way from the code to the rating. That
// way works without the database, so it never waits behind deferred updates.
func (t *Talk) LeadsToRating(u Update) bool {
	switch {
	case u.Press != nil:
		d, ok := parseData(u.Press.Data)
		return ok && d.named()
	case u.Message != nil:
		name, _, _ := command(u.Message.Text)
		topic := t.meant(name)
		return topic == "start" || topic == "rate"
	}
	return false
}
