package domain

import (
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"suaraloket/domain/masking"
)

// RosterSnapshot is the whole roster at one version: what Intake needs in memory to
// accept a rating while the database is unavailable.
type RosterSnapshot struct {
	Version  string // changes with every change of the rest
	Counters []Counter
	Services []Service
	Officers []Officer // without their NIP
	Duties   []Duty
	Kiosks   []Kiosk
	Hours    []OpeningHours
	Holidays []Holiday
}

// RosterIndex is a snapshot with indexes for lookups. It never changes.
type RosterIndex struct {
	RosterSnapshot
	counters map[string]Counter
	services map[string]Service
	officers map[string]Officer
	photos   map[string]Officer       // by the id of the photo
	duties   map[string][]indexedDuty // by counter, in order of From
	kiosks   map[string]Kiosk         // by the hash of the key
	tablets  map[string]Kiosk         // by id
	hours    map[string]Week          // by unit; without an entry the duties alone decide
	names    func() masking.Names     // of all officers, made at the first comment
}

func indexRoster(s RosterSnapshot) *RosterIndex {
	in := &RosterIndex{
		RosterSnapshot: s, counters: map[string]Counter{}, services: map[string]Service{},
		officers: map[string]Officer{}, photos: map[string]Officer{}, duties: map[string][]indexedDuty{},
		kiosks: map[string]Kiosk{}, tablets: map[string]Kiosk{}, hours: map[string]Week{},
		names: sync.OnceValue(func() masking.Names { return namesOf(s.Officers) }),
	}
	for _, c := range s.Counters {
		in.counters[c.Code] = c
	}
	for _, service := range s.Services {
		in.services[service.Code] = service
	}
	for _, o := range s.Officers {
		in.officers[o.Code] = o
		if o.Photo != "" {
			in.photos[o.Photo] = o
		}
	}
	for _, d := range slices.SortedFunc(slices.Values(s.Duties), func(a, b Duty) int { return a.From.Compare(b.From) }) {
		in.duties[d.Counter] = append(in.duties[d.Counter], indexDuty(in.duties[d.Counter], d))
	}
	for _, k := range s.Kiosks {
		in.kiosks[k.KeyHash] = k
		in.tablets[k.ID] = k
	}
	for _, h := range s.Hours {
		in.hours[h.Unit] = h.Week
	}
	return in
}

// Counter refuses an unknown code with ErrCounterUnknown.
func (in *RosterIndex) Counter(code string) (Counter, error) {
	counter, ok := in.counters[code]
	if !ok {
		return Counter{}, ErrCounterUnknown
	}
	return counter, nil
}

// Officer refuses an unknown code with ErrOfficerUnknown.
func (in *RosterIndex) Officer(code string) (Officer, error) {
	officer, ok := in.officers[code]
	if !ok {
		return Officer{}, ErrOfficerUnknown
	}
	return officer, nil
}

// Unit gives the unit of a counter. For an unknown code it makes one of that name.
func (in *RosterIndex) Unit(code string) Unit {
	for _, c := range in.Counters {
		if c.Unit.Code == code {
			return c.Unit
		}
	}
	return Unit{Code: code, Name: code}
}

// Units lists the units of the counters, by name.
func (in *RosterIndex) Units() []Unit {
	var units []Unit
	for _, c := range in.Counters {
		if !slices.ContainsFunc(units, func(u Unit) bool { return u.Code == c.Unit.Code }) {
			units = append(units, c.Unit)
		}
	}
	slices.SortFunc(units, func(a, b Unit) int { return strings.Compare(a.Name+a.Code, b.Name+b.Code) })
	return units
}

// indexedDuty is a duty with the latest end of all duties before it and its own: a
// search backwards stops there.
type indexedDuty struct {
	Duty
	open   bool // one of them has no end
	latest time.Time
}

func indexDuty(before []indexedDuty, d Duty) indexedDuty {
	next := indexedDuty{Duty: d, open: d.To.IsZero(), latest: d.To}
	if n := len(before); n > 0 {
		last := before[n-1]
		next.open = next.open || last.open
		if last.latest.After(next.latest) {
			next.latest = last.latest
		}
	}
	return next
}

// onDuty lists the active officers with a duty at the counter at that time, by code. The
// last officer who signed on there replaces those of the timetable.
func (in *RosterIndex) onDuty(counter string, at time.Time) []Officer {
	var list []Officer
	duties := in.duties[counter]
	begun := sort.Search(len(duties), func(i int) bool { return duties[i].From.After(at) })
	for i := begun - 1; i >= 0 && (duties[i].open || duties[i].latest.After(at)); i-- {
		officer, ok := in.officers[duties[i].Officer]
		if !ok || !officer.Active || !duties[i].Covers(at) {
			continue
		}
		if duties[i].SignedOn {
			return []Officer{officer}
		}
		list = append(list, officer)
	}
	slices.SortFunc(list, func(a, b Officer) int { return strings.Compare(a.Code, b.Code) })
	return slices.CompactFunc(list, func(a, b Officer) bool { return a.Code == b.Code })
}

// SignOnEnd is the end of a duty that an officer signs on for now: the counter's next
// duty in the timetable, at the latest midnight.
func (in *RosterIndex) SignOnEnd(counter string, now time.Time) time.Time {
	end := StartOfDay(now.AddDate(0, 0, 1))
	for _, duty := range in.duties[counter] {
		if !duty.SignedOn && duty.From.After(now) && duty.From.Before(end) {
			end = duty.From
		}
	}
	return end
}

