package chart

import (
	"math"
	"strings"
	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
	"testing"

	"pgregory.net/rapid"
)

func indonesian(t testing.TB) locale.Texts {
	t.Helper()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return catalog.In("id")
}

func anyScore(t *rapid.T) score.Score {
	draw := func(name string) score.Counts {
		var c score.Counts
		for i := range c {
			c[i] = rapid.Int64Range(0, 200).Draw(t, name)
		}
		return c
	}
	cells := []score.Cell{{Officer: "A", Service: "KK", Counts: draw("own")}, {Officer: "B", Service: "KK", Counts: draw("other")}}
	s, rated := score.NewCity(cells, nil, score.Start()).Officer("A")
	if !rated {
		return score.Score{State: score.Withheld}
	}
	return s
}

// For any scores, every mark lies on the axis, and the axis lies within the scale.
func TestEveryMarkLiesOnTheAxis(t *testing.T) {
	texts := indonesian(t)
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.Custom(anyScore), 1, 8).Draw(t, "scores")
		a := AxisOf(scores...)
		if a.From < 25 || a.To > 100 || a.To-a.From < axisMinWidth {
			t.Fatalf("axis %+v", a)
		}
		for _, s := range scores {
			if s.State == score.Withheld {
				continue
			}
			line := a.Line(s, texts)
			for _, x := range []float64{line.Low, line.Score, line.High, line.Reference} {
				if math.IsNaN(x) || x < 0 || x > 100 {
					t.Fatalf("score %+v is drawn at %+v", s, line)
				}
			}
			if line.Low > line.Score || line.Score > line.High {
				t.Fatalf("score %+v is drawn at %+v", s, line)
			}
		}
	})
}

func TestAnAxisWithoutScoresIsTheWholeScale(t *testing.T) {
	if a := AxisOf(score.Score{State: score.Withheld, N: 3}); a != (Axis{25, 100}) {
		t.Errorf("axis %+v", a)
	}
}

func TestASparklineHasAGapForAMissingMonth(t *testing.T) {
	period := domain.Period{Year: 2026, Quarter: 4}
	point := func(month domain.Month, mean float64) report.TrendPoint {
		return report.TrendPoint{Month: month, N: 20, Mean: mean, Shown: true}
	}
	s := SparkOf([]report.TrendPoint{
		point("2026-07", 3.2), point("2026-08", 3.4), {Month: "2026-09", N: 3}, point("2026-11", 3.6),
	}, period, 0.4, indonesian(t))
	if len(s.Lines) != 2 || strings.Count(s.Lines[0], ",") != 2 || strings.Count(s.Lines[1], ",") != 1 {
		t.Errorf("lines %q", s.Lines)
	}
	if len(s.Dots) != 2 || s.Dots[0] != s.Dots[1] { // the single month, and the latest one
		t.Errorf("dots %v", s.Dots)
	}
	if want := "Rata-rata per bulan: Jul 3,20, Agu 3,40, Nov 3,60"; s.Label != want {
		t.Errorf("label %q", s.Label)
	}
	if s := SparkOf(nil, period, 0.4, indonesian(t)); len(s.Dots) != 0 || len(s.Lines) != 0 {
		t.Errorf("no months are drawn as %+v", s)
	}
}

func TestASparklineStaysInItsBox(t *testing.T) {
	texts, period := indonesian(t), domain.Period{Year: 2026, Quarter: 2}
	rapid.Check(t, func(t *rapid.T) {
		var trend []report.TrendPoint
		for _, month := range lastMonths(period, sparkMonths) {
			trend = append(trend, report.TrendPoint{
				Month: month, N: 10, Mean: rapid.Float64Range(1, 4).Draw(t, "mean"), Shown: rapid.Bool().Draw(t, "shown"),
			})
		}
		span := SparkSpan([]report.Standing{{Trend: trend}})
		for _, d := range SparkOf(trend, period, span, texts).Dots {
			if strings.Contains(d.X+d.Y, "-") || strings.Contains(d.X+d.Y, "N") {
				t.Fatalf("dot %+v", d)
			}
		}
	})
}

func TestTheScaleContainsTheMeans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(1, 4).Draw(t, "low")
		high := rapid.Float64Range(low, 4).Draw(t, "high")
		s := scaleAround(low, high)
		if s.from < 1 || s.to > 4 || s.from > low || s.to < high || s.to-s.from < chartMinSpan {
			t.Fatalf("%v to %v is drawn on %+v", low, high, s)
		}
	})
}

// The figure of a month stands below its point where the line comes from above.
func TestAFigureDoesNotCoverTheLine(t *testing.T) {
	points := func(means ...float64) []report.TrendPoint {
		list := make([]report.TrendPoint, len(means))
		for i, mean := range means {
			list[i] = report.TrendPoint{Mean: mean, Shown: mean > 0}
		}
		return list
	}
	for _, c := range []struct {
		points []report.TrendPoint
		i      int
		dip    bool
	}{
		{points(3.6, 3.0), 1, true}, {points(3.0, 3.6), 0, true}, {points(3.6, 3.0, 3.5), 1, true}, {points(0, 3.0, 3.5), 1, true},
		{points(3.0, 3.6), 1, false}, {points(3.4, 3.4), 1, false}, {points(3.6, 3.4, 3.0), 1, false}, {points(3.2), 0, false}, {points(0, 3.0, 0), 1, false},
	} {
		if got := isDip(c.points, c.i); got != c.dip {
			t.Errorf("%v at %d: %v", c.points, c.i, got)
		}
	}
}

func TestMonths(t *testing.T) {
	q1 := domain.Period{Year: 2026, Quarter: 1}
	if got := lastMonths(q1, 6); got[0] != "2025-10" || got[5] != "2026-03" {
		t.Errorf("last months %v", got)
	}
	if got := yearMonths(domain.Period{Year: 2026}, "2026-11-23"); len(got) != 11 || got[10] != "2026-11" {
		t.Errorf("months of a running year %v", got)
	}
	if got := yearMonths(domain.Period{Year: 2025, Quarter: 2}, "2026-11-23"); len(got) != 6 || got[0] != "2025-01" {
		t.Errorf("months up to a quarter %v", got)
	}
	if got := yearMonths(domain.Period{Year: 2027}, "2026-11-23"); len(got) != 0 {
		t.Errorf("months that have not begun %v", got)
	}
}

func TestTheTitleOfAChart(t *testing.T) {
	texts := indonesian(t)
	at := func(month domain.Month, mean float64) report.TrendPoint {
		return report.TrendPoint{Month: month, N: 20, Mean: mean, Shown: true}
	}
	for want, points := range map[string][]report.TrendPoint{
		"Rata-rata November 2026: 3,50":                                        {{Month: "2026-10", N: 2}, at("2026-11", 3.5)},
		"Rata-rata bulanan tetap: 3,50 (Agustus 2026), 3,52 (Oktober 2026)":    {at("2026-08", 3.5), at("2026-09", 2.1), at("2026-10", 3.52)},
		"Rata-rata bulanan bergerak dari 3,50 (Mei 2026) ke 3,10 (Juni 2026)":  {at("2026-05", 3.5), at("2026-06", 3.1)},
		"Rata-rata bulanan bergerak dari 3,10 (Maret 2026) ke 3,50 (Mei 2026)": {at("2026-03", 3.1), {Month: "2026-04", N: 9}, at("2026-05", 3.5)},
	} {
		if title, label := chartTexts(points, texts); title != want || !strings.HasPrefix(label, want) {
			t.Errorf("%q, %q", title, label)
		}
	}
}
