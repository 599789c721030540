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
