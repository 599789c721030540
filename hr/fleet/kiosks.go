package fleet

import (
	"cmp"
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// kiosksView is the data of the fleet's page.
type kiosksView struct {
	Query      kioskQuery
	Units      []frame.Choice
	Conditions []frame.Choice
	Narrowed   bool
	ResetURL   string
	OrderURL   string // the same kiosks in the default order
	CSVURL     string
	Cards      []frame.Card
	Columns    []frame.Column
	Rows       []kioskRow
	Shown      int64
	Any        bool // the fleet is not empty
	Add        newKiosk
	AsOf       string
}

// newKiosk is the form for a new kiosk, with the refused input and its errors.
type newKiosk struct {
	Counters []frame.ChoiceGroup
	Name     string
	Wrong    map[string]string
}

func (s *Section) kiosks(c *fiber.Ctx, who frame.Visitor) error {
	return s.showKiosks(c, fiber.StatusOK, who, newKiosk{}, "")
}

// showKiosks shows the fleet, with the refused form if there is one.
func (s *Section) showKiosks(c *fiber.Ctx, status int, who frame.Visitor, add newKiosk, counter string) error {
	fleet, err := s.fleetOf(who)
	if err != nil {
		return err
	}
	counters, err := s.ownCounters(who)
	if err != nil {
		return err
	}
	texts, query := s.Texts(c), readKiosks(c)
	view := s.kiosksView(query, fleet, texts)
	view.Units = frame.UnitChoices(unitsOf(counters), query.Unit)
	view.Add = add
	view.Add.Counters = counterChoices(counters, counter)
	return s.Show(c, status, "kiosks.html", who, frame.Page{Title: texts.T("hr.kiosks.title"), Nav: "kiosks", Body: view})
}

func (s *Section) fleetOf(who frame.Visitor) ([]domain.KioskStatus, error) {
	return web.Within(func(ctx context.Context) ([]domain.KioskStatus, error) { return s.Fleet.List(ctx, who.Actor) })
}

func (s *Section) ownCounters(who frame.Visitor) ([]domain.Counter, error) {
	return web.Within(func(ctx context.Context) ([]domain.Counter, error) { return s.Roster.Counters(ctx, who.Actor) })
}

func (s *Section) kiosksView(q kioskQuery, fleet []domain.KioskStatus, texts locale.Texts) kiosksView {
	picked := q.apply(fleet)
	view := kiosksView{
		Query: q, Conditions: conditionChoices(q.Condition, texts), Narrowed: q.filtered(), Any: len(fleet) > 0,
		ResetURL: kioskQuery{Sort: q.Sort, Down: q.Down}.address(frame.Root + "/kios"), CSVURL: q.address(frame.Root + "/kios.csv"),
		OrderURL: kioskQuery{Unit: q.Unit, Condition: q.Condition, Text: q.Text}.address(frame.Root + "/kios"),
		Cards:    kioskCards(q.ofUnit(fleet), texts), Columns: kioskColumns(q), Shown: int64(len(picked)),
		AsOf: texts.Moment(s.Clock()),
	}
	for _, k := range picked {
		view.Rows = append(view.Rows, s.kioskRow(k, texts))
	}
	return view
}

// kioskCards count the kiosks in use by condition.
func kioskCards(fleet []domain.KioskStatus, texts locale.Texts) []frame.Card {
	count := map[domain.KioskCondition]int64{}
	var alarms, missing int64
	for _, k := range fleet {
		count[k.Condition]++
		if k.Alarm {
			alarms++
		}
		if k.Condition != domain.KioskRevoked {
			missing += k.Missing
		}
	}
	inUse := int64(len(fleet)) - count[domain.KioskRevoked]
	card := func(key string, n int64, note string, attention bool) frame.Card {
		return frame.Card{Label: texts.T("hr.kiosks.card." + key), Value: texts.Number(n), Notes: []string{note}, Attention: attention}
	}
	silent := texts.T("hr.kiosks.card.silent.none")
	if alarms > 0 {
		silent = texts.N("hr.kiosks.card.silent.alarm", alarms)
	}
	return []frame.Card{
		card("active", count[domain.KioskActive], texts.N("hr.kiosks.card.active.of", inUse), false),
		card("silent", count[domain.KioskSilent], silent, alarms > 0),
		card("troubled", count[domain.KioskTroubled], texts.T("hr.kiosks.card.troubled.note"), count[domain.KioskTroubled] > 0),
		card("missing", missing, texts.T("hr.kiosks.card.missing.note"), missing > 0),
	}
}

// kioskColumns are the headers of the table.
func kioskColumns(q kioskQuery) []frame.Column {
	head := func(key, class string) frame.Column {
		if !slices.Contains(kioskSortings(), key) {
			return frame.Column{Key: key, Class: class}
		}
		return frame.SortableColumn(key, class, q.sortedBy(key).address(frame.Root+"/kios"), q.Sort, q.Down)
	}
	return []frame.Column{
		head("name", ""), head("counter", ""), head("condition", "h-static"), head("seen", ""),
		head("waiting", "num"), head("numbers", "num h-static"), head("battery", "num h-static"), head("version", "h-static"),
	}
}

// unitsOf are the units of the counters, sorted by name.
func unitsOf(counters []domain.Counter) []domain.Unit {
	var units []domain.Unit
	for _, c := range counters {
		units = append(units, c.Unit)
	}
	units = slices.SortedFunc(slices.Values(units), func(a, b domain.Unit) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Code, b.Code))
	})
	return slices.CompactFunc(units, func(a, b domain.Unit) bool { return a.Code == b.Code })
}

// counterChoices are the counters grouped by unit.
func counterChoices(counters []domain.Counter, selected string) []frame.ChoiceGroup {
	var groups []frame.ChoiceGroup
	for _, u := range unitsOf(counters) {
		group := frame.ChoiceGroup{Label: u.Name}
		for _, c := range counters {
			if c.Unit.Code == u.Code {
				group.List = append(group.List, frame.Choice{Value: c.Code, Label: c.Code + " – " + c.Name, Selected: c.Code == selected})
			}
		}
		groups = append(groups, group)
	}
	return groups
}
