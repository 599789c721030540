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

// boardView is the board as it is drawn.
type boardView struct {
	Query    boardQuery
	Crumb    string // the one unit that is shown, or the city
	Periods  []frame.Choice
	Units    []frame.Choice // nil when the visitor sees one unit only
	Services []frame.Choice
	States   []frame.Choice
	Narrowed bool
	ResetURL string
	CSVURL   string
	AllURL   string // every rating of the period; empty for who may not take them
	Cards    []frame.Card
	Columns  []frame.Column
	Axis     chart.Axis
	Rows     []row
	OneUnit  bool // so that the table need not name it
	Shown    int64
	Least    int64 // from which number on a score is shown
	Board    report.Board
}

// standings is a board, twice: as the address narrows it, and whole for the cards.
type standings struct {
	shown report.Board
	whole report.Board
}

func (s *Section) board(c *fiber.Ctx, who frame.Visitor) error {
	query, err := s.readBoard(c)
	if err != nil {
		return err
	}
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
	if read.shown, err = s.Reports.Board(ctx, who.Actor, q.Period, q.filter()); err != nil {
		return standings{}, err
	}
	read.shown.Sort(q.Sort, q.Down)
	read.whole = read.shown
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
	ikm, err := s.indexes(ctx, who, q, units)
	if err != nil {
		return boardView{}, err
	}
	view := boardView{
		Query: q, Crumb: crumb(q, units), Board: read.shown, Shown: int64(len(read.shown.Rows)), Least: score.MinimumShown,
		Periods: frame.PeriodChoices(s.Clock(), q.Period, texts), Units: frame.UnitChoices(units, q.Unit),
		Services: serviceChoices(counters, q), States: stateChoices(q.State, texts),
		Narrowed: q.filter() != report.BoardFilter{},
		ResetURL: boardQuery{Period: q.Period, Sort: q.Sort, Down: q.Down}.address(frame.Root + "/papan"),
		CSVURL:   q.address(frame.Root + "/papan.csv"),
		Cards:    s.cards(texts, q, read.whole, ikm), OneUnit: q.Unit != "" || len(units) == 1,
	}
	if who.May(frame.ExportRatings) {
		view.AllURL = frame.Root + "/penilaian.csv?periode=" + q.Period.String()
	}
	view.Columns = columns(q, view.OneUnit)
	view.Axis, view.Rows = rowsOf(read.shown, texts)
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

// serviceChoices are the services of the counters that the board is about.
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

// columns are the table's heads in reading order.
func columns(q boardQuery, oneUnit bool) []frame.Column {
	head := func(key, class string) frame.Column {
		if !slices.Contains(sortings(), key) {
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
