package score_test

import (
	"math"
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

// someDistribution draws how a reference group is rated.
func someDistribution() *rapid.Generator[score.Distribution] {
	return rapid.Map(someCounts(), func(c score.Counts) score.Distribution {
		d, _ := c.Distribution()
		return d
	})
}

// times repeats a tally k times: the same proportions with more ratings.
func times(c score.Counts, k int64) score.Counts {
	for i := range c {
		c[i] *= k
	}
	return c
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
		d, ok := c.Distribution()
		if !ok || d[i] != 1 || d.Mean() != float64(i+1) {
			t.Errorf("three ratings of value %d: distribution %v, %v", i+1, d, ok)
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

func TestDistributionRefuses(t *testing.T) {
	for _, c := range []score.Counts{{}, {0, 0, -1, 0}, {5, -1, 5, 5}} {
		if d, ok := c.Distribution(); ok || d != (score.Distribution{}) {
			t.Errorf("%v: got %v, %v", c, d, ok)
		}
	}
}

func TestDistributionHasTheMeanOfItsCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := someCounts().Draw(t, "counts")
		d, ok := c.Distribution()
		mean, _ := c.Mean()
		if !ok || math.Abs(d.Mean()-mean) > near {
			t.Fatalf("distribution %v, %v has mean %v; the counts have %v", d, ok, d.Mean(), mean)
		}
		if total := d[0] + d[1] + d[2] + d[3]; math.Abs(total-1) > near {
			t.Fatalf("%v sums to %v", d, total)
		}
	})
}

func TestMix(t *testing.T) {
	low, high := score.Distribution{1, 0, 0, 0}, score.Distribution{0, 0, 0, 1}
	tests := []struct {
		name  string
		parts []score.Part
		want  score.Distribution
		ok    bool
	}{
		{"nothing", nil, score.Distribution{}, false},
		{"no weight", []score.Part{{0, high}, {-3, low}}, score.Distribution{}, false},
		{"no group known", []score.Part{{12, score.Distribution{}}}, score.Distribution{}, false},
		{"by own n", []score.Part{{30, high}, {10, low}}, score.Distribution{0.25, 0, 0, 0.75}, true},
		{"without weight left out", []score.Part{{30, high}, {0, low}}, high, true},
		{"negative left out", []score.Part{{30, high}, {-10, low}}, high, true},
		{"unknown left out", []score.Part{{30, score.Distribution{}}, {10, low}}, low, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, ok := score.Mix(tt.parts); got != tt.want || ok != tt.ok {
				t.Errorf("got %v, %v; want %v, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

func TestMixOfOneGroupIsTheGroup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		group := someDistribution().Draw(t, "group")
		weight := rapid.Int64Range(1, 1_000_000).Draw(t, "weight")
		if got, ok := score.Mix([]score.Part{{weight, group}}); !ok || got != group {
			t.Fatalf("got %v, %v; want %v", got, ok, group)
		}
	})
}

// The mean of the mix is the expected mean of an indirect standardisation, the
// average of the group means over the officer's own ratings.
func TestMixHasTheExpectedMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := rapid.SliceOfN(someDistribution(), 1, 6).Draw(t, "groups")
		parts := make([]score.Part, len(groups))
		var sum, n float64
		for i, g := range groups {
			parts[i] = score.Part{Weight: rapid.Int64Range(1, 500).Draw(t, "weight"), Group: g}
			sum += float64(parts[i].Weight) * g.Mean()
			n += float64(parts[i].Weight)
		}
		mix, ok := score.Mix(parts)
		if !ok || math.Abs(mix.Mean()-sum/n) > near {
			t.Fatalf("mean %v, %v; want %v", mix.Mean(), ok, sum/n)
		}
	})
}
