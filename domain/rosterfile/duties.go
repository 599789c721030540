package rosterfile

import (
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
)

var dutyColumns = []column{
	{"officer", []string{"petugas", "kode petugas"}},
	{"counter", []string{"loket", "kode loket"}},
	{"from", []string{"mulai", "dari"}},
	{"to", []string{"selesai", "sampai"}},
}

// dutyKey is what a duty is stored under.
type dutyKey struct {
	officer, counter string
	from             int64 // Unix milliseconds
}

func keyOf(d domain.Duty) dutyKey { return dutyKey{d.Officer, d.Counter, d.From.UnixMilli()} }

// Duties reads a list of duties and compares it with the stored ones. Times without an offset
// are of the zone. A duty without an end is until further notice. Of lines with the same
// officer, counter and start the last one holds.
func Duties(sheet Sheet, stored []domain.Duty, officers []domain.Officer, counters []domain.Counter, zone *time.Location) ([]domain.Duty, Report, error) {
	people, places, known := map[string]bool{}, map[string]bool{}, map[dutyKey]domain.Duty{}
	for _, o := range officers {
		people[o.Code] = true
	}
	for _, c := range counters {
		places[c.Code] = true
	}
	for _, d := range stored {
		known[keyOf(d)] = d
	}
	var list []domain.Duty
	at := map[dutyKey]int{}
	r := read(sheet, dutyColumns, [][]string{{"officer"}, {"counter"}, {"from"}}, func(l line) {
		d, ok := l.duty(people, places, known, zone)
		if !ok {
			return
		}
		if earlier, twice := at[keyOf(d)]; twice {
			l.report.Repeats.add(l.row.Line)
			list[earlier] = d
			return
		}
		at[keyOf(d)] = len(list)
		list = append(list, d)
	})
	r.report.goneDuties(stored, at, zone)
	for _, d := range list {
		before, exists := known[keyOf(d)]
		r.report.compare(dutyName(d, zone), !exists, []Field{{"to", endName(before, zone), endName(d, zone)}})
	}
	return list, r.report, r.err()
}

// goneDuties notes the stored duties that a list does not have. Those begun at a counter with
// a PIN are in no list.
func (r *Report) goneDuties(stored []domain.Duty, listed map[dutyKey]int, zone *time.Location) {
	for _, d := range stored {
		if _, ok := listed[keyOf(d)]; !ok && !d.SignedOn {
			r.Changes = append(r.Changes, Change{Kind: Gone, Code: dutyName(d, zone)})
		}
	}
}

// FirstDay is the earliest moment in a list of duties, zero without one: what ended before is
// of no interest to it.
func FirstDay(sheet Sheet, zone *time.Location) time.Time {
	var first time.Time
	read(sheet, dutyColumns, nil, func(l line) {
		if t, ok := moment(l.cell("from"), false, zone); ok && (first.IsZero() || t.Before(first)) {
			first = t
		}
	})
	return first
}

func (l line) duty(people, places map[string]bool, known map[dutyKey]domain.Duty, zone *time.Location) (domain.Duty, bool) {
	before := len(l.problems)
	d := domain.Duty{ID: uuid.NewString(), Officer: l.code("officer", domain.MaxOfficerCode), Counter: l.code("counter", domain.MaxCode)}
	if d.Officer != "" && !people[d.Officer] {
		l.bad("officer", "officer", d.Officer)
	}
	if d.Counter != "" && !places[d.Counter] {
		l.bad("counter", "counter", d.Counter)
	}
	if d.From = l.moment("from", false, zone); d.From.IsZero() && l.text("from") == "" {
		l.bad("from", "missing", "")
	}
	if l.has("to") {
		d.To = l.moment("to", true, zone)
	} else {
		d.To = known[keyOf(d)].To
	}
	if !d.To.IsZero() && !d.To.After(d.From) {
		l.bad("to", "backwards", l.text("to"))
	}
	return d, len(l.problems) == before
}

// moment reads a time, zero for an empty cell and after a problem.
func (l line) moment(column string, end bool, zone *time.Location) time.Time {
	text := l.text(column)
	if text == "" {
		return time.Time{}
	}
	t, ok := moment(l.cell(column), end, zone)
	if !ok {
		l.bad(column, "time", text)
	}
	return t
}

// shown is how reports write times.
const shown = "2006-01-02 15:04"

func dutyName(d domain.Duty, zone *time.Location) string {
	return d.Officer + " " + d.Counter + " " + d.From.In(zone).Format(shown)
}

func endName(d domain.Duty, zone *time.Location) string {
	if d.To.IsZero() {
		return ""
	}
	return d.To.In(zone).Format(shown)
}