func (in *RosterIndex) counterNow(code string, at time.Time) (CounterNow, error) {
	counter, err := in.Counter(NormalCode(code))
	if err != nil {
		return CounterNow{}, err
	}
	now := in.shiftAt(counter, at)
	return CounterNow{Counter: counter, OnDuty: now.OnDuty, Open: now.Open, Closed: now.Closed}, nil
}

// Shift is the state of a counter from a moment until the next shift.
type Shift struct {
	From   time.Time
	Open   bool
	OnDuty []Officer // by code
	Closed *Closure  // nil within the unit's opening hours
}

// same says whether two shifts look the same to a resident.
func (s Shift) same(other Shift) bool {
	return s.Open == other.Open && sameClosure(s.Closed, other.Closed) && slices.EqualFunc(s.OnDuty, other.OnDuty, func(a, b Officer) bool { return a == b })
}

// shiftAt gives the counter's state at t. A duty without an end continues overnight, so
// that outside opening hours the state shows no officer.
func (in *RosterIndex) shiftAt(counter Counter, t time.Time) Shift {
	closed := in.closure(counter.Unit.Code, t)
	if closed != nil || !counter.Unit.Agency.Internal {
		return Shift{From: t, Open: closed == nil, Closed: closed}
	}
	onDuty := in.onDuty(counter.Code, t)
	return Shift{From: t, Open: len(onDuty) > 0, OnDuty: onDuty}
}

// within says whether t, in the city's zone, lies in the unit's opening hours or in the
// Lingering after them, and on no holiday. It is true for a unit without hours on any other day.
func (in *RosterIndex) within(unit string, t time.Time) bool {
	if in.holiday(unit, t) != nil {
		return false
	}
	week, set := in.hours[unit]
	if !set {
		return true
	}
	minute := t.Hour()*60 + t.Minute()
	return slices.ContainsFunc(week[t.Weekday()], func(s Span) bool {
		return minute >= s.Opens && minute < s.Closes+int(Lingering.Minutes())
	})
}

// Outside says whether t, in the city's zone, is not in the unit's opening hours, widened by
// the tolerance at both ends. A holiday is outside; a unit without hours is open on every other
// day.
func (in *RosterIndex) Outside(unit string, t time.Time, tolerance time.Duration) bool {
	if in.holiday(unit, t) != nil {
		return true
	}
	week, set := in.hours[unit]
	if !set {
		return false
	}
	at := t.Sub(StartOfDay(t))
	return !slices.ContainsFunc(week[t.Weekday()], func(s Span) bool {
		opens, closes := time.Duration(s.Opens)*time.Minute, time.Duration(s.Closes)*time.Minute
		return at >= opens-tolerance && at < closes+tolerance
	})
}

// Calendar gives a text that changes with the opening hours and holidays of the unit.
func (in *RosterIndex) Calendar(unit string) string {
	var text strings.Builder
	for _, spans := range in.hours[unit] {
		text.WriteString(FormatSpans(spans) + "|")
	}
	for _, h := range in.Holidays {
		if h.Unit == "" || h.Unit == unit {
			text.WriteString(string(h.Day) + "|")
		}
	}
	return text.String()
}

// holiday gives the holiday of a unit on the day of t, nil for none.
func (in *RosterIndex) holiday(unit string, t time.Time) *Holiday {
	day := DayOf(t)
	at := slices.IndexFunc(in.Holidays, func(h Holiday) bool { return h.Day == day && (h.Unit == "" || h.Unit == unit) })
	if at < 0 {
		return nil
	}
	return &in.Holidays[at]
}

// OpenOn says whether the unit has opening hours on the day of t; for unit "" whether
// any unit has. A unit without hours is open on every day but holidays.
func (in *RosterIndex) OpenOn(unit string, t time.Time) bool {
	if unit == "" {
		return len(in.Counters) == 0 || slices.ContainsFunc(in.Counters, func(c Counter) bool { return in.OpenOn(c.Unit.Code, t) })
	}
	week, set := in.hours[unit]
	return in.holiday(unit, t) == nil && (!set || len(week[t.Weekday()]) > 0)
}

// timetable lists the shifts of the counter between two moments, beginning with the one
// at from.
func (in *RosterIndex) timetable(counter Counter, from, until time.Time) []Shift {
	list := []Shift{in.shiftAt(counter, from)}
	for _, t := range in.changes(counter, from, until) {
		if shift := in.shiftAt(counter, t); !shift.same(list[len(list)-1]) {
			list = append(list, shift)
		}
	}
	return list
}

// changes lists the moments at which the shift may change, in order.
func (in *RosterIndex) changes(counter Counter, from, until time.Time) []time.Time {
	var moments []time.Time
	add := func(t time.Time) {
		if t.After(from) && t.Before(until) {
			moments = append(moments, t.In(from.Location()))
		}
	}
	for _, duty := range in.duties[counter.Code] {
		add(duty.From)
		add(duty.To)
	}
	week := in.hours[counter.Unit.Code]
	for day := StartOfDay(from); day.Before(until); day = StartOfDay(day.Add(36 * time.Hour)) {
		add(day)
		for _, span := range week[day.Weekday()] {
			add(AtMinute(day, span.Opens))
			add(AtMinute(day, span.Closes).Add(Lingering))
		}
	}
	slices.SortFunc(moments, time.Time.Compare)
	return moments
}
