package talk

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"suaraloket/domain"
)

// ratingID derives the id of the rating that a person gives in a visit: the same person at
// the same counter on the same day is the same rating, whichever update brings the press.
// The day is that on which the visit was opened, which the pass contains, so that a press
// repeated after midnight is still the same.
func (t *Talk) ratingID(right domain.Right) string {
	opened := openedAt(right).In(t.roster.Now().Location())
	space := uuid.NewSHA1(uuid.NameSpaceURL, []byte("suaraloket:chat"))
	return uuid.NewSHA1(space, []byte(right.Author+":"+right.Counter+":"+string(domain.DayOf(opened)))).String()
}

func openedAt(right domain.Right) time.Time { return right.Expires.Add(-domain.VisitTime) }

// rightOf reads the pass of a visit. The author is the one of the time when the visit was
// opened, even if a new triwulan has begun since.
func (t *Talk) rightOf(ctx context.Context, who resident, pass string) (domain.Right, error) {
	right, err := t.visits.ReadChat(ctx, pass, who.author)
	if err == nil {
		right.Author, err = t.authors.Of(ctx, who.id, openedAt(right))
	}
	return right, err
}

// rate stores the rating of a press and replies with the thanks. A repeated press is the
// same rating; another answer before the thanks is a correction.
func (t *Talk) rate(ctx context.Context, who resident, d data) (Reply, error) {
	right, err := t.rightOf(ctx, who, d.last)
	if errors.Is(err, domain.ErrPassInvalid) {
		return stale(who), nil
	}
	if err != nil {
		return Reply{}, err
	}
	view, err := t.known(ctx, right)
	if err != nil {
		return Reply{}, err
	}
	effects := who.turn.effectsOf(func(r domain.Rating) Reply {
		if newer, err := t.known(ctx, right); err == nil { // the roster may be newer after a retry
			view = newer
		}
		return t.thanks(who, view, r, d.last, "bot.thanks")
	})
	stored, added, err := t.intake.SubmitWith(ctx, t.submission(who, view, right, d), effects)
	who.turn.Stored = added && err == nil
	switch {
	case who.turn.Stored:
		return who.turn.Reply, nil
	case errors.Is(err, domain.ErrIDReused):
		return t.rateAgain(ctx, who, stored, d)
	case errors.Is(err, domain.ErrAlreadyRated):
		return t.given(ctx, who, right, d.last)
	case StoreAway(err):
		return Reply{}, errors.Join(ErrNotStored, err)
	case err != nil:
		return Reply{}, err
	}
	return t.thanks(who, view, stored, d.last, "bot.thanks"), nil
}

// submission is the submission of a press. Where a ticket was brought, the service is left
// to the ticket, which is more precise.
func (t *Talk) submission(who resident, view domain.CounterNow, right domain.Right, d data) domain.Submission {
	s := domain.Submission{ID: t.ratingID(right), Right: right, Value: d.n, Officer: d.officer, Lang: who.texts.Lang}
	if right.Ticket == "" {
		s.Service = view.Counter.OnlyService()
	}
	return s
}

// rateAgain handles a press whose visit already has a rating with other content.
func (t *Talk) rateAgain(ctx context.Context, who resident, stored domain.Rating, d data) (Reply, error) {
	view, err := t.rated(ctx, stored)
	switch {
	case err != nil:
		return Reply{}, err
	case d.officer != domain.UnsureOfficer && d.officer != stored.Officer,
		d.officer == domain.UnsureOfficer && stored.Officer != "":
		return t.thanks(who, view, stored, d.last, "bot.already"), nil // another officer: one rating each visit
	case stored.Value == d.n:
		return t.thanks(who, view, stored, d.last, "bot.thanks"), nil
	}
	return t.correct(ctx, who, view, stored, d)
}

// given shows the person's rating of the counter today.
func (t *Talk) given(ctx context.Context, who resident, right domain.Right, pass string) (Reply, error) {
	stored, err := t.intake.Given(ctx, right.Author, right.Counter)
	if unknownRating(err) {
		return erased(who), nil
	}
	if err != nil {
		return Reply{}, err
	}
	view, err := t.rated(ctx, stored)
	return t.thanks(who, view, stored, pass, "bot.already"), err
}

// correct changes the value, and removes the reasons that do not fit it.
func (t *Talk) correct(ctx context.Context, who resident, view domain.CounterNow, stored domain.Rating, d data) (Reply, error) {
	fitting := slices.DeleteFunc(slices.Clone(stored.Reasons), func(reason string) bool {
		return !slices.Contains(domain.ReasonsFor(d.n), reason)
	})
	return t.change(ctx, who, stored, domain.Change{Value: &d.n, Reasons: &fitting},
		func(r domain.Rating) Reply { return t.thanks(who, view, r, d.last, "bot.changed") },
		func() Reply { return t.tooLate(who, view, stored, d.last) })
}

