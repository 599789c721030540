package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"strconv"
	"text/tabwriter"

	"suaraloket/cmd/suaraloket/server"
	"suaraloket/document"
	"suaraloket/domain"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
)

// scoreRow is one officer as other programs read it. A withheld score has no figure
// but n.
type scoreRow struct {
	Officer   string   `json:"officer"`
	Name      string   `json:"name"`
	Unit      string   `json:"unit"`
	State     string   `json:"state"`
	N         int64    `json:"n"`
	Mean      *float64 `json:"mean,omitempty"`
	Score     *float64 `json:"score,omitempty"`
	Low       *float64 `json:"low,omitempty"`
	High      *float64 `json:"high,omitempty"`
	Reference *float64 `json:"reference,omitempty"`
	Held      *int64   `json:"held,omitempty"`      // wait for a review
	SetAside  *int64   `json:"set_aside,omitempty"` // found not to count
}

type scoreList struct {
	Period string     `json:"period"`
	Method string     `json:"method"`
	Rows   []scoreRow `json:"rows"`
}

func scoreRowOf(s report.Standing) scoreRow {
	row := scoreRow{
		Officer: s.Officer.Code, Name: s.Officer.Name, Unit: s.Officer.Unit,
		State: string(s.Score.State), N: s.Score.N,
	}
	if s.Score.State != score.Withheld {
		row.Mean = rounded(s.Score.Mean, 4)
		if s.Score.HasExpected() { // published figures lack one that would reveal a colleague's mean
			row.Reference = rounded(s.Score.Expected, 4)
		}
		row.Score, row.Low, row.High = rounded(s.Score.Value, 2), rounded(s.Score.Low, 2), rounded(s.Score.High, 2)
		row.Held, row.SetAside = &s.Held, &s.SetAside
	}
	return row
}

func rounded(x float64, decimals int) *float64 {
	scale := math.Pow(10, float64(decimals))
	x = math.Round(x*scale) / scale
	return &x
}

func scoreCommand(ctx context.Context, p program) error {
	flags := flag.NewFlagSet("score", flag.ContinueOnError)
	file := flags.String("config", "", configUsage)
	format := flags.String("format", "table", "output: table, json or csv")
	period := flags.String("period", "", periodUsage)
	officer := flags.String("officer", "", "code of one officer; default: all")
	published := flags.Bool("published", false, "what officers and heads see, instead of every counted rating up to now")
	if err := noWords(parse(flags, p)); err != nil {
		return err
	}
	when, err := domain.ParsePeriod(*period)
	if err != nil {
		return usageError{"--period: want 2026-Q3 or 2026"}
	}
	write, err := formatOf(*format, scoreFormats)
	if err != nil {
		return err
	}
	return withSystem(ctx, p, *file, func(s *server.System) error {
		reports := s.Reports
		if *published {
			reports = reports.Published()
		}
		board, err := reports.Board(ctx, server.Operator(), when, report.BoardFilter{})
		if err != nil {
			return err
		}
		if err := s.Record.Export(ctx, server.Operator(), "score", "", when); err != nil {
			return err
		}
		sayFuture(p, s, when)
		list := scoreList{Period: when.String(), Method: board.Method, Rows: []scoreRow{}}
		wanted := domain.NormalCode(*officer)
		for _, standing := range board.Rows {
			if wanted == "" || standing.Officer.Code == wanted {
				list.Rows = append(list.Rows, scoreRowOf(standing))
			}
		}
		if wanted != "" {
			if _, err := s.Store.Officer(ctx, wanted); err != nil {
				return err
			}
		}
		return write(p.stdout, list)
	})
}

// sayFuture says, beside the result, that a period has not begun.
func sayFuture(p program, s *server.System, period domain.Period) {
	if period.Future(domain.DayOf(s.Clock())) {
		fmt.Fprintf(p.stderr, "%s has not begun: it starts on %s\n", period, period.First())
	}
}

// formatOf picks the writer of a format.
func formatOf[R any](format string, formats map[string]func(io.Writer, R) error) (func(io.Writer, R) error, error) {
	write := formats[format]
	if write == nil {
		return nil, usageError{"--format: want table, json or csv"}
	}
	return write, nil
}

func writeJSON[R any](w io.Writer, report R) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(report)
}

var scoreFormats = map[string]func(io.Writer, scoreList) error{
	"json": writeJSON[scoreList],
	"csv": func(w io.Writer, l scoreList) error {
		return writeCSV(w, scoreHeader, l.cells())
	},
	"table": func(w io.Writer, l scoreList) error {
		fmt.Fprintf(w, "%s, method %s\n", l.Period, l.Method)
		return writeTable(w, scoreHeader, l.cells())
	},
}

var scoreHeader = []string{"officer", "name", "unit", "state", "n", "mean", "score", "low", "high", "reference", "held", "set_aside"}

