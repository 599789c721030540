package repository

import (
	"cmp"
	"fmt"
	"slices"
)

// Difference is one number of a tally that differs from the ratings.
type Difference struct {
	Table   string
	Tally   string // its key without the writer
	Column  string
	Held    int64 // summed over the writers
	Counted int64 // in the ratings
}

// String gives a line for operators.
func (d Difference) String() string {
	return fmt.Sprintf("%s %s: %s is %d, the ratings say %d", d.Table, d.Tally, d.Column, d.Held, d.Counted)
}

func (r tallyRow) counted() counted {
	c := counted{n: r.Counted, held: r.Held}
	if r.Value >= 1 && r.Value <= 4 {
		c.byValue[r.Value-1] = r.Counted
	}
	return c
}

func (c counted) plus(other counted, sign int64) counted {
	c.n, c.held = c.n+sign*other.n, c.held+sign*other.held
	for i, n := range other.byValue {
		c.byValue[i] += sign * n
	}
	return c
}

// minus gives the delta from held to m.
func (m *tallyDelta) minus(held *tallyDelta) *tallyDelta {
	return &tallyDelta{
		days: less(m.days, held.days), months: less(m.months, held.months),
		units: less(m.units, held.units), officers: less(m.officers, held.officers),
	}
}

func less[K comparable](tallies, held map[K]counted) map[K]counted {
	rest := make(map[K]counted, len(tallies))
	for key, c := range tallies {
		rest[key] = c
	}
	for key, c := range held {
		rest[key] = rest[key].plus(c, -1)
	}
	return rest
}

// differences lists every number in which the tallies differ from the ratings.
func differences(want, held *tallyDelta) []Difference {
	return slices.Concat(
		differ("tallies", want.days, held.days, dayKey.name, counted.ofDay),
		differ("month_tallies", want.months, held.months, monthKey.name, counted.ofMonth),
		differ("unit_answers", want.units, held.units, answerKey.unitName, counted.ofAnswer),
		differ("officer_answers", want.officers, held.officers, answerKey.officerName, counted.ofAnswer),
	)
}

func differ[K comparable](table string, want, held map[K]counted, name func(K) string, figures func(counted) []figure) []Difference {
	var list []Difference
	for key, rest := range less(want, held) {
		if rest.none() {
			continue
		}
		stored := figures(held[key])
		for i, f := range figures(want[key]) {
			if f.n != stored[i].n {
				list = append(list, Difference{Table: table, Tally: name(key), Column: f.column, Held: stored[i].n, Counted: f.n})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Difference) int { return cmp.Compare(a.Tally, b.Tally) })
	return list
}

// figure is a number under the name of its column.
type figure struct {
	column string
	n      int64
}

func (c counted) ofDay() []figure { return []figure{{"counted", c.n}, {"held", c.held}} }

func (c counted) ofMonth() []figure { return append(c.values(), figure{"held", c.held}) }

func (c counted) ofAnswer() []figure { return append([]figure{{"n", c.n}}, c.values()...) }

func (c counted) values() []figure {
	v := c.byValue
	return []figure{{"n1", v[0]}, {"n2", v[1]}, {"n3", v[2]}, {"n4", v[3]}}
}

func (k dayKey) name() string {
	return fmt.Sprintf("day=%s officer=%s counter=%s unit=%s service=%s channel=%s value=%d",
		k.day, k.officer, k.counter, k.unit, k.service, k.channel, k.value)
}

func (k monthKey) name() string {
	return fmt.Sprintf("month=%s officer=%s unit=%s service=%s channel=%s", k.month, k.officer, k.unit, k.service, k.channel)
}

func (k answerKey) unitName() string {
	return fmt.Sprintf("unit=%s month=%s item=%s", k.owner, k.month, k.item)
}

func (k answerKey) officerName() string {
	return fmt.Sprintf("officer=%s month=%s item=%s", k.owner, k.month, k.item)
}
