package bot

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

// ratingID makes the id of the rating that a person gives in a visit: the same
// person at the same counter on the same day is the same rating, in whichever update
// the press arrives. The day is that on which the visit was opened, which the pass
// tells, so that a press repeated after midnight is still the same.
func (t *talk) ratingID(right domain.Right) string {
	opened := openedAt(right).In(t.directory.Now().Location())
	space := uuid.NewSHA1(uuid.NameSpaceURL, []byte("suaraloket:chat"))
	return uuid.NewSHA1(space, []byte(right.Author+":"+right.Counter+":"+string(domain.DayOf(opened)))).String()
}

func openedAt(right domain.Right) time.Time { return right.Expires.Add(-domain.VisitTime) }

// rightOf reads the pass of a visit. Who rates is who the person was when the visit was
// opened, also when a new triwulan has begun since.
func (t *talk) rightOf(ctx context.Context, who resident, pass string) (domain.Right, error) {
	right, err := t.visits.ReadChat(ctx, pass, who.author)
	if err == nil {
		right.Author, err = t.authors.Of(ctx, who.id, openedAt(right))
	}
	return right, err
}

// rate stores the rating of a press and thanks for it. The press repeated is the
// same rating; another answer pressed before the thanks came is a correction.
func (t *talk) rate(ctx context.Context, who resident, d data) (reply, error) {
	right, err := t.rightOf(ctx, who, d.last)
	if errors.Is(err, domain.ErrPassInvalid) {
		return stale(who), nil
	}
	if err != nil {
		return reply{}, err
	}
	view, err := t.known(ctx, right)
	if err != nil {
		return reply{}, err
	}
	effects := who.draft.withRating(func(r domain.Rating) reply {
		if newer, err := t.known(ctx, right); err == nil { // the store may have asked to look again
			view = newer
		}
		return t.thanks(who, view, r, d.last, "bot.thanks")
	})
	stored, added, err := t.intake.SubmitWith(ctx, t.submission(who, view, right, d), effects)
	who.draft.stored = added && err == nil
	switch {
	case who.draft.stored:
		return who.draft.reply, nil
	case errors.Is(err, domain.ErrIDReused):
		return t.rateAgain(ctx, who, stored, d)
	case errors.Is(err, domain.ErrAlreadyRated):
		return t.given(ctx, who, right, d.last)
	case storeAway(err):
		return reply{}, errors.Join(errNotTaken, err)
	case err != nil:
		return reply{}, err
	}
	return t.thanks(who, view, stored, d.last, "bot.thanks"), nil
}

// submission is what a press says. The service is left to the ticket, where one was
// brought: it may know better.
func (t *talk) submission(who resident, view domain.CounterView, right domain.Right, d data) domain.Submission {
	s := domain.Submission{ID: t.ratingID(right), Right: right, Value: d.n, Officer: d.officer, Lang: who.texts.Lang}
	if right.Ticket == "" {
		s.Service = view.Counter.OnlyService()
	}
	return s
}

// rateAgain meets a rating of the same visit with other content.
func (t *talk) rateAgain(ctx context.Context, who resident, stored domain.Rating, d data) (reply, error) {
	view, err := t.rated(ctx, stored)
	switch {
	case err != nil:
		return reply{}, err
	case d.officer != domain.UnsureOfficer && d.officer != stored.Officer,
		d.officer == domain.UnsureOfficer && stored.Officer != "":
		return t.thanks(who, view, stored, d.last, "bot.already"), nil // another officer: one rating each visit
	case stored.Value == d.n:
		return t.thanks(who, view, stored, d.last, "bot.thanks"), nil
	}
	return t.correct(ctx, who, view, stored, d)
}

// given shows what the person gave the counter today.
func (t *talk) given(ctx context.Context, who resident, right domain.Right, pass string) (reply, error) {
	stored, err := t.intake.Given(ctx, right.Author, right.Counter)
	if unknownRating(err) {
		return erased(who), nil
	}
	if err != nil {
		return reply{}, err
	}
	view, err := t.rated(ctx, stored)
	return t.thanks(who, view, stored, pass, "bot.already"), err
}

// correct changes the value. Reasons that do not fit the new one go with the old.
func (t *talk) correct(ctx context.Context, who resident, view domain.CounterView, stored domain.Rating, d data) (reply, error) {
	fitting := slices.DeleteFunc(slices.Clone(stored.Reasons), func(reason string) bool {
		return !slices.Contains(domain.ReasonsFor(d.n), reason)
	})
	return t.change(ctx, who, stored, domain.Change{Value: &d.n, Reasons: &fitting},
		func(r domain.Rating) reply { return t.thanks(who, view, r, d.last, "bot.changed") },
		func() reply { return t.tooLate(who, view, stored, d.last) })
}

