package publication

import (
	"maps"
	"slices"
	"time"
)

// Rule is how many new ratings a batch has at least. Below 2 every run publishes what is new,
// and every line is itemized.
type Rule struct{ Minimum int64 }

// Next gives the cell with the next batch, published at now, when one is due: at least Minimum
// ratings are new or were taken out since the last one, or the quarter ends and something
// changed. All parts of the cell change together.
func (r Rule) Next(c Cell, live map[Line]Sums, now time.Time, ends bool) (next Cell, due bool) {
	before, after := c.Sums(), total(live)
	ending := ends && !c.Final
	if !ending && r.changed(before, after) < max(r.Minimum, 1) {
		return c, false
	}
	if before == after && !ending {
		return c, false
	}
	next = c.clone()
	next.At, next.Final = now, c.Final || ends
	next.open(c, live)
	next.itemize(live, r.lines(next, live))
	next.settle(live)
	return next, true
}

// changed is how many ratings differ between two sums: the new ones, or those taken out, if
// these are more.
func (r Rule) changed(before, after Sums) int64 {
	var added, taken int64
	for i := range after.Counts {
		d := after.Counts[i] - before.Counts[i]
		added, taken = added+max(d, 0), taken+max(-d, 0)
	}
	return max(added, taken)
}

// open adds the new ratings as a batch.
func (c *Cell) open(before Cell, live map[Line]Sums) {
	batch := Batch{Open: map[Line]int64{}}
	for line, sums := range live {
		if n := sums.Counts.N() - before.known(line); n > 0 {
			batch.N += n
			batch.Open[line] = n
		}
	}
	if batch.N > 0 {
		c.Open = append(c.Open, batch)
	}
}

// lines picks the lines that can be itemized now: each has at least Minimum ratings that it
// does not show yet, and no sum of lines that a page shows comes closer to a sum of batches
// than that. The sum of all itemized lines is one of them, so that what remains in the totals
// is nothing or at least Minimum ratings.
func (r Rule) lines(c Cell, live map[Line]Sums) []Line {
	var picked []Line
	for _, line := range sortedLines(live) {
		if n := c.unshown(line); n > 0 && n >= r.Minimum {
			picked = append(picked, line)
		}
	}
	slices.SortStableFunc(picked, func(a, b Line) int { return int(c.unshown(b) - c.unshown(a)) })
	for len(picked) > 0 && !r.safe(c, picked) {
		picked = picked[:len(picked)-1]
	}
	return picked
}

func (c Cell) unshown(line Line) (n int64) {
	for _, batch := range c.Open {
		n += batch.Open[line]
	}
	return n
}

func (r Rule) safe(c Cell, picked []Line) bool {
	for _, sum := range sums(picked) {
		if d := c.distance(sum); d > 0 && d < r.Minimum {
			return false
		}
	}
	return true
}

// sums lists the sums of lines that pages show: each line, and the lines of a month, a
// service, a channel and all of them.
func sums(lines []Line) [][]Line {
	groups := map[Line][]Line{}
	for _, line := range lines {
		for _, key := range []Line{line, {Month: line.Month, Service: "*"}, {Service: "*" + line.Service}, {Channel: "*" + line.Channel}, {Month: "*"}} {
			groups[key] = append(groups[key], line)
		}
	}
	return slices.Collect(maps.Values(groups))
}

// distance is in how many ratings the lines' unshown ratings differ from the nearest sum of
// batches.
func (c Cell) distance(lines []Line) (d int64) {
	for _, batch := range c.Open {
		var n int64
		for _, line := range lines {
			n += batch.Open[line]
		}
		d += min(n, batch.N-n)
	}
	return d
}

// itemize shows the lines as they are now.
func (c *Cell) itemize(live map[Line]Sums, lines []Line) {
	for _, line := range lines {
		c.Itemized[line] = live[line].Counts
		for _, batch := range c.Open {
			delete(batch.Open, line)
		}
	}
	if !slices.ContainsFunc(c.Open, func(b Batch) bool { return len(b.Open) > 0 }) {
		c.Open = nil
	}
}

// settle computes the rest. A line that shows more ratings of a value than are left, because
// some were changed or taken out, is no longer itemized.
func (c *Cell) settle(live map[Line]Sums) {
	for {
		c.Rest = total(live)
		for _, counts := range c.Itemized {
			for i, n := range counts {
				c.Rest.Counts[i] -= n
			}
		}
		value := slices.IndexFunc(c.Rest.Counts[:], func(n int64) bool { return n < 0 })
		if value < 0 {
			return
		}
		c.conceal(value)
	}
}

// conceal takes the line with the fewest ratings of those that have the value out of the
// itemized ones. Readers know its sum, so that it is a batch of its own.
func (c *Cell) conceal(value int) {
	var found *Line
	for _, line := range sortedLines(c.Itemized) {
		counts := c.Itemized[line]
		if counts[value] > 0 && (found == nil || counts.N() < c.Itemized[*found].N()) {
			found = &line
		}
	}
	n := c.Itemized[*found].N()
	c.Open = append(c.Open, Batch{N: n, Open: map[Line]int64{*found: n}})
	delete(c.Itemized, *found)
}
