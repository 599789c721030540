package integrity

import (
	"cmp"
	"math"
	"slices"

	"suaraloket/domain"
)

// Fewer ratings than streamLeast in one of two streams are not compared. The usual gap of a
// unit is drawn towards 0 as if gapPrior ratings on either side had shown none.
const (
	streamLeast = 5
	gapPrior    = 30
)

// stream marks officers of whom two streams of ratings differ by StreamZ standard deviations
// from the gap that the other officers of the unit have: weak from strong ratings, and the
// tablet from the rest.
func stream(ratings []*Rating, th Thresholds) (marks []Mark) {
	if th.StreamZ <= 0 {
		return nil
	}
	marks = append(marks, differing(ratings, WeakStrong, (*Rating).weak, th.StreamZ)...)
	marks = append(marks, differing(ratings, TabletRest, func(r *Rating) bool { return r.Assurance == domain.AssuranceDevice }, th.StreamZ)...)
	slices.SortFunc(marks, func(a, b Mark) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Officer, b.Officer), cmp.Compare(a.Streams, b.Streams))
	})
	return marks
}

// differing marks the officers of whom the streams inside and outside differ.
func differing(ratings []*Rating, streams Streams, inside func(*Rating) bool, least float64) (marks []Mark) {
	for unit, officers := range pairs(ratings, inside) {
		spread, usual := spreadOf(officers), gapOf(officers)
		for officer, p := range officers {
			if p.weight() == 0 || spread == 0 {
				continue
			}
			others := usual.without(p)
			z := (p.difference() - others.mean()) / math.Sqrt(spread*(1/float64(p.in.n)+1/float64(p.out.n)+1/others.weight))
			if math.Abs(z) >= least {
				marks = append(marks, Mark{
					Rule: Stream, Unit: unit, Officer: officer, Streams: streams, Gap: others.mean(), Z: z,
					N: p.in.n, RestN: p.out.n, Mean: p.in.mean(), RestMean: p.out.mean(),
				})
			}
		}
	}
	return marks
}

// sums are number, sum and sum of squares of values.
type sums struct{ n, sum, squares int }

func (s *sums) add(value int) {
	s.n++
	s.sum += value
	s.squares += value * value
}

func (s sums) mean() float64 { return float64(s.sum) / float64(max(s.n, 1)) }

// pair is the two streams of one officer.
type pair struct{ in, out sums }

// weight is the precision of the difference of the means, in ratings; 0 when a stream is too
// small to compare.
func (p *pair) weight() float64 {
	if p.in.n < streamLeast || p.out.n < streamLeast {
		return 0
	}
	return float64(p.in.n) * float64(p.out.n) / float64(p.in.n+p.out.n)
}

func (p *pair) difference() float64 { return p.in.mean() - p.out.mean() }

func pairs(ratings []*Rating, inside func(*Rating) bool) map[string]map[string]*pair {
	units := map[string]map[string]*pair{}
	for _, r := range ratings {
		if r.Officer == "" {
			continue
		}
		if units[r.Unit] == nil {
			units[r.Unit] = map[string]*pair{}
		}
		p := units[r.Unit][r.Officer]
		if p == nil {
			p = &pair{}
			units[r.Unit][r.Officer] = p
		}
		if inside(r) {
			p.in.add(r.Value)
		} else {
			p.out.add(r.Value)
		}
	}
	return units
}

// spreadOf is the variance of values within the streams of officers, pooled.
func spreadOf(officers map[string]*pair) float64 {
	square, free := 0.0, 0
	for _, officer := range inOrder(officers) {
		for _, s := range []sums{officers[officer].in, officers[officer].out} {
			if s.n > 1 {
				square += float64(s.squares) - float64(s.sum)*s.mean()
				free += s.n - 1
			}
		}
	}
	if free == 0 || square < 1e-9 {
		return 0
	}
	return square / float64(free)
}

// gap is the usual difference of two streams, weighted.
type gap struct{ weight, sum float64 }

func (g gap) mean() float64 { return g.sum / g.weight }

func (g gap) without(p *pair) gap {
	return gap{g.weight - p.weight(), g.sum - p.weight()*p.difference()}
}

func gapOf(officers map[string]*pair) gap {
	all := gap{weight: gapPrior}
	for _, officer := range inOrder(officers) {
		p := officers[officer]
		all.weight += p.weight()
		all.sum += p.weight() * p.difference()
	}
	return all
}

func inOrder(officers map[string]*pair) []string {
	names := make([]string, 0, len(officers))
	for name := range officers {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
