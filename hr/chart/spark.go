package chart

import (
	"math"
	"strings"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
)

// Spark is a sparkline of the last months. A month with too few ratings is a gap.
type Spark struct {
	Lines []string // points of each run without a gap
	Dots  []dot    // single months, and the latest month
	Label string
}

// dot is a point of a drawing.
type dot struct{ X, Y string }

// The size of a sparkline, and the minimum span of means that fills its height.
const (
	sparkMonths  = 6
	sparkWidth   = 88.0
	sparkHeight  = 22.0
	sparkMinSpan = 0.4
)

// SparkSpan is the widest span of monthly means on the board. Every sparkline is centred
// on its own middle, and all have the same scale.
func SparkSpan(rows []report.Standing) float64 {
	span := sparkMinSpan
	for _, r := range rows {
		low, high := trendRange(r.Trend)
		span = max(span, high-low)
	}
	return span
}

func trendRange(trend []report.TrendPoint) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, p := range trend {
		if p.Shown {
			low, high = min(low, p.Mean), max(high, p.Mean)
		}
	}
	return low, high
}

// SparkOf draws the months up to the end of the period. The span is that of SparkSpan.
func SparkOf(trend []report.TrendPoint, period domain.Period, span float64, texts locale.Texts) Spark {
	points := fillMonths(trend, lastMonths(period, sparkMonths))
	low, high := trendRange(points)
	var s Spark
	var labels []string
	place := func(i int) dot {
		y := 14 - (points[i].Mean-(low+high)/2)/span*sparkHeight
		return dot{X: coordinate(4 + sparkWidth*float64(i)/(sparkMonths-1)), Y: coordinate(y)}
	}
	for _, run := range runs(points) {
		s.Lines, s.Dots = append(s.Lines, polyline(run, place)), appendSingle(s.Dots, run, place)
	}
	for i := range points {
		if points[i].Shown {
			labels = append(labels, texts.MonthShort(points[i].Month)+" "+texts.Decimal(points[i].Mean, 2))
		}
	}
	if all := runs(points); len(all) > 0 {
		latest := all[len(all)-1]
		s.Dots = append(s.Dots, place(latest[len(latest)-1]))
	}
	s.Label = texts.T("hr.spark", "months", strings.Join(labels, ", "))
	return s
}

func appendSingle(dots []dot, run []int, place func(int) dot) []dot {
	if len(run) == 1 {
		return append(dots, place(run[0]))
	}
	return dots
}

// runs groups the indexes of consecutive months that are shown.
func runs(points []report.TrendPoint) [][]int {
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

func polyline(run []int, place func(int) dot) string {
	parts := make([]string, len(run))
	for k, i := range run {
		d := place(i)
		parts[k] = d.X + "," + d.Y
	}
	return strings.Join(parts, " ")
}
