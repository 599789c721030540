package rosterfile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/integrity"
)

var servedColumns = []column{
	{"unit", []string{"kode unit", "nama unit", "unit kerja", "unit pelayanan"}},
	{"service", []string{"layanan", "kode layanan"}},
	{"day", []string{"hari", "tanggal", "tgl", "date"}},
	{"visits", []string{"kunjungan", "jumlah", "jumlah kunjungan", "dilayani", "terlayani", "jumlah dilayani"}},
}

// Served reads a list of served visits for each unit, service and day, and compares it with
// the stored ones. An empty service means the visits of ratings without one. 0 visits are
// refused, as on the page. Today is the latest day. Of the stored visits it names as gone
// those of the units and days of the list.
func Served(sheet Sheet, stored integrity.Served, units []domain.Unit, services []domain.Service, now time.Time) (integrity.Served, Report, error) {
	known, codes := map[string]bool{}, unitCodesOf(units)
	for _, s := range services {
		known[s.Code] = true
	}
	list, listed, days := integrity.Served{}, map[string]bool{}, Days{}
	r := read(sheet, servedColumns, [][]string{{"unit"}, {"day"}, {"visits"}}, func(l line) {
		visit, visits, ok := l.served(codes, known, now)
		if !ok {
			return
		}
		if _, twice := list[visit]; twice {
			l.bad("day", "twice", visitName(visit))
			return
		}
		list[visit], listed[visit.Unit] = visits, true
		days.take(visit.Day)
		before, exists := stored[visit]
		l.report.compare(visitName(visit), !exists, []Field{{"visits", strconv.Itoa(before), strconv.Itoa(visits)}})
	})
	r.report.goneVisits(stored, list, listed, days)
	return list, r.report, r.err()
}

// goneVisits notes the stored visits of the list's units and days that the list does not have.
func (r *Report) goneVisits(stored, list integrity.Served, units map[string]bool, days Days) {
	var gone []string
	for visit := range stored {
		if _, ok := list[visit]; !ok && units[visit.Unit] && days.Has(visit.Day) {
			gone = append(gone, visitName(visit))
		}
	}
	slices.Sort(gone)
	for _, name := range gone {
		r.Changes = append(r.Changes, Change{Kind: Gone, Code: name})
	}
}

// ServedDays are the days of a list of served visits.
func ServedDays(sheet Sheet, zone *time.Location) (days Days) {
	read(sheet, servedColumns, nil, func(l line) {
		if at, ok := moment(l.cell("day"), false, zone); ok {
			days.take(domain.DayOf(at.In(zone)))
		}
	})
	return days
}

func (l line) served(units unitCodes, services map[string]bool, now time.Time) (visit integrity.Visit, visits int, ok bool) {
	before := len(l.problems)
	visit.Unit = l.unit(units)
	if l.text("service") != "" {
		if visit.Service = l.code("service", domain.MaxCode); !services[visit.Service] && domain.ValidCode(visit.Service, domain.MaxCode) {
			l.bad("service", "service", visit.Service)
		}
	}
	if visit.Day = l.day(now.Location()); visit.Day > domain.DayOf(now) {
		l.bad("day", "future", l.text("day"))
	}
	visits = l.count("visits")
	return visit, visits, len(l.problems) == before
}

// count reads a whole number. People group thousands with a point; in a spreadsheet's number a
// point is a decimal one.
func (l line) count(column string) int {
	text := l.text(column)
	if text == "" {
		l.bad(column, "missing", "")
		return 0
	}
	n, problem := integrity.ParseVisits(text)
	switch {
	case problem == "field_visits_negative":
		l.bad(column, "negative", text)
	case problem == "field_visits_zero":
		l.bad(column, "zero", text)
	case problem != "", l.cell(column).Number && strings.ContainsAny(text, ".,"):
		l.bad(column, "number", text)
	default:
		return n
	}
	return 0
}

// visitName is how reports name the visits of a service on a day.
func visitName(v integrity.Visit) string {
	if v.Service == "" {
		return fmt.Sprintf("%s %s", v.Unit, v.Day)
	}
	return fmt.Sprintf("%s %s %s", v.Unit, v.Service, v.Day)
}
