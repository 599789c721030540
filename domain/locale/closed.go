package locale

import (
	"fmt"
	"time"

	"suaraloket/domain"
)

// Closed says that a counter is closed at a moment and when it serves again: "Tutup. Buka lagi
// Selasa 08.00.", with the name of a holiday.
func (t Texts) Closed(c domain.Closure, now time.Time) string {
	text := t.T("kiosk.closed")
	if c.Holiday != "" {
		text = t.T("kiosk.closed.holiday", "name", c.Holiday)
	}
	if c.Opens.IsZero() {
		return text
	}
	switch {
	case !c.Timed:
		return text + " " + t.T("kiosk.closed.day", "day", t.dayAfter(c.Opens, now))
	case domain.DayOf(c.Opens) == domain.DayOf(now):
		return text + " " + t.T("kiosk.closed.today", "time", t.hour(c.Opens))
	}
	return text + " " + t.T("kiosk.closed.later", "day", t.dayAfter(c.Opens, now), "time", t.hour(c.Opens))
}

// dayAfter names a day: within a week by its weekday alone.
func (t Texts) dayAfter(day, now time.Time) string {
	name := t.T(fmt.Sprintf("kiosk.weekday.%d", day.Weekday()))
	if day.Before(domain.StartOfDay(now).AddDate(0, 0, 7)) {
		return name
	}
	return name + ", " + t.Date(day) + ","
}