// change stores a change together with what is said of it.
func (t *talk) change(ctx context.Context, who resident, stored domain.Rating, c domain.Change, say func(domain.Rating) reply, late func() reply) (reply, error) {
	c.After, c.Said = who.draft.withRating(say), who.draft.said
	_, err := t.intake.Change(ctx, stored.ID, ownRight(stored), c)
	if errors.Is(err, domain.ErrChangeTooLate) {
		return late(), nil
	}
	if err != nil {
		return reply{}, err
	}
	who.draft.stored = true
	return who.draft.reply, nil
}

// ownRight is the right of the person who gave the rating. Only what was found by
// the person's own hash is handed in.
func ownRight(r domain.Rating) domain.Right {
	return domain.Right{Counter: r.Counter, Channel: r.Channel, Assurance: r.Assurance, Author: r.Author}
}

// thanks shows a stored rating under the given heading and, while it takes changes,
// the ways to change it.
func (t *talk) thanks(who resident, view domain.CounterView, r domain.Rating, pass, heading string) reply {
	said := who.texts.T(heading)
	out := reply{toast: said, heading: said, text: receipt(who, view, r), picture: t.face(view, r.Officer)}
	if !t.changeable(r) {
		out.rows = t.complaint(who, r)
		return out
	}
	note := ""
	if r.Comment != "" {
		note = who.texts.T("bot.note.kept")
	}
	out.text = paragraphs(out.text, note, who.texts.T("bot.more", "until", t.until(who, r)))
	out.rows = append(ticks(who, r, pass),
		[]button{
			{text: who.texts.T("bot.change"), data: data{deed: deedAsk, last: pass}.String()},
			{text: who.texts.T("bot.note"), data: data{deed: deedNote, last: pass}.String()},
		},
		surveyButtons(who, r, pass))
	out.rows = append(out.rows, t.complaint(who, r)...)
	return out
}

// until is the time of day to which a rating takes changes.
func (t *talk) until(who resident, r domain.Rating) string {
	return who.texts.Clock(r.ChangeUntil().In(t.directory.Now().Location()))
}

func (t *talk) changeable(r domain.Rating) bool { return !t.directory.Now().After(r.ChangeUntil()) }

// inTime says whether the rating took changes when the person spoke.
func (t *talk) inTime(who resident, r domain.Rating) bool {
	if who.draft.deferred() {
		return !who.draft.said.After(r.ChangeUntil())
	}
	return t.changeable(r)
}

// tooLate says kindly what was given, and that it stays so.
func (t *talk) tooLate(who resident, view domain.CounterView, r domain.Rating, pass string) reply {
	out := t.thanks(who, view, r, pass, "bot.already")
	out.toast, out.alert = who.texts.T("refusal.change_too_late"), true
	return out
}

// receipt says what was given to whom, and the code by which it can be named.
func receipt(who resident, view domain.CounterView, r domain.Rating) string {
	answer := who.texts.T("bot.given", "value", who.texts.T("value."+strconv.Itoa(r.Value)))
	return lines(answer, shownName(view, r.Officer), placeName(view),
		who.texts.T("bot.receipt", "receipt", r.Receipt()))
}

// ticks are the reasons that fit the rating, with a mark before those that hold.
func ticks(who resident, r domain.Rating, pass string) [][]button {
	var row []button
	for _, reason := range domain.ReasonsFor(r.Value) {
		b := button{text: who.texts.T("reason." + reason)}
		d := data{deed: deedTick, n: slices.Index(reasons(), reason), last: pass}
		if slices.Contains(r.Reasons, reason) {
			b.text, d.deed = marked(b.text, true), deedUntick
		}
		b.data = d.String()
		row = append(row, b)
	}
	if len(row) > 3 { // longer words: two beside each other can be read on a phone
		return [][]button{row[:2], row[2:]}
	}
	return [][]button{row}
}

// longNote is from how many characters on a note says more than a rating can.
const longNote = 200

// complaint leads to where complaints are taken, where there is likely to be one.
func (t *talk) complaint(who resident, r domain.Rating) [][]button {
	if r.Value > 2 && utf8.RuneCountInString(r.Comment) < longNote && !slices.Contains(r.Reasons, domain.ReasonFee) {
		return nil
	}
	return [][]button{t.lapor(who)}
}

// lapor leads to where complaints are taken: a rating is none.
func (t *talk) lapor(who resident) []button {
	return []button{{text: who.texts.T("bot.lapor"), url: t.laporURL}}
}
