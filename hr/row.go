package hr

import (
	"fmt"
	"math"
	"net/url"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
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
	a.To = max(a.To, a.From+axisLeast)
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

func rowsOf(board report.Board, texts locale.Texts) (axis, []row) {
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

func rowOf(standing report.Standing, period domain.Period, texts locale.Texts) row {
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

func coordinate(x float64) string { return fmt.Sprintf("%.1f", x) }
