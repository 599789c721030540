package talk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"suaraloket/domain"
)

// amend handles the buttons under the thanks. They change the rating of their own visit,
// whose id follows from the pass.
func (t *Talk) amend(ctx context.Context, who resident, d data) (Reply, error) {
	right, err := t.rightOf(ctx, who, d.last)
	if errors.Is(err, domain.ErrPassInvalid) {
		return stale(who), nil
	}
	if err != nil {
		return Reply{}, err
	}
	stored, err := t.intake.Given(ctx, right.Author, right.Counter)
	if unknownRating(err) || err == nil && stored.ID != t.ratingID(right) {
		return stale(who), nil
	}
	if err != nil {
		return Reply{}, err
	}
	view, err := t.rated(ctx, stored)
	if err != nil {
		return Reply{}, err
	}
	if !t.inTime(who, stored) {
		return t.tooLate(who, view, stored, d.last), nil
	}
	return t.amendRating(ctx, who, view, stored, d)
}

func (t *Talk) amendRating(ctx context.Context, who resident, view domain.CounterNow, stored domain.Rating, d data) (Reply, error) {
	t.show(who, domain.Screen{})
	switch d.action {
	case actionCorrect:
		return t.correct(ctx, who, view, stored, d)
	case actionTick, actionUntick:
		return t.tick(ctx, who, view, stored, d)
	case actionAsk:
		return t.askAgain(who, view, stored, d.last), nil
	case actionNote:
		return t.askNote(ctx, who, view, stored, d.last)
	case actionSurvey, actionAnswer, actionDecade:
		return t.survey(ctx, who, view, stored, d)
	}
	out := t.thanks(who, view, stored, d.last, "bot.thanks")
	out.Toast = ""
	return out, nil
}

// askAgain shows the four answers, to correct the one that was given.
func (t *Talk) askAgain(who resident, view domain.CounterNow, stored domain.Rating, pass string) Reply {
	return Reply{
		Heading: who.texts.T("bot.change.title"),
		Text:    lines(shownName(view, stored.Officer), placeName(view)),
		Rows: append(faces(who.texts, func(value int) data { return data{action: actionCorrect, n: value, last: pass} }),
			back(who, pass)),
		Picture: t.face(view, stored.Officer),
	}
}

func back(who resident, pass string) []Button {
	return []Button{{Text: who.texts.T("bot.back"), Data: data{action: actionBack, last: pass}.String()}}
}

// tick adds or removes a reason.
func (t *Talk) tick(ctx context.Context, who resident, view domain.CounterNow, stored domain.Rating, d data) (Reply, error) {
	reason := reasons()[d.n]
	if !slices.Contains(domain.ReasonsFor(stored.Value), reason) {
		return stale(who), nil
	}
	held := slices.DeleteFunc(slices.Clone(stored.Reasons), func(r string) bool { return r == reason })
	if d.action == actionTick {
		held = append(held, reason)
	}
	return t.change(ctx, who, stored, domain.Change{Reasons: &held},
		func(r domain.Rating) Reply {
			out := t.thanks(who, view, r, d.last, "bot.thanks")
			out.Toast = who.texts.T("bot.ticked")
			return out
		},
		func() Reply { return t.tooLate(who, view, stored, d.last) })
}

// askNote asks for the note. The next text becomes the note of the newest rating, so an
// older rating offers none.
func (t *Talk) askNote(ctx context.Context, who resident, view domain.CounterNow, stored domain.Rating, pass string) (Reply, error) {
	newest, err := t.newest(ctx, who)
	if err != nil {
		return Reply{}, err
	}
	if newest.ID != stored.ID {
		return Reply{Toast: who.texts.T("bot.note.newest"), Alert: true}, nil
	}
	t.show(who, domain.Screen{Rating: stored.ID, Message: pressedMessage(who.turn.Update), Pass: pass})
	return Reply{
		Heading: who.texts.T("bot.note.title"),
		Text:    paragraphs(receipt(who, view, stored), who.texts.T("bot.note.ask")),
		Rows:    [][]Button{back(who, pass)},
		Picture: t.face(view, stored.Officer),
	}, nil
}

