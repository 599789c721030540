// Package chart draws scores: a score on an axis, the sparkline of a row, and the line chart
// of an officer's months.
package chart

import (
	"math"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
)

// Months is a line chart of the officer's monthly means, 1–4. A month with too few
// ratings is a gap.
type Months struct {
	Title     string
	Label     string // describes the chart to screen readers
	Grid      []gridLine
	Lines     []string
	Points    []monthPoint
	Reference *referenceLine
}

type gridLine struct{ Y, TextY, Label string }

type monthPoint struct {
	dot
	TextY string
	Month domain.Month
	N     int64
	Mean  float64
	Shown bool
}

// referenceLine is the mean of the same services in the page's period. It covers only
// the months of that period.
type referenceLine struct {
	X1, X2, Y string
	Mean      float64
}

// The size of the drawing, and its minimum span of means.
const (
	chartLeft    = 52.0
	chartRight   = 740.0
	chartTop     = 26.0
	chartBottom  = 190.0
	chartMinSpan = 1.0
	chartStep    = 0.25
)

// scaleOf1to4 is the part of the scale 1–4 that a chart shows.
type scaleOf1to4 struct{ from, to float64 }

func (s scaleOf1to4) y(mean float64) float64 {
	return chartBottom - (mean-s.from)/(s.to-s.from)*(chartBottom-chartTop)
}

func scaleAround(low, high float64) scaleOf1to4 {
	s := scaleOf1to4{
		from: chartStep * math.Floor((low-0.05)/chartStep),
		to:   chartStep * math.Ceil((high+0.05)/chartStep),
	}
	s.to = min(4, s.to)
	s.from = max(1, min(s.from, s.to-chartMinSpan))
	s.to = max(s.to, s.from+chartMinSpan)
	return s
}

// MonthsOf draws the months of the report's year that have begun.
func MonthsOf(report report.Officer, today domain.Day, texts locale.Texts) Months {
	points := trimLeading(fillMonths(report.Months, yearMonths(report.Period, today)))
	low, high := trendRange(points)
	if math.IsInf(low, 1) {
		return Months{Points: monthPoints(points, scaleOf1to4{1, 4})}
	}
	reference := report.Standing.Score.Mu
	if report.Standing.Score.HasExpected() {
		reference = report.Standing.Score.Expected
	}
	scale := scaleAround(min(low, reference), max(high, reference))
	chart := Months{
		Grid: gridOf(scale, texts), Points: monthPoints(points, scale),
		Reference: referenceOf(points, report.Period, scale, reference),
	}
	for _, run := range runs(points) {
		chart.Lines = append(chart.Lines, polyline(run, func(i int) dot { return chart.Points[i].dot }))
	}
	chart.Title, chart.Label = chartTexts(points, texts)
	return chart
}

// chartTexts describe the first and the last month, and the change between them.
func chartTexts(points []report.TrendPoint, texts locale.Texts) (title, label string) {
	var shown []report.TrendPoint
	for _, p := range points {
		if p.Shown {
			shown = append(shown, p)
		}
	}
	first, last := shown[0], shown[len(shown)-1]
	if len(shown) == 1 {
		title = texts.T("hr.months.single", "month", texts.Month(last.Month), "mean", texts.Decimal(last.Mean, 2))
		return title, title
	}
	key := "hr.months." + map[bool]string{true: "moved", false: "steady"}[math.Abs(last.Mean-first.Mean) >= 0.05]
	title = texts.T(key, "first", texts.Decimal(first.Mean, 2), "from", texts.Month(first.Month),
		"last", texts.Decimal(last.Mean, 2), "to", texts.Month(last.Month))
	return title, texts.T("hr.months.label", "title", title)
}

func monthPoints(points []report.TrendPoint, scale scaleOf1to4) []monthPoint {
	list := make([]monthPoint, len(points))
	for i, p := range points {
		list[i] = monthPoint{dot: dot{X: coordinate(monthX(i, len(points)))}, Month: p.Month, N: p.N, Mean: p.Mean, Shown: p.Shown}
		if p.Shown {
			y := scale.y(p.Mean)
			list[i].Y, list[i].TextY = coordinate(y), coordinate(y-12)
			if isDip(points, i) {
				list[i].TextY = coordinate(y + 22)
			}
		}
	}
	return list
}

// isDip reports whether every neighbour of the point lies above it, so that a figure above
// the point would cover the line.
func isDip(points []report.TrendPoint, i int) bool {
	dip := false
	for _, k := range []int{i - 1, i + 1} {
		if k < 0 || k >= len(points) || !points[k].Shown {
			continue
		}
		if points[k].Mean <= points[i].Mean {
			return false
		}
		dip = true
	}
	return dip
}

// monthX is the middle of the i-th of n columns.
func monthX(i, n int) float64 {
	return chartLeft + (float64(i)+0.5)*(chartRight-chartLeft)/float64(n)
}

func gridOf(scale scaleOf1to4, texts locale.Texts) []gridLine {
	step := 0.5
	if scale.to-scale.from <= chartMinSpan {
		step = chartStep
	}
	var lines []gridLine
	for mean := scale.from; mean <= scale.to+1e-9; mean += step {
		y := scale.y(mean)
		lines = append(lines, gridLine{Y: coordinate(y), TextY: coordinate(y + 4), Label: texts.Decimal(mean, 2)})
	}
	return lines
}

func referenceOf(points []report.TrendPoint, period domain.Period, scale scaleOf1to4, mean float64) *referenceLine {
	first, last := -1, -1
	for i, p := range points {
		if period.Contains(domain.Day(p.Month + "-01")) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 || mean == 0 {
		return nil
	}
	half := (chartRight - chartLeft) / float64(len(points)) / 2
	return &referenceLine{
		X1: coordinate(monthX(first, len(points)) - half), X2: coordinate(monthX(last, len(points)) + half),
		Y: coordinate(scale.y(mean)), Mean: mean,
	}
}

// Minimum is the number of ratings from which a month is shown.
func (Months) Minimum() int64 { return score.MinimumShown }
