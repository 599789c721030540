package domain

import (
	"time"
)

// Quiet is the part of a day in which somebody is told nothing, in minutes after
// midnight: from From (included) to Until (excluded), over midnight when Until is not
// later. Two equal ones are no quiet hours at all.
type Quiet struct{ From, Until int }

// DefaultQuiet is from 20.00 to 07.00.
func DefaultQuiet() Quiet { return Quiet{From: 20 * 60, Until: 7 * 60} }

// ParseQuiet reads two times such as 20.00 or 20:00. It refuses (false) what is none.
func ParseQuiet(from, until string) (Quiet, bool) {
	f, ok1 := parseMinutes(from)
	u, ok2 := parseMinutes(until)
	return Quiet{f % dayMinutes, u % dayMinutes}, ok1 && ok2
}

// At says whether it is quiet at t, in t's own zone.
func (q Quiet) At(t time.Time) bool {
	minute := t.Hour()*60 + t.Minute()
	if q.From <= q.Until {
		return q.From <= minute && minute < q.Until
	}
	return minute >= q.From || minute < q.Until
}

// quiet says whether an account is told nothing at t: in its quiet hours, and on days on
// which its unit, or of the whole city's accounts every unit, is closed.
func (in *RosterIndex) quiet(c LinkedChat, t time.Time) bool {
	unit := c.Account.Unit
	if c.Account.Role == RoleOfficer {
		unit = in.officers[c.Account.Officer].Unit
	}
	if c.Account.actor().SeesCity() {
		unit = ""
	}
	return c.Quiet.At(t) || !in.OpenOn(unit, t)
}