// newest returns the person's newest rating of today. For a deferred update it is the one
// that was the newest when the update came.
func (t *Talk) newest(ctx context.Context, who resident) (domain.Rating, error) {
	if who.turn.Deferred() {
		return t.newestAt(ctx, who, who.turn.Said)
	}
	authors, err := t.authors.All(ctx, who.id)
	if err != nil {
		return domain.Rating{}, err
	}
	for _, author := range authors[:len(authors)-1] {
		if r, err := t.intake.Given(ctx, author, ""); !unknownRating(err) {
			return r, err
		}
	}
	return t.intake.Given(ctx, authors[len(authors)-1], "")
}

func (t *Talk) newestAt(ctx context.Context, who resident, at time.Time) (domain.Rating, error) {
	all, err := t.traces.All(ctx, who.id)
	if err != nil {
		return domain.Rating{}, err
	}
	i := slices.IndexFunc(all, func(r domain.Rating) bool { return !r.ReceivedAt.After(at) })
	if i < 0 {
		return domain.Rating{}, domain.ErrRatingUnknown
	}
	return all[i], nil
}

// note adds a text to the note of the newest rating while that accepts changes; otherwise
// it explains what to do.
func (t *Talk) note(ctx context.Context, who resident, text string) (Reply, error) {
	stored, err := t.newest(ctx, who)
	if err != nil && !unknownRating(err) {
		return Reply{}, err
	}
	asked, fault := t.shown(ctx, who)
	switch {
	case fault != nil:
		return Reply{}, fault
	case waitsForFace(asked, stored):
		return t.faceFirst(ctx, who, asked.Counter, stored)
	case (err != nil || !t.inTime(who, stored)) && looksLikeCode(text):
		return Reply{Text: who.texts.T("bot.code.unknown")}, nil
	case err != nil:
		return t.unrated(who, text), nil
	case !t.inTime(who, stored):
		return t.noteTooLate(who), nil
	}
	kept, err := t.intake.Screened(ctx, stored, text)
	if err != nil {
		return Reply{}, err
	}
	comment := withNote(stored.NoteKept(), text, kept)
	if n := utf8.RuneCountInString(comment); n > domain.MaxComment {
		return Reply{Text: who.texts.T("bot.note.long", "over", who.texts.Number(int64(n-domain.MaxComment)))}, nil
	}
	view, err := t.rated(ctx, stored)
	if err != nil {
		return Reply{}, err
	}
	return t.change(ctx, who, stored, domain.Change{Comment: &comment},
		func(r domain.Rating) Reply {
			saved := Reply{Text: who.texts.T("bot.note.saved"), Rows: t.complaint(who, r)}
			if asked.Rating == r.ID && asked.Message != 0 {
				saved.Earlier = &Earlier{asked.Message, t.thanks(who, view, r, asked.Pass, "bot.thanks")}
			}
			return saved
		},
		func() Reply { return t.noteTooLate(who) })
}

// faceFirst takes no text while the question of a counter waits for a face: the text would
// be added to the rating of another officer. It explains what to press for either.
func (t *Talk) faceFirst(ctx context.Context, who resident, counter string, other domain.Rating) (Reply, error) {
	asked, err := t.roster.FindCounter(ctx, counter)
	if err != nil {
		return Reply{}, err
	}
	text := who.texts.T("bot.note.face", "counter", placeName(domain.CounterNow{Counter: asked}))
	if other.ID == "" || !t.changeable(other) {
		return Reply{Text: text}, nil
	}
	view, err := t.rated(ctx, other)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Text: paragraphs(text, who.texts.T("bot.note.other", "counter", placeName(view)))}, nil
}

// pressedMessage is the number of the message whose button was pressed, 0 when it is unknown.
func pressedMessage(u Update) int {
	if u.Press == nil || u.Press.Message == nil {
		return 0
	}
	return u.Press.Message.ID
}

func (t *Talk) noteTooLate(who resident) Reply {
	return Reply{Text: who.texts.T("bot.note.late"), Rows: [][]Button{t.lapor(who)}}
}

// withNote adds a text to the note, since people write several messages. A text that the
// note already contains, as it is kept there, is a repetition.
func withNote(comment, text, kept string) string {
	if strings.Contains("\n"+comment+"\n", "\n"+kept+"\n") {
		return comment
	}
	return lines(comment, domain.NormalText(text))
}
