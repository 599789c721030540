package publication

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/score"
)

// Line is the finest part of a cell.
type Line struct {
	Month   domain.Month
	Service string // "" when unknown
	Channel domain.Channel
}

func (l Line) compare(other Line) int {
	return cmp.Or(cmp.Compare(l.Month, other.Month), cmp.Compare(l.Service, other.Service), cmp.Compare(l.Channel, other.Channel))
}

// Sums are the ratings of a line.
type Sums struct {
	Counts score.Counts
	Held   int64 // those that are set aside, too
}

func (s Sums) plus(other Sums) Sums {
	return Sums{Counts: s.Counts.Plus(other.Counts), Held: s.Held + other.Held}
}

func total(lines map[Line]Sums) (sum Sums) {
	for _, line := range lines {
		sum = sum.plus(line)
	}
	return sum
}

// Batch is a set of ratings of which a reader of the pages knows the sum, because they became
// visible together.
type Batch struct {
	N    int64          // ratings
	Open map[Line]int64 // of N, those that their line does not show yet
}

// Cell is what is published of one officer at one unit in a quarter. With Officer "" it holds
// the unit's ratings without an officer. The figures of an officer and of a unit are sums of
// cells, so that no two of them can be subtracted to less than a batch.
type Cell struct {
	Officer string
	Unit    string
	Quarter domain.Period
	At      time.Time // of the last batch; zero without one
	Final   bool      // the rest was published at the end of the quarter
	// Itemized are the lines that are shown by month, service and channel. Rest is what only
	// the totals contain.
	Itemized map[Line]score.Counts
	Rest     Sums
	Open     []Batch
}

// Sums are the published totals.
func (c Cell) Sums() Sums {
	sum := c.Rest
	for _, counts := range c.Itemized {
		sum.Counts = sum.Counts.Plus(counts)
	}
	return sum
}

// known is how many ratings of the line the batches have published.
func (c Cell) known(line Line) int64 {
	n := c.Itemized[line].N()
	for _, batch := range c.Open {
		n += batch.Open[line]
	}
	return n
}

func (c Cell) clone() Cell {
	c.Itemized = maps.Clone(c.Itemized)
	if c.Itemized == nil {
		c.Itemized = map[Line]score.Counts{}
	}
	c.Open = slices.Clone(c.Open)
	for i := range c.Open {
		c.Open[i].Open = maps.Clone(c.Open[i].Open)
	}
	return c
}

func sortedLines[V any](lines map[Line]V) []Line {
	return slices.SortedFunc(maps.Keys(lines), Line.compare)
}
