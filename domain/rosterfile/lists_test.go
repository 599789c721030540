package rosterfile_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suaraloket/domain"
	"suaraloket/domain/rosterfile"
)

// sheet makes a list of rows whose cells are separated by '|'. A cell that begins with '#' is a
// number of a spreadsheet.
func sheet(rows ...string) rosterfile.Sheet {
	var s rosterfile.Sheet
	for i, text := range rows {
		row := rosterfile.Row{Line: i + 1}
		for _, cell := range strings.Split(text, "|") {
			number, isNumber := strings.CutPrefix(cell, "#")
			if isNumber && strings.Trim(number, "0123456789.,E+") == "" {
				row.Cells = append(row.Cells, rosterfile.Cell{Text: number, Number: true})
			} else {
				row.Cells = append(row.Cells, rosterfile.Cell{Text: cell})
			}
		}
		s = append(s, row)
	}
	return s
}

func services() []domain.Service {
	return []domain.Service{{Code: "KK", Name: "Kartu Keluarga"}, {Code: "KTP-EL", Name: "KTP-el"}}
}

func bank() domain.Unit {
	return domain.Unit{Code: "BNK", Name: "Bank Contoh", Agency: domain.Agency{Code: "BANK", Name: "Bank"}}
}

func counters() []domain.Counter {
	unit := domain.Unit{Code: "DKC", Name: "Pelayanan", Agency: domain.Agency{Code: "DISDUK", Name: "Dinas", Internal: true}}
	return []domain.Counter{{Code: "DKC-01", Name: "Loket 1", Unit: unit, Services: services()}, {Code: "BNK-01", Name: "Teller", Unit: bank(), Services: services()[:1]}}
}

func units() []domain.Unit { return []domain.Unit{counters()[0].Unit, bank()} }

func officers() []domain.Officer {
	return []domain.Officer{
		{Code: "P-01", Name: "Siti", DisplayName: "Bu Siti", NIP: "198501012010012001", Rank: "Penata, III/c", Position: "Operator", Unit: "DKC", Figure: "a"},
		{Code: "P-02", Name: "Budi", Unit: "DKC", Figure: "b", Active: true},
	}
}

// problems gives the keys with columns and lines of a refused list.
func problems(err error) string {
	var p rosterfile.Problems
	if !errors.As(err, &p) {
		return fmt.Sprint(err)
	}
	var all []string
	for _, g := range p.Groups() {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", g.Column, g.Key, g.Lines, strings.Join(g.Values, "+"))))
	}
	return strings.Join(all, "; ")
}

