package talk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"suaraloket/domain"
)

// historyMost is the number of ratings that the history shows.
const historyMost = 10

// history lists the person's ratings of the current triwulan.
func (t *Talk) history(ctx context.Context, who resident) (Reply, error) {
	period, list, err := t.traces.History(ctx, who.id)
	if err != nil {
		return Reply{}, err
	}
	heading := who.texts.T("bot.history.title", "period", who.texts.Period(period))
	if len(list) == 0 {
		return Reply{Heading: heading, Text: paragraphs(who.texts.T("bot.history.none"), who.texts.T("bot.scan"))}, nil
	}
	more := ""
	if len(list) > historyMost {
		more = who.texts.T("bot.history.more", "most", historyMost, "n", who.texts.Number(int64(len(list))))
	}
	var parts []string
	for _, r := range list[:min(historyMost, len(list))] {
		given := who.texts.T("value."+strconv.Itoa(r.Value)) + " · " + who.texts.T("bot.receipt", "receipt", r.Receipt())
		answer, err := t.answerTo(ctx, who, r)
		if err != nil {
			return Reply{}, err
		}
		parts = append(parts, lines(t.whenAndWhere(ctx, who, r), given, answer))
	}
	return Reply{Heading: heading, Text: paragraphs(append(parts, more)...)}, nil
}

// answerMost is how much of an answer the history shows, in characters: ten of them fit into
// a message.
const answerMost = 280

// answerTo is what the Inspektorat has answered to the report with the rating's receipt, "" for
// none.
func (t *Talk) answerTo(ctx context.Context, who resident, r domain.Rating) (string, error) {
	answer, err := t.answers.AnswerTo(ctx, r.Receipt())
	if err != nil || answer == "" {
		return "", err
	}
	if runes := []rune(answer); len(runes) > answerMost {
		answer = string(runes[:answerMost]) + "…"
	}
	return who.texts.T("receipt.answer", "receipt", r.Receipt()) + ": " + answer, nil
}

// whenAndWhere is the day and the counter of a rating.
func (t *Talk) whenAndWhere(ctx context.Context, who resident, r domain.Rating) string {
	place := r.Counter
	if counter, err := t.roster.FindCounter(ctx, r.Counter); err == nil {
		place = placeName(domain.CounterNow{Counter: counter})
	}
	return who.texts.Date(r.RatedAt.In(t.roster.Now().Location())) + " · " + place
}

// notesRoom is the share of a message for notes, in UTF-16 units: Telegram accepts 4096 in
// all.
const notesRoom = 3000

// kept shows all stored data of the person, the notes from an index on; a button leads to
// the notes that do not fit into one message.
func (t *Talk) kept(ctx context.Context, who resident, from int) (Reply, error) {
	all, lang, err := t.keptOf(ctx, who)
	if err != nil {
		return Reply{}, err
	}
	if len(all) == 0 && lang == "" {
		return nothingKept(who), nil
	}
	noted := slices.DeleteFunc(slices.Clone(all), func(r domain.Rating) bool { return r.NoteKept() == "" })
	from = min(from, len(noted))
	notes, next := t.notes(ctx, who, noted, from)
	out := Reply{Heading: who.texts.T("bot.data.title"), Text: notes}
	if from == 0 {
		out.Text = paragraphs(t.facts(who, all, lang), who.texts.N("bot.data.notes", int64(len(noted))), notes, t.ends(who, all))
	}
	if next < len(noted) {
		more := data{action: actionShow, last: strconv.Itoa(next)}
		out.Rows = [][]Button{{{Text: who.texts.T("bot.data.next"), Data: more.String()}}}
	}
	return out, nil
}

// keptOf returns the person's ratings and chosen language, "" for none.
func (t *Talk) keptOf(ctx context.Context, who resident) (all []domain.Rating, lang string, err error) {
	if all, err = t.traces.All(ctx, who.id); err == nil {
		lang, err = t.preferences.Language(ctx, who.author)
	}
	return all, lang, err
}

func nothingKept(who resident) Reply {
	return Reply{
		Heading: who.texts.T("bot.data.title"),
		Text:    paragraphs(who.texts.T("bot.data.none"), who.texts.T("bot.data.not"), offers(who.texts, "privacy")),
	}
}

// showKept continues the stored data from a note on.
func (t *Talk) showKept(ctx context.Context, who resident, from string) (Reply, error) {
	n, err := strconv.Atoi(from)
	if err != nil || n < 0 {
		return stale(who), nil
	}
	return t.kept(ctx, who, n)
}

// facts lists the stored data beside the notes.
func (t *Talk) facts(who resident, all []domain.Rating, lang string) string {
	language := who.texts.T("bot.data.lang.none")
	if lang != "" {
		language = who.texts.T("bot.data.lang", "name", t.catalog.In(lang).T("language.name"))
	}
	var about []string
	for _, r := range all {
		if text := respondent(who, r.Respondent); text != "" && !slices.Contains(about, text) {
			about = append(about, text)
		}
	}
	return lines(language, who.texts.N("bot.data.ratings", int64(len(all))), lines(about...))
}

// respondent describes the answers about the person, "" for none.
func respondent(who resident, about domain.Respondent) string {
	var parts []string
	for _, q := range survey() {
		n := q.given(domain.Rating{Respondent: about})
		switch {
		case q.element != "" || n == 0:
		case q.age():
			parts = append(parts, who.texts.T("bot.years", "n", n))
		default:
			parts = append(parts, who.texts.T(q.prefix+q.values[n-1]))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return who.texts.T("bot.data.about", "what", strings.Join(parts, ", "))
}

// notes returns the texts of notes from an index on, as many as fit, and the index of the
// first that does not.
func (t *Talk) notes(ctx context.Context, who resident, noted []domain.Rating, from int) (text string, next int) {
	for next = from; next < len(noted); next++ {
		note := lines(t.whenAndWhere(ctx, who, noted[next]), "“"+noted[next].NoteKept()+"”")
		longer := paragraphs(text, note)
		if text != "" && len(utf16.Encode([]rune(longer))) > notesRoom {
			break
		}
		text = longer
	}
	return text, next
}

// ends explains until when the data identifies the person, what is not stored and how to
// erase it.
func (t *Talk) ends(who resident, all []domain.Rating) string {
	until := ""
	if len(all) > 0 {
		until = who.texts.T("bot.data.until", "date", who.texts.Date(t.traces.Until()))
	}
	return paragraphs(until, who.texts.T("bot.data.not"), offers(who.texts, "history", "privacy", "delete"))
}

// cancel ends any dialogue and shows the current rating: everything that was answered is
// already stored.
func (t *Talk) cancel(ctx context.Context, who resident) (Reply, error) {
	t.show(who, domain.Screen{})
	stored, err := t.newest(ctx, who)
	if unknownRating(err) {
		return Reply{Text: paragraphs(who.texts.T("bot.cancel.nothing"), who.texts.T("bot.scan"))}, nil
	}
	if err != nil {
		return Reply{}, err
	}
	view, err := t.rated(ctx, stored)
	if err != nil {
		return Reply{}, err
	}
	note, until := "", ""
	if stored.NoteKept() != "" {
		note = who.texts.T("bot.note.kept")
	}
	if t.changeable(stored) {
		until = who.texts.T("bot.cancel.until", "until", t.until(who, stored))
	}
	return Reply{
		Heading: who.texts.T("bot.cancel.title"),
		Text:    paragraphs(who.texts.T("bot.cancel.stands"), receipt(who, view, stored), note, until),
	}, nil
}
