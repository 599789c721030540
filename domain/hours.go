package domain

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"suaraloket/domain/audit"
)

// Span is a part of a day in which a unit serves, in minutes after midnight: from
// Opens (included) to Closes (excluded), 0 ≤ Opens < Closes ≤ 1440.
type Span struct{ Opens, Closes int }

// Week is when a unit serves, by time.Weekday; a day without spans is closed.
type Week [7][]Span

// OpeningHours are the hours of one unit. A unit without hours is open while an officer is
// on duty.
type OpeningHours struct {
	Unit string
	Week Week
}

// Holiday is a day on which a unit is closed, or every unit when Unit is empty.
type Holiday struct {
	Day  Day
	Unit string
	Name string
}

// Lingering is how long after closing a unit still serves visitors who came before.
const Lingering = 30 * time.Minute

const dayMinutes = 24 * 60

// ParseSpans reads "08.00-12.00, 13.00-16.00", with dots or colons; an empty text is
// a closed day. It returns false for other text, spans that end before they begin and
// overlapping spans.
func ParseSpans(text string) ([]Span, bool) {
	if strings.TrimSpace(text) == "" {
		return nil, true
	}
	var spans []Span
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' }) {
		from, to, found := strings.Cut(strings.NewReplacer("–", "-", " ", "").Replace(part), "-")
		opens, ok1 := ParseMinutes(from)
		closes, ok2 := ParseMinutes(to)
		if !found || !ok1 || !ok2 || opens >= closes {
			return nil, false
		}
		spans = append(spans, Span{opens, closes})
	}
	slices.SortFunc(spans, func(a, b Span) int { return a.Opens - b.Opens })
	for i := 1; i < len(spans); i++ {
		if spans[i].Opens < spans[i-1].Closes {
			return nil, false
		}
	}
	return spans, len(spans) > 0
}

// ParseMinutes reads a time such as 20.00 or 20:00 as minutes after midnight. It returns
// false for any other text.
func ParseMinutes(text string) (int, bool) {
	hour, minute, found := strings.Cut(strings.ReplaceAll(text, ":", "."), ".")
	if !found {
		minute = "00"
	}
	h, err1 := strconv.Atoi(hour)
	m, err2 := strconv.Atoi(minute)
	ok := err1 == nil && err2 == nil && len(minute) == 2 && h >= 0 && m >= 0 && m < 60 && h*60+m <= dayMinutes
	return h*60 + m, ok
}

// FormatSpans writes spans as ParseSpans reads them.
func FormatSpans(spans []Span) string {
	parts := make([]string, len(spans))
	for i, s := range spans {
		parts[i] = FormatMinutes(s.Opens) + "-" + FormatMinutes(s.Closes)
	}
	return strings.Join(parts, ", ")
}

// FormatMinutes writes minutes after midnight as 20.00.
func FormatMinutes(m int) string {
	two := func(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }
	return two(m/60) + "." + two(m%60)
}

// details are the names and values of the week in the record: mon=08.00-15.00.
func (w Week) details() (pairs []string) {
	for weekday, spans := range w {
		day := strings.ToLower(time.Weekday(weekday).String()[:3])
		pairs = append(pairs, day, FormatSpans(spans))
	}
	return pairs
}

// CalendarStore stores opening hours and holidays. It adds events to the record in the
// transaction of the change.
type CalendarStore interface {
	// SaveHours replaces the hours of the unit; an empty week deletes them.
	SaveHours(ctx context.Context, h OpeningHours, events ...audit.Event) error
	// SaveHoliday adds a holiday or renames the one of the same day and unit.
	SaveHoliday(ctx context.Context, h Holiday, events ...audit.Event) error
	// DropHoliday removes the holiday of that day and unit, if there is one; otherwise it records
	// nothing.
	DropHoliday(ctx context.Context, day Day, unit string, events ...audit.Event) error
}

// Calendar reads and changes opening hours and holidays.
type Calendar struct {
	store  CalendarStore
	roster *Roster
}

// NewCalendar makes the use case.
func NewCalendar(store CalendarStore, roster *Roster) *Calendar {
	return &Calendar{store: store, roster: roster}
}

// Hours gives the unit's hours, an empty week when none are set. Refusal: ErrNotAllowed.
func (c *Calendar) Hours(ctx context.Context, actor Actor, unit string) (Week, error) {
	if !actor.SeesUnit(unit) {
		return Week{}, ErrNotAllowed
	}
	index, err := c.roster.Latest(ctx)
	if err != nil {
		return Week{}, err
	}
	return index.hours[unit], nil
}

// Holidays lists those of the units that the actor sees and of the whole city, by day.
func (c *Calendar) Holidays(ctx context.Context, actor Actor) ([]Holiday, error) {
	index, err := c.roster.Latest(ctx)
	if err != nil {
		return nil, err
	}
	list := slices.Clone(index.Holidays)
	list = slices.DeleteFunc(list, func(h Holiday) bool { return h.Unit != "" && !actor.SeesUnit(h.Unit) })
	slices.SortFunc(list, func(a, b Holiday) int { return strings.Compare(string(a.Day)+a.Unit, string(b.Day)+b.Unit) })
	return list, nil
}

// SetHours sets the hours of a unit. Refusals: ErrNotAllowed, ErrUnitUnknown.
func (c *Calendar) SetHours(ctx context.Context, actor Actor, h OpeningHours) error {
	if err := c.mayChange(ctx, actor, h.Unit); err != nil {
		return err
	}
	return c.store.SaveHours(ctx, h, actor.Act(c.roster.clock(), audit.HoursSet, h.Unit, h.Week.details()...))
}

// AddHoliday adds a holiday; a holiday of the whole city needs an actor who sees the city.
// Refusals: ErrNotAllowed, ErrUnitUnknown, fields.
func (c *Calendar) AddHoliday(ctx context.Context, actor Actor, h Holiday) error {
	if err := c.mayChange(ctx, actor, h.Unit); err != nil {
		return err
	}
	h.Name = NormalText(h.Name)
	var bad FieldErrors
	if _, err := time.Parse(time.DateOnly, string(h.Day)); err != nil {
		bad.Add("day", "field_day")
	}
	if h.Name == "" || len(h.Name) > MaxName {
		bad.Add("name", "field_name")
	}
	if len(bad) > 0 {
		return bad.Err()
	}
	return c.store.SaveHoliday(ctx, h, actor.Act(c.roster.clock(), audit.HolidaySet, h.Unit, "day", string(h.Day), "name", h.Name))
}

// DropHoliday removes a holiday. Refusals: ErrNotAllowed, ErrUnitUnknown.
func (c *Calendar) DropHoliday(ctx context.Context, actor Actor, day Day, unit string) error {
	if err := c.mayChange(ctx, actor, unit); err != nil {
		return err
	}
	return c.store.DropHoliday(ctx, day, unit, actor.Act(c.roster.clock(), audit.HolidayRemoved, unit, "day", string(day)))
}

func (c *Calendar) mayChange(ctx context.Context, actor Actor, unit string) error {
	if unit == "" && actor.SeesCity() {
		return nil
	}
	if !actor.SeesUnit(unit) {
		return ErrNotAllowed
	}
	index, err := c.roster.Latest(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(index.Counters, func(c Counter) bool { return c.Unit.Code == unit }) {
		return ErrUnitUnknown
	}
	return nil
}

// MaxName is the length limit of a name, in bytes.
const MaxName = 160
