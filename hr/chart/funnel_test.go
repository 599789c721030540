package chart

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"suaraloket/domain"
	"suaraloket/domain/report"
	"suaraloket/domain/score"
)

// For any scores, every mark of the funnel lies in the drawing, the interval around its dot, and a code is
// named exactly where the interval leaves out what is expected.
func TestEveryMarkLiesInTheFunnel(t *testing.T) {
	texts := indonesian(t)
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.Custom(anyScore), 1, 8).Draw(t, "scores")
		rows := make([]report.Standing, len(scores))
		shown := 0
		for i, s := range scores {
			rows[i] = report.Standing{Officer: domain.Officer{Code: strconv.Itoa(i)}, Score: s}
			if s.State != score.Withheld {
				shown++
			}
		}
		f, drawn := FunnelOf(rows, texts)
		if drawn != (shown > 1) || len(f.Points) != shown {
			t.Fatalf("%d of %d drawn, %v", len(f.Points), shown, drawn)
		}
		for i, p := range f.Points {
			if p.Code != "" && slices.ContainsFunc(f.Points[:i], func(q funnelPoint) bool { return q.Code != "" && p.covers(q) }) {
				t.Fatalf("%s covers another code", p.Code)
			}
			x, y, low, high := at(t, p.X), at(t, p.Y), at(t, p.Low), at(t, p.High)
			if x < funnelLeft || x > funnelRight || high < funnelTop || low > funnelBottom || y > low || y < high {
				t.Fatalf("%+v", p)
			}
			if zero := at(t, f.Zero); p.Code != "" && high < zero-0.1 && low > zero+0.1 {
				t.Fatalf("a code although the interval contains what is expected: %+v", p)
			}
		}
	})
}

func at(t *rapid.T, text string) float64 {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}
