package rosterfile

import (
	"fmt"
	"time"

	"suaraloket/domain"
)

// Holidays reads a list of holidays and compares it with the stored ones. A holiday without a
// unit is one of the whole city. Of the stored ones it names as gone those between the list's
// first and last day.
func Holidays(sheet Sheet, stored []domain.Holiday, units []domain.Unit, zone *time.Location) ([]domain.Holiday, Report, error) {
	codes, known, seen := unitCodesOf(units), map[string]domain.Holiday{}, map[string]bool{}
	for _, h := range stored {
		known[holidayName(h)] = h
	}
	var list []domain.Holiday
	var days Days
	r := read(sheet, []column{
		{"day", []string{"hari", "tanggal", "tgl", "date"}},
		{"name", []string{"nama", "hari libur", "nama hari libur", "keterangan", "libur"}},
		{"unit", []string{"kode unit", "nama unit", "unit kerja", "unit pelayanan"}},
	}, [][]string{{"day"}, {"name"}}, func(l line) {
		h, ok := l.holiday(codes, zone)
		if !ok {
			return
		}
		name := holidayName(h)
		if seen[name] {
			l.bad("day", "twice", name)
			return
		}
		seen[name], list = true, append(list, h)
		days.take(h.Day)
		before, exists := known[name]
		l.report.compare(name, !exists, []Field{{"name", before.Name, h.Name}})
	})
	for _, h := range stored {
		if days.Has(h.Day) {
			r.report.gone(seen, holidayName(h))
		}
	}
	return list, r.report, r.err()
}

func (l line) holiday(units unitCodes, zone *time.Location) (h domain.Holiday, ok bool) {
	before := len(l.problems)
	h.Day, h.Name = l.day(zone), l.name("name")
	switch {
	case h.Name == "":
		l.bad("name", "missing", "")
	case len(h.Name) > domain.MaxName && len(l.problems) == before:
		l.bad("name", "long", fmt.Sprint(len(h.Name)))
	}
	if l.text("unit") != "" {
		h.Unit = l.unit(units)
	}
	return h, len(l.problems) == before
}

func holidayName(h domain.Holiday) string {
	if h.Unit == "" {
		return string(h.Day)
	}
	return string(h.Day) + " " + h.Unit
}
