package chart

import (
	"fmt"
	"math"
	"suaraloket/domain/locale"
	"suaraloket/domain/score"
)

// Line is a score drawn on an axis. The positions are percentages of the axis.
type Line struct {
	Low, High, Score, Reference float64
	Provisional                 bool
	Label                       string
}

// Axis is the part of the scale 25–100 that all lines of a page share.
type Axis struct{ From, To float64 }

// The ends of an axis are multiples of axisStep. Its minimum width keeps small
// differences from looking large.
const (
	axisStep     = 5.0
	axisMinWidth = 25.0
)

// AxisOf gives the axis that fits all scores with their intervals and the mean of the city.
func AxisOf(scores ...score.Score) Axis {
	a := Axis{From: 100, To: 25}
	for _, s := range scores {
		if s.State != score.Withheld {
			a.From = min(a.From, s.Low, 25*s.Mu)
			a.To = max(a.To, s.High, 25*s.Mu)
		}
	}
	if a.From > a.To {
		return Axis{From: 25, To: 100}
	}
	a.To = min(100, axisStep*math.Ceil(a.To/axisStep))
	a.From = max(25, min(axisStep*math.Floor(a.From/axisStep), a.To-axisMinWidth))
	a.To = max(a.To, a.From+axisMinWidth)
	return a
}

// at is the position of a score on the axis, in percent with one decimal.
func (a Axis) at(value float64) float64 {
	return math.Round(1000*(value-a.From)/(a.To-a.From)) / 10
}

// Line draws a score on the axis.
func (a Axis) Line(s score.Score, texts locale.Texts) Line {
	return Line{
		Low: a.at(s.Low), High: a.at(s.High), Score: a.at(s.Value), Reference: a.at(25 * s.Mu),
		Provisional: s.State == score.Provisional,
		Label: texts.T("hr.line", "score", texts.Decimal(s.Value, 1), "low", texts.Decimal(s.Low, 1),
			"high", texts.Decimal(s.High, 1), "reference", texts.Decimal(25*s.Mu, 1)),
	}
}

// coordinate formats a coordinate of an SVG drawing.
func coordinate(x float64) string { return fmt.Sprintf("%.1f", x) }
