package integrity

import (
	"context"
	"maps"
	"strings"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

// Source says where a number of visits comes from.
type Source string

// The sources of numbers. A number from before sources were kept has none.
const (
	Entered     Source = "entered"
	Imported    Source = "imported"
	FromTickets Source = "tickets"
)

// Number is a number of visits, 1 or more.
type Number struct {
	Visits int
	Source Source
}

// Counts is what is known of the visits of a unit in some days.
type Counts struct {
	Stored  map[Visit]Number // entered or imported
	Tickets Served           // how many tickets a queue system made
	// Since is the day from which on every visit of the unit has a ticket, "" for none. On
	// other days a queue may give tickets to some counters alone: their number would be too
	// low, and would hold honest ratings.
	Since domain.Day
}

// Numbers gives the numbers that are used. What was entered or imported has precedence; where
// nothing was, the tickets of a service are its visits. On a day on which a ticket names no
// service, the tickets say nothing about single services: all of them count as visits without a
// service, and only if nothing was entered or imported for the day.
func (c Counts) Numbers() map[Visit]Number {
	numbers, stored := maps.Clone(c.Stored), map[unitDay]bool{}
	if numbers == nil {
		numbers = map[Visit]Number{}
	}
	for visit := range c.Stored {
		stored[visit.of()] = true
	}
	for visit, n := range c.Tickets {
		if c.Since == "" || visit.Day < c.Since {
			continue
		}
		if whole := (Visit{Unit: visit.Unit, Day: visit.Day}); c.Tickets[whole] > 0 {
			if !stored[visit.of()] {
				numbers[whole] = Number{numbers[whole].Visits + n, FromTickets}
			}
		} else if _, ok := c.Stored[visit]; !ok {
			numbers[visit] = Number{n, FromTickets}
		}
	}
	return numbers
}

func (v Visit) of() unitDay { return unitDay{v.Unit, v.Day} }

// Served is what the rules compare with.
func (c Counts) Served() Served {
	served := Served{}
	for visit, number := range c.Numbers() {
		served[visit] = number.Visits
	}
	return served
}

// EnterTicketed says from which day on every visit of the unit has a ticket, "" for none. The
// day is not earlier than tomorrow, so that the tickets of whole days count, unless it is stored
// already. Refusals: ErrNotAllowed, ErrUnitUnknown, and the field ticketed.
func (v *Visits) EnterTicketed(ctx context.Context, actor domain.Actor, unit, written string) error {
	if _, err := v.mayEnter(ctx, actor, unit); err != nil {
		return err
	}
	now, since := v.clock(), domain.Day(strings.TrimSpace(written))
	return v.store.ChangeTicketed(ctx, unit, func(before domain.Day) (domain.Day, []audit.Event, error) {
		if since == before {
			return before, nil, nil
		}
		if problem := sinceProblem(since, domain.DayOf(now)); problem != "" {
			var bad domain.FieldErrors
			bad.Add("ticketed", problem)
			return before, nil, bad.Err()
		}
		return since, []audit.Event{actor.Act(now, audit.VisitsTicketed, unit, "since", orDash(since), "before", orDash(before))}, nil
	})
}

func sinceProblem(since, today domain.Day) string {
	if since == "" {
		return ""
	}
	if _, err := time.Parse(time.DateOnly, string(since)); err != nil {
		return "field_day"
	}
	if since <= today {
		return "field_day_past"
	}
	return ""
}

func orDash(day domain.Day) string {
	if day == "" {
		return "-"
	}
	return string(day)
}
