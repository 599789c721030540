package notice

import (
	"time"

	"suaraloket/domain"
)

// QuietHours is the part of a day without notices, in minutes after midnight: from From
// (included) to Until (excluded), past midnight when Until is not later. Equal values
// mean no quiet hours.
type QuietHours struct{ From, Until int }

const minutesOfDay = 24 * 60

// DefaultQuietHours is from 20.00 to 07.00.
func DefaultQuietHours() QuietHours { return QuietHours{From: 20 * 60, Until: 7 * 60} }

// ParseQuietHours reads two times such as 20.00 or 20:00. It returns false when one of
// them is no time.
func ParseQuietHours(from, until string) (QuietHours, bool) {
	f, ok1 := domain.ParseMinutes(from)
	u, ok2 := domain.ParseMinutes(until)
	return QuietHours{f % minutesOfDay, u % minutesOfDay}, ok1 && ok2
}

// At says whether t lies in the quiet hours, in t's own zone.
func (q QuietHours) At(t time.Time) bool {
	minute := t.Hour()*60 + t.Minute()
	if q.From <= q.Until {
		return q.From <= minute && minute < q.Until
	}
	return minute >= q.From || minute < q.Until
}

// quietFor says whether t is in the quiet hours of the chat, or on a day on which the
// account's unit is closed; for an account that sees the city, on which every unit is. The
// Inspektorat is notified on every day.
func quietFor(index *domain.RosterIndex, c LinkedChat, t time.Time) bool {
	unit := c.Account.Unit
	if c.Account.Actor().Inspects() {
		return c.Quiet.At(t)
	}
	if c.Account.Role == domain.RoleOfficer {
		officer, _ := index.Officer(c.Account.Officer)
		unit = officer.Unit
	}
	if c.Account.Actor().SeesCity() {
		unit = ""
	}
	return c.Quiet.At(t) || !index.OpenOn(unit, t)
}
