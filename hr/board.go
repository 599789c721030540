package hr

import (
	"cmp"
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
	"suaraloket/web"
)

// boardView is the board as it is drawn.
type boardView struct {
	Query    boardQuery
	Crumb    string // the one unit that is shown, or the city
	Periods  []choice
	Units    []choice // nil when the visitor sees one unit only
	Services []choice
	States   []choice
	Narrowed bool
	ResetURL string
	CSVURL   string
	AllURL   string // every rating of the period; empty for who may not take them
	Cards    []boardCard
	Columns  []column
	Axis     axis
	Rows     []row
	OneUnit  bool // so that the table need not name it
	Shown    int64
	Least    int64 // from which number on a score is shown
	Board    report.Board
}

// column is a head of the table; URL is empty when the table does not sort by it.
type column struct {
	Key   string
	URL   string
	Sort  string // aria-sort: ascending, descending or nothing
	Class string
}

// sortable is the head of a column by which the address sorts; sort and down say what
// the table is sorted by now.
func sortable(key, class, address, sort string, down bool) column {
	col := column{Key: key, Class: class, URL: address}
	if sort == key {
		col.Sort = map[bool]string{false: "ascending", true: "descending"}[down]
	}
	return col
}

// standings is a board, twice: as the address narrows it, and whole for the cards.
type standings struct {
	shown report.Board
	whole report.Board
}

func (s *Site) board(c *fiber.Ctx, who visitor) error {
	query, err := s.readBoard(c)
	if err != nil {
		return err
	}
	read, err := web.Within(func(ctx context.Context) (standings, error) { return s.standings(ctx, who, query) })
	if err != nil {
		return err
	}
	view, err := web.Within(func(ctx context.Context) (boardView, error) { return s.boardView(ctx, who, query, read, s.texts(c)) })
	if err != nil {
		return err
	}
	return s.show(c, fiber.StatusOK, "board.html", who, page{Title: s.texts(c).T("hr.board.title"), Nav: "board", Body: view})
}

func (s *Site) standings(ctx context.Context, who visitor, q boardQuery) (read standings, err error) {
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

func (s *Site) boardView(ctx context.Context, who visitor, q boardQuery, read standings, texts locale.Texts) (boardView, error) {
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
		Periods: periodChoices(s.Clock(), q.Period, texts), Units: unitChoices(units, q.Unit),
		Services: serviceChoices(counters, q), States: stateChoices(q.State, texts),
		Narrowed: q.filter() != report.BoardFilter{},
		ResetURL: boardQuery{Period: q.Period, Sort: q.Sort, Down: q.Down}.address(root + "/papan"),
		CSVURL:   q.address(root + "/papan.csv"),
		Cards:    s.cards(texts, q, read.whole, ikm), OneUnit: q.Unit != "" || len(units) == 1,
	}
	if who.may(permitAll) {
		view.AllURL = root + "/penilaian.csv?periode=" + q.Period.String()
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

func unitChoices(units []domain.Unit, selected string) []choice {
	if len(units) < 2 {
		return nil
	}
	list := make([]choice, len(units))
	for i, u := range units {
		list[i] = choice{Value: u.Code, Label: u.Name, Selected: u.Code == selected}
	}
	return list
}

// serviceChoices are the services of the counters that the board is about.
func serviceChoices(counters []domain.Counter, q boardQuery) []choice {
	var list []choice
	for _, counter := range counters {
		if q.Unit != "" && counter.Unit.Code != q.Unit {
			continue
		}
		for _, v := range counter.Services {
			list = append(list, choice{Value: v.Code, Label: v.Name, Selected: v.Code == q.Service})
		}
	}
	slices.SortFunc(list, func(a, b choice) int { return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.Value, b.Value)) })
	return slices.Compact(list)
}

func stateChoices(selected score.State, texts locale.Texts) []choice {
	var list []choice
	for _, state := range states() {
		list = append(list, choice{Value: string(state), Label: texts.T("hr.state." + string(state)), Selected: state == selected})
	}
	return list
}

// columns are the table's heads in reading order.
func columns(q boardQuery, oneUnit bool) []column {
	head := func(key, class string) column {
		if !slices.Contains(sortings(), key) {
			return column{Key: key, Class: class}
		}
		return sortable(key, class, q.sortedBy(key).address(root+"/papan"), q.Sort, q.Down)
	}
	place := head("unit", "")
	if oneUnit {
		place = head("service", "h-static")
	}
	return []column{
		head("name", ""), place, head("score", "num"), head("range", "h-range h-static"),
		head("n", "num"), head("trend", "h-static"), head("state", ""),
	}
}
