package domain

import "time"

// Clock gives the time in the city's zone. It is an argument everywhere, so that tests and
// the sample city can use another time.
type Clock func() time.Time

// SystemClock is the machine's clock in the given zone, truncated to the millisecond, the
// precision of the databases, so that a time equals itself after it was stored.
func SystemClock(zone *time.Location) Clock {
	return func() time.Time { return time.Now().In(zone).Truncate(time.Millisecond) }
}

// Later gives the later of two moments.
func Later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Day is a resident's day in the city's zone, written 2026-11-23. Days compare as text.
type Day string

// DayOf gives the day of t in t's own zone.
func DayOf(t time.Time) Day { return Day(t.Format(time.DateOnly)) }

// Next is the day after.
func (d Day) Next() Day {
	at, _ := time.Parse(time.DateOnly, string(d))
	return DayOf(at.AddDate(0, 0, 1))
}

// StartOfDay gives the midnight that begins the day of t, in t's own zone.
func StartOfDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// AtMinute gives the moment on the day that is so many minutes after midnight.
func AtMinute(day time.Time, minute int) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 0, minute, 0, 0, day.Location())
}

// Month gives the first seven characters, 2026-11.
func (d Day) Month() Month {
	if len(d) < 7 {
		return ""
	}
	return Month(d[:7])
}

// Month is a calendar month, written 2026-11. Months compare as text.
type Month string
