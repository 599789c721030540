package sim

import (
	"math"
	"slices"

	"suaraloket/domain/score"
)

// Said counts what is said about officers in cities of one kind, and what of it is wrong.
// Officers have unequal numbers of ratings and, from one quarter to the next, the same
// ability; every third one gets other services and channels.
type Said struct {
	Kind string
	// Compared is the number of officers with two full scores, Alarms the number of those
	// whose change is called one.
	Compared, Alarms int
	// Listed is the number of officers on the shortlist if all ratings are of strong
	// assurance, Below the number of those whose quality is below the middle of the city.
	Listed, Below int
	// Named is the number of officers of whom a strength or a need is named, Misnamed the
	// number of those on the other side of the middle.
	Named, Misnamed int
}

// MeasureSaid makes cities of a kind, one for each seed from 1.
func MeasureSaid(kind Kind, cities int) Said {
	s := Said{Kind: kind.Name}
	for seed := range cities {
		c := NewCity(kind, uint64(seed+1))
		constants, _ := score.Estimate(c.Quarter(c.uneven))
		quality := c.Quality()
		earlier := c.score(constants)
		c.transfer()
		s.add(quality, earlier, c.score(constants))
	}
	return s
}

// score makes the next quarter.
func (c *City) score(constants score.Constants) *score.City {
	cells, worked := c.Quarter(c.uneven)
	return score.NewCity(cells, worked, constants)
}

// uneven draws a number of ratings: 55 in the middle, 3 to 400.
func (c *City) uneven(int) int {
	return int(min(max(math.Exp(4+0.7*c.rng.NormFloat64()), 3), 400))
}

// transfer gives every third officer other services of the unit and other channels.
func (c *City) transfer() {
	for i := range c.officers {
		if i%3 == 0 {
			ability := c.officers[i].ability
			c.officers[i] = c.hire(c.officers[i].first)
			c.officers[i].ability = ability
		}
	}
}

func (s *Said) add(quality []float64, earlier, later *score.City) {
	sorted := slices.Sorted(slices.Values(quality))
	middle := sorted[len(sorted)/2]
	for i, f := range earlier.Officers() {
		if change, ok := score.ChangeOf(earlier, later, f.Officer); ok && change.Later.State == score.Full && f.State == score.Full {
			s.Compared++
			s.Alarms += one(change.Real())
		}
		if len(score.Shortlist([]score.Candidate{{Score: f, Strong: f.N}})) == 1 {
			s.Listed++
			s.Below += one(quality[i] < middle)
		}
		if aspect := f.Aspect(); aspect != score.Unclear {
			s.Named++
			s.Misnamed += one((aspect == score.Strength) != (quality[i] >= middle))
		}
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
