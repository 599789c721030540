package score

import "math"

// ChangeBound is the least |Δ|/se at which a change since the last period is more
// than chance: 2.24 gave 1–4 % false alarms in simulation.
const ChangeBound = 2.24

// Change compares two periods of one officer.
type Change struct {
	Earlier, Later Score
	// Delta is Δ = (x̄₂ − E₂) − (x̄₁ − E₁), in means, with both E from the references of
	// the earlier period: references that move along gave 7–11 % false alarms.
	Delta float64
	// SE is the standard error of Delta: √(ṽ₁/n₁* + ṽ₂/n₂*), ṽ = (n·v + m·S²)/(n + m).
	SE float64
	// Parts are what the score moved by.
	Parts Parts
}

// Parts take the difference between two scores apart, in points of the score. They
// add up to it.
type Parts struct {
	// Own is from the own mean.
	Own float64
	// Mix is from other services, channels and colleagues: from E − μ.
	Mix float64
	// Trust is from λ, the part of the difference from the colleagues that counts.
	Trust float64
	// City is from the mean of the city.
	City float64
	// Cut is from the ends of the scale, 25 and 100. It is 0 for most officers.
	Cut float64
}

// ChangeOf compares an officer's ratings of two periods; false where one of them has
// none.
func ChangeOf(earlier, later *City, officer string) (Change, bool) {
	first, second := earlier.find(officer), later.find(officer)
	if first.counts.N() == 0 || second.counts.N() == 0 {
		return Change{}, false
	}
	c := Change{Earlier: earlier.figures(first), Later: later.figures(second)}
	frozen, _ := earlier.expected(first, second)
	c.Delta = (c.Later.Mean - frozen) - c.Earlier.Difference()
	c.SE = math.Sqrt(c.Earlier.meanVariance(earlier.constants) + c.Later.meanVariance(later.constants))
	c.Parts = partsOf(c.Earlier, c.Later)
	return c, true
}

// meanVariance is ṽ/n*, the variance of the mean of the ratings.
func (f Score) meanVariance(k Constants) float64 {
	n := float64(f.N)
	return (n*f.V + k.M*k.S2) / (n + k.M) / f.Effective
}

// Real says whether the change may be called one: both periods have a full score and
// |Δ|/se exceeds ChangeBound. Else it is within chance (masih dalam batas kebetulan).
func (c Change) Real() bool {
	return c.Earlier.State == Full && c.Later.State == Full && math.Abs(c.Delta) > ChangeBound*c.SE
}

// partsOf takes 25·(μ + λ·(x̄ − E)) apart. Since λ₂D₂ − λ₁D₁ = λ̄·(D₂ − D₁) + D̄·(λ₂ − λ₁)
// with D = x̄ − E and a bar for the mean of both periods, and E moves with μ, the
// parts are
//
//	own mean   25·λ̄·(x̄₂ − x̄₁)
//	mix        −25·λ̄·((E₂ − μ₂) − (E₁ − μ₁))
//	trust      25·D̄·(λ₂ − λ₁)
//	city mean  25·(1 − λ̄)·(μ₂ − μ₁)
func partsOf(a, b Score) Parts {
	trust, difference := (a.Lambda+b.Lambda)/2, (a.Difference()+b.Difference())/2
	p := Parts{
		Own:   scale * trust * (b.Mean - a.Mean),
		Mix:   -scale * trust * ((b.Expected - b.Mu) - (a.Expected - a.Mu)),
		Trust: scale * difference * (b.Lambda - a.Lambda),
		City:  scale * (1 - trust) * (b.Mu - a.Mu),
	}
	p.Cut = (b.Value - b.uncut()) - (a.Value - a.uncut())
	return p
}

// uncut is the score before it is cut to its scale.
func (f Score) uncut() float64 {
	return scale * (f.Mu + f.Lambda*f.Difference())
}

// Tenths gives the parts as they are printed, in tenths of a point in the order of
// Parts. They add up to the difference between the two printed scores: each is rounded,
// and where the sum is off by a tenth, the part that this changes least is moved.
func (c Change) Tenths() [5]int64 {
	p := c.Parts
	parts := [5]float64{p.Own, p.Mix, p.Trust, p.City, p.Cut}
	missing := tenths(c.Later.Value) - tenths(c.Earlier.Value)
	var printed [5]int64
	for i, part := range parts {
		printed[i] = tenths(part)
		missing -= printed[i]
	}
	for ; missing != 0; missing -= sign(missing) {
		printed[furthest(parts, printed, sign(missing))] += sign(missing)
	}
	return printed
}

// furthest is the part that is printed furthest from its value against a direction.
func furthest(parts [5]float64, printed [5]int64, direction int64) int {
	best, most := 0, math.Inf(-1)
	for i, part := range parts {
		off := float64(direction) * (part*10 - float64(printed[i]))
		if off > most {
			best, most = i, off
		}
	}
	return best
}

func tenths(x float64) int64 { return int64(math.Round(x * 10)) }

func sign(n int64) int64 {
	if n < 0 {
		return -1
	}
	return 1
}
