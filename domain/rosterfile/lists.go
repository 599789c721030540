package rosterfile

import (
	"errors"
	"io"
	"maps"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"suaraloket/domain"
)

// maxName is the longest name of anything, in characters.
const maxName = 160

// Known holds the stored codes; a list may refer to them.
type Known struct {
	Services map[string]domain.Service
	Counters map[string]bool
	Units    map[string]bool
	Officers map[string]bool
	NIPs     map[domain.NIP]string // the officers' codes
}

// Services reads the columns code (kode) and name (nama).
func Services(r io.Reader) ([]domain.Service, error) {
	var list []domain.Service
	var errs []error
	seen := map[string]int{}
	err := read(r, []column{
		{names: []string{"code", "kode"}, required: true},
		{names: []string{"name", "nama"}, required: true},
	}, func(l line) {
		l.errs = &errs
		code := l.code("code", domain.MaxCode)
		if l.once(seen, code) {
			list = append(list, domain.Service{Code: code, Name: l.name("name")})
		}
	})
	return list, errors.Join(append([]error{err}, errs...)...)
}

// Counters reads the columns code, name, unit, unit_name, agency, agency_name,
// internal (yes/no, ya/tidak; empty is yes) and services (codes with blanks or '|'
// between), in Indonesian kode, nama, unit, nama_unit, opd, nama_opd, internal, layanan.
func Counters(r io.Reader, known Known) ([]domain.Counter, error) {
	var list []domain.Counter
	var errs []error
	seen := map[string]int{}
	units, agencies := map[string]domain.Unit{}, map[string]domain.Agency{}
	err := read(r, []column{
		{names: []string{"code", "kode"}, required: true},
		{names: []string{"name", "nama"}, required: true},
		{names: []string{"unit"}, required: true},
		{names: []string{"unit_name", "nama_unit"}, required: true},
		{names: []string{"agency", "opd"}, required: true},
		{names: []string{"agency_name", "nama_opd"}, required: true},
		{names: []string{"internal"}},
		{names: []string{"services", "layanan"}},
	}, func(l line) {
		l.errs = &errs
		c := domain.Counter{Code: l.code("code", domain.MaxCode), Name: l.name("name")}
		c.Unit = domain.Unit{Code: l.code("unit", domain.MaxCode), Name: l.name("unit_name")}
		c.Unit.Agency = domain.Agency{
			Code: l.code("agency", domain.MaxCode), Name: l.name("agency_name"), Internal: l.yes("internal", true),
		}
		c.Services = l.services(known)
		if first, ok := agencies[c.Unit.Agency.Code]; ok && first != c.Unit.Agency {
			l.bad("agency %s is described otherwise in an earlier line", c.Unit.Agency.Code)
		}
		if first, ok := units[c.Unit.Code]; ok && first != c.Unit {
			l.bad("unit %s is described otherwise in an earlier line", c.Unit.Code)
		}
		agencies[c.Unit.Agency.Code], units[c.Unit.Code] = c.Unit.Agency, c.Unit
		if l.once(seen, c.Code) {
			list = append(list, c)
		}
	})
	return list, errors.Join(append([]error{err}, errs...)...)
}

// Officers reads the columns code, name, display_name, nip, rank, position, unit,
// figure (a–d) and active, in Indonesian kode, nama, nama_tampil, nip, pangkat,
// jabatan, unit, gambar, aktif. Code, name and unit are needed.
func Officers(r io.Reader, known Known) ([]domain.Officer, error) {
	var list []domain.Officer
	var errs []error
	seen, nips := map[string]int{}, maps.Clone(known.NIPs)
	if nips == nil {
		nips = map[domain.NIP]string{}
	}
	err := read(r, []column{
		{names: []string{"code", "kode"}, required: true},
		{names: []string{"name", "nama"}, required: true},
		{names: []string{"display_name", "nama_tampil"}},
		{names: []string{"nip"}},
		{names: []string{"rank", "pangkat"}},
		{names: []string{"position", "jabatan"}},
		{names: []string{"unit"}, required: true},
		{names: []string{"figure", "gambar"}},
		{names: []string{"active", "aktif"}},
	}, func(l line) {
		l.errs = &errs
		o := domain.Officer{
			Code: l.code("code", domain.MaxOfficerCode), Name: l.name("name"), DisplayName: l.name("display_name"),
			NIP: l.nip(), Rank: l.name("rank"), Position: l.name("position"), Unit: l.code("unit", domain.MaxCode),
			Figure: l.figure(), Active: l.yes("active", true),
		}
		if !known.Units[o.Unit] {
			l.bad("unit %q is not known: import its counters first", o.Unit)
		}
		if owner, taken := nips[o.NIP]; o.NIP != "" && taken && owner != o.Code {
			l.bad("nip is that of officer %s", owner)
		}
		nips[o.NIP] = o.Code
		if l.once(seen, o.Code) {
			list = append(list, o)
		}
	})
	return list, errors.Join(append([]error{err}, errs...)...)
}

