package board

import (
	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
	"suaraloket/hr/chart"
	"suaraloket/hr/frame"
)

// row is a row of the board. If the score is withheld, N is the only figure.
type row struct {
	Code     string
	Name     string
	URL      string // of the officer's page; "" for a reader who may not open it
	Unit     string
	Service  string // the most frequent one
	More     int64  // other services
	Withheld bool
	State    score.State
	N        int64
	Held     int64
	SetAside int64
	Score    string
	Differs  string // "above" or "below" what is expected, "" when neither is certain
	Line     chart.Line
	Spark    chart.Spark
}

func rowsOf(board report.Board, texts locale.Texts) (chart.Axis, []row) {
	scores := make([]score.Score, len(board.Rows))
	for i, r := range board.Rows {
		scores[i] = r.Score
	}
	a, span := chart.AxisOf(scores...), chart.SparkSpan(board.Rows)
	rows := make([]row, len(board.Rows))
	for i, standing := range board.Rows {
		rows[i] = rowOf(standing, board.Period, texts)
		if !rows[i].Withheld {
			rows[i].Score = texts.Decimal(standing.Score.Value, 1)
			rows[i].Held, rows[i].SetAside = standing.Held, standing.SetAside
			rows[i].Differs = differs(standing.Score)
			rows[i].Line = a.Line(standing.Score, texts)
			rows[i].Spark = chart.SparkOf(standing.Trend, board.Period, span, texts)
		}
	}
	return a, rows
}

// differs says in which direction a score differs from what is expected: its whole interval lies
// above or below the mean of the city.
func differs(s score.Score) string {
	switch {
	case s.State != score.Full || s.AroundCity():
		return ""
	case s.Low > 25*s.Mu:
		return "above"
	}
	return "below"
}

// withoutLinks leaves out the addresses of the officers' pages.
func withoutLinks(rows []row) {
	for i := range rows {
		rows[i].URL = ""
	}
}

func rowOf(standing report.Standing, period domain.Period, texts locale.Texts) row {
	r := row{
		Code: standing.Officer.Code, Name: standing.Officer.Name, Unit: standing.Unit.Name,
		URL: frame.OfficerAddress(standing.Officer.Code, period), State: standing.Score.State,
		Withheld: standing.Score.State == score.Withheld, N: standing.Score.N,
	}
	if len(standing.Services) > 0 {
		r.Service, r.More = standing.Services[0].Name, int64(len(standing.Services)-1)
	}
	return r
}
