package review

import (
	"context"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/integrity"
	"suaraloket/domain/locale"
	"suaraloket/domain/review"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// heldQuery is the query of the addresses of the review.
type heldQuery struct {
	Period   domain.Period
	Unit     string
	Rule     string // of a hold, report.SetAside, or "" for all
	Officer  string
	Counter  string
	Day      domain.Day
	SetAside bool
}

func (s *Section) readHeld(c *fiber.Ctx) (heldQuery, error) {
	period, err := s.ReadPeriod(c)
	return heldQuery{
		Period: period, Unit: domain.NormalCode(c.Query("unit")), Rule: c.Query("aturan"), Officer: domain.NormalCode(c.Query("petugas")),
		Counter: domain.NormalCode(c.Query("loket")), Day: domain.Day(c.Query("hari")), SetAside: c.Query("disisihkan") == "ya",
	}, err
}

// address is the address of the list, or with a day of one group.
func (q heldQuery) address() string {
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	path := "/tinjauan"
	if q.Day != "" {
		path += "/kelompok"
	} else {
		set("periode", q.Period.String())
		set("unit", q.Unit)
	}
	set("aturan", q.Rule)
	set("petugas", q.Officer)
	set("loket", q.Counter)
	set("hari", string(q.Day))
	if q.SetAside {
		set("disisihkan", "ya")
	}
	return frame.Root + path + "?" + values.Encode()
}

func (q heldQuery) filter() review.Filter {
	return review.Filter{Rule: domain.HoldReason(q.Rule), Unit: q.Unit, Officer: q.Officer, Counter: q.Counter, Day: q.Day, SetAside: q.SetAside}
}

// heldView is the data of the list of held ratings.
type heldView struct {
	Query    heldQuery
	Periods  []frame.Choice
	Units    []frame.Choice
	Rules    []frame.Choice
	OpenURL  string
	AsideURL string
	Rows     []groupRow
	Marks    []markRow
}

// groupRow is a group as the list shows it.
type groupRow struct {
	URL     string
	Rule    string // in words
	Why     string // in words, "" for a rule that counts nothing
	Officer string // "" when no officer was rated
	Counter string
	Day     string
	N       int64
}

// markRow is a mark in words.
type markRow struct {
	Officer string
	URL     string
	Why     string
}

func (s *Section) held(c *fiber.Ctx, who frame.Visitor) error {
	q, err := s.readHeld(c)
	if err != nil {
		return err
	}
	q.Officer, q.Counter, q.Day = "", "", ""
	texts := s.Texts(c)
	view := heldView{Query: q, Periods: frame.PeriodChoices(s.Clock(), q.Period, texts), Rules: ruleChoices(q.Rule, texts)}
	view.OpenURL, view.AsideURL = heldQuery{Period: q.Period, Unit: q.Unit}.address(), heldQuery{Period: q.Period, Unit: q.Unit, SetAside: true}.address()
	err = frame.Run(func(ctx context.Context) error {
		index, err := s.Roster.Latest(ctx)
		if err != nil {
			return err
		}
		view.Units = frame.UnitChoices(index.Units(), q.Unit)
		groups, err := s.Held.Groups(ctx, who.Actor, q.Period, q.filter())
		if err != nil {
			return err
		}
		for _, g := range groups {
			view.Rows = append(view.Rows, groupRowOf(index, g, q, texts))
		}
		marks, err := s.Held.Marks(ctx, who.Actor, q.Period)
		for _, m := range marks {
			if q.Unit == "" || m.Unit == q.Unit {
				view.Marks = append(view.Marks, markRowOf(index, m, q.Period, texts))
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Show(c, fiber.StatusOK, "held.html", who, frame.Page{Title: texts.T("hr.held.title"), Nav: "held", Body: view})
}

func groupRowOf(index *domain.RosterIndex, g review.Group, q heldQuery, texts locale.Texts) groupRow {
	of := heldQuery{Rule: string(g.Rule), Officer: g.Officer, Counter: g.Counter, Day: g.Day, SetAside: q.SetAside}
	row := groupRow{
		URL: of.address(), Officer: officerName(index, g.Officer), Counter: counterName(index, g.Counter),
		Day: texts.Day(g.Day), N: int64(len(g.Ratings)), Rule: texts.T("hr.held.aside"),
	}
	if g.Rule != "" {
		row.Rule, row.Why = texts.T("hold."+string(g.Rule)), why(g.Rule, g.Evidence, texts)
	}
	return row
}

// why says on what numbers a rule rests, "" for a rule without numbers.
func why(rule domain.HoldReason, e integrity.Evidence, texts locale.Texts) string {
	key := "hold." + string(rule) + ".why"
	if e == (integrity.Evidence{}) || !texts.Has(key) {
		return ""
	}
	return texts.T(key, "count", e.Count, "limit", e.Limit, "window", e.Window, "served", e.Served)
}

func markRowOf(index *domain.RosterIndex, m integrity.Mark, period domain.Period, texts locale.Texts) markRow {
	return markRow{
		Officer: officerName(index, m.Officer), URL: frame.OfficerAddress(m.Officer, period),
		Why: texts.T("hold.stream."+string(m.Streams), "n", m.N, "mean", texts.Decimal(m.Mean, 2), "rest_n", m.RestN, "rest_mean", texts.Decimal(m.RestMean, 2)),
	}
}

func officerName(index *domain.RosterIndex, code string) string {
	if officer, err := index.Officer(code); err == nil {
		return officer.Name + " (" + code + ")"
	}
	return code
}

func counterName(index *domain.RosterIndex, code string) string {
	if counter, err := index.Counter(code); err == nil {
		return counter.Name + " (" + code + ")"
	}
	return code
}

// ruleChoices are the rules that hold ratings.
func ruleChoices(selected string, texts locale.Texts) []frame.Choice {
	var list []frame.Choice
	for _, rule := range holdRules() {
		list = append(list, frame.Choice{Value: string(rule), Label: texts.T("hold." + string(rule)), Selected: string(rule) == selected})
	}
	return list
}

// holdRules lists the rules that hold ratings, those of the sweep first.
func holdRules() []domain.HoldReason {
	var rules []domain.HoldReason
	for _, rule := range append(integrity.Rules(), integrity.Burst) {
		if integrity.Sweeps(rule) {
			rules = append(rules, domain.HoldReason(rule))
		}
	}
	for _, rule := range domain.HoldReasons() {
		if !slices.Contains(rules, rule) {
			rules = append(rules, rule)
		}
	}
	return rules
}

// decideHeld releases the selected ratings or sets them aside.
func (s *Section) decideHeld(c *fiber.Ctx, who frame.Visitor) error {
	if rating := c.FormValue("naskah"); rating != "" {
		return s.readOriginal(c, who, rating)
	}
	var ids []string
	for _, id := range c.Request().PostArgs().PeekMulti("rating") {
		ids = append(ids, string(id))
	}
	input := heldForm{reason: c.FormValue("reason"), act: c.FormValue("act")}
	err := frame.Run(func(ctx context.Context) error {
		return s.Held.Decide(ctx, who.Actor, ids, input.act == "release", input.reason)
	})
	if input.wrong = frame.FieldErrorsOf(err, s.Texts(c)); input.wrong != nil {
		return s.showGroup(c, web.StatusOf(err), who, input)
	}
	if err != nil {
		return err
	}
	q, err := s.readHeld(c)
	if err != nil {
		return err
	}
	q.Rule, q.SetAside = "", false
	return c.Redirect(q.address()+"&selesai=ya", fiber.StatusSeeOther)
}
