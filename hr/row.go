package hr

import (
	"fmt"
	"math"
	"net/url"
	"strings"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/score"
)

// row is a line of the board. Of a withheld score nothing is filled but N.
type row struct {
	Code     string
	Name     string
	URL      string
	Unit     string
	Service  string // the one most served
	More     int64  // other services
	Withheld bool
	State    score.State
	N        int64
	Held     int64
	Score    string
	Line     scoreLine
	Spark    spark
}

// scoreLine is a score drawn on an axis: positions in percent of it.
type scoreLine struct {
	Low, High, Score, Reference float64
	Provisional                 bool
	Label                       string
}

// axis is the part of the scale 25–100 that a page shows, the same for all lines.
type axis struct{ From, To float64 }

// axisStep is what an axis begins and ends with a multiple of; axisLeast is how
// wide it is at least, so that small differences do not look like great ones.
const (
	axisStep  = 5.0
	axisLeast = 25.0
)

func axisOf(scores ...score.Score) axis {
	a := axis{From: 100, To: 25}
	for _, s := range scores {
		if s.State != score.Withheld {
			a.From = min(a.From, s.Low, 25*s.Reference)
			a.To = max(a.To, s.High, 25*s.Reference)
		}
	}
	if a.From > a.To {
		return axis{From: 25, To: 100}
	}
	a.To = min(100, axisStep*math.Ceil(a.To/axisStep))
	a.From = max(25, min(axisStep*math.Floor(a.From/axisStep), a.To-axisLeast))
	return a
}

// at is the place of a score on the axis, in percent with one decimal.
func (a axis) at(value float64) float64 {
	return math.Round(1000*(value-a.From)/(a.To-a.From)) / 10
}

func (a axis) line(s score.Score, texts locale.Texts) scoreLine {
	return scoreLine{
		Low: a.at(s.Low), High: a.at(s.High), Score: a.at(s.Value), Reference: a.at(25 * s.Reference),
		Provisional: s.State == score.Provisional,
		Label: texts.T("hr.line", "score", texts.Decimal(s.Value, 1), "low", texts.Decimal(s.Low, 1),
			"high", texts.Decimal(s.High, 1), "reference", texts.Decimal(25*s.Reference, 1)),
	}
}

func rowsOf(board domain.Board, texts locale.Texts) (axis, []row) {
	scores := make([]score.Score, len(board.Rows))
	for i, r := range board.Rows {
		scores[i] = r.Score
	}
	a, span := axisOf(scores...), sparkSpan(board.Rows)
	rows := make([]row, len(board.Rows))
	for i, standing := range board.Rows {
		rows[i] = rowOf(standing, board.Period, texts)
		if !rows[i].Withheld {
			rows[i].Score = texts.Decimal(standing.Score.Value, 1)
			rows[i].Held = standing.Held
			rows[i].Line = a.line(standing.Score, texts)
			rows[i].Spark = sparkOf(standing.Trend, board.Period, span, texts)
		}
	}
	return a, rows
}

func rowOf(standing domain.Standing, period domain.Period, texts locale.Texts) row {
	r := row{
		Code: standing.Officer.Code, Name: standing.Officer.Name, Unit: standing.Unit.Name,
		URL: officerAddress(standing.Officer.Code, period), State: standing.Score.State,
		Withheld: standing.Score.State == score.Withheld, N: standing.Score.N,
	}
	if len(standing.Services) > 0 {
		r.Service, r.More = standing.Services[0].Name, int64(len(standing.Services)-1)
	}
	return r
}

// officerAddress is the address of an officer's page; a zero period is the running one.
func officerAddress(code string, period domain.Period) string {
	address := root + "/petugas/" + url.PathEscape(code)
	if period != (domain.Period{}) {
		address += "?periode=" + period.String()
	}
	return address
}

// spark is the small line of the last months. A month with too few ratings is a
// gap in it.
type spark struct {
	Lines []string // points of each unbroken stretch
	Dots  []dot    // months without a neighbour, and the newest
	Label string
}

// dot is a point of a drawing.
type dot struct{ X, Y string }

// Measures of the small line, and the least span of means that its height stands for.
const (
	sparkMonths = 6
	sparkWidth  = 88.0
	sparkHeight = 22.0
	sparkLeast  = 0.4
)

// sparkSpan is the widest span of monthly means on the board: each line is drawn
// around its own middle, and all of them to one scale.
func sparkSpan(rows []domain.Standing) float64 {
	span := sparkLeast
	for _, r := range rows {
		low, high := trendRange(r.Trend)
		span = max(span, high-low)
	}
	return span
}

func trendRange(trend []domain.TrendPoint) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, p := range trend {
		if p.Shown {
			low, high = min(low, p.Mean), max(high, p.Mean)
		}
	}
	return low, high
}

func sparkOf(trend []domain.TrendPoint, period domain.Period, span float64, texts locale.Texts) spark {
	points := everyMonth(trend, lastMonths(period, sparkMonths))
	low, high := trendRange(points)
	var s spark
	var words []string
	place := func(i int) dot {
		y := 14 - (points[i].Mean-(low+high)/2)/span*sparkHeight
		return dot{X: coordinate(4 + sparkWidth*float64(i)/(sparkMonths-1)), Y: coordinate(y)}
	}
	for _, stretch := range stretches(points) {
		s.Lines, s.Dots = append(s.Lines, joined(stretch, place)), singleOrNone(s.Dots, stretch, place)
	}
	for i := range points {
		if points[i].Shown {
			words = append(words, texts.MonthShort(points[i].Month)+" "+texts.Decimal(points[i].Mean, 2))
		}
	}
	if all := stretches(points); len(all) > 0 {
		newest := all[len(all)-1]
		s.Dots = append(s.Dots, place(newest[len(newest)-1]))
	}
	s.Label = texts.T("hr.spark", "months", strings.Join(words, ", "))
	return s
}

func singleOrNone(dots []dot, stretch []int, place func(int) dot) []dot {
	if len(stretch) == 1 {
		return append(dots, place(stretch[0]))
	}
	return dots
}

// stretches gives the indexes of shown months that follow one another.
func stretches(points []domain.TrendPoint) [][]int {
	var all [][]int
	for i, p := range points {
		switch {
		case !p.Shown:
		case i > 0 && points[i-1].Shown:
			all[len(all)-1] = append(all[len(all)-1], i)
		default:
			all = append(all, []int{i})
		}
	}
	return all
}

func joined(stretch []int, place func(int) dot) string {
	parts := make([]string, len(stretch))
	for k, i := range stretch {
		d := place(i)
		parts[k] = d.X + "," + d.Y
	}
	return strings.Join(parts, " ")
}

func coordinate(x float64) string { return fmt.Sprintf("%.1f", x) }
