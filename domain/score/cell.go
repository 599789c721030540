package score

import (
	"cmp"
	"slices"
)

// Channel is the way on which a rating came, as far as a score distinguishes them.
type Channel int

// The channels, in the order of Constants.Gamma.
const (
	Tablet Channel = iota
	Page
	Chat
	// Channels is their number.
	Channels = 3
)

// Cell counts the ratings of one officer for one service on one channel. Officer
// and Service are keys of any kind; ratings without a service get one key for each
// unit.
type Cell struct {
	Officer, Service string
	Channel          Channel
	Counts           Counts
}

// Day is what one officer received on one day: the number of ratings and the sum of
// their values.
type Day struct {
	N, Sum int64
}

// record is everything about one officer that a score is computed from.
type record struct {
	officer string
	counts  Counts
	lines   []line // by service
	days    []Day
}

// line is one officer's ratings for one service: number and sum by channel.
type line struct {
	service string
	n, sum  [Channels]int64
}

func (l line) total() (n, sum int64) {
	return l.n[Tablet] + l.n[Page] + l.n[Chat], l.sum[Tablet] + l.sum[Page] + l.sum[Chat]
}

// recordsOf gathers cells by officer and service, in the order of their keys.
// Officers and services without a rating are left out.
func recordsOf(cells []Cell, days map[string][]Day) []record {
	cells = slices.Clone(cells)
	slices.SortFunc(cells, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Officer, b.Officer), cmp.Compare(a.Service, b.Service))
	})
	var all []record
	for _, c := range cells {
		if c.Counts.N() == 0 {
			continue
		}
		if len(all) == 0 || all[len(all)-1].officer != c.Officer {
			all = append(all, record{officer: c.Officer, days: days[c.Officer]})
		}
		all[len(all)-1].add(c)
	}
	return all
}

// add expects cells in the order of their services.
func (r *record) add(c Cell) {
	r.counts = r.counts.Plus(c.Counts)
	if len(r.lines) == 0 || r.lines[len(r.lines)-1].service != c.Service {
		r.lines = append(r.lines, line{service: c.Service})
	}
	last := &r.lines[len(r.lines)-1]
	last.n[c.Channel] += c.Counts.N()
	last.sum[c.Channel] += c.Counts.Sum()
}

// lineOf gives the ratings for one service; the zero line when there are none.
func (r *record) lineOf(service string) line {
	i, found := slices.BinarySearchFunc(r.lines, service, func(l line, service string) int {
		return cmp.Compare(l.service, service)
	})
	if !found {
		return line{}
	}
	return r.lines[i]
}

// effective is n*, the number of independent ratings with as much information as n
// ratings that come in days:
//
//	n* = n ÷ (1 + (Σ_d n_d²/n − 1)·ρ)
//
// n divided by the design effect of a cluster sample (Kish, Survey Sampling, 1965,
// section 5.4). Ratings that no day lists count as one day.
func (r *record) effective(rho float64) float64 {
	n := r.counts.N()
	rest, squares := n, 0.0
	for _, d := range r.days {
		rest -= d.N
		squares += float64(d.N) * float64(d.N)
	}
	if rest > 0 {
		squares += float64(rest) * float64(rest)
	}
	return float64(n) / (1 + (squares/float64(n)-1)*rho)
}
