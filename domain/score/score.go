package score

import "math"

// State says how much a number of ratings allows to be shown.
type State string

// The states of a score, by number of ratings.
const (
	// Withheld is fewer than MinimumShown: data belum cukup. Nothing but n and
	// the state may be shown.
	Withheld State = "withheld"
	// Provisional is from MinimumShown to below MinimumFull: sementara. Shown
	// with its interval to the officer, the head and HR only.
	Provisional State = "provisional"
	// Full is MinimumFull and more.
	Full State = "full"
)

const (
	// MinimumShown is the least number of ratings with a score that is shown.
	// Below 10, analysts of the NHS Friends and Family Test suppress results:
	// wards swung from −100 to +100 on six answers.
	MinimumShown = 10

	// MinimumFull is the least number of ratings for a score without
	// reservation: the n ≥ 30 from which Press Ganey publishes.
	MinimumFull = 30

	// PriorWeight is m, the number of pseudo-ratings with which the reference
	// group weighs on a score. It estimates the variance of ratings within an
	// officer divided by the variance between officers (Bühlmann's k) and lies
	// in the accepted range of 10 to 50.
	PriorWeight = 20

	// Method names the formulas and constants of this package. Every stored or
	// printed figure carries it, and it changes whenever a figure would.
	Method = "2026.1"
)

// z is the 97.5 % quantile of the normal distribution, for intervals of 95 %.
const z = 1.96

// The score's scale: 25 times the mean, as the IKM's. All 1 is 25, all 4 is 100.
const (
	scale   = 25.0
	lowest  = 25.0
	highest = 100.0
)

// StateOf is the state of n ratings.
func StateOf(n int64) State {
	switch {
	case n < MinimumShown:
		return Withheld
	case n < MinimumFull:
		return Provisional
	default:
		return Full
	}
}

// Score is the score of one officer: evidence with its uncertainty, never a
// verdict.
type Score struct {
	// State says what may be shown. Of works out the figures from the first
	// rating on; showing them is refused by State, not by their absence.
	State State
	// N is the number of counted ratings.
	N int64
	// Mean is the plain mean of the officer's ratings, 1..4.
	Mean float64
	// Value is the score, 25..100: 25 times the shrunken mean.
	Value float64
	// Low and High are the 95 % interval of Value, 25..100.
	Low, High float64
	// Reference is the mean of the reference group, 1..4.
	Reference float64
}

// Of computes the score of an officer from the counts of the officer's own
// ratings and the distribution of the reference group.
//
// With n = own.N(), m = PriorWeight, q = reference and μ = its mean:
//
//	p̂     = (own + m·q) / (n + m)           its mean is Shrunken(x̄, n, μ, m)
//	p̂′    = (own + m·q + ¼ each) / (n + m + 1)
//	sd    = √( Var_p̂′(value) / (n + m + 1) )
//	Value = 25 · mean(p̂)
//	Low   = 25 · (mean(p̂) − 1.96·sd),  High = 25 · (mean(p̂) + 1.96·sd)
//
// both cut to 25..100. p̂ is the posterior mean of a Dirichlet prior with
// parameters m·q (Gelman et al., Bayesian Data Analysis, 3rd ed., section 3.4);
// the mean value of a Dirichlet of total weight a has the variance
// Var_p̂(value)/(a + 1). The interval takes that variance at p̂′, which has one
// more pseudo-rating spread evenly over the four values, so that a unanimous
// record in a unanimous group still has a width.
//
// Without a rating the Score is Withheld with no figures at all. Without a
// known reference (the zero Distribution) the own ratings are the reference,
// as for a city with a single officer: nothing is pulled anywhere.
func Of(own Counts, reference Distribution) Score {
	mine, ok := own.Distribution()
	if !ok {
		return Score{State: Withheld}
	}
	if reference == (Distribution{}) {
		reference = mine
	}
	n, mu := own.N(), reference.Mean()
	mean, _ := own.Mean()
	shrunken := Shrunken(mean, n, mu, PriorWeight)
	reach := z * deviation(mine.towards(reference, float64(n), PriorWeight), n)
	return Score{
		State:     StateOf(n),
		N:         n,
		Mean:      mean,
		Value:     onScale(shrunken),
		Low:       onScale(shrunken - reach),
		High:      onScale(shrunken + reach),
		Reference: mu,
	}
}

// deviation is the standard deviation of the mean value under the posterior
// with the centre p after n ratings.
func deviation(p Distribution, n int64) float64 {
	weight := float64(n) + PriorWeight
	even := Distribution{0.25, 0.25, 0.25, 0.25}
	return math.Sqrt(p.towards(even, weight, 1).variance() / (weight + 1))
}

// onScale takes a mean of 1..4 to 25..100 and cuts what lies outside.
func onScale(mean float64) float64 {
	return min(max(scale*mean, lowest), highest)
}

// Shrunken is the mean of n ratings drawn towards mu as if m ratings with the
// mean mu had been given as well: (n·mean + m·mu) / (n + m). It is the
// credibility mean of Bühlmann (1967) with the reliability n/(n+m). n and m are
// not negative; when both are 0 it is mu.
func Shrunken(mean float64, n int64, mu float64, m float64) float64 {
	weight := float64(n) + m
	if weight == 0 {
		return mu
	}
	return (float64(n)*mean + m*mu) / weight
}
