package score_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"suaraloket/domain/score"
)

func TestWilson(t *testing.T) {
	tests := []struct {
		satisfied, n int64
		low, high    float64
	}{
		{5, 5, 0.5655, 1},
		{24, 30, 0.6269, 0.9050},
		{27, 30, 0.7438, 0.9654},
		{285, 300, 0.9192, 0.9695},
		{0, 10, 0, 0.2775},
	}
	for _, tt := range tests {
		low, high, ok := score.Wilson(tt.satisfied, tt.n)
		if !ok || math.Abs(low-tt.low) > 5e-5 || math.Abs(high-tt.high) > 5e-5 {
			t.Errorf("%d of %d: %.4f–%.4f, %v; want %.4f–%.4f",
				tt.satisfied, tt.n, low, high, ok, tt.low, tt.high)
		}
	}
}

func TestWilsonUndefined(t *testing.T) {
	for _, c := range [][2]int64{{0, 0}, {3, 0}, {0, -1}, {-1, 10}, {11, 10}} {
		if low, high, ok := score.Wilson(c[0], c[1]); ok || low != 0 || high != 0 {
			t.Errorf("%d of %d: got %v–%v, %v", c[0], c[1], low, high, ok)
		}
	}
}

func TestWilsonHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 100_000).Draw(t, "n")
		satisfied := rapid.Int64Range(0, n).Draw(t, "satisfied")
		low, high, ok := score.Wilson(satisfied, n)
		share := float64(satisfied) / float64(n)
		if !ok || low < 0 || low > share || share > high || high > 1 || low == high {
			t.Fatalf("%d of %d: %v–%v, %v", satisfied, n, low, high, ok)
		}
		if (low == 0) != (satisfied == 0) || (high == 1) != (satisfied == n) {
			t.Fatalf("%d of %d: %v–%v is sure of too much", satisfied, n, low, high)
		}
		otherLow, otherHigh, _ := score.Wilson(n-satisfied, n)
		if math.Abs(low-(1-otherHigh)) > near || math.Abs(high-(1-otherLow)) > near {
			t.Fatalf("%d of %d: %v–%v is no mirror of %v–%v", satisfied, n, low, high, otherLow, otherHigh)
		}
		moreLow, moreHigh, _ := score.Wilson(2*satisfied, 2*n)
		if moreHigh-moreLow >= high-low {
			t.Fatalf("%d of %d: twice the answers widen %v to %v", satisfied, n, high-low, moreHigh-moreLow)
		}
	})
}
