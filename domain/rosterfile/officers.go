package rosterfile

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"suaraloket/domain"
)

// officerColumns have the names of this program, of SIASN's and SIMPEG's exports and of
// simple lists of staff.
var officerColumns = []column{
	{"code", []string{"kode", "kode petugas"}},
	{"name", []string{"nama", "nama lengkap", "nama pegawai", "nama petugas"}},
	{"front_title", []string{"gelar depan"}},
	{"back_title", []string{"gelar belakang"}},
	{"display_name", []string{"nama tampil"}},
	{"nip", []string{"nip baru"}},
	{"rank", []string{"pangkat", "pangkat golongan", "pangkat golongan ruang", "pangkat gol ruang"}},
	{"grade", []string{"golongan", "gol", "golongan ruang", "gol ruang", "gol akhir nama"}},
	{"position", []string{"jabatan", "jabatan nama", "nama jabatan", "jabatan aktif"}},
	{"unit", []string{"kode unit", "unit kerja", "unor nama", "unit pelayanan"}},
	{"figure", []string{"gambar"}},
	{"active", []string{"aktif"}},
	{"legal_status", []string{"kedudukan hukum nama", "kedudukan hukum"}},
}

// officerList reads officers. One without a code is matched by NIP; a new one gets a code.
type officerList struct {
	officers map[string]domain.Officer
	byNIP    map[domain.NIP]string // the officers' codes
	units    unitCodes
	last     int // the highest number of a made code
}

// Officers reads a list of officers and compares it with the stored ones.
func Officers(sheet Sheet, stored []domain.Officer, units []domain.Unit) ([]domain.Officer, Report, error) {
	o := officerList{officers: map[string]domain.Officer{}, byNIP: map[domain.NIP]string{}, units: unitCodesOf(units)}
	for _, s := range stored {
		o.officers[s.Code], o.byNIP[s.NIP] = s, s.Code
		o.reserve(s.Code)
	}
	var list []domain.Officer
	seen := map[string]bool{}
	r := read(sheet, officerColumns, [][]string{{"code", "nip"}}, func(l line) {
		if officer, exists := o.read(l); officer.Code != "" && l.once(seen, officer.Code) {
			list = append(list, officer)
			l.report.compare(officer.Code, !exists, officerFields(o.officers[officer.Code], officer))
		}
	})
	for _, s := range stored {
		r.report.gone(seen, s.Code)
	}
	return list, r.report, r.err()
}

var madeCode = regexp.MustCompile(`^P-([0-9]{1,8})$`)

func (o *officerList) reserve(code string) {
	if m := madeCode.FindStringSubmatch(code); m != nil {
		n, _ := strconv.Atoi(m[1])
		o.last = max(o.last, n)
	}
}

func (o *officerList) read(l line) (officer domain.Officer, exists bool) {
	var nip domain.NIP
	l.nip(&nip)
	code := o.code(l, nip)
	if code == "" {
		return officer, false
	}
	if officer, exists = o.officers[code]; !exists {
		officer = domain.Officer{Code: code, Active: true}
	}
	if l.has("nip") {
		officer.NIP = nip
	}
	l.must("name", &officer.Name)
	officer.Name = l.titled(officer.Name)
	l.keep("display_name", &officer.DisplayName)
	l.rank(&officer.Rank)
	l.keep("position", &officer.Position)
	if l.has("unit") || officer.Unit == "" {
		officer.Unit = l.unit(o.units)
	}
	l.figure(&officer.Figure)
	l.yes("active", &officer.Active)
	l.legalStatus(&officer.Active)
	if owner, taken := o.byNIP[officer.NIP]; officer.NIP != "" && taken && owner != code {
		l.bad("nip", "nip_taken", owner)
	}
	o.byNIP[officer.NIP] = code
	return officer, exists
}

// code gives the code of a line, "" after a problem.
func (o *officerList) code(l line, nip domain.NIP) string {
	if text := l.text("code"); text != "" {
		code := l.code("code", domain.MaxOfficerCode)
		o.reserve(code)
		if !domain.ValidCode(code, domain.MaxOfficerCode) {
			return ""
		}
		return code
	}
	if code, known := o.byNIP[nip]; nip != "" && known {
		return code
	}
	if l.has("code") {
		l.bad("code", "missing", "")
		return ""
	}
	if nip == "" {
		l.bad("nip", "unidentified", "")
		return ""
	}
	o.last++
	return fmt.Sprintf("P-%02d", o.last)
}

// titled adds the academic titles that some lists keep in columns of their own.
func (l line) titled(name string) string {
	if !l.has("name") {
		return name
	}
	if front := l.text("front_title"); front != "" {
		name = front + " " + name
	}
	if back := l.text("back_title"); back != "" {
		name += ", " + back
	}
	return name
}

// rank joins pangkat and golongan, which some lists keep in two columns.
func (l line) rank(into *string) {
	if !l.has("rank") && !l.has("grade") {
		return
	}
	rank, grade := l.name("rank"), l.name("grade")
	switch {
	case grade == "" || strings.Contains(strings.ToLower(rank), strings.ToLower(grade)):
		*into = rank
	case rank == "":
		*into = grade
	default:
		*into = rank + ", " + grade
	}
}

// figure reads a to d. Without one the figure follows from the code.
func (l line) figure(into *string) {
	if !l.has("figure") {
		return
	}
	switch figure := strings.ToLower(l.text("figure")); figure {
	case "", "a", "b", "c", "d":
		*into = figure
	default:
		l.bad("figure", "figure", figure)
	}
}

// legalStatus takes people out of service whose legal status is not active.
func (l line) legalStatus(active *bool) {
	if l.has("legal_status") {
		text := strings.ToLower(l.text("legal_status"))
		*active = text == "aktif" || text == "pppk aktif"
	}
}

func officerFields(before, after domain.Officer) []Field {
	return []Field{
		{"name", before.Name, after.Name}, {"display_name", before.DisplayName, after.DisplayName},
		{"nip", string(before.NIP), string(after.NIP)}, {"rank", before.Rank, after.Rank},
		{"position", before.Position, after.Position}, {"unit", before.Unit, after.Unit},
		{"figure", before.Figure, after.Figure}, {"active", yesNo(before.Active), yesNo(after.Active)},
	}
}
