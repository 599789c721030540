package sim

import (
	"cmp"
	"slices"

	"gonum.org/v1/gonum/stat"

	"suaraloket/domain/score"
)

// Numbers are the numbers of ratings of each officer for which a method is measured.
func Numbers() []int { return []int{10, 30, 100} }

// Result is what was measured in cities of one kind, with N ratings for each officer.
type Result struct {
	Kind string
	N    int
	// Score, Mean and Satisfied are the rank correlations (Spearman) with fair quality of
	// the score, the plain mean and the share of values 3 and 4: the mean of all cities.
	Score, Mean, Satisfied float64
	// Coverage is the share of officers whose fair quality lies in the interval.
	Coverage float64
	// Called is the number of pairs that are called different, of Pairs, and Wrong the
	// number of those of which the other officer is better.
	Called, Wrong, Pairs int
}

// Measure makes cities of a kind, one for each seed from 1, and gives a Result for each of
// Numbers.
func Measure(kind Kind, cities int) []Result {
	results := make([]Result, len(Numbers()))
	for seed := range cities {
		c := NewCity(kind, uint64(seed+1))
		constants, _ := score.Estimate(c.Quarter(c.uneven))
		quality := c.Quality()
		for i, n := range Numbers() {
			cells, worked := c.Quarter(func(int) int { return n })
			results[i].Kind, results[i].N = kind.Name, n
			results[i].add(quality, score.NewCity(cells, worked, constants).Officers(), 1/float64(cities))
		}
	}
	return results
}

// Overall pools the results of one kind over Numbers: N is 0.
func Overall(results []Result) (all Result) {
	for _, r := range results {
		weight := 1 / float64(len(results))
		all.Kind = r.Kind
		all.Score += weight * r.Score
		all.Mean += weight * r.Mean
		all.Satisfied += weight * r.Satisfied
		all.Coverage += weight * r.Coverage
		all.Called, all.Wrong, all.Pairs = all.Called+r.Called, all.Wrong+r.Wrong, all.Pairs+r.Pairs
	}
	return all
}

// WrongShare is the share of the pairs called different that are called so the wrong way
// round, 0..1; 0 without a pair.
func (r Result) WrongShare() float64 {
	return float64(r.Wrong) / float64(max(r.Called, 1))
}

// add takes one city into a result, which it is weight of.
func (r *Result) add(quality []float64, figures []score.Score, weight float64) {
	var scores, means, satisfied []float64
	for i, f := range figures {
		scores, means = append(scores, f.Value), append(means, f.Mean)
		satisfied = append(satisfied, float64(f.Counts.Satisfied())/float64(f.N))
		if truth := 25 * quality[i]; f.Low <= truth && truth <= f.High {
			r.Coverage += weight / float64(len(figures))
		}
	}
	r.Score += weight * spearman(quality, scores)
	r.Mean += weight * spearman(quality, means)
	r.Satisfied += weight * spearman(quality, satisfied)
	r.addPairs(quality, figures)
}

func (r *Result) addPairs(quality []float64, figures []score.Score) {
	for i, a := range figures {
		for j, b := range figures[:i] {
			r.Pairs++
			if !score.Differ(a, b) {
				continue
			}
			r.Called++
			if (a.Value > b.Value) != (quality[i] > quality[j]) {
				r.Wrong++
			}
		}
	}
}

// spearman is the correlation of the ranks of a and b.
func spearman(a, b []float64) float64 {
	return stat.Correlation(ranks(a), ranks(b), nil)
}

// ranks gives each value its place; equal values share the mean of theirs.
func ranks(values []float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(values[i], values[j]) })
	ranks := make([]float64, len(values))
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && values[order[to]] == values[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			ranks[i] = float64(from+to-1) / 2
		}
		from = to
	}
	return ranks
}
