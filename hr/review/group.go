package review

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
	"suaraloket/domain/review"
	"suaraloket/domain/score"
	"suaraloket/hr/frame"
)

// groupView is the data of the page of some ratings of one officer on one day.
type groupView struct {
	URL     string
	DayURL  string // all ratings of the day, "" on that page
	Rule    string // in words, "" for the whole day
	Why     string
	Officer string
	Day     string
	Rows    []heldRow
	Effect  effect
	Done    bool
	Reason  string
	Wrong   map[string]string
}

// heldRow is a rating as the review shows it: never what leads to the resident, and its
// comment only as the original that was asked for.
type heldRow struct {
	ID        string
	Receipt   string
	Time      string
	Counter   string
	Channel   string
	Assurance string
	Value     int
	State     string // counted, held or set_aside
	Rules     []string
	Reviews   []reviewLine
	Checked   bool
	Original  bool          // what was written can be read
	Written   []writtenLine // what was written, once it is read
}

// writtenLine is a text that was written, with its time in words.
type writtenLine struct {
	Text   string
	Moment string
}

// reviewLine is a decision with its time in words.
type reviewLine struct {
	review.Review
	Moment string
}

// effect is what the score is, and what it would be if the held ratings counted.
type effect struct {
	Shown     bool
	Now, Then string
}

// heldForm is the refused input with its errors.
type heldForm struct {
	act, reason string
	wrong       map[string]string
	read        string // the rating whose originals are shown
	originals   []domain.Original
}

func (s *Section) group(c *fiber.Ctx, who frame.Visitor) error {
	return s.showGroup(c, fiber.StatusOK, who, heldForm{})
}

func (s *Section) showGroup(c *fiber.Ctx, status int, who frame.Visitor, refused heldForm) error {
	q, err := s.readHeld(c)
	if err != nil {
		return err
	}
	texts := s.Texts(c)
	view := groupView{URL: q.address(), Reason: refused.reason, Wrong: refused.wrong, Done: c.Query("selesai") == "ya", Day: texts.Day(q.Day)}
	var ratings []review.HeldRating
	err = frame.Run(func(ctx context.Context) (err error) {
		index, err := s.Roster.Latest(ctx)
		if err != nil {
			return err
		}
		view.Officer = officerName(index, q.Officer)
		if ratings, err = s.groupOf(ctx, who, q, &view, texts); err != nil {
			return err
		}
		for _, held := range ratings {
			row := s.heldRow(index, held, q, texts)
			if row.ID == refused.read {
				row.Written = s.written(refused.originals, texts)
			}
			view.Rows = append(view.Rows, row)
		}
		view.Effect, err = s.effect(ctx, who, q, ratings, texts)
		return err
	})
	if err != nil {
		return err
	}
	page := frame.Page{Title: texts.T("hr.held.title"), Nav: "held", Body: view}
	if status != fiber.StatusOK || refused.read != "" {
		page.At = view.URL
	}
	return s.Show(c, status, "heldgroup.html", who, page)
}

// readOriginal shows the page with what was written for one rating, once.
func (s *Section) readOriginal(c *fiber.Ctx, who frame.Visitor, rating string) error {
	shown := heldForm{read: rating, reason: c.FormValue("reason")}
	err := frame.Run(func(ctx context.Context) (err error) {
		shown.originals, err = s.Held.Original(ctx, who.Actor, rating)
		return err
	})
	if err != nil {
		return err
	}
	return s.showGroup(c, fiber.StatusOK, who, shown)
}

func (s *Section) written(originals []domain.Original, texts locale.Texts) []writtenLine {
	var list []writtenLine
	for _, o := range originals {
		list = append(list, writtenLine{o.Text, texts.Moment(o.At.In(s.Clock().Location()))})
	}
	return list
}

// groupOf gives the ratings of the page: those of one rule and counter, or the whole day.
func (s *Section) groupOf(ctx context.Context, who frame.Visitor, q heldQuery, view *groupView, texts locale.Texts) ([]review.HeldRating, error) {
	if q.Rule == "" && !q.SetAside {
		return s.Held.OfficerDay(ctx, who.Actor, q.Officer, q.Day)
	}
	view.DayURL = heldQuery{Officer: q.Officer, Day: q.Day}.address()
	groups, err := s.Held.Groups(ctx, who.Actor, dayPeriod(q.Day), q.filter())
	if err != nil || len(groups) == 0 {
		return nil, err
	}
	view.Rule = texts.T("hr.held.aside")
	if rule := groups[0].Rule; rule != "" {
		view.Rule, view.Why = texts.T("hold."+string(rule)), why(rule, groups[0].Evidence, texts)
	}
	return groups[0].Ratings, nil
}

// dayPeriod is the quarter of a day.
func dayPeriod(day domain.Day) domain.Period {
	period, err := domain.ParseSurveyPeriod(string(day.Month()))
	if err != nil {
		return domain.Period{}
	}
	return period.Quarters()[0]
}

func (s *Section) heldRow(index *domain.RosterIndex, held review.HeldRating, q heldQuery, texts locale.Texts) heldRow {
	r, zone := held.Rating, s.Clock().Location()
	row := heldRow{
		ID: r.ID, Receipt: r.Receipt(), Time: texts.Clock(r.RatedAt.In(zone)), Counter: counterName(index, r.Counter),
		Channel: string(r.Channel), Assurance: string(r.Assurance), Value: r.Value, State: string(r.Verdict),
		Checked: q.Rule != "" && r.Verdict == domain.Held, Original: held.Original,
	}
	if r.SetAside {
		row.State = "set_aside"
	}
	for _, rule := range held.Rules() {
		row.Rules = append(row.Rules, texts.T("hold."+string(rule)))
	}
	for _, made := range held.Reviews {
		row.Reviews = append(row.Reviews, reviewLine{made, texts.Moment(made.At.In(zone))})
	}
	return row
}

// effect compares the score with what it would be if the held ratings of the page counted.
func (s *Section) effect(ctx context.Context, who frame.Visitor, q heldQuery, ratings []review.HeldRating, texts locale.Texts) (effect, error) {
	var more []score.Cell
	for _, held := range ratings {
		var one score.Counts
		if r := held.Rating; r.Verdict == domain.Held && !r.SetAside && r.Value >= 1 && r.Value <= len(one) {
			one[r.Value-1] = 1
			more = append(more, report.CellOf(r.Officer, r.Unit, r.Service, r.Channel, one))
		}
	}
	if len(more) == 0 || q.Officer == "" {
		return effect{}, nil
	}
	now, then, err := s.Reports.Effect(ctx, who.Actor, q.Officer, dayPeriod(q.Day), more)
	words := func(x score.Score) string {
		if x.State == score.Withheld {
			return texts.T("hr.state.withheld")
		}
		return texts.Decimal(x.Value, 1)
	}
	if refusal, ok := domain.Refusal(err); ok && refusal.Code == domain.CodeNotFound {
		return effect{}, nil // the officer has left the roster
	}
	return effect{Shown: err == nil, Now: words(now), Then: words(then)}, err
}