// change stores a change and its reply in one transaction.
func (t *Talk) change(ctx context.Context, who resident, stored domain.Rating, c domain.Change, render func(domain.Rating) Reply, late func() Reply) (Reply, error) {
	c.After, c.Said = who.turn.effectsOf(render), who.turn.Said
	_, err := t.intake.Change(ctx, stored.ID, ownRight(stored), c)
	if errors.Is(err, domain.ErrChangeTooLate) {
		return late(), nil
	}
	if err != nil {
		return Reply{}, err
	}
	who.turn.Stored = true
	return who.turn.Reply, nil
}

// ownRight is the right of the author of a rating. Callers pass only ratings that were
// found by the person's own hash.
func ownRight(r domain.Rating) domain.Right {
	return domain.Right{Counter: r.Counter, Channel: r.Channel, Assurance: r.Assurance, Author: r.Author}
}

// thanks shows a stored rating under a heading and, while it accepts changes, the buttons
// for them.
func (t *Talk) thanks(who resident, view domain.CounterNow, r domain.Rating, pass, heading string) Reply {
	text := who.texts.T(heading)
	out := Reply{Toast: text, Heading: text, Text: receipt(who, view, r), Picture: t.face(view, r.Officer)}
	if !t.changeable(r) {
		out.Rows = t.complaint(who, r)
		return out
	}
	note := ""
	if r.NoteKept() != "" {
		note = who.texts.T("bot.note.kept")
	}
	if r.Verdict == domain.Reported {
		note = paragraphs(who.texts.T("report.where"), who.texts.T("report.receipt", "receipt", r.Receipt()))
	}
	out.Text = paragraphs(out.Text, note, who.texts.T("bot.more", "reasons", who.texts.T(reasonsKey(r.Value)), "until", t.until(who, r)))
	out.Rows = append(ticks(who, r, pass),
		[]Button{
			{Text: who.texts.T("bot.change"), Data: data{action: actionAsk, last: pass}.String()},
			{Text: who.texts.T("bot.note"), Data: data{action: actionNote, last: pass}.String()},
		},
		surveyButtons(who, r, pass))
	out.Rows = append(out.Rows, t.complaint(who, r)...)
	return out
}

// reasonsKey is the question above the reasons that fit a value.
func reasonsKey(value int) string {
	if domain.Satisfied(value) {
		return "kiosk.reasons.good"
	}
	return "kiosk.reasons.bad"
}

// until is the time of day until which a rating accepts changes.
func (t *Talk) until(who resident, r domain.Rating) string {
	return who.texts.Clock(r.ChangeUntil().In(t.roster.Now().Location()))
}

func (t *Talk) changeable(r domain.Rating) bool { return !t.roster.Now().After(r.ChangeUntil()) }

// inTime reports whether the rating accepted changes when the update came.
func (t *Talk) inTime(who resident, r domain.Rating) bool {
	if who.turn.Deferred() {
		return !who.turn.Said.After(r.ChangeUntil())
	}
	return t.changeable(r)
}

// tooLate shows the rating and explains that it no longer accepts changes.
func (t *Talk) tooLate(who resident, view domain.CounterNow, r domain.Rating, pass string) Reply {
	out := t.thanks(who, view, r, pass, "bot.already")
	out.Toast, out.Alert = who.texts.T("refusal.change_too_late"), true
	return out
}

// receipt is the answer, the officer, the counter and the receipt code.
func receipt(who resident, view domain.CounterNow, r domain.Rating) string {
	answer := who.texts.T("bot.given", "value", who.texts.T("value."+strconv.Itoa(r.Value)))
	return lines(answer, shownName(view, r.Officer), placeName(view),
		who.texts.T("bot.receipt", "receipt", r.Receipt()))
}

// ticks are the buttons of the reasons that fit the rating, chosen ones marked.
func ticks(who resident, r domain.Rating, pass string) [][]Button {
	var row []Button
	for _, reason := range domain.ReasonsFor(r.Value) {
		b := Button{Text: who.texts.T("reason." + reason)}
		d := data{action: actionTick, n: slices.Index(reasons(), reason), last: pass}
		if slices.Contains(r.Reasons, reason) {
			b.Text, d.action = marked(b.Text, true), actionUntick
		}
		b.Data = d.String()
		row = append(row, b)
	}
	if len(row) > 3 { // longer words: a phone shows two per row
		return [][]Button{row[:2], row[2:]}
	}
	return [][]Button{row}
}

// longNote is the length in characters from which on a note is likely a complaint.
const longNote = 200

// complaint is the button of the complaint channel, where a complaint is likely.
func (t *Talk) complaint(who resident, r domain.Rating) [][]Button {
	if r.Value > 2 && utf8.RuneCountInString(r.NoteKept()) < longNote && r.Verdict != domain.Reported {
		return nil
	}
	return [][]Button{t.lapor(who)}
}

// lapor is the button of the complaint channel, since a rating is no complaint.
func (t *Talk) lapor(who resident) []Button {
	return []Button{{Text: who.texts.T("bot.lapor"), URL: t.laporURL}}
}
