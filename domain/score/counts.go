package score

// Counts holds how many ratings had value 1..4 (index 0 = value 1).
//
// As a tally no entry is negative. As a change of a tally (Plus) entries may be
// negative; the mean of a change alone is meaningless.
type Counts [4]int64

// N is the number of ratings.
func (c Counts) N() int64 {
	return c[0] + c[1] + c[2] + c[3]
}

// Sum is the sum of the values of all ratings: N..4·N.
func (c Counts) Sum() int64 {
	return c[0] + 2*c[1] + 3*c[2] + 4*c[3]
}

// Mean is the plain mean of the values, 1..4; false when there is no rating.
func (c Counts) Mean() (float64, bool) {
	n := c.N()
	if n <= 0 {
		return 0, false
	}
	return float64(c.Sum()) / float64(n), true
}

// Plus adds the counts of d, value by value.
func (c Counts) Plus(d Counts) Counts {
	for i := range c {
		c[i] += d[i]
	}
	return c
}

// Satisfied is the number of ratings with value 3 or 4.
func (c Counts) Satisfied() int64 {
	return c[2] + c[3]
}

// Distribution is the share of each value; false when there is no rating or an
// entry is negative.
func (c Counts) Distribution() (Distribution, bool) {
	n := c.N()
	if n <= 0 || min(c[0], c[1], c[2], c[3]) < 0 {
		return Distribution{}, false
	}
	var d Distribution
	for i := range c {
		d[i] = float64(c[i]) / float64(n)
	}
	return d, true
}

// Distribution holds the probability of each value 1..4 (index 0 = value 1).
// The entries sum to 1. The zero Distribution means that no reference is known.
type Distribution [4]float64

// Mean is the expected value, 1..4; 0 for the zero Distribution.
func (d Distribution) Mean() float64 {
	return d[0] + 2*d[1] + 3*d[2] + 4*d[3]
}

// variance is the variance of the value, 0..2.25, taken around the mean so that
// a nearly unanimous distribution does not come out below zero.
func (d Distribution) variance() float64 {
	mean, sum := d.Mean(), 0.0
	for i, p := range d {
		off := float64(i+1) - mean
		sum += p * off * off
	}
	return sum
}

// towards mixes d with other: the share of other is weight/(n+weight), as if
// weight ratings distributed like other were added to n distributed like d.
func (d Distribution) towards(other Distribution, n, weight float64) Distribution {
	for i := range d {
		d[i] = (n*d[i] + weight*other[i]) / (n + weight)
	}
	return d
}

// Part is one group in the reference of an officer who serves several: the
// officer's own number of ratings there, and how the whole group is rated.
type Part struct {
	Weight int64
	Group  Distribution
}

// Mix is the reference of an officer with several services: the average of the
// groups' distributions, weighted with the officer's own n in each. Its mean is
// the expected mean E of an indirect standardisation: what a typical officer
// would have had with the same mix of services.
//
// Parts without weight or without a known group are left out; false when none
// is left.
func Mix(parts []Part) (Distribution, bool) {
	var total int64
	for _, p := range parts {
		if p.usable() {
			total += p.Weight
		}
	}
	if total == 0 {
		return Distribution{}, false
	}
	var mix Distribution
	for _, p := range parts {
		if !p.usable() {
			continue
		}
		share := float64(p.Weight) / float64(total)
		for i := range mix {
			mix[i] += share * p.Group[i]
		}
	}
	return mix, true
}

func (p Part) usable() bool {
	return p.Weight > 0 && p.Group != Distribution{}
}
