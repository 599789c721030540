package talk

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"unicode/utf8"

	"suaraloket/domain"
	"suaraloket/domain/locale"
)

// item is a question of the survey: about one of the nine elements or about the person.
type item struct {
	question string // the key of its text
	element  string // the slug, "" when it is about the person
	officer  bool
	// field is the answered field of the person, one of the values; nil is the age.
	field  func(*domain.Respondent) *string
	values []string
	prefix string // of the keys of the values
}

// maxAge is the highest age that the buttons offer, in years.
const maxAge = 99

// survey lists the questions of the standard form. Buttons number them from 1. It is made
// once, since every thanks uses it, and never changed.
var survey = sync.OnceValue(standardSurvey)

func standardSurvey() []item {
	var list []item
	for _, e := range domain.Questionnaire() {
		list = append(list, item{
			question: "question." + e.Slug, element: e.Slug, officer: e.Officer,
			values: []string{"1", "2", "3", "4"}, prefix: "answer." + e.Slug + ".",
		})
	}
	return append(list,
		item{question: "bot.ask.sex", field: func(r *domain.Respondent) *string { return &r.Sex }, values: []string{"L", "P"}, prefix: "respondent.sex."},
		item{question: "bot.ask.age"},
		item{question: "bot.ask.education", field: func(r *domain.Respondent) *string { return &r.Education }, values: domain.Educations(), prefix: "respondent.education."},
		item{question: "bot.ask.occupation", field: func(r *domain.Respondent) *string { return &r.Occupation }, values: domain.Occupations(), prefix: "respondent.occupation."},
	)
}

// part is the set of questions that is asked in one go.
type part byte

const (
	partOfficer part = 'o' // the two questions about the officer
	partWhole   part = 's'
)

func (p part) known() bool { return p == partOfficer || p == partWhole }

// items lists the numbers of the questions of a part, in order.
func (p part) items() []int {
	var list []int
	for i, q := range survey() {
		if p == partWhole || p == partOfficer && q.officer {
			list = append(list, i+1)
		}
	}
	return list
}

// next is the first question after another one, 0 for the beginning, that has no answer; 0
// when all have one.
func (p part) next(r domain.Rating, after int) int {
	for _, n := range p.items() {
		if n > after && survey()[n-1].given(r) == 0 {
			return n
		}
	}
	return 0
}

// heading is a question with its position in the part.
func (p part) heading(who resident, n int) string {
	list := p.items()
	step := who.texts.T("bot.survey.step", "n", slices.Index(list, n)+1, "of", len(list))
	official := ""
	if slug := survey()[n-1].element; slug != "" {
		official = who.texts.T("element." + slug)
	}
	return lines(who.texts.T(survey()[n-1].question), official, step)
}

// most is the highest number of an answer; numbers begin with 1.
func (i item) most() int {
	if i.age() {
		return maxAge
	}
	return len(i.values)
}

func (i item) age() bool { return i.element == "" && i.field == nil }

// given is the number of the answer that a rating has, 0 for none.
func (i item) given(r domain.Rating) int {
	switch {
	case i.element != "":
		return r.Answers[i.element]
	case i.age():
		return r.Respondent.Age
	}
	return slices.Index(i.values, *i.field(&r.Respondent)) + 1
}

// change is the change that gives a rating the answer with this number.
func (i item) change(r domain.Rating, n int) domain.Change {
	if i.element != "" {
		return domain.Change{Answers: domain.Answers{i.element: n}}
	}
	about := r.Respondent
	if i.age() {
		about.Age = n
	} else {
		*i.field(&about) = i.values[n-1]
	}
	return domain.Change{Respondent: &about}
}

// survey handles the buttons of the survey. The stored answers determine where it
// continues.
func (t *Talk) survey(ctx context.Context, who resident, view domain.CounterNow, stored domain.Rating, d data) (Reply, error) {
	switch {
	case d.part == partOfficer && stored.Officer == "":
		return stale(who), nil
	case d.action == actionAnswer:
		return t.answerItem(ctx, who, view, stored, d)
	case d.action == actionDecade:
		return t.askYear(who, view, stored, d), nil
	case d.item == 0:
		d.item = max(d.part.next(stored, 0), d.part.items()[0])
	}
	return t.askItem(who, view, stored, d), nil
}

// answerItem stores an answer and asks the next question that has none.
func (t *Talk) answerItem(ctx context.Context, who resident, view domain.CounterNow, stored domain.Rating, d data) (Reply, error) {
	return t.change(ctx, who, stored, survey()[d.item-1].change(stored, d.n),
		func(r domain.Rating) Reply {
			next := d.part.next(r, d.item)
			if next == 0 {
				out := t.thanks(who, view, r, d.last, "bot.survey.end")
				out.Toast = who.texts.T("bot.ticked")
				return out
			}
			out := t.askItem(who, view, r, data{part: d.part, item: next, last: d.last})
			out.Toast = who.texts.T("bot.ticked")
			return out
		},
		func() Reply { return t.tooLate(who, view, stored, d.last) })
}

