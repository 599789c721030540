package sim

import (
	"math"
	"math/rand/v2"
	"slices"

	"suaraloket/domain/integrity"
)

// Move is how far an attack moves the score of its officer, 25–100, away from what it would
// honestly be: the mean over cities.
type Move struct {
	Attack string
	Caught bool
	// Without rules, and with them, where the served visits are unknown or known.
	Without, Unknown, Known float64
	Marked                  float64 // the share of cities in which the officer is marked
	Honest                  float64 // honest ratings of the officer
}

// Left is the share of the move that the rules leave, the larger of unknown and known visits.
func (m Move) Left() float64 {
	return max(math.Abs(m.Unknown), math.Abs(m.Known)) / math.Abs(m.Without)
}

// MeasureMoves makes each of the attacks in each city of a kind, one for each of the seeds
// from 0 on. It leaves out what needs a tablet where there is none.
func MeasureMoves(kind Kind, attacks []Attack, seeds int, th integrity.Thresholds) []Move {
	attacks = slices.DeleteFunc(slices.Clone(attacks), func(a Attack) bool { return a.tablet && kind.Tablet == 0 })
	moves := make([]Move, len(attacks))
	for seed := range seeds {
		c := NewCity(kind, uint64(seed))
		v := c.victim()
		for i, a := range attacks {
			m := v.attack(c, a, th)
			total := &moves[i]
			total.Attack, total.Caught = a.Name, a.Caught
			total.Without += m.Without / float64(seeds)
			total.Unknown += m.Unknown / float64(seeds)
			total.Known += m.Known / float64(seeds)
			total.Marked += m.Marked / float64(seeds)
			total.Honest += m.Honest / float64(seeds)
		}
	}
	return moves
}

// victim is the officer of a city whose score is bent.
type victim struct {
	officer
	honest, unit []integrity.Rating // of the officer by time; of all officers of the unit
	others       float64            // the mean of all other ratings
}

// victim picks, of the officers with a tablet if there are any, the one whose number of
// ratings is in the middle.
func (c *City) victim() victim {
	counts := map[string]int{}
	for _, r := range c.Ratings {
		counts[r.Officer]++
	}
	officers := slices.DeleteFunc(slices.Clone(c.officers), func(o officer) bool { return o.tablet == "" && c.Kind.Tablet > 0 })
	slices.SortFunc(officers, func(a, b officer) int { return counts[a.code] - counts[b.code] })
	v := victim{officer: officers[len(officers)/2]}
	others := sums{}
	for _, r := range c.Ratings {
		if r.Unit == v.officer.unit {
			v.unit = append(v.unit, r)
		}
		if r.Officer == v.code {
			v.honest = append(v.honest, r)
		} else {
			others.add(r.Value)
		}
	}
	slices.SortFunc(v.honest, func(a, b integrity.Rating) int { return a.At.Compare(b.At) })
	v.others = others.mean()
	return v
}

// attack measures one attack in one city.
func (v victim) attack(c *City, a Attack, th integrity.Thresholds) Move {
	s := &scene{rng: rand.New(rand.NewPCG(1, uint64(len(a.Name)))), dates: c.dates, target: v.officer, honest: v.honest}
	a.add(s)
	own, unit := slices.Concat(v.honest, s.added), slices.Concat(v.unit, s.added)
	honest := v.score(v.honest, nil)
	holds, marks := integrity.Judge(unit, nil, th)
	known, _ := integrity.Judge(unit, c.Served, th)
	m := Move{
		Without: v.score(own, nil) - honest, Unknown: v.score(own, holds) - honest, Known: v.score(own, known) - honest,
		Honest: float64(len(v.honest)),
	}
	if slices.ContainsFunc(marks, func(m integrity.Mark) bool { return m.Officer == v.code }) {
		m.Marked = 1
	}
	return m
}

// score is 25 times the mean of the ratings that are not held, with 20 ratings of the mean
// of all others.
func (v victim) score(ratings []integrity.Rating, holds map[string][]integrity.Finding) float64 {
	own := sums{}
	for _, r := range ratings {
		if len(holds[r.ID]) == 0 {
			own.add(r.Value)
		}
	}
	return 25 * (float64(own.sum) + 20*v.others) / float64(own.n+20)
}

// sums are number and sum of values.
type sums struct{ n, sum int }

func (s *sums) add(value int) { s.n++; s.sum += value }

func (s sums) mean() float64 { return float64(s.sum) / float64(max(s.n, 1)) }
