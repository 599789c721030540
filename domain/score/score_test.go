package score_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"suaraloket/domain/score"
)

// group is how the reference group of the worked examples is rated: μ = 3.3.
func group() score.Distribution { return score.Distribution{0.05, 0.10, 0.35, 0.50} }

func TestStateOf(t *testing.T) {
	tests := map[int64]score.State{
		-1: score.Withheld, 0: score.Withheld, 9: score.Withheld,
		10: score.Provisional, 29: score.Provisional,
		30: score.Full, 1_000_000: score.Full,
	}
	for n, want := range tests {
		if got := score.StateOf(n); got != want {
			t.Errorf("%d ratings: %s, want %s", n, got, want)
		}
	}
}

func TestShrunken(t *testing.T) {
	tests := []struct {
		mean float64
		n    int64
		want float64
	}{
		{4, 3, 3.4783},
		{4, 30, 3.7600},
		{4, 300, 3.9625},
		{2, 3, 3.2174},
		{2, 30, 2.5600},
		{2, 0, 3.4},
	}
	for _, tt := range tests {
		if got := score.Shrunken(tt.mean, tt.n, 3.4, 20); math.Abs(got-tt.want) > 5e-5 {
			t.Errorf("mean %v of %d: %.4f, want %.4f", tt.mean, tt.n, got, tt.want)
		}
	}
	if got := score.Shrunken(2, 30, 3.4, 0); got != 2 {
		t.Errorf("without a prior: %v, want the mean itself", got)
	}
	if got := score.Shrunken(2, 0, 3.4, 0); got != 3.4 {
		t.Errorf("with nothing at all: %v, want the reference", got)
	}
}

// The worked examples were computed apart from this package, from the formula
// in the comment of Of.
func TestOf(t *testing.T) {
	tests := []struct {
		own              score.Counts
		reference        score.Distribution
		state            score.State
		value, low, high float64
	}{
		{score.Counts{0, 0, 0, 1}, group(), score.Withheld, 83.3333, 74.2643, 92.4023},
		{score.Counts{0, 0, 3, 0}, group(), score.Withheld, 81.5217, 73.2942, 89.7493},
		{score.Counts{10, 0, 0, 0}, group(), score.Provisional, 63.3333, 52.0765, 74.5901},
		{score.Counts{0, 0, 0, 12}, group(), score.Provisional, 89.0625, 82.3857, 95.7393},
		{score.Counts{1, 2, 12, 25}, group(), score.Full, 86.2500, 81.3647, 91.1353},
		{score.Counts{0, 0, 0, 300}, group(), score.Full, 98.9062, 98.1167, 99.6958},
		{score.Counts{0, 0, 0, 30}, score.Distribution{0, 0, 0, 1}, score.Full, 100, 98.2139, 100},
		{score.Counts{30, 0, 0, 0}, score.Distribution{1, 0, 0, 0}, score.Full, 25, 25, 26.7861},
	}
	for _, tt := range tests {
		got := score.Of(tt.own, tt.reference)
		mean, _ := tt.own.Mean()
		if got.State != tt.state || got.N != tt.own.N() || got.Mean != mean ||
			math.Abs(got.Reference-tt.reference.Mean()) > near {
			t.Errorf("%v: %+v", tt.own, got)
		}
		if math.Abs(got.Value-tt.value) > 1e-4 || math.Abs(got.Low-tt.low) > 1e-4 || math.Abs(got.High-tt.high) > 1e-4 {
			t.Errorf("%v: %.4f in %.4f–%.4f, want %.4f in %.4f–%.4f",
				tt.own, got.Value, got.Low, got.High, tt.value, tt.low, tt.high)
		}
	}
}

func TestOfNothing(t *testing.T) {
	for _, own := range []score.Counts{{}, {0, -3, 0, 0}, {20, -1, 0, 0}} {
		if got := score.Of(own, group()); got != (score.Score{State: score.Withheld}) {
			t.Errorf("%v: %+v", own, got)
		}
	}
}

func TestOfWithoutReference(t *testing.T) {
	own := score.Counts{2, 3, 15, 20}
	got := score.Of(own, score.Distribution{})
	mean, _ := own.Mean()
	if math.Abs(got.Value-25*mean) > near || math.Abs(got.Reference-mean) > near || got.State != score.Full {
		t.Errorf("%+v; want 25 × %v", got, mean)
	}
}

func TestScoreHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		own := someCounts().Draw(t, "own")
		reference := someDistribution().Draw(t, "reference")
		s := score.Of(own, reference)
		if s.Low < 25 || s.Low > s.Value || s.Value > s.High || s.High > 100 || s.Low == s.High {
			t.Fatalf("%v in %v–%v", s.Value, s.Low, s.High)
		}
		if s.State != score.StateOf(s.N) || s.N != own.N() {
			t.Fatalf("state %s, n %d", s.State, s.N)
		}
		want := 25 * score.Shrunken(s.Mean, s.N, s.Reference, score.PriorWeight)
		if math.Abs(s.Value-want) > near {
			t.Fatalf("%v, want the shrunken mean %v", s.Value, want)
		}
	})
}

func TestBetterRatingRaisesTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		own := someCounts().Draw(t, "own")
		reference := someDistribution().Draw(t, "reference")
		from := rapid.IntRange(0, 2).Draw(t, "from")
		own[from]++
		better := own.Plus(score.Counts{3: 1})
		better[from]--
		before, after := score.Of(own, reference), score.Of(better, reference)
		if after.Value <= before.Value {
			t.Fatalf("a 4 in place of a %d: %v after %v", from+1, after.Value, before.Value)
		}
	})
}

func TestScoreShrinksTowardsTheReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		own := someCounts().Draw(t, "own")
		reference := someDistribution().Draw(t, "reference")
		few := score.Of(own, reference)
		many := score.Of(times(own, rapid.Int64Range(2, 50).Draw(t, "times")), reference)
		mean, mu := 25*few.Mean, 25*few.Reference
		if few.Value < min(mean, mu)-near || few.Value > max(mean, mu)+near {
			t.Fatalf("%v is not between the mean %v and the reference %v", few.Value, mean, mu)
		}
		if math.Abs(few.Value-mu) > math.Abs(many.Value-mu)+near {
			t.Fatalf("%d ratings pull further from %v than %d: %v, %v", few.N, mu, many.N, few.Value, many.Value)
		}
	})
}

func TestIntervalNarrowsWithN(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		own := someCounts().Draw(t, "own")
		typical, _ := own.Distribution()
		few := score.Of(own, typical)
		many := score.Of(times(own, rapid.Int64Range(2, 50).Draw(t, "times")), typical)
		if many.High-many.Low >= few.High-few.Low {
			t.Fatalf("%d ratings: ±%v, %d ratings: ±%v", few.N, few.High-few.Low, many.N, many.High-many.Low)
		}
	})
}

// A reference unlike the own ratings may widen the interval for a while, but
// never beyond what the most divided ratings (half 1, half 4) would have.
func TestIntervalIsBoundedByN(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := score.Of(someCounts().Draw(t, "own"), someDistribution().Draw(t, "reference"))
		widest := 2 * 25 * 1.96 * 1.5 / math.Sqrt(float64(s.N)+score.PriorWeight+1)
		if s.High-s.Low > widest+near {
			t.Fatalf("%d ratings: width %v, at most %v", s.N, s.High-s.Low, widest)
		}
	})
}

// What is claimed of an interval of 95 % is tried out: officers whose true mean
// varies as the prior says, seen through n ratings each. An urn that returns
// every ball with one more of its kind draws exactly that: its first n draws
// are the ratings, its share after very many is the truth.
func TestIntervalCoversTheTruth(t *testing.T) {
	const officers, long = 1500, 3000
	for _, n := range []int{10, 30, 120} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			random := rand.New(rand.NewPCG(2026, uint64(n)))
			covered := 0
			for range officers {
				own, truth := urn(random, n, long)
				if s := score.Of(own, group()); s.Low <= 25*truth && 25*truth <= s.High {
					covered++
				}
			}
			if share := float64(covered) / officers; share < 0.93 || share > 0.98 {
				t.Errorf("the interval covers %.3f of the officers", share)
			}
		})
	}
}

// urn draws n ratings and goes on to long for the mean that lies behind them.
func urn(random *rand.Rand, n, long int) (own score.Counts, truth float64) {
	var drawn score.Counts
	for i := range long {
		if i == n {
			own = drawn
		}
		drawn[draw(random, drawn)]++
	}
	mean, _ := drawn.Mean()
	return own, score.Shrunken(mean, int64(long), group().Mean(), score.PriorWeight)
}

// draw picks a value in proportion to the prior's pseudo-ratings and what was
// drawn before.
func draw(random *rand.Rand, drawn score.Counts) int {
	at := random.Float64() * float64(drawn.N()+score.PriorWeight)
	for i, share := range group() {
		at -= score.PriorWeight*share + float64(drawn[i])
		if at < 0 {
			return i
		}
	}
	return len(drawn) - 1
}
