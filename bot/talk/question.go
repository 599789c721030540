package talk

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"suaraloket/domain"
	"suaraloket/domain/locale"
)

// open begins a visit from a scanned code. A person who has rated the counter today sees
// that rating even if the code is used up, most likely by that rating.
func (t *Talk) open(ctx context.Context, who resident, code string) (Reply, error) {
	visit, err := t.visits.OpenChat(ctx, code, who.author)
	if err != nil {
		return Reply{}, err
	}
	return t.begin(ctx, who, visit)
}

// begin asks the question of a new visit, or shows the rating of an earlier one.
func (t *Talk) begin(ctx context.Context, who resident, visit domain.Visit) (Reply, error) {
	view, err := t.view(ctx, visit.Right)
	if err != nil {
		return Reply{}, err
	}
	given, err := t.intake.Given(ctx, who.author, visit.Right.Counter)
	if err == nil {
		t.show(who, domain.Screen{})
		view, err = t.rated(ctx, given)
		return t.thanks(who, view, given, visit.Pass, "bot.already"), err
	}
	if !unknownRating(err) && !StoreAway(err) { // a press works without the database too
		return Reply{}, err
	}
	err = t.intake.Admits(ctx, visit.Right)
	if errors.Is(err, domain.ErrAlreadyRated) {
		return erased(who), nil
	}
	if err != nil {
		return Reply{}, err
	}
	t.show(who, domain.Screen{Counter: visit.Right.Counter})
	if len(view.OnDuty) > 1 {
		return t.whoServed(who, view, visit.Pass), nil
	}
	return t.question(who, view, onlyOfficer(view), visit.Pass), nil
}

// view is the counter of a right with its current officers, or only the officer that a
// ticket names.
func (t *Talk) view(ctx context.Context, right domain.Right) (domain.CounterNow, error) {
	return t.seen(ctx, right, t.roster.CounterNow)
}

// known is the counter of a right from the cached roster, for a person who was already
// asked: the store checks again whether the officer is on duty.
func (t *Talk) known(ctx context.Context, right domain.Right) (domain.CounterNow, error) {
	return t.seen(ctx, right, t.roster.CachedCounterNow)
}

// rated is the counter of a stored rating with the rated officer only: the shift may have
// changed since.
func (t *Talk) rated(ctx context.Context, r domain.Rating) (domain.CounterNow, error) {
	return t.known(ctx, domain.Right{Counter: r.Counter, Officer: r.Officer})
}

func (t *Talk) seen(ctx context.Context, right domain.Right, look func(context.Context, string) (domain.CounterNow, error)) (domain.CounterNow, error) {
	view, err := look(ctx, right.Counter)
	if err != nil {
		return view, err
	}
	return t.roster.ServedBy(ctx, view, right.Officer)
}

func onlyOfficer(view domain.CounterNow) string {
	if len(view.OnDuty) == 1 {
		return view.OnDuty[0].Code
	}
	return domain.UnsureOfficer
}

// whoServed asks which of several officers it was. The buttons carry the numbers of the
// picture where there is one.
func (t *Talk) whoServed(who resident, view domain.CounterNow, pass string) Reply {
	lineup := t.picture(view.Counter.Code, view.OnDuty)
	var rows [][]Button
	for i, officer := range view.OnDuty {
		name, pick := officer.Shown(), data{action: actionPick, officer: officer.Code, last: pass}
		if lineup != "" {
			name = strconv.Itoa(i+1) + " · " + name
		}
		rows = append(rows, []Button{{Text: name, Data: pick.String()}})
	}
	unsure := data{action: actionPick, officer: domain.UnsureOfficer, last: pass}
	rows = append(rows, []Button{{Text: who.texts.T("bot.unsure"), Data: unsure.String()}})
	return Reply{Heading: placeName(view), Text: who.texts.T("bot.pick"), Rows: rows, Picture: Picture{lineup, lineup != ""}}
}

// pick handles the answer to whoServed and asks the question.
func (t *Talk) pick(ctx context.Context, who resident, d data) (Reply, error) {
	right, err := t.rightOf(ctx, who, d.last)
	if errors.Is(err, domain.ErrPassInvalid) {
		return stale(who), nil
	}
	if err != nil {
		return Reply{}, err
	}
	if t.roster.Now().After(right.Expires) {
		return Reply{}, domain.ErrPassExpired
	}
	view, err := t.view(ctx, right)
	if err != nil {
		return Reply{}, err
	}
	return t.question(who, view, d.officer, d.last), nil
}

// question asks for the rating: officer, counter and the four answers.
func (t *Talk) question(who resident, view domain.CounterNow, officer, pass string) Reply {
	general := ""
	switch {
	case view.Closed != nil:
		general = who.texts.Closed(*view.Closed, t.roster.Now()) + " " + who.texts.T("page.closed.unit")
	case !view.Open:
		general = who.texts.T("bot.nobody")
	}
	return Reply{
		Heading: lines(shownName(view, officer), placeName(view)),
		Text:    paragraphs(general, who.texts.T("bot.question"), who.texts.T("bot.promise")),
		Rows: faces(who.texts, func(value int) data {
			return data{action: actionRate, n: value, officer: officer, last: pass}
		}),
		Picture: t.face(view, officer),
	}
}

// faces are the four answers, two by two: a phone cuts what is longer than half of its width.
func faces(texts locale.Texts, do func(value int) data) [][]Button {
	rows := make([][]Button, 2)
	for value := 1; value <= 4; value++ {
		face := Button{Text: texts.T("bot.face." + strconv.Itoa(value)), Data: do(value).String()}
		rows[(value-1)/2] = append(rows[(value-1)/2], face)
	}
	return rows
}

// placeName is the name of the counter and its unit.
func placeName(view domain.CounterNow) string {
	if view.Counter.Unit.Name == "" {
		return view.Counter.Name
	}
	return view.Counter.Name + " · " + view.Counter.Unit.Name
}

// shownName is the public name of an officer who is on duty, or "".
func shownName(view domain.CounterNow, officer string) string {
	if o, ok := onDuty(view, officer); ok {
		return o.Shown()
	}
	return ""
}

// face is the picture of an officer who is on duty. It is shown wherever the officer's
// name is, so that the message keeps its layout from press to press.
func (t *Talk) face(view domain.CounterNow, officer string) Picture {
	if o, ok := onDuty(view, officer); ok {
		return Picture{Address: t.picture(view.Counter.Code, []domain.Officer{o})}
	}
	return Picture{}
}

func onDuty(view domain.CounterNow, officer string) (domain.Officer, bool) {
	at := slices.IndexFunc(view.OnDuty, func(o domain.Officer) bool { return o.Code == officer })
	if at < 0 {
		return domain.Officer{}, false
	}
	return view.OnDuty[at], true
}
