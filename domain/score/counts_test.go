package score_test

import (
	"testing"

	"pgregory.net/rapid"

	"suaraloket/domain/score"
)

// near is the tolerance for what two routes through float64 may part by.
const near = 1e-9

// anyCounts draws a tally that may be empty, lopsided or large.
func anyCounts() *rapid.Generator[score.Counts] {
	return rapid.Custom(func(t *rapid.T) score.Counts {
		var c score.Counts
		largest := rapid.SampledFrom([]int64{1, 5, 40, 20_000}).Draw(t, "largest")
		for i := range c {
			c[i] = rapid.Int64Range(0, largest).Draw(t, "count")
		}
		return c
	})
}

// someCounts draws a tally with at least one rating.
func someCounts() *rapid.Generator[score.Counts] {
	return anyCounts().Filter(func(c score.Counts) bool { return c.N() > 0 })
}

func TestCounts(t *testing.T) {
	tests := []struct {
		name              string
		counts            score.Counts
		n, sum, satisfied int64
		mean              float64
		ok                bool
	}{
		{"empty", score.Counts{}, 0, 0, 0, 0, false},
		{"one of each", score.Counts{1, 1, 1, 1}, 4, 10, 2, 2.5, true},
		{"all 4", score.Counts{0, 0, 0, 7}, 7, 28, 7, 4, true},
		{"all 1", score.Counts{9, 0, 0, 0}, 9, 9, 0, 1, true},
		{"3, 3, 4, 4", score.Counts{0, 0, 2, 2}, 4, 14, 4, 3.5, true},
		{"a change that takes away", score.Counts{0, -2, 1, 0}, -1, -1, 1, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := tt.counts
			if c.N() != tt.n || c.Sum() != tt.sum || c.Satisfied() != tt.satisfied {
				t.Errorf("n %d, sum %d, satisfied %d; want %d, %d, %d",
					c.N(), c.Sum(), c.Satisfied(), tt.n, tt.sum, tt.satisfied)
			}
			if mean, ok := c.Mean(); mean != tt.mean || ok != tt.ok {
				t.Errorf("mean %v, %v; want %v, %v", mean, ok, tt.mean, tt.ok)
			}
		})
	}
}

func TestCountsOfEachValue(t *testing.T) {
	for i := range 4 {
		var c score.Counts
		c[i] = 3
		mean, ok := c.Mean()
		if !ok || mean != float64(i+1) {
			t.Errorf("three ratings of value %d: mean %v, %v", i+1, mean, ok)
		}
	}
}

func TestPlusKeepsItsArguments(t *testing.T) {
	a, b := score.Counts{1, 2, 3, 4}, score.Counts{10, 0, -1, 5}
	if got, want := a.Plus(b), (score.Counts{11, 2, 2, 9}); got != want {
		t.Errorf("a + b = %v, want %v", got, want)
	}
	if a != (score.Counts{1, 2, 3, 4}) || b != (score.Counts{10, 0, -1, 5}) {
		t.Errorf("adding changed its arguments: %v, %v", a, b)
	}
}

func TestPlusIsOrderFree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(anyCounts(), 1, 8).Draw(t, "days")
		shuffled := rapid.Permutation(all).Draw(t, "shuffled")
		var sum, other score.Counts
		var n, values int64
		for i := range all {
			sum, other = sum.Plus(all[i]), shuffled[i].Plus(other)
			n, values = n+all[i].N(), values+all[i].Sum()
		}
		if sum != other {
			t.Fatalf("%v in one order, %v in the other", sum, other)
		}
		if sum.N() != n || sum.Sum() != values {
			t.Fatalf("n %d, sum %d; the parts have %d, %d", sum.N(), sum.Sum(), n, values)
		}
	})
}

// times repeats a tally k times: the same proportions with more ratings.
func times(c score.Counts, k int64) score.Counts {
	for i := range c {
		c[i] *= k
	}
	return c
}
