package notice

import (
	"time"

	"suaraloket/domain"
)

// Quiet is the part of a day in which somebody is told nothing, in minutes after
// midnight: from From (included) to Until (excluded), over midnight when Until is not
// later. Two equal ones are no quiet hours at all.
type QuietHours struct{ From, Until int }

const minutesOfDay = 24 * 60

// DefaultQuiet is from 20.00 to 07.00.
func DefaultQuietHours() QuietHours { return QuietHours{From: 20 * 60, Until: 7 * 60} }

// ParseQuiet reads two times such as 20.00 or 20:00. It refuses (false) what is none.
func ParseQuietHours(from, until string) (QuietHours, bool) {
	f, ok1 := domain.ParseMinutes(from)
	u, ok2 := domain.ParseMinutes(until)
	return QuietHours{f % minutesOfDay, u % minutesOfDay}, ok1 && ok2
}

// At says whether it is quiet at t, in t's own zone.
func (q QuietHours) At(t time.Time) bool {
	minute := t.Hour()*60 + t.Minute()
	if q.From <= q.Until {
		return q.From <= minute && minute < q.Until
	}
	return minute >= q.From || minute < q.Until
}

// quietFor says whether t is in the quiet hours of the chat, or on a day on which the
// account's unit is closed; for an account that sees the city, on which every unit is.
func quietFor(index *domain.RosterIndex, c LinkedChat, t time.Time) bool {
	unit := c.Account.Unit
	if c.Account.Role == domain.RoleOfficer {
		officer, _ := index.Officer(c.Account.Officer)
		unit = officer.Unit
	}
	if c.Account.Actor().SeesCity() {
		unit = ""
	}
	return c.Quiet.At(t) || !index.OpenOn(unit, t)
}
