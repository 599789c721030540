package hr

import (
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
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
	reference, _ := draw("reference").Distribution()
	return score.Of(draw("own"), reference)
}

// Whatever the scores, every mark lies on the axis, and the axis within the scale.
func TestEverythingDrawnLiesOnTheAxis(t *testing.T) {
	texts := indonesian(t)
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.Custom(anyScore), 1, 8).Draw(t, "scores")
		a := axisOf(scores...)
		if a.From < 25 || a.To > 100 || a.To-a.From < axisLeast {
			t.Fatalf("axis %+v", a)
		}
		for _, s := range scores {
			if s.State == score.Withheld {
				continue
			}
			line := a.line(s, texts)
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

func TestAnAxisOfNothingIsTheWholeScale(t *testing.T) {
	if a := axisOf(score.Score{State: score.Withheld, N: 3}); a != (axis{25, 100}) {
		t.Errorf("axis %+v", a)
	}
}

func TestTheSmallLineBreaksWhereAMonthIsMissing(t *testing.T) {
	period := domain.Period{Year: 2026, Quarter: 4}
	point := func(month domain.Month, mean float64) report.TrendPoint {
		return report.TrendPoint{Month: month, N: 20, Mean: mean, Shown: true}
	}
	s := sparkOf([]report.TrendPoint{
		point("2026-07", 3.2), point("2026-08", 3.4), {Month: "2026-09", N: 3}, point("2026-11", 3.6),
	}, period, 0.4, indonesian(t))
	if len(s.Lines) != 2 || strings.Count(s.Lines[0], ",") != 2 || strings.Count(s.Lines[1], ",") != 1 {
		t.Errorf("lines %q", s.Lines)
	}
	if len(s.Dots) != 2 || s.Dots[0] != s.Dots[1] { // alone, and the newest
		t.Errorf("dots %v", s.Dots)
	}
	if want := "Rata-rata per bulan: Jul 3,20, Agu 3,40, Nov 3,60"; s.Label != want {
		t.Errorf("label %q", s.Label)
	}
	if s := sparkOf(nil, period, 0.4, indonesian(t)); len(s.Dots) != 0 || len(s.Lines) != 0 {
		t.Errorf("nothing is drawn as %+v", s)
	}
}

func TestTheSmallLineStaysInItsBox(t *testing.T) {
	texts, period := indonesian(t), domain.Period{Year: 2026, Quarter: 2}
	rapid.Check(t, func(t *rapid.T) {
		var trend []report.TrendPoint
		for _, month := range lastMonths(period, sparkMonths) {
			trend = append(trend, report.TrendPoint{
				Month: month, N: 10, Mean: rapid.Float64Range(1, 4).Draw(t, "mean"), Shown: rapid.Bool().Draw(t, "shown"),
			})
		}
		span := sparkSpan([]report.Standing{{Trend: trend}})
		for _, d := range sparkOf(trend, period, span, texts).Dots {
			if strings.Contains(d.X+d.Y, "-") || strings.Contains(d.X+d.Y, "N") {
				t.Fatalf("dot %+v", d)
			}
		}
	})
}

func TestTheChartsScaleHoldsItsMeans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(1, 4).Draw(t, "low")
		high := rapid.Float64Range(low, 4).Draw(t, "high")
		s := scaleAround(low, high)
		if s.from < 1 || s.to > 4 || s.from > low || s.to < high || s.to-s.from < chartLeast {
			t.Fatalf("%v to %v is drawn on %+v", low, high, s)
		}
	})
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

func TestPeriodsOffered(t *testing.T) {
	now := time.Date(2026, 2, 10, 9, 0, 0, 0, time.UTC)
	var values []string
	for _, c := range periodChoices(now, domain.Period{Year: 2024, Quarter: 3}, indonesian(t)) {
		values = append(values, c.Value)
		if c.Selected != (c.Value == "2024-Q3") {
			t.Errorf("%s selected %v", c.Value, c.Selected)
		}
	}
	want := "2026-Q1 2025-Q4 2025-Q3 2025-Q2 2025-Q1 2026 2025 2024-Q3"
	if got := strings.Join(values, " "); got != want {
		t.Errorf("offered %s", got)
	}
}

func TestNextPage(t *testing.T) {
	for in, kept := range map[string]bool{
		"/hr/papan?unit=DKC&q=a%20b": true, "/hr/": true, "/hr/petugas/P-01": true,
		"": false, "/": false, "/hr": false, "/hrx/": false, "//x/hr/": false, "/hr/%0d%0a": true, "/hr/masuk": false, "/hr/keluar": false,
	} {
		if got := nextPage(in); (got != "") != kept || kept && got != in {
			t.Errorf("%q becomes %q", in, got)
		}
	}
}
