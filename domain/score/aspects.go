package score

import (
	"math"
	"slices"
)

// Aspect is what the answers about one aspect of an officer's work allow to say, such
// as those about kompetensi or perilaku. A topic for a talk, not a verdict.
type Aspect string

// What can be said about an aspect.
const (
	// Unclear: not enough answers to conclude anything.
	Unclear Aspect = "unclear"
	// Strength: above what colleagues receive (kekuatan).
	Strength Aspect = "strength"
	// ToStrengthen: below what colleagues receive (perlu dikuatkan).
	ToStrengthen Aspect = "to_strengthen"
)

// Aspect reads the figures of a City that was made from the answers about one aspect.
// It needs a full number of answers and an interval of x̄ − E without 0.
func (f Score) Aspect() Aspect {
	low, high := f.Difference95()
	switch {
	case f.State != Full || low <= 0 && 0 <= high:
		return Unclear
	case low > 0:
		return Strength
	default:
		return ToStrengthen
	}
}

const (
	// reasonTicks is the least number of ticks of a reason that is named.
	reasonTicks = 8
	// discoveries is the part of the named reasons that may be due to chance.
	discoveries = 0.10
)

// Reason is how often one reason was ticked for an officer and for the peers. Among
// counts the people who ticked any reason. The reasons about a unit, such as a long
// wait, are none of an officer's.
type Reason struct {
	Slug              string
	Ticks, Among      int64
	PeerTicks, Others int64 // Others is Among of the peers
}

// FrequentReasons gives those of all reasons on one page that are ticked more often for the
// officer than for the peers, in the order given: at least 8 ticks, at least 1.5
// times the peers' share, and more than chance by Fisher's exact test with the false
// discovery rate of 10 % over the page (Benjamini and Hochberg, JRSS B 57, 1995).
// A reason for which an officer or the peers have no form is never named.
func FrequentReasons(page []Reason) []string {
	limit := discoveryLimit(page)
	var named []string
	for _, r := range page {
		if r.Ticks >= reasonTicks && r.frequent() && r.chance() <= limit {
			named = append(named, r.Slug)
		}
	}
	return named
}

// discoveryLimit is the largest p-value p_(k) with p_(k) ≤ discoveries·k/len(page);
// below 0 where there is none.
func discoveryLimit(page []Reason) float64 {
	values := make([]float64, len(page))
	for i, r := range page {
		values[i] = r.chance()
	}
	slices.Sort(values)
	for k := len(values); k > 0; k-- {
		if values[k-1] <= discoveries*float64(k)/float64(len(values)) {
			return values[k-1]
		}
	}
	return -1
}

// frequent says whether the officer's share of ticks is at least 1.5 times the
// peers': exact, without dividing.
func (r Reason) frequent() bool {
	return r.Among > 0 && r.Others > 0 && 2*r.Ticks*r.Others >= 3*r.PeerTicks*r.Among
}

// chance is the probability of at least as many ticks for the officer, given all
// ticks, if officer and peers were alike: the upper tail of the hypergeometric
// distribution (Fisher's exact test, one-sided).
func (r Reason) chance() float64 {
	if r.Among <= 0 || r.Others <= 0 {
		return 1
	}
	ticks, p := r.Ticks+r.PeerTicks, 0.0
	all := logChoose(r.Among+r.Others, ticks)
	for k := r.Ticks; k <= min(ticks, r.Among); k++ {
		p += math.Exp(logChoose(r.Among, k) + logChoose(r.Others, ticks-k) - all)
	}
	return min(p, 1)
}

// logChoose is the logarithm of n over k; −∞ where k is not within 0..n.
func logChoose(n, k int64) float64 {
	if k < 0 || k > n {
		return math.Inf(-1)
	}
	return logFactorial(n) - logFactorial(k) - logFactorial(n-k)
}

func logFactorial(n int64) float64 {
	log, _ := math.Lgamma(float64(n) + 1)
	return log
}
