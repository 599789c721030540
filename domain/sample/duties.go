package sample

import (
	"slices"
	"strings"
	"time"

	"suaraloket/domain"
)

// steadyDays is how long before start the people at the counters stay the same: a
// tablet may hand in what was rated up to seven days ago.
const steadyDays = 8

// assign makes the duties of all counters, in the order of counters and time.
func (c *City) assign() []domain.Duty {
	var all []domain.Duty
	last := len(c.OwnCounters()) - 1
	for i := range c.desks {
		if c.months == 0 {
			all = append(all, c.duty(i, c.desks[i].crew[0], c.first, time.Time{}))
			continue
		}
		all = append(all, c.turns(i)...)
		for _, officer := range c.staying(i, i == last) {
			all = append(all, c.duty(i, officer, c.steadyFrom(), time.Time{}))
		}
	}
	return all
}

// staying are those who serve at the counter from the last change on.
func (c *City) staying(desk int, together bool) []string {
	if together {
		return c.desks[desk].crew[:2]
	}
	return c.desks[desk].crew[:1]
}

// steadyFrom is the last change of shifts: a Monday.
func (c *City) steadyFrom() time.Time { return monday(c.start.AddDate(0, 0, -steadyDays)) }

// turns are the weekly shifts of a counter up to the last change, oldest first.
func (c *City) turns(desk int) []domain.Duty {
	var list []domain.Duty
	to := c.steadyFrom()
	for week := 1; to.After(c.first); week++ {
		from := to.AddDate(0, 0, -7)
		crew := c.crewOf(desk, to)
		officer := crew[week%len(crew)]
		list = append(list, c.week(desk, officer, domain.Later(from, c.first), to)...)
		to = from
	}
	slices.SortFunc(list, func(a, b domain.Duty) int { return a.From.Compare(b.From) })
	return list
}

// crewOf are those who take turns in the week that ends at to: the regular ones
// and, before the quarter of the guest's return, the guest.
func (c *City) crewOf(i int, to time.Time) []string {
	d := c.desks[i]
	if d.stay.returns && !to.After(quarterStart(c.guestWeek())) {
		return append(slices.Clone(d.crew), d.guest)
	}
	return d.crew
}

// week is one officer's week, or what a guest leaves of it.
func (c *City) week(desk int, officer string, from, to time.Time) []domain.Duty {
	d := c.desks[desk]
	if d.guest == "" || !from.Equal(c.guestWeek()) {
		return []domain.Duty{c.duty(desk, officer, from, to)}
	}
	change := c.leave(desk, from, to)
	list := []domain.Duty{c.duty(desk, d.guest, from, change)}
	if change.Before(to) {
		list = append(list, c.duty(desk, officer, change, to))
	}
	return list
}

// leave is the midnight at which a guest who came at from has enough ratings.
func (c *City) leave(desk int, from, to time.Time) time.Time {
	stay, n := c.desks[desk].stay, 0
	for day := from; day.Before(to); day = day.AddDate(0, 0, 1) {
		more := len(c.arrivals(desk, day))
		if n >= stay.enough || n+more > stay.most {
			return day
		}
		n += more
	}
	return to
}

// guestWeek is the last whole week before the steady days that lies in one quarter,
// so that the few ratings of a guest are not split between two.
func (c *City) guestWeek() time.Time {
	week := c.steadyFrom().AddDate(0, 0, -7)
	if quarterStart(week.AddDate(0, 0, 6)).After(week) {
		return week.AddDate(0, 0, -7)
	}
	return week
}

func (c *City) duty(desk int, officer string, from, to time.Time) domain.Duty {
	counter := c.desks[desk].counter.Code
	id := idOf(strings.Join([]string{"duty", officer, counter, from.Format(time.DateOnly)}, ":"))
	return domain.Duty{ID: id, Officer: officer, Counter: counter, From: from, To: to}
}

func monday(t time.Time) time.Time {
	return midnight(t).AddDate(0, 0, -(int(t.Weekday())+6)%7)
}

func quarterStart(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month()-(t.Month()-1)%3, 1, 0, 0, 0, 0, t.Location())
}