func (l scoreList) cells() [][]string {
	rows := make([][]string, len(l.Rows))
	for i, r := range l.Rows {
		rows[i] = []string{
			r.Officer, r.Name, r.Unit, r.State, strconv.FormatInt(r.N, 10),
			figure(r.Mean, 4), figure(r.Score, 2), figure(r.Low, 2), figure(r.High, 2), figure(r.Reference, 4),
			count(r.Held), count(r.SetAside),
		}
	}
	return rows
}

func figure(x *float64, decimals int) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', decimals, 64)
}

func count(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

func writeTable(w io.Writer, header []string, rows [][]string) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{header}, rows...) {
		for _, cell := range row {
			fmt.Fprintf(table, "%s\t", cell)
		}
		fmt.Fprintln(table)
	}
	return table.Flush()
}

func writeCSV(w io.Writer, header []string, rows [][]string) error {
	return document.NewCSV(w).WriteAll(append([][]string{header}, rows...))
}

// ikmReport is a unit's index as other programs read it. Without any answer there
// is no index: the fields are absent.
type ikmReport struct {
	Unit     string       `json:"unit"`
	Period   string       `json:"period"`
	N        int64        `json:"n"`
	IKM      string       `json:"ikm,omitempty"`
	Mutu     string       `json:"mutu,omitempty"`
	Kinerja  string       `json:"kinerja,omitempty"`
	Elements []ikmElement `json:"elements"`
}

type ikmElement struct {
	Slug   string  `json:"slug"`
	N      int64   `json:"n"`
	NRR    float64 `json:"nrr"`
	Weight float64 `json:"weight"`
}

func ikmReportOf(u report.UnitIKM) ikmReport {
	r := ikmReport{Unit: u.Unit.Code, Period: u.Period.String(), N: u.IKM.N, Elements: []ikmElement{}}
	if !u.Known {
		return r
	}
	r.IKM, r.Mutu, r.Kinerja = u.IKM.String(), u.IKM.Mutu, u.IKM.Kinerja
	for _, e := range u.IKM.Elements {
		r.Elements = append(r.Elements, ikmElement{Slug: e.Slug, N: e.N, NRR: *rounded(e.Mean(), 6), Weight: *rounded(e.Weight, 6)})
	}
	return r
}

func ikmCommand(ctx context.Context, p program) error {
	flags := flag.NewFlagSet("ikm", flag.ContinueOnError)
	file := flags.String("config", "", configUsage)
	format := flags.String("format", "table", "output: table, json or csv")
	period := flags.String("period", "", surveyPeriodUsage)
	unit := flags.String("unit", "", "code of the service unit")
	if err := noWords(parse(flags, p)); err != nil {
		return err
	}
	when, err := domain.ParseSurveyPeriod(*period)
	if err != nil {
		return usageError{"--period: want 2026-11, 2026-Q4, 2026-S2 or 2026"}
	}
	write, err := formatOf(*format, ikmFormats)
	if err != nil {
		return err
	}
	if *unit == "" {
		return usageError{"--unit: want the code of a unit"}
	}
	return withSystem(ctx, p, *file, func(s *server.System) error {
		result, err := s.Reports.IKM(ctx, server.Operator(), *unit, when)
		if err != nil {
			return err
		}
		sayFuture(p, s, when)
		return write(p.stdout, ikmReportOf(result))
	})
}

var ikmFormats = map[string]func(io.Writer, ikmReport) error{
	"json": writeJSON[ikmReport],
	"csv": func(w io.Writer, r ikmReport) error {
		return writeCSV(w, ikmHeader, r.cells())
	},
	"table": func(w io.Writer, r ikmReport) error {
		if r.IKM == "" {
			_, err := fmt.Fprintf(w, "%s %s: no answers, no IKM\n", r.Unit, r.Period)
			return err
		}
		fmt.Fprintf(w, "%s %s: IKM %s, mutu %s, %s, %d forms\n", r.Unit, r.Period, r.IKM, r.Mutu, r.Kinerja, r.N)
		return writeTable(w, ikmHeader, r.cells())
	},
}

var ikmHeader = []string{"unit", "period", "element", "n", "nrr", "weight", "ikm", "mutu", "kinerja", "forms"}

func (r ikmReport) cells() [][]string {
	rows := make([][]string, len(r.Elements))
	for i, e := range r.Elements {
		rows[i] = []string{
			r.Unit, r.Period, e.Slug, strconv.FormatInt(e.N, 10), strconv.FormatFloat(e.NRR, 'f', 4, 64),
			strconv.FormatFloat(e.Weight, 'f', 4, 64), r.IKM, r.Mutu, r.Kinerja, strconv.FormatInt(r.N, 10),
		}
	}
	return rows
}
