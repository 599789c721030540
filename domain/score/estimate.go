package score

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// The weights of prior knowledge in the estimates. A small city would otherwise take
// chance for a difference between its officers.
const (
	priorRatings  = 30 // of effect 0, for each channel
	priorOfficers = 20 // with Start's m
	priorServices = 5  // with Start's κ
	rounds        = 4  // of m and κ, each from the other
	daysMinimum   = 10 // ratings of an officer whose days count for ρ
)

// Estimate computes the constants from all counted ratings of closed quarters, given
// as to NewCity, and μ of the same ratings. ρ needs the sums of the days. What the
// ratings say nothing about is that of Start. Source of each formula: its function.
func Estimate(cells []Cell, days map[string][]Day) (Constants, float64) {
	records := recordsOf(cells, days)
	c := Start()
	c.Gamma = channelEffects(records)
	c.S2 = varianceWithin(records, c.S2)
	c.Rho = dayCorrelation(records, c.Rho)
	for range rounds {
		city := cityOf(records, c)
		between := city.varianceBetween()
		c.M = cut(c.S2/between, 5, 60)
		c.Kappa = cityOf(records, c).serviceShrinkage(between)
	}
	c.M, c.Kappa = decimals(c.M, 1), decimals(c.Kappa, 1)
	return c, meanOf(records)
}

// cut keeps a quotient within its bounds; one whose divisor was estimated at or
// below 0 is at the upper bound.
func cut(x, low, high float64) float64 {
	if !(x > 0) {
		return high
	}
	return min(max(x, low), high)
}

// channelEffects is γ: the least squares effect of each channel within the groups
// g = officer × service, with priorRatings ratings of effect 0 in each channel, which
// makes the equations positive definite (a ridge regression):
//
//	(diag(N_c + 30) − Σ_g n_g n_gᵀ / n_g) γ = S_c − Σ_g n_gc S_g / n_g
//
// n_gc are the numbers and S_g is the sum of the values of a group. The result is
// centred so that Σ N_c γ_c = 0, and has 4 decimals.
func channelEffects(records []record) [Channels]float64 {
	left, right := mat.NewSymDense(Channels, nil), mat.NewVecDense(Channels, nil)
	var ratings [Channels]float64
	for _, r := range records {
		for _, l := range r.lines {
			addGroup(left, right, l)
			for c, n := range l.n {
				ratings[c] += float64(n)
			}
		}
	}
	for c := range Channels {
		left.SetSym(c, c, left.At(c, c)+ratings[c]+priorRatings)
	}
	var factors mat.Cholesky
	var effects mat.VecDense
	if !factors.Factorize(left) || factors.SolveVecTo(&effects, right) != nil {
		return [Channels]float64{} // not reached: the matrix is at least priorRatings times the identity
	}
	return centred(effects.RawVector().Data, ratings)
}

// addGroup subtracts from both sides what the mean of a group explains.
func addGroup(left *mat.SymDense, right *mat.VecDense, l line) {
	n, sum := l.total()
	for c := range Channels {
		right.SetVec(c, right.AtVec(c)+float64(l.sum[c])-float64(l.n[c])*float64(sum)/float64(n))
		for d := c; d < Channels; d++ {
			left.SetSym(c, d, left.At(c, d)-float64(l.n[c])*float64(l.n[d])/float64(n))
		}
	}
}

func centred(effects []float64, ratings [Channels]float64) (gamma [Channels]float64) {
	var total, mean float64
	for c, n := range ratings {
		total += n
		mean += n * effects[c]
	}
	for c, effect := range effects {
		gamma[c] = decimals(effect-mean/max(total, 1), 4)
	}
	return gamma
}

// varianceWithin is S² = Σ_i SS_i ÷ Σ_i (n_i − 1) over all officers i, with 4
// decimals. SS_i is the sum of squares of an officer's ratings around their plain
// mean: differences between the officer's services and channels are in it. start is
// the result where they are all alike or no officer has two.
func varianceWithin(records []record, start float64) float64 {
	var squares, freedom float64
	for _, r := range records {
		squares += squaresAround(r.counts)
		freedom += float64(r.counts.N() - 1)
	}
	if s2 := decimals(squares/max(freedom, 1), 4); s2 > 0 {
		return s2
	}
	return start
}

// squaresAround is the sum of squares of ratings around their mean.
func squaresAround(counts Counts) (sum float64) {
	mean, _ := counts.Mean()
	for i, n := range counts {
		sum += float64(n) * square(float64(i+1)-mean)
	}
	return sum
}

