package rosterfile

import (
	"strings"

	"suaraloket/domain"
)

// counterList reads counters with their units and agencies.
type counterList struct {
	services map[string]domain.Service
	counters map[string]domain.Counter
	units    map[string]domain.Unit
	agencies map[string]domain.Agency
	// What the list says of units and agencies, which several of its lines may name.
	saidUnits    map[string]domain.Unit
	saidAgencies map[string]domain.Agency
}

// Counters reads a list of counters and compares it with the stored ones. Services are codes
// with blanks, commas, '/' or '|' between.
func Counters(sheet Sheet, stored []domain.Counter, services []domain.Service) ([]domain.Counter, Report, error) {
	c := counterList{
		map[string]domain.Service{}, map[string]domain.Counter{}, map[string]domain.Unit{}, map[string]domain.Agency{},
		map[string]domain.Unit{}, map[string]domain.Agency{},
	}
	for _, s := range services {
		c.services[s.Code] = s
	}
	for _, s := range stored {
		c.counters[s.Code], c.units[s.Unit.Code], c.agencies[s.Unit.Agency.Code] = s, s.Unit, s.Unit.Agency
	}
	var list []domain.Counter
	seen := map[string]bool{}
	r := read(sheet, []column{
		{"code", []string{"kode", "kode loket"}},
		{"name", []string{"nama", "nama loket", "loket"}},
		{"unit", []string{"kode unit"}},
		{"unit_name", []string{"nama unit"}},
		{"agency", []string{"opd", "kode opd", "instansi"}},
		{"agency_name", []string{"nama opd", "nama instansi"}},
		{"internal", []string{"milik kota"}},
		{"services", []string{"layanan"}},
	}, [][]string{{"code"}}, func(l line) {
		code := l.code("code", domain.MaxCode)
		before, exists := c.counters[code]
		counter := c.read(l, code, before)
		if l.once(seen, counter.Code) {
			list = append(list, counter)
			l.report.compare(counter.Code, !exists, counterFields(before, counter))
		}
	})
	for _, s := range stored {
		r.report.gone(seen, s.Code)
	}
	return list, r.report, r.err()
}

func (c counterList) read(l line, code string, before domain.Counter) domain.Counter {
	counter := before
	counter.Code = code
	l.must("name", &counter.Name)
	counter.Unit = c.unit(l, before.Unit)
	if l.has("services") {
		counter.Services = c.offered(l)
	}
	return counter
}

// unit reads the unit of a line. What the line leaves open is that of the unit with its code.
func (c counterList) unit(l line, before domain.Unit) domain.Unit {
	unit := before
	if l.has("unit") || unit.Code == "" {
		code := l.code("unit", domain.MaxCode)
		unit = c.units[code]
		unit.Code = code
	}
	l.must("unit_name", &unit.Name)
	unit.Agency = c.agency(l, unit.Agency)
	if first, ok := c.saidUnits[unit.Code]; ok && first != unit {
		l.bad("unit", "otherwise", unit.Code)
	}
	c.saidUnits[unit.Code] = unit
	return unit
}

func (c counterList) agency(l line, before domain.Agency) domain.Agency {
	agency := before
	if l.has("agency") || agency.Code == "" {
		code := l.code("agency", domain.MaxCode)
		stored, exists := c.agencies[code]
		if agency = stored; !exists {
			agency = domain.Agency{Code: code, Internal: true}
		}
	}
	l.must("agency_name", &agency.Name)
	l.yes("internal", &agency.Internal)
	if first, ok := c.saidAgencies[agency.Code]; ok && first != agency {
		l.bad("agency", "otherwise", agency.Code)
	}
	c.saidAgencies[agency.Code] = agency
	return agency
}

func (c counterList) offered(l line) []domain.Service {
	var list []domain.Service
	seen := map[string]bool{}
	for _, code := range strings.FieldsFunc(l.text("services"), func(r rune) bool { return strings.ContainsRune(" |/,;", r) }) {
		code = domain.NormalCode(code)
		service, ok := c.services[code]
		switch {
		case !ok:
			l.bad("services", "service", code)
		case !seen[code]:
			seen[code] = true
			list = append(list, service)
		}
	}
	return list
}

func counterFields(before, after domain.Counter) []Field {
	a, b := before.Unit, after.Unit
	return []Field{
		{"name", before.Name, after.Name}, {"unit", a.Code, b.Code}, {"unit_name", a.Name, b.Name},
		{"agency", a.Agency.Code, b.Agency.Code}, {"agency_name", a.Agency.Name, b.Agency.Name},
		{"internal", yesNo(a.Agency.Internal), yesNo(b.Agency.Internal)},
		{"services", codesOf(before.Services), codesOf(after.Services)},
	}
}

func codesOf(services []domain.Service) string {
	codes := make([]string, len(services))
	for i, s := range services {
		codes[i] = s.Code
	}
	return strings.Join(codes, " ")
}

// yesNo is the value of a cell, in the language of lists.
func yesNo(yes bool) string {
	if yes {
		return "ya"
	}
	return "tidak"
}
