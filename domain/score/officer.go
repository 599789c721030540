package score

import (
	"gonum.org/v1/gonum/stat/distuv"
)

// MinimumPeers is the least number of other officers with whom an expected mean may be
// shown: with one it would reveal that colleague's mean.
const MinimumPeers = 3

// Score is the score of one officer by method 2027.1 with everything that it was
// computed from: the indirectly standardised difference from the colleagues, shrunk,
// on the scale of the IKM. Evidence with its uncertainty, never a verdict.
type Score struct {
	Officer string
	// State says what may be shown; the figures are there from the first rating on.
	State State
	// N is the number of counted ratings, Counts how many had each value.
	N      int64
	Counts Counts
	// Mean is x̄, the plain mean of the ratings, 1..4.
	Mean float64
	// Mu is μ, the mean of all ratings of the city, with 4 decimals.
	Mu float64
	// Expected is E, the mean that other officers would have had with the same services
	// and channels, with 4 decimals. Show it only where ExpectedShown.
	Expected float64
	// G is g, the variance of E in units of the variance between officers, with 4
	// decimals: 1/κ where no other officer renders the services.
	G float64
	// Lambda is λ, the part of the difference x̄ − E that counts, 0..1/(1+g).
	Lambda float64
	// Value is 25·(μ + λ·(x̄ − E)), and Low and High its 95 % interval, all cut to
	// 25..100.
	Value, Low, High float64
	// Effective is n*, the number of independent ratings with as much information.
	Effective float64
	// V is v, the variance of a rating of this officer, smoothed.
	V float64
	// SE is the standard deviation of x̄ − E around the officer's true difference.
	SE float64
	// SD is the standard deviation of the score, in means (a 25th of its scale).
	SD float64
	// Above is P, the probability that the officer's true difference is above 0. It is
	// for the shortlist alone and never shown to an officer.
	Above float64
	// Peers is the number of other officers with ratings for the same services, up to
	// MinimumPeers.
	Peers int
}

// Difference is x̄ − E.
func (f Score) Difference() float64 { return f.Mean - f.Expected }

// Guarded is the score without E and what E could be computed from, where E would reveal
// a colleague's mean: with fewer than MinimumPeers peers.
func (f Score) Guarded() Score {
	if f.Peers >= MinimumPeers {
		return f
	}
	return Score{
		Officer: f.Officer, State: f.State, N: f.N, Counts: f.Counts, Mean: f.Mean, Mu: f.Mu,
		Value: f.Value, Low: f.Low, High: f.High, Peers: f.Peers,
	}
}

// HasExpected says whether E is known and may be shown.
func (f Score) HasExpected() bool { return f.Expected > 0 }

// AroundCity says whether the city's mean lies in the interval: the score does not
// differ from it by more than chance.
func (f Score) AroundCity() bool {
	return f.Low <= scale*f.Mu && scale*f.Mu <= f.High
}

// Trust is λ = n ÷ (n + m + n·g), Bühlmann's credibility with an uncertain
// reference: the part of a difference that counts, 0..1/(1+g).
func (c Constants) Trust(n int64, g float64) float64 {
	return float64(n) / (float64(n) + c.M + float64(n)*g)
}

// spread is v, the variance of a rating of one officer: that of the own ratings
// together with m ratings at E with the variance S², and one spread evenly over the
// four values, so that a unanimous record still has an interval.
//
//	mean' = (n·x̄ + m·E + 2.5) ÷ (n + m + 1)
//	v     = (Σ_v c_v (v − mean')² + m·(S² + (E − mean')²) + 1.25 + (2.5 − mean')²) ÷ (n + m + 1)
func spread(counts Counts, e float64, k Constants) float64 {
	n := float64(counts.N())
	mean := (float64(counts.Sum()) + k.M*e + 2.5) / (n + k.M + 1)
	sum := k.M*(k.S2+square(e-mean)) + 1.25 + square(2.5-mean)
	for i, count := range counts {
		sum += float64(count) * square(float64(i+1)-mean)
	}
	return sum / (n + k.M + 1)
}

func square(x float64) float64 { return x * x }

// place works out the score, its interval and P from λ, E and SD.
func (f *Score) place() {
	shift := f.Lambda * f.Difference()
	f.Value = onScale(f.Mu + shift)
	f.Low, f.High = onScale(f.Mu+shift-z*f.SD), onScale(f.Mu+shift+z*f.SD)
	f.Above = distuv.UnitNormal.CDF(shift / f.SD)
}

// Difference95 is the 95 % interval of x̄ − E itself, before it is shrunk:
// x̄ − E ± 1.96·√(v/n* + g·S²/m).
func (f Score) Difference95() (low, high float64) {
	reach := z * f.SE
	return f.Difference() - reach, f.Difference() + reach
}

// Differ says whether two officers may be said to differ: both have a full score and
// their intervals have no point in common.
func Differ(a, b Score) bool {
	return a.State == Full && b.State == Full && (a.High < b.Low || b.High < a.Low)
}
