package chart

import (
	"math"
	"strings"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
)

// Spark is the small line of the last months. A month with too few ratings is a
// gap in it.
type Spark struct {
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

// SparkSpan is the widest span of monthly means on the board: each line is drawn
// around its own middle, and all of them to one scale.
func SparkSpan(rows []report.Standing) float64 {
	span := sparkLeast
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

func SparkOf(trend []report.TrendPoint, period domain.Period, span float64, texts locale.Texts) Spark {
	points := everyMonth(trend, lastMonths(period, sparkMonths))
	low, high := trendRange(points)
	var s Spark
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
func stretches(points []report.TrendPoint) [][]int {
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
