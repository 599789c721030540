package domain

import "time"

// Closure says why a counter is closed at a moment, and until when.
type Closure struct {
	Holiday string    // the name of the holiday, "" on any other day
	Opens   time.Time // when the unit serves again; zero when no day is known
	Timed   bool      // Opens has a time of day; a unit without opening hours has none
}

// closureAhead is how many days the next opening is looked for.
const closureAhead = 60

// closure gives why a unit does not serve at t, nil while it does.
func (in *RosterIndex) closure(unit string, t time.Time) *Closure {
	if in.within(unit, t) {
		return nil
	}
	c := &Closure{}
	if h := in.holiday(unit, t); h != nil {
		c.Holiday = h.Name
	}
	week, set := in.hours[unit]
	for day := StartOfDay(t); day.Before(t.AddDate(0, 0, closureAhead)); day = StartOfDay(day.Add(36 * time.Hour)) {
		if in.holiday(unit, day) != nil {
			continue
		}
		if !set {
			c.Opens = day
			return c
		}
		for _, span := range week[day.Weekday()] {
			if opens := AtMinute(day, span.Opens); opens.After(t) {
				c.Opens, c.Timed = opens, true
				return c
			}
		}
	}
	return c
}

func sameClosure(a, b *Closure) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Holiday == b.Holiday && a.Opens.Equal(b.Opens) && a.Timed == b.Timed
}

// LastClosing gives the last moment, not after now, at which a day of the unit's opening hours
// had ended, with Lingering. For a unit without hours, or that has been closed for a week, it
// is the last midnight. now is in the city's zone.
func (in *RosterIndex) LastClosing(unit string, now time.Time) time.Time {
	today := StartOfDay(now)
	week, set := in.hours[unit]
	for back := range 8 {
		day := StartOfDay(today.AddDate(0, 0, -back))
		spans := week[day.Weekday()]
		if !set || len(spans) == 0 || in.holiday(unit, day) != nil {
			continue
		}
		if closing := AtMinute(day, spans[len(spans)-1].Closes).Add(Lingering); !closing.After(now) {
			return closing
		}
	}
	return today
}