func summary(r rosterfile.Report) string {
	var all []string
	for _, c := range r.Changes {
		text := c.Kind + " " + c.Code
		for _, f := range c.Fields {
			text += fmt.Sprintf(" %s:%s>%s", f.Column, f.Old, f.New)
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

// A column that a list lacks leaves what is stored, an empty cell clears it, and defaults are
// for new entries only.
func TestOfficersAreComparedWithWhatIsStored(t *testing.T) {
	for _, c := range []struct {
		name    string
		rows    []string
		want    string
		officer domain.Officer
	}{
		{"fewer columns", []string{"kode|nama|unit", "P-01|Siti|DKC"}, "gone P-02", officers()[0]},
		{"another name", []string{"kode|nama", "P-01|Siti, S.Kom."}, "changed P-01 name:Siti>Siti, S.Kom.; gone P-02",
			domain.Officer{Code: "P-01", Name: "Siti, S.Kom.", DisplayName: "Bu Siti", NIP: "198501012010012001", Rank: "Penata, III/c", Position: "Operator", Unit: "DKC", Figure: "a"}},
		{"empty cells", []string{"kode|nip|nama_tampil|pangkat|gambar|aktif|jabatan", "P-01| - |||||Operator"},
			"cleared P-01 display_name:Bu Siti> nip:> rank:Penata, III/c> figure:a>; gone P-02",
			domain.Officer{Code: "P-01", Name: "Siti", Position: "Operator", Unit: "DKC"}},
		{"new", []string{"code|name|unit|position", "P-09|Rudi|dkc|"}, "new P-09; gone P-01; gone P-02",
			domain.Officer{Code: "P-09", Name: "Rudi", Unit: "DKC", Active: true}},
		{"by NIP alone", []string{"NIP BARU|NAMA|UNOR NAMA|GOL AKHIR NAMA", "19850101 201001 2 001|Siti|pelayanan|III/d"},
			"changed P-01 rank:Penata, III/c>III/d; gone P-02",
			domain.Officer{Code: "P-01", Name: "Siti", DisplayName: "Bu Siti", NIP: "198501012010012001", Rank: "III/d", Position: "Operator", Unit: "DKC", Figure: "a"}},
		{"a new one by NIP gets a code", []string{"nama|gelar depan|gelar_belakang|nip|unit kerja|Kedudukan Hukum Nama", "RUDI|dr.|Sp.A.|199001012015011002|Bank Contoh|Pensiun"},
			"new P-03; gone P-01; gone P-02", domain.Officer{Code: "P-03", Name: "dr. RUDI, Sp.A.", NIP: "199001012015011002", Unit: "BNK"}},
	} {
		list, report, err := rosterfile.Officers(sheet(c.rows...), officers(), units())
		if err != nil || len(list) != 1 {
			t.Errorf("%s: %v", c.name, problems(err))
			continue
		}
		if summary(report) != c.want || list[0] != c.officer {
			t.Errorf("%s: %s\n%+v", c.name, summary(report), list[0])
		}
	}
}

func TestTheSameListAgainChangesNothing(t *testing.T) {
	rows := []string{"nama|nip|unit kerja|pangkat|golongan", "RUDI|199001012015011002|DKC|Penata|III/c", "SITI|198501012010012001|DKC||"}
	list, report, err := rosterfile.Officers(sheet(rows...), officers(), units())
	if err != nil || report.Same != 0 {
		t.Fatal(err, report)
	}
	again, report, err := rosterfile.Officers(sheet(rows...), append(list, officers()[1]), units())
	if err != nil || report.Same != 2 || !slices.Equal(list, again) {
		t.Error(problems(err), summary(report))
	}
}

func TestATenantStaysATenant(t *testing.T) {
	for _, c := range []struct{ rows, want string }{
		{"kode;nama\nBNK-01;Teller", "gone DKC-01"},
		{"kode;nama;unit;nama_unit;opd;nama_opd\nBNK-01;Teller;BNK;Bank Contoh;BANK;Bank", "gone DKC-01"},
		{"kode;internal;layanan\nBNK-01;;", "cleared BNK-01 services:KK>; gone DKC-01"},
		{"kode;nama;unit\nBNK-02;Teller 2;BNK", "new BNK-02; gone DKC-01; gone BNK-01"},
		{"kode;layanan\nBNK-01;kk/KTP-EL KK", "changed BNK-01 services:KK>KK KTP-EL; gone DKC-01"},
		{"kode;internal\nBNK-01;ya", "changed BNK-01 internal:tidak>ya; gone DKC-01"},
	} {
		list, report, err := rosterfile.Counters(sheet(strings.Split(strings.ReplaceAll(c.rows, ";", "|"), "\n")...), counters(), services())
		if err != nil || summary(report) != c.want {
			t.Errorf("%q: %s %s", c.rows, problems(err), summary(report))
			continue
		}
		if wants := strings.Contains(c.want, "internal"); list[0].Unit.Agency.Internal != wants {
			t.Errorf("%q: internal %v", c.rows, !wants)
		}
	}
	list, _, err := rosterfile.Counters(sheet("kode|nama|unit|nama_unit|opd|nama_opd", "PTS-01|Loket|PTS|Perizinan|DPM|Dinas Perizinan"), nil, nil)
	if err != nil || !list[0].Unit.Agency.Internal {
		t.Errorf("a new agency: %v %+v", problems(err), list)
	}
}

func TestHeadersAsOfficesWriteThem(t *testing.T) {
	for name, rows := range map[string][]string{
		"titles above":     {"DAFTAR PEGAWAI|||", "KEADAAN JANUARI 2026|||", "|||", "kode|nama|nip|unit", "P-09|Rudi||DKC"},
		"line breaks":      {"kode|nama\n|nip |Unit_Kerja", "P-09|Rudi||DKC"},
		"capitals":         {"KODE PETUGAS|NAMA LENGKAP|NIP|UNIT", "P-09|Rudi||DKC"},
		"blank rows":       {"kode|nama|nip|unit", "|||", "P-09|Rudi||DKC", " |\u00a0||", "|||"},
		"more columns":     {"no|kode|nama|unit|tanggal_lahir", "1|P-09|Rudi|DKC|01-01-1980"},
		"more cells":       {"kode|nama|unit", "P-09|Rudi|DKC||||"},
		"invisible":        {"\u200bkode|nama\ufeff|unit", "P-09|\u202aRudi\u202c|DKC"},
		"two names in one": {"kode|nama|pangkat, golongan|unit", "P-09|Rudi||DKC"},
		"white space":      {"kode|nama|unit", " P-09 |\tRudi\n|DKC"},
	} {
		list, _, err := rosterfile.Officers(sheet(rows...), nil, units())
		if err != nil || len(list) != 1 || list[0].Name != "Rudi" || list[0].Code != "P-09" {
			t.Errorf("%s: %s %+v", name, problems(err), list)
		}
	}
	_, report, _ := rosterfile.Officers(sheet("no|kode|nama|unit|Tempat Lahir", "1|P-09|Rudi|DKC|"), nil, units())
	if !slices.Equal(report.Unknown, []string{"no", "Tempat Lahir"}) {
		t.Errorf("unknown %q", report.Unknown)
	}
}

func TestNIPsAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"198501012010012001": "198501012010012001", "19850101 201001 2 001": "198501012010012001",
		"NIP. 19850101 201001 2 001": "198501012010012001", "nip:198501012010012001": "198501012010012001",
		"'198501012010012001": "198501012010012001", "’198501012010012001": "198501012010012001",
		`="198501012010012001"`: "198501012010012001", "\u202d198501012010012001\u202c": "198501012010012001",
		"19850101\u00a0201001\u00a02\u00a0001": "198501012010012001", "198501012010012001\t\n": "198501012010012001",
		"19850101-201001-2-001": "198501012010012001", "１９８５０１０１２０１００１２００１": "198501012010012001",
		"": "", "-": "", " – ": "", "0": "", "—": "", "NIP.": "",
		"12345678910": "nip nip_length 2 11", "198513012010012001": "nip nip_wrong 2", "#198501012010012000": "nip nip_number 2",
		"1,98501E+17": "nip nip_number 2", "1.98501E+17": "nip nip_number 2", "tidak ada": "nip nip_text 2", "#REF!": "broken 2 #REF!",
	} {
		list, _, err := rosterfile.Officers(sheet("kode|nama|nip|unit", "P-09|Rudi|"+text+"|DKC"), nil, units())
		switch {
		case err != nil && problems(err) != want:
			t.Errorf("%q: %s", text, problems(err))
		case err == nil && string(list[0].NIP) != want:
			t.Errorf("%q: %s", text, list[0].NIP.Full())
		}
	}
}

func TestTextsAreFolded(t *testing.T) {
	list, _, err := rosterfile.Officers(sheet("kode|nama|nama_tampil|jabatan|pangkat|golongan|unit",
		"P-09|SITI\nCONTOH|Bu\nSiti\n\nNilai 4 ya|PRANATA  KOMPUTER \nTERAMPIL|Penata Muda|III/b|DKC"), nil, units())
	if err != nil || list[0].Name != "SITI CONTOH" || list[0].DisplayName != "Bu Siti Nilai 4 ya" ||
		list[0].Position != "PRANATA KOMPUTER TERAMPIL" || list[0].Rank != "Penata Muda, III/b" {
		t.Errorf("%s %+v", problems(err), list)
	}
}

func TestTimesAsSpreadsheetsWriteThem(t *testing.T) {
	zone := time.FixedZone("WIB", 7*3600)
	day := func(d, h, m int) time.Time { return time.Date(2026, 12, d, h, m, 0, 0, zone) }
	for text, want := range map[string]time.Time{
		"2026-12-05 08:00": day(5, 8, 0), "2026-12-05 8:00": day(5, 8, 0), "2026-12-05 08.00": day(5, 8, 0), "2026-12-05T08:00": day(5, 8, 0),
		"05/12/2026 08:00": day(5, 8, 0), "5-12-2026 8.30": day(5, 8, 30), "5.12.2026": day(5, 0, 0), "5 Desember 2026 08.00": day(5, 8, 0),
		"Sabtu, 5 Des 2026 pukul 08.00 WIB": day(5, 8, 0), "5 December 2026": day(5, 0, 0), "2026-12-05T08:00:00+07:00": day(5, 8, 0),
		"#46361": day(5, 0, 0), "#46361.333333333336": day(5, 8, 0), "2026/12/05 08:00:00": day(5, 8, 0),
		"besok": {}, "31/02/2026": {}, "2026-13-01": {}, "2026-12-05 25:00": {}, "2026-12-05 24:00": {}, "5 Foo 2026": {}, "46361": {},
	} {
		list, _, err := rosterfile.Duties(sheet("petugas|loket|mulai", "P-01|DKC-01|"+text), nil, officers(), counters(), zone)
		switch {
		case want.IsZero() && problems(err) != "from time 2 "+strings.TrimPrefix(text, "#"):
			t.Errorf("%q: %s", text, problems(err))
		case !want.IsZero() && (err != nil || !list[0].From.Equal(want)):
			t.Errorf("%q: %s %v", text, problems(err), list)
		}
	}
	for text, want := range map[string]time.Time{
		"2026-12-05 24:00": day(6, 0, 0), "05/12/2026 24.00": day(6, 0, 0), "2026-12-05": day(6, 0, 0), "#46361": day(6, 0, 0), "#46361.5": day(5, 12, 0), "": {},
	} {
		list, _, err := rosterfile.Duties(sheet("petugas|loket|mulai|selesai", "P-01|DKC-01|2026-12-05 08:00|"+text), nil, officers(), counters(), zone)
		if err != nil || !list[0].To.Equal(want) {
			t.Errorf("end %q: %s %v", text, problems(err), list)
		}
	}
}

func TestDutiesAreCompared(t *testing.T) {
	from := time.Date(2026, 12, 5, 8, 0, 0, 0, time.UTC)
	stored := []domain.Duty{
		{ID: "1", Officer: "P-01", Counter: "DKC-01", From: from, To: from.Add(time.Hour)},
		{ID: "2", Officer: "P-02", Counter: "DKC-01", From: from},
		{ID: "3", Officer: "P-02", Counter: "DKC-01", From: from.Add(time.Minute), SignedOn: true},
	}
	for _, c := range []struct{ rows, want string }{
		{"petugas|loket|mulai\nP-01|DKC-01|2026-12-05 08:00", "gone P-02 DKC-01 2026-12-05 08:00"},
		{"petugas|loket|mulai|selesai\nP-01|DKC-01|2026-12-05 08:00|", "gone P-02 DKC-01 2026-12-05 08:00; cleared P-01 DKC-01 2026-12-05 08:00 to:2026-12-05 09:00>"},
		{"petugas|loket|mulai|selesai\nP-02|DKC-01|2026-12-05 08:00|\nP-02|DKC-01|2026-12-05 08:00|2026-12-05 10:00",
			"gone P-01 DKC-01 2026-12-05 08:00; changed P-02 DKC-01 2026-12-05 08:00 to:>2026-12-05 10:00"},
	} {
		list, report, err := rosterfile.Duties(sheet(strings.Split(c.rows, "\n")...), stored, officers(), counters(), time.UTC)
		if err != nil || len(list) != 1 || summary(report) != c.want {
			t.Errorf("%q: %s %s", c.rows, problems(err), summary(report))
		}
	}
}

func TestEveryBadLineIsNamed(t *testing.T) {
	const secretNIP = "198513012010012001"
	read := map[string]func(s rosterfile.Sheet) error{
		"officers": func(s rosterfile.Sheet) error { _, _, err := rosterfile.Officers(s, officers(), units()); return err },
		"counters": func(s rosterfile.Sheet) error {
			_, _, err := rosterfile.Counters(s, counters(), services())
			return err
		},
		"services": func(s rosterfile.Sheet) error { _, _, err := rosterfile.Services(s, services()); return err },
		"duties": func(s rosterfile.Sheet) error {
			_, _, err := rosterfile.Duties(s, nil, officers(), counters(), time.UTC)
			return err
		},
	}
	for _, c := range []struct{ list, rows, want string }{
		{"officers", "", "empty"},
		{"officers", "|||\n||", "empty"},
		{"officers", "TONI CONTOH, S.E.|19800313 200202 1 946\nMUH. CONTOH|19880117 201301 1 955", "header"},
		{"officers", "nama|unit\nA|DKC", "code column 1"},
		{"officers", "code|name|nip|unit|figure|active\nP 1|A||DKC||\nP-12|B|" + secretNIP + "|NONE|x|maybe\n|C||DKC||\nP-13|D||DKC||\nP-13|E||DKC||\nP-14||||",
			"code code 2 P 1; nip nip_wrong 3; unit unit 3 NONE; figure figure 3 x; active yesno 3 maybe; code missing 4; code twice 6 P-13; name missing 7; unit missing 7"},
		{"officers", "nip|nama|unit\n|A|DKC\n-|B|DKC", "nip unidentified 2–3"},
		{"officers", "kode|nip|nama|unit\nP-08|198501012010012001|A|DKC\nP-12|199001012015011002|B|DKC\nP-13|19900101 201501 1 002|C|DKC", "nip nip_taken 2, 4 P-01+P-12"},
		{"counters", "code|name|unit|unit_name|agency|agency_name|services\nX|Y|U|U|A|A|NOPE\nZ|Y|W||Q||", "services service 2 NOPE; unit_name missing 3; agency_name missing 3"},
		{"counters", "code|name|unit|unit_name|agency|agency_name\nA|A|U|Unit Satu|D|Dinas\nB|B|U|Unit Dua|D|Dinas\nC|C|V|Unit|D|Dinas Lain",
			"unit otherwise 3 U; agency otherwise 4 D"},
		{"services", "code|nmae\nA|B", "header"},
		{"services", "code|name|x\nA|\n|B", "name missing 2; code missing 3"},
		{"duties", "officer|counter|from|to\nX|Y|soon|2026-01-01\nP-01|DKC-01|2026-02-01|2026-01-01\nP-01|DKC-01||", "officer officer 2 X; counter counter 2 Y; from time 2 soon; to backwards 3 2026-01-01; from missing 4"},
	} {
		err := read[c.list](sheet(strings.Split(c.rows, "\n")...))
		if problems(err) != c.want {
			t.Errorf("%s %q:\n%s\nwant\n%s", c.list, c.rows, problems(err), c.want)
		}
		if err != nil && strings.Contains(err.Error(), secretNIP) {
			t.Errorf("%s: the NIP is in the error", c.list)
		}
	}
}

// 600 bad cells are one problem.
func TestProblemsAreGrouped(t *testing.T) {
	rows := []string{"kode|nama|nip|unit"}
	for i := range 600 {
		rows = append(rows, fmt.Sprintf("X-%d|A|%s|DKC", i, strings.Repeat("1", 10+i%5)))
	}
	_, _, err := rosterfile.Officers(sheet(rows...), nil, units())
	if want := "nip nip_length 2–601 10+11+12"; problems(err) != want {
		t.Errorf("%s, want %s", problems(err), want)
	}
}

// Whatever a list lacks stays as it is stored.
func TestAbsentColumnsLeaveWhatIsStored(t *testing.T) {
	columns := map[string]string{"nama": "Ani", "nama_tampil": "", "nip": "", "pangkat": "", "jabatan": "", "gambar": "", "aktif": "tidak", "unit": "BNK"}
	names := []string{"nama", "nama_tampil", "nip", "pangkat", "jabatan", "gambar", "aktif", "unit"}
	rapid.Check(t, func(t *rapid.T) {
		chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, len(names), func(s string) string { return s }).Draw(t, "columns")
		head, row := "kode", "P-01"
		for _, name := range chosen {
			head, row = head+"|"+name, row+"|"+columns[name]
		}
		before := officers()[0]
		before.Active = true
		list, report, err := rosterfile.Officers(sheet(head, row), []domain.Officer{before}, units())
		if err != nil {
			t.Fatal(problems(err))
		}
		want := before
		for _, name := range chosen {
			switch name {
			case "nama":
				want.Name = "Ani"
			case "nama_tampil":
				want.DisplayName = ""
			case "nip":
				want.NIP = ""
			case "pangkat":
				want.Rank = ""
			case "jabatan":
				want.Position = ""
			case "gambar":
				want.Figure = ""
			case "aktif":
				want.Active = false
			case "unit":
				want.Unit = "BNK"
			}
		}
		if list[0] != want || len(report.Changes) == 0 {
			t.Fatalf("%+v, want %+v; %s", list[0], want, summary(report))
		}
	})
}
