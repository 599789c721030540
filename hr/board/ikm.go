package board

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// ikmQuery is the query of the page's address.
type ikmQuery struct {
	Period domain.Period
	Unit   string
}

// ikmView is the data of the page with the units' IKM.
type ikmView struct {
	Query   ikmQuery
	Future  string // set when the period has not begun
	Periods []frame.ChoiceGroup
	Units   []frame.Choice // nil when the visitor sees one unit only
	CSVURL  string
	Rows    []ikmRow
	One     *ikmRow // the only unit shown, with its elements
	Minimum int64   // the number of forms from which an index is shown
	// Published is when the figures of a single unit were published, zero for never; Live
	// says that they are of now.
	Published time.Time
	Live      bool
}

// ikmRow is a unit. Below the minimum, N is the only figure.
type ikmRow struct {
	Unit     domain.Unit
	URL      string
	N        int64
	Shown    bool
	IKM      string
	Mutu     string
	Lowest   string // slug of the element with the lowest mean
	Elements []score.ElementScore
}

func (s *Section) readIKM(c *fiber.Ctx) (ikmQuery, error) {
	period, err := s.ReadSurveyPeriod(c)
	return ikmQuery{Period: period, Unit: domain.NormalCode(c.Query("unit"))}, err
}

// address is the address of the page or of its CSV file with this query.
func (q ikmQuery) address(path string) string {
	values := url.Values{"periode": {q.Period.String()}}
	if q.Unit != "" {
		values.Set("unit", q.Unit)
	}
	return path + "?" + values.Encode()
}

// ikm shows the IKM of the units that the visitor sees, and the elements of a single one.
func (s *Section) ikm(c *fiber.Ctx, who frame.Visitor) error {
	q, err := s.readIKM(c)
	if err != nil {
		return err
	}
	texts := s.Texts(c)
	units, indexes, err := s.unitIndexes(who, q)
	if err != nil {
		return err
	}
	view := ikmView{
		Query: q, Future: s.Future(q.Period, texts), Periods: frame.SurveyPeriodChoices(s.Clock(), q.Period, texts),
		Units: frame.UnitChoices(units, q.Unit), CSVURL: q.address(frame.Root + "/ikm.csv"), Minimum: score.MinimumShown,
	}
	for _, index := range indexes {
		view.Rows = append(view.Rows, ikmRowOf(index, q.Period, texts))
	}
	if len(view.Rows) == 1 {
		view.One, view.Published = &view.Rows[0], indexes[0].Published
	}
	view.Live = !slices.ContainsFunc(indexes, func(u report.UnitIKM) bool { return !u.Live })
	return s.Show(c, fiber.StatusOK, "ikm.html", who, frame.Page{Title: texts.T("hr.ikm.title"), Nav: "ikm", Body: view})
}

// unitIndexes are the units that the visitor sees, and the IKM of the selected ones.
func (s *Section) unitIndexes(who frame.Visitor, q ikmQuery) (units []domain.Unit, indexes []report.UnitIKM, err error) {
	indexes, err = web.Within(func(ctx context.Context) ([]report.UnitIKM, error) {
		if units, err = s.Roster.Units(ctx, who.Actor); err != nil {
			return nil, err
		}
		return s.indexes(ctx, who, q, units)
	})
	return units, indexes, err
}

// indexes are the IKM of the selected unit, or of all of them.
func (s *Section) indexes(ctx context.Context, who frame.Visitor, q ikmQuery, units []domain.Unit) ([]report.UnitIKM, error) {
	if q.Unit != "" {
		ikm, err := s.Reports.IKM(ctx, who.Actor, q.Unit, q.Period)
		return []report.UnitIKM{ikm}, err
	}
	list := make([]report.UnitIKM, 0, len(units))
	for _, u := range units {
		ikm, err := s.Reports.IKM(ctx, who.Actor, u.Code, q.Period)
		if err != nil {
			return nil, err
		}
		list = append(list, ikm)
	}
	return list, nil
}

func ikmRowOf(index report.UnitIKM, period domain.Period, texts locale.Texts) ikmRow {
	row := ikmRow{
		Unit: index.Unit, URL: ikmQuery{Period: period, Unit: index.Unit.Code}.address(frame.Root + "/ikm"),
		N: index.IKM.N, Shown: index.Shown(),
	}
	if row.Shown {
		row.IKM, row.Mutu = indexText(index.IKM, texts), index.IKM.Mutu
		row.Elements, row.Lowest = index.IKM.Elements, lowestElement(index.IKM).Slug
	}
	return row
}

func indexText(ikm score.IKM, texts locale.Texts) string {
	return texts.Decimal(float64(ikm.Hundredths)/100, 2)
}

func lowestElement(ikm score.IKM) score.ElementScore {
	return slices.MinFunc(ikm.Elements, func(a, b score.ElementScore) int { return cmp.Compare(a.Mean(), b.Mean()) })
}

// ikmCSV answers with the units' IKM as a CSV file: a line a unit, with the mean of each
// element.
func (s *Section) ikmCSV(c *fiber.Ctx, who frame.Visitor) error {
	q, err := s.readIKM(c)
	if err != nil {
		return err
	}
	_, indexes, err := s.unitIndexes(who, q)
	if err != nil {
		return err
	}
	return frame.SendSheet(c, "ikm-"+q.Period.String(), ikmLines(indexes, s.Texts(c)))
}

func ikmLines(indexes []report.UnitIKM, texts locale.Texts) [][]string {
	head := []string{
		texts.T("hr.csv.period"), texts.T("hr.csv.unit_code"), texts.T("hr.csv.unit"), texts.T("hr.ikm.n"), "IKM",
		texts.T("hr.ikm.mutu"), texts.T("hr.ikm.kinerja"),
	}
	for _, e := range domain.Elements() {
		head = append(head, e.Code+" "+texts.T("element."+e.Slug))
	}
	lines := [][]string{head}
	for _, index := range indexes {
		line := []string{index.Period.String(), index.Unit.Code, index.Unit.Name, strconv.FormatInt(index.IKM.N, 10)}
		lines = append(lines, append(line, ikmCells(index, texts)...))
	}
	return lines
}

// ikmCells are the index, its grade and the mean of each element; empty below the minimum,
// and for an element that was not asked.
func ikmCells(index report.UnitIKM, texts locale.Texts) []string {
	cells := make([]string, 3+len(domain.Elements()))
	if !index.Shown() {
		return cells
	}
	cells[0], cells[1], cells[2] = commaNumber(float64(index.IKM.Hundredths)/100, 2), index.IKM.Mutu, texts.T("kinerja."+index.IKM.Mutu)
	for i, e := range domain.Elements() {
		at := slices.IndexFunc(index.IKM.Elements, func(s score.ElementScore) bool { return s.Slug == e.Slug })
		if at >= 0 {
			cells[3+i] = commaNumber(index.IKM.Elements[at].Mean(), 4)
		}
	}
	return cells
}