// askItem asks one question, with its position and the ways out.
func (t *Talk) askItem(who resident, view domain.CounterNow, r domain.Rating, d data) Reply {
	q := survey()[d.item-1]
	about := ""
	if q.officer {
		about = shownName(view, r.Officer)
	}
	return Reply{
		Heading: d.part.heading(who, d.item),
		Text:    paragraphs(lines(about, placeName(view)), who.texts.T("bot.survey.help", "until", t.until(who, r))),
		Rows:    append(q.rows(who.texts, r, d), waysOut(who, r, d)),
		Picture: t.face(view, r.Officer),
	}
}

// besideMost is the maximum length in characters of a button that shares its row.
const besideMost = 17

// rows are the answers: those about an element one per row, as on a scale, the others side
// by side where none would be cut off.
func (i item) rows(texts locale.Texts, r domain.Rating, d data) [][]Button {
	if i.age() {
		return decades(r, d)
	}
	across := 2
	var all []Button
	for at, value := range i.values {
		answer := data{action: actionAnswer, part: d.part, item: d.item, n: at + 1, last: d.last}
		label := texts.T(i.prefix + value)
		all = append(all, Button{Text: marked(label, i.given(r) == at+1), Data: answer.String()})
		if i.element != "" || utf8.RuneCountInString(label) > besideMost {
			across = 1
		}
	}
	return slices.Collect(slices.Chunk(all, across))
}

// marked puts a mark before what holds.
func marked(text string, holds bool) string {
	if holds {
		return "✓ " + text
	}
	return text
}

// decades ask for the tens of an age, years for the age itself: two presses, and no
// typing.
func decades(r domain.Rating, d data) [][]Button {
	return fiveAcross(func(tens int) Button {
		text := strconv.Itoa(max(10*tens, 1)) + "–" + strconv.Itoa(10*tens+9)
		holds := r.Respondent.Age > 0 && r.Respondent.Age/10 == tens
		return Button{Text: marked(text, holds), Data: data{action: actionDecade, n: tens, last: d.last}.String()}
	})
}

func years(r domain.Rating, d data, age int) [][]Button {
	return fiveAcross(func(unit int) Button {
		n := 10*d.n + unit
		if n == 0 {
			return Button{}
		}
		answer := data{action: actionAnswer, part: partWhole, item: age, n: n, last: d.last}
		return Button{Text: marked(strconv.Itoa(n), r.Respondent.Age == n), Data: answer.String()}
	})
}

// fiveAcross puts ten buttons into two rows; an empty one is left out.
func fiveAcross(of func(digit int) Button) [][]Button {
	rows := make([][]Button, 2)
	for digit := range 10 {
		if b := of(digit); b.Text != "" {
			rows[digit/5] = append(rows[digit/5], b)
		}
	}
	return rows
}

// askYear asks for the age within a decade.
func (t *Talk) askYear(who resident, view domain.CounterNow, r domain.Rating, d data) Reply {
	age := slices.IndexFunc(survey(), item.age) + 1
	ask := data{action: actionSurvey, part: partWhole, item: age, last: d.last}
	return Reply{
		Heading: partWhole.heading(who, age),
		Text:    who.texts.T("bot.survey.help", "until", t.until(who, r)),
		Rows: append(years(r, d, age), []Button{
			{Text: who.texts.T("bot.back"), Data: ask.String()},
			skip(who, r, ask),
		}),
		Picture: t.face(view, r.Officer),
	}
}

// waysOut are the buttons back, past the question and out of the survey.
func waysOut(who resident, r domain.Rating, d data) []Button {
	var row []Button
	if at := slices.Index(d.part.items(), d.item); at > 0 {
		before := data{action: actionSurvey, part: d.part, item: d.part.items()[at-1], last: d.last}
		row = append(row, Button{Text: who.texts.T("bot.back"), Data: before.String()})
	}
	leave := data{action: actionBack, last: d.last}
	return append(row, skip(who, r, d), Button{Text: who.texts.T("bot.survey.done"), Data: leave.String()})
}

// skip is the button to the next question without an answer, and from the last one out.
func skip(who resident, r domain.Rating, d data) Button {
	to := data{action: actionSurvey, part: d.part, item: d.part.next(r, d.item), last: d.last}
	if to.item == 0 {
		to = data{action: actionBack, last: d.last}
	}
	return Button{Text: who.texts.T("bot.survey.skip"), Data: to.String()}
}

// surveyButtons lead from the thanks into the survey, and show its progress.
func surveyButtons(who resident, r domain.Rating, pass string) []Button {
	var row []Button
	if r.Officer != "" {
		row = append(row, partButton(who, r, partOfficer, "bot.officer", pass))
	}
	key := "bot.survey"
	if list := partWhole.items(); slices.ContainsFunc(list, func(n int) bool { return survey()[n-1].given(r) != 0 }) && partWhole.next(r, 0) != 0 {
		key = "bot.survey.on"
	}
	return append(row, partButton(who, r, partWhole, key, pass))
}

func partButton(who resident, r domain.Rating, p part, key, pass string) Button {
	return Button{
		Text: marked(who.texts.T(key), p.next(r, 0) == 0),
		Data: data{action: actionSurvey, part: p, last: pass}.String(),
	}
}