// dayCorrelation is ρ, the intraclass correlation of ratings of one day, from a
// one-way analysis of variance by officer and day. The sums of squares and the
// degrees of freedom, between days and within days, are added up over the officers
// with at least 10 ratings before they are divided:
//
//	ρ  = (MSB − MSW) ÷ (MSB + (n₀ − 1)·MSW)
//	n₀ = Σ_i (n_i − Σ_d n_d²/n_i) ÷ Σ_i (days_i − 1)
//
// cut to 0.02..0.20, with 3 decimals (Snedecor and Cochran, Statistical Methods, 8th
// ed., section 13.5). start is the result where the days allow no estimate, such as
// days without sums.
func dayCorrelation(records []record, start float64) float64 {
	var all dayVariance
	for i := range records {
		if records[i].counts.N() >= daysMinimum {
			all.add(&records[i])
		}
	}
	if !(all.freeBetween > 0 && all.freeWithin > 0) {
		return start
	}
	between, within := all.between/all.freeBetween, all.within/all.freeWithin
	rho := (between - within) / (between + (all.size/all.freeBetween-1)*within)
	if math.IsNaN(rho) {
		return start
	}
	return decimals(min(max(rho, 0.02), 0.20), 3)
}

// dayVariance adds up the analysis of variance of several officers.
type dayVariance struct {
	between, within         float64 // sums of squares
	freeBetween, freeWithin float64 // degrees of freedom
	size                    float64 // n₀ · freeBetween
}

// add leaves out an officer whose days do not add up to the counts.
func (v *dayVariance) add(r *record) {
	var n, sum, days int64
	var squares, sizes float64
	for _, d := range inOrder(r.days) {
		if d.N <= 0 {
			continue
		}
		n, sum, days = n+d.N, sum+d.Sum, days+1
		squares += square(float64(d.Sum)) / float64(d.N)
		sizes += square(float64(d.N))
	}
	if n != r.counts.N() || sum != r.counts.Sum() {
		return
	}
	between := squares - square(float64(sum))/float64(n)
	v.between += between
	v.within += squaresAround(r.counts) - between
	v.freeBetween += float64(days - 1)
	v.freeWithin += float64(n - days)
	v.size += float64(n) - sizes/float64(n)
}

// inOrder sorts days by their figures, since the last bit of a sum depends on its
// order.
func inOrder(days []Day) []Day {
	return slices.SortedFunc(slices.Values(days), func(a, b Day) int {
		return cmp.Or(cmp.Compare(a.N, b.N), cmp.Compare(a.Sum, b.Sum))
	})
}

// varianceBetween is τ², the variance of officers' true differences:
//
//	τ² = (Σ_i w (r² − S²/n*) + 20·S²/20) ÷ (Σ_i w (1 + g) + 20),  r = x̄ − E,  w = n* ÷ (n* + m)
//
// by the method of moments, since r has the variance τ²·(1 + g) + S²/n*, with 20
// officers' worth of Start's m = 20. At or below 0 where the officers differ less
// than chance alone would have it.
func (c *City) varianceBetween() float64 {
	m := Start().M
	above, below := priorOfficers*c.constants.S2/m, float64(priorOfficers)
	for _, f := range c.Officers() {
		w := f.Effective / (f.Effective + c.constants.M)
		above += w * (square(f.Difference()) - c.constants.S2/f.Effective)
		below += w * (1 + f.G)
	}
	return above / below
}

// serviceShrinkage is κ = τ² ÷ τ²_s, cut to 0.5..5, where τ² is the variance between
// officers and τ²_s that between services:
//
//	τ²_s = (Σ_s u (d̄_s² − τ²/W_s) + 5·τ²/2) ÷ (Σ_s u + 5),  u = W_s ÷ (W_s + κ)
//
// d̄_s = Σ_j w_js d_js ÷ W_s is the credibility mean of all officers of the service,
// which has the variance τ²_s + τ²/W_s (Bühlmann and Straub, 1970). It is taken as a
// difference from the city, not from the mean of the services. The 5 are five
// services' worth of Start's κ = 2.
func (c *City) serviceShrinkage(between float64) float64 {
	above, below := priorServices*between/Start().Kappa, float64(priorServices)
	for _, service := range c.serviceKeys() {
		r := c.services[service]
		weight := r.weight.float()
		mean, u := r.deviation.float()/weight, weight/(weight+c.constants.Kappa)
		above += u * (square(mean) - between/weight)
		below += u
	}
	return cut(between/(above/below), 0.5, 5)
}
