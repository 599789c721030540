package domain

import (
	"slices"
	"time"
)

// Shift is how a counter is manned from a moment on, until the next shift begins.
type Shift struct {
	From   time.Time
	Open   bool
	OnDuty []Officer // by code
}

// same says whether a resident sees no difference between two shifts.
func (s Shift) same(other Shift) bool {
	return s.Open == other.Open && slices.EqualFunc(s.OnDuty, other.OnDuty, func(a, b Officer) bool { return a == b })
}

// manned gives the counter's view at t. Outside opening hours nobody is shown: a duty
// "until further notice" goes on over the night.
func (in *places) manned(counter Counter, t time.Time) Shift {
	within := in.within(counter.Unit.Code, t)
	if !counter.Unit.Agency.Internal {
		return Shift{From: t, Open: within}
	}
	if !within {
		return Shift{From: t}
	}
	onDuty := in.onDuty(counter.Code, t)
	return Shift{From: t, Open: len(onDuty) > 0, OnDuty: onDuty}
}

// within says whether the unit serves at t, in the city's zone, or did until just
// before. A unit without hours always does.
func (in *places) within(unit string, t time.Time) bool {
	week, set := in.hours[unit]
	if !set {
		return true
	}
	if in.holiday(unit, t) {
		return false
	}
	minute := t.Hour()*60 + t.Minute()
	return slices.ContainsFunc(week[t.Weekday()], func(s Span) bool {
		return minute >= s.Opens && minute < s.Closes+int(Lingering.Minutes())
	})
}

func (in *places) holiday(unit string, t time.Time) bool {
	day := DayOf(t)
	return slices.ContainsFunc(in.Holidays, func(h Holiday) bool { return h.Day == day && (h.Unit == "" || h.Unit == unit) })
}

// timetable lists how the counter is manned from a moment until another, beginning
// with how it is then.
func (in *places) timetable(counter Counter, from, until time.Time) []Shift {
	list := []Shift{in.manned(counter, from)}
	for _, t := range in.changes(counter, from, until) {
		if shift := in.manned(counter, t); !shift.same(list[len(list)-1]) {
			list = append(list, shift)
		}
	}
	return list
}

// changes lists the moments at which the manning may change, in order.
func (in *places) changes(counter Counter, from, until time.Time) []time.Time {
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
	for day := startOfDay(from); day.Before(until); day = startOfDay(day.Add(36 * time.Hour)) {
		add(day)
		for _, span := range week[day.Weekday()] {
			add(atMinute(day, span.Opens))
			add(atMinute(day, span.Closes).Add(Lingering))
		}
	}
	slices.SortFunc(moments, time.Time.Compare)
	return moments
}

func startOfDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

func atMinute(day time.Time, minute int) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 0, minute, 0, 0, day.Location())
}
