package board

import (
	"cmp"
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
	"suaraloket/hr/chart"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// boardView is the data of the board's page.
type boardView struct {
	Query    boardQuery
	Crumb    string // the unit, if only one is shown
	Periods  []frame.Choice
	Units    []frame.Choice // nil when the visitor sees one unit only
	Services []frame.Choice
	States   []frame.Choice
	Narrowed bool
	ResetURL string
	CSVURL   string
	AllURL   string // the download of all ratings; empty without the permission
	Future   string // set when the period has not begun
	Cards    []frame.Card
	Columns  []frame.Column
	Axis     chart.Axis
	Rows     []row
	Funnel   chart.Funnel
	Drawn    bool // the funnel has something to show
	OneUnit  bool // the table then has no column for it
	Shown    int64
	Minimum  int64 // the number of ratings from which a score is shown
	Board    report.Board
}

// standings is the filtered board, and the board of the whole unit or city for the cards.
type standings struct {
	filtered report.Board
	whole    report.Board
}

func (s *Section) board(c *fiber.Ctx, who frame.Visitor) error {
	query, err := s.readBoard(c)
	if err != nil {
		return err
	}
	query = query.ordered(who.Actor)
	read, err := web.Within(func(ctx context.Context) (standings, error) { return s.standings(ctx, who, query) })
	if err != nil {
		return err
	}
	view, err := web.Within(func(ctx context.Context) (boardView, error) { return s.boardView(ctx, who, query, read, s.Texts(c)) })
	if err != nil {
		return err
	}
	return s.Show(c, fiber.StatusOK, "board.html", who, frame.Page{Title: s.Texts(c).T("hr.board.title"), Nav: "board", Body: view})
}

func (s *Section) standings(ctx context.Context, who frame.Visitor, q boardQuery) (read standings, err error) {
	if read.filtered, err = s.Reports.Board(ctx, who.Actor, q.Period, q.filter()); err != nil {
		return standings{}, err
	}
	if err := s.Record.ViewBoard(ctx, who.Actor, q.Unit, q.Period); err != nil {
		return standings{}, err
	}
	read.filtered.Sort(q.Sort, q.Down)
	read.whole = read.filtered
	if q.filter() != q.unitFilter() {
		read.whole, err = s.Reports.Board(ctx, who.Actor, q.Period, q.unitFilter())
	}
	return read, err
}

func (s *Section) boardView(ctx context.Context, who frame.Visitor, q boardQuery, read standings, texts locale.Texts) (boardView, error) {
	units, err := s.Roster.Units(ctx, who.Actor)
	if err != nil {
		return boardView{}, err
	}
	counters, err := s.Roster.Counters(ctx, who.Actor)
	if err != nil {
		return boardView{}, err
	}
	ikm, err := s.indexes(ctx, who, ikmQuery{Period: q.Period, Unit: q.Unit}, units)
	if err != nil {
		return boardView{}, err
	}
	view := boardView{
		Query: q, Crumb: crumb(q, units), Board: read.filtered, Shown: int64(len(read.filtered.Rows)), Minimum: score.MinimumShown,
		Periods: frame.PeriodChoices(s.Clock(), q.Period, texts), Units: frame.UnitChoices(units, q.Unit),
		Services: serviceChoices(counters, q), States: stateChoices(q.State, texts),
		Narrowed: q.filter() != report.BoardFilter{},
		ResetURL: boardQuery{Period: q.Period, Sort: q.Sort, Down: q.Down}.address(frame.Root + "/papan"),
		CSVURL:   q.address(frame.Root + "/papan.csv"),
		Future:   s.Future(q.Period, texts),
		Cards:    s.cards(texts, q, read.whole, ikm), OneUnit: q.Unit != "" || len(units) == 1,
	}
	if who.May(frame.ExportRatings) {
		view.AllURL = frame.Root + "/penilaian.csv?periode=" + q.Period.String()
	}
	view.Columns = columns(q, view.OneUnit, who.Actor.SeesCity())
	view.Axis, view.Rows = rowsOf(read.filtered, texts)
	view.Funnel, view.Drawn = chart.FunnelOf(read.filtered.Rows, texts)
	if !who.May(frame.SeeOfficers) {
		withoutLinks(view.Rows)
	}
	return view, nil
}

func crumb(q boardQuery, units []domain.Unit) string {
	for _, u := range units {
		if u.Code == q.Unit || len(units) == 1 {
			return u.Name
		}
	}
	return ""
}

// serviceChoices are the services of the counters of the selected unit.
func serviceChoices(counters []domain.Counter, q boardQuery) []frame.Choice {
	var list []frame.Choice
	for _, counter := range counters {
		if q.Unit != "" && counter.Unit.Code != q.Unit {
			continue
		}
		for _, v := range counter.Services {
			list = append(list, frame.Choice{Value: v.Code, Label: v.Name, Selected: v.Code == q.Service})
		}
	}
	slices.SortFunc(list, func(a, b frame.Choice) int {
		return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.Value, b.Value))
	})
	return slices.Compact(list)
}

func stateChoices(selected score.State, texts locale.Texts) []frame.Choice {
	var list []frame.Choice
	for _, state := range states() {
		list = append(list, frame.Choice{Value: string(state), Label: texts.T("hr.state." + string(state)), Selected: state == selected})
	}
	return list
}

// columns are the headers of the table.
func columns(q boardQuery, oneUnit, ranks bool) []frame.Column {
	if oneUnit && q.Sort == sortings()[0] {
		q.Sort = "name" // which is the same in one unit
	}
	head := func(key, class string) frame.Column {
		if !slices.Contains(sortings(), key) || key == byScore && !ranks {
			return frame.Column{Key: key, Class: class}
		}
		return frame.SortableColumn(key, class, q.sortedBy(key).address(frame.Root+"/papan"), q.Sort, q.Down)
	}
	place := head("unit", "")
	if oneUnit {
		place = head("service", "h-static")
	}
	return []frame.Column{
		head("name", ""), place, head("score", "num"), head("range", "h-range h-static"),
		head("n", "num"), head("trend", "h-static"), head("state", ""),
	}
}
