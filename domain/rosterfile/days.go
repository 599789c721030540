package rosterfile

import (
	"time"

	"suaraloket/domain"
)

// day reads the date of a line, "" after a problem.
func (l line) day(zone *time.Location) domain.Day {
	if l.text("day") == "" {
		l.bad("day", "missing", "")
		return ""
	}
	at, ok := moment(l.cell("day"), false, zone)
	if !ok {
		l.bad("day", "day", l.text("day"))
		return ""
	}
	return domain.DayOf(at.In(zone))
}

// Days is a range of days, both ends included.
type Days struct{ First, Last domain.Day }

// take extends the range to the day.
func (d *Days) take(day domain.Day) {
	if d.First == "" || day < d.First {
		d.First = day
	}
	d.Last = max(d.Last, day)
}

// Has says whether the day is in the range.
func (d Days) Has(day domain.Day) bool { return d.First <= day && day <= d.Last }
