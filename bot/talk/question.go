package talk

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"suaraloket/domain"
	"suaraloket/domain/locale"
)

// open begins a visit from the code that was scanned. Whoever has rated the counter
// today reads what was given, though the code be used up: by that rating, most likely.
func (t *Talk) open(ctx context.Context, who resident, code string) (Reply, error) {
	visit, err := t.visits.OpenChat(ctx, code, who.author)
	if err != nil {
		return Reply{}, err
	}
	return t.begin(ctx, who, visit)
}

// begin asks what a visit is opened for, or shows what was given in it.
func (t *Talk) begin(ctx context.Context, who resident, visit domain.Visit) (Reply, error) {
	view, err := t.view(ctx, visit.Right)
	if err != nil {
		return Reply{}, err
	}
	given, err := t.intake.Given(ctx, who.author, visit.Right.Counter)
	if err == nil {
		view, err = t.rated(ctx, given)
		return t.thanks(who, view, given, visit.Pass, "bot.already"), err
	}
	if !unknownRating(err) && !StoreAway(err) { // a press is taken without the database too
		return Reply{}, err
	}
	err = t.intake.Admits(ctx, visit.Right)
	if errors.Is(err, domain.ErrAlreadyRated) {
		return erased(who), nil
	}
	if err != nil {
		return Reply{}, err
	}
	if len(view.OnDuty) > 1 {
		return t.whoServed(who, view, visit.Pass), nil
	}
	return t.question(who, view, onlyOfficer(view), visit.Pass), nil
}

// view is the counter of a right as it is now, with the officer alone whom a ticket names.
func (t *Talk) view(ctx context.Context, right domain.Right) (domain.CounterView, error) {
	return t.seen(ctx, right, t.directory.Counter)
}

// known is the counter of a right for whoever has been asked about it, by what is known:
// the store looks once more whether a rating is of those who serve now.
func (t *Talk) known(ctx context.Context, right domain.Right) (domain.CounterView, error) {
	return t.seen(ctx, right, t.directory.KnownCounter)
}

// rated is the counter of a stored rating, with the officer alone who was rated: the
// shift may have changed since.
func (t *Talk) rated(ctx context.Context, r domain.Rating) (domain.CounterView, error) {
	return t.known(ctx, domain.Right{Counter: r.Counter, Officer: r.Officer})
}

func (t *Talk) seen(ctx context.Context, right domain.Right, look func(context.Context, string) (domain.CounterView, error)) (domain.CounterView, error) {
	view, err := look(ctx, right.Counter)
	if err != nil {
		return view, err
	}
	return t.directory.ServedBy(ctx, view, right.Officer)
}

func onlyOfficer(view domain.CounterView) string {
	if len(view.OnDuty) == 1 {
		return view.OnDuty[0].Code
	}
	return domain.UnsureOfficer
}

// whoServed asks which of several officers it was. Where a picture shows them, the
// buttons carry its numbers.
func (t *Talk) whoServed(who resident, view domain.CounterView, pass string) Reply {
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

// pick takes the answer to whoServed and asks how it was.
func (t *Talk) pick(ctx context.Context, who resident, d data) (Reply, error) {
	right, err := t.rightOf(ctx, who, d.last)
	if errors.Is(err, domain.ErrPassInvalid) {
		return stale(who), nil
	}
	if err != nil {
		return Reply{}, err
	}
	if t.directory.Now().After(right.Expires) {
		return Reply{}, domain.ErrPassExpired
	}
	view, err := t.view(ctx, right)
	if err != nil {
		return Reply{}, err
	}
	return t.question(who, view, d.officer, d.last), nil
}

// question asks how it was: who served and where, and the four answers.
func (t *Talk) question(who resident, view domain.CounterView, officer, pass string) Reply {
	general := ""
	if !view.Open {
		general = who.texts.T("bot.nobody")
	}
	return Reply{
		Heading: lines(shownName(view, officer), placeName(view)),
		Text:    paragraphs(general, lines(who.texts.T("bot.question"), scale(who.texts)), who.texts.T("bot.promise")),
		Rows: [][]Button{faces(who.texts, func(value int) data {
			return data{action: actionRate, n: value, officer: officer, last: pass}
		})},
		Picture: t.face(view, officer),
	}
}

// faces are the four answers in one row. A phone gives each of four buttons about
// 60 px on one line and cuts what is longer, of "Sangat puas" it would leave
// "Sanga…". So the buttons carry one short word each, and the message above spells
// the same four answers out in the same order.
func faces(texts locale.Texts, do func(value int) data) []Button {
	var row []Button
	for value := 1; value <= 4; value++ {
		row = append(row, Button{Text: texts.T("bot.face." + strconv.Itoa(value)), Data: do(value).String()})
	}
	return row
}

// scale spells the four answers out.
func scale(texts locale.Texts) string {
	return texts.T("bot.scale", "one", texts.T("value.1"), "two", texts.T("value.2"),
		"three", texts.T("value.3"), "four", texts.T("value.4"))
}

// placeName says where: the loket and its unit.
func placeName(view domain.CounterView) string {
	if view.Counter.Unit.Name == "" {
		return view.Counter.Name
	}
	return view.Counter.Name + " · " + view.Counter.Unit.Name
}

// shownName is the name that residents read of an officer who is on duty, or "".
func shownName(view domain.CounterView, officer string) string {
	if o, ok := onDuty(view, officer); ok {
		return o.Shown()
	}
	return ""
}

// face is the picture of an officer who is on duty. It stands wherever their name does in
// the message that is rated in, so that the message keeps its shape from press to press.
func (t *Talk) face(view domain.CounterView, officer string) Picture {
	if o, ok := onDuty(view, officer); ok {
		return Picture{Address: t.picture(view.Counter.Code, []domain.Officer{o})}
	}
	return Picture{}
}

func onDuty(view domain.CounterView, officer string) (domain.Officer, bool) {
	at := slices.IndexFunc(view.OnDuty, func(o domain.Officer) bool { return o.Code == officer })
	if at < 0 {
		return domain.Officer{}, false
	}
	return view.OnDuty[at], true
}
