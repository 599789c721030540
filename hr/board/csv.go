package board

import (
	"context"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain/locale"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// boardCSV answers with the board as a CSV file. Numbers have a decimal comma.
func (s *Section) boardCSV(c *fiber.Ctx, who frame.Visitor) error {
	query, err := s.readBoard(c)
	if err != nil {
		return err
	}
	board, err := web.Within(func(ctx context.Context) (report.Board, error) {
		board, err := s.Reports.Board(ctx, who.Actor, query.Period, query.filter())
		if err != nil {
			return board, err
		}
		return board, s.Record.Export(ctx, who.Actor, "skor.csv", query.Unit, query.Period)
	})
	if err != nil {
		return err
	}
	query = query.ordered(who.Actor)
	board.Sort(query.Sort, query.Down)
	return frame.SendSheet(c, "skor-"+query.Period.String(), csvRows(board, s.Texts(c)))
}

// csvColumns lists the keys of the column headers. New columns come last: other programs read
// the file by position.
func csvColumns() []string {
	return []string{
		"period", "code", "name", "unit_code", "unit", "state", "n", "mean", "score", "low", "high", "reference", "held", "method", "set_aside",
	}
}

func csvRows(board report.Board, texts locale.Texts) [][]string {
	head := csvColumns()
	for i, key := range head {
		head[i] = texts.T("hr.csv." + key)
	}
	rows := [][]string{head}
	for _, r := range board.Rows {
		line := []string{
			board.Period.String(), r.Officer.Code, r.Officer.Name, r.Officer.Unit, r.Unit.Name,
			texts.T("hr.state." + string(r.Score.State)), strconv.FormatInt(r.Score.N, 10),
		}
		rows = append(rows, append(append(line, csvFigures(r)...), board.Method, csvAside(r)))
	}
	return rows
}

// csvFigures are mean, score, interval, reference and held ratings; empty if the score is
// withheld.
func csvFigures(r report.Standing) []string {
	s := r.Score
	if s.State == score.Withheld {
		return make([]string, 6)
	}
	return []string{
		commaNumber(s.Mean, 4), commaNumber(s.Value, 2), commaNumber(s.Low, 2), commaNumber(s.High, 2),
		csvReference(s), strconv.FormatInt(r.Held, 10),
	}
}

// csvReference is empty where it would reveal a colleague's mean.
func csvReference(s score.Score) string {
	if !s.HasExpected() {
		return ""
	}
	return commaNumber(s.Expected, 4)
}

// csvAside is how many ratings are set aside; empty if the score is withheld.
func csvAside(r report.Standing) string {
	if r.Score.State == score.Withheld {
		return ""
	}
	return strconv.FormatInt(r.SetAside, 10)
}

func commaNumber(x float64, decimals int) string {
	return strings.Replace(strconv.FormatFloat(x, 'f', decimals, 64), ".", ",", 1)
}
