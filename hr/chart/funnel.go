package chart

import (
	"math"
	"slices"
	"strconv"

	"suaraloket/domain/locale"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
)

// Funnel draws how far each score lies from what is expected, against the number of ratings: with few
// ratings scores lie wide apart by chance alone. Officers without a score are not drawn.
type Funnel struct {
	Label  string // describes the chart to screen readers
	Zero   string // the height of what is expected
	Grid   []gridLine
	Ticks  []funnelTick
	Points []funnelPoint
}

// funnelTick is a number of ratings on the axis below.
type funnelTick struct {
	X string
	N int64
}

type funnelPoint struct {
	dot
	Low, High string // the ends of the interval
	Title     string // name, deviation and ratings
	Code      string // of an officer who differs from what is expected, "" for others and where it has no room
	TextY     string
	Differs   bool
	x, y      float64
}

// The size of the drawing, and the least span of its axes in points and ratings.
const (
	funnelTop    = 16.0
	funnelBottom = 270.0
	funnelLeft   = 56.0
	funnelRight  = 724.0
	funnelStep   = 5.0
	funnelReach  = 10.0
	funnelMost   = 100
)

// FunnelOf draws the scores of a board; false when fewer than two are shown.
func FunnelOf(rows []report.Standing, texts locale.Texts) (Funnel, bool) {
	axes := funnelAxes{reach: funnelReach, least: funnelMost / 2, most: funnelMost}
	shown := int64(0)
	for _, r := range rows {
		if s := r.Score; s.State != score.Withheld {
			shown++
			axes.reach = max(axes.reach, math.Abs(s.Low-25*s.Mu), math.Abs(s.High-25*s.Mu))
			axes.least, axes.most = min(axes.least, s.N), max(axes.most, s.N)
		}
	}
	axes.reach = funnelStep * math.Ceil(axes.reach/funnelStep)
	f := Funnel{Zero: coordinate(axes.y(0)), Label: texts.N("hr.funnel.label", shown), Grid: axes.grid(texts), Ticks: axes.ticks()}
	for _, r := range rows {
		if r.Score.State != score.Withheld {
			f.Points = append(f.Points, axes.point(r, texts))
		}
	}
	f.spread()
	return f, shown > 1
}

// spread leaves out codes that would cover another one. The table has all.
func (f *Funnel) spread() {
	var kept []funnelPoint
	for i, p := range f.Points {
		if p.Code == "" {
			continue
		}
		if slices.ContainsFunc(kept, p.covers) {
			f.Points[i].Code = ""
			continue
		}
		kept = append(kept, p)
	}
}

// The room of a code in the drawing.
const codeWidth, codeHeight = 44.0, 14.0

func (p funnelPoint) covers(other funnelPoint) bool {
	return math.Abs(p.x-other.x) < codeWidth && math.Abs(p.y-other.y) < codeHeight
}

// funnelAxes are how many points above and below, and how many ratings, fit in the drawing.
type funnelAxes struct {
	reach       float64
	least, most int64
}

func (a funnelAxes) y(points float64) float64 {
	middle := (funnelTop + funnelBottom) / 2
	return middle - points/a.reach*(funnelBottom-funnelTop)/2
}

// x is logarithmic: doubling the ratings narrows every interval alike.
func (a funnelAxes) x(n int64) float64 {
	part := math.Log(float64(n)/float64(a.least)) / math.Log(float64(a.most)/float64(a.least))
	return funnelLeft + part*(funnelRight-funnelLeft)
}

func (a funnelAxes) grid(texts locale.Texts) (lines []gridLine) {
	for _, points := range []float64{a.reach, a.reach / 2, -a.reach / 2, -a.reach} {
		sign := "+"
		if points < 0 {
			sign = "−"
		}
		y := a.y(points)
		lines = append(lines, gridLine{coordinate(y), coordinate(y + 4), sign + texts.Decimal(math.Abs(points), 1)})
	}
	return lines
}

func (a funnelAxes) ticks() (ticks []funnelTick) {
	for _, n := range []int64{10, 30, 100, 300, 1000, 3000, 10_000} {
		if n >= a.least && n <= a.most {
			ticks = append(ticks, funnelTick{coordinate(a.x(n)), n})
		}
	}
	return ticks
}

func (a funnelAxes) point(r report.Standing, texts locale.Texts) funnelPoint {
	s := r.Score
	expected := 25 * s.Mu
	y := a.y(s.Value - expected)
	p := funnelPoint{
		dot: dot{X: coordinate(a.x(s.N)), Y: coordinate(y)}, Low: coordinate(a.y(s.Low - expected)), High: coordinate(a.y(s.High - expected)),
		Title: r.Officer.Name + ": " + texts.Decimal(s.Value, 1) + " · n " + strconv.FormatInt(s.N, 10), TextY: coordinate(y + 4),
		x: a.x(s.N), y: y, Differs: s.State == score.Full && !s.AroundCity(),
	}
	if p.Differs {
		p.Code = r.Officer.Code
	}
	return p
}