// Duties reads the columns officer, counter, from and to (petugas, loket, mulai,
// selesai): times as 2026-01-31 08:00 in the given zone or with an offset; an empty
// to is until further notice.
func Duties(r io.Reader, known Known, zone *time.Location) ([]domain.Duty, error) {
	var list []domain.Duty
	var errs []error
	err := read(r, []column{
		{names: []string{"officer", "petugas"}, required: true},
		{names: []string{"counter", "loket"}, required: true},
		{names: []string{"from", "mulai"}, required: true},
		{names: []string{"to", "selesai"}},
	}, func(l line) {
		l.errs = &errs
		d := domain.Duty{
			ID: uuid.NewString(), Officer: l.code("officer", domain.MaxOfficerCode), Counter: l.code("counter", domain.MaxCode),
			From: l.time("from", zone), To: l.time("to", zone),
		}
		if !known.Officers[d.Officer] {
			l.bad("officer %q is not known", d.Officer)
		}
		if !known.Counters[d.Counter] {
			l.bad("counter %q is not known", d.Counter)
		}
		if !d.To.IsZero() && !d.To.After(d.From) {
			l.bad("it ends before it begins")
		}
		list = append(list, d)
	})
	return list, errors.Join(append([]error{err}, errs...)...)
}

func (l line) code(name string, max int) string {
	code := domain.NormalCode(l.get(name))
	if !domain.ValidCode(code, max) {
		l.bad("%s %q: want 1 to %d letters, digits or hyphens", name, l.get(name), max)
	}
	return code
}

func (l line) name(column string) string {
	text := domain.NormalText(l.get(column))
	if utf8.RuneCountInString(text) > maxName {
		l.bad("%s is longer than %d characters", column, maxName)
	}
	return text
}

func (l line) once(seen map[string]int, code string) bool {
	if first, twice := seen[code]; twice {
		l.bad("code %s is already in line %d", code, first)
		return false
	}
	seen[code] = l.number
	return true
}

func (l line) yes(column string, empty bool) bool {
	switch strings.ToLower(l.get(column)) {
	case "":
		return empty
	case "yes", "ya", "y", "1", "true":
		return true
	case "no", "tidak", "t", "n", "0", "false":
		return false
	}
	l.bad("%s %q: want ya or tidak", column, l.get(column))
	return empty
}

// nip does not repeat the number in an error: it contains a birth date.
func (l line) nip() domain.NIP {
	if l.get("nip") == "" {
		return ""
	}
	nip, ok := domain.ParseNIP(strings.TrimPrefix(l.get("nip"), "'"))
	if !ok {
		l.bad("nip is not one: want 18 digits beginning with a date of birth (a spreadsheet may have rounded it)")
	}
	return nip
}

func (l line) figure() string {
	figure := strings.ToLower(l.get("figure"))
	switch figure {
	case "a", "b", "c", "d":
		return figure
	case "":
		return "c"
	}
	l.bad("figure %q: want a, b, c or d", figure)
	return "c"
}

func (l line) services(known Known) []domain.Service {
	var list []domain.Service
	seen := map[string]bool{}
	for _, code := range strings.FieldsFunc(l.get("services"), func(r rune) bool { return r == ' ' || r == '|' || r == '/' }) {
		code = domain.NormalCode(code)
		service, ok := known.Services[code]
		switch {
		case !ok:
			l.bad("service %q is not known: import services first", code)
		case !seen[code]:
			seen[code] = true
			list = append(list, service)
		}
	}
	return list
}

func (l line) time(column string, zone *time.Location) time.Time {
	text := l.get(column)
	if text == "" {
		return time.Time{}
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly, "2006-01-02 15:04:05", time.RFC3339} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t
		}
	}
	l.bad("%s %q: want a time such as 2026-01-31 08:00", column, text)
	return time.Time{}
}
