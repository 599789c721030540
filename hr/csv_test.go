package hr_test

import (
	"encoding/csv"
	"strings"
	"testing"
)

func table(t *testing.T, body string) [][]string {
	t.Helper()
	text, marked := strings.CutPrefix(body, "\uFEFF")
	if !marked {
		t.Error("no byte order mark")
	}
	if strings.Count(text, "\n") != strings.Count(text, "\r\n") {
		t.Error("lines do not end with CRLF")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	rows, err := r.ReadAll()
	check(t, err)
	return rows
}

func TestTheCSVIsTheBoard(t *testing.T) {
	o := openOffice(t)
	o.fill()
	a := o.as("hr").get("/hr/papan.csv?periode=2026-Q4&urut=n&arah=naik")
	if a.Header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(a.Header.Get("Content-Disposition"), "skor-2026-Q4.csv") {
		t.Errorf("headers %v", a.Header)
	}
	rows := table(t, a.Body)
	if len(rows) != 6 || len(rows[0]) != 15 {
		t.Fatalf("%d rows", len(rows))
	}
	want := []string{"2026-Q4", "P-03", "Dewi Lestari", "DKC", "Disdukcapil", "Belum cukup", "6", "", "", "", "", "", "", "2027.1/awal", ""}
	if strings.Join(rows[1], "|") != strings.Join(want, "|") {
		t.Errorf("withheld: %v", rows[1])
	}
	provisional := rows[2]
	if provisional[1] != "P-02" || provisional[5] != "Sementara" || provisional[6] != "12" || provisional[7] != "2,6667" {
		t.Errorf("provisional: %v", provisional)
	}
	for _, field := range provisional[7:12] {
		if !strings.Contains(field, ",") || strings.Contains(field, ".") {
			t.Errorf("figure %q has no decimal comma", field)
		}
	}
}

func TestTheCSVHasNoFormulaAndNoNIP(t *testing.T) {
	o := openOffice(t)
	o.fill()
	body := o.as("hr").get("/hr/papan.csv").Body
	var guarded bool
	for _, row := range table(t, body) {
		for _, field := range row {
			if field != "" && strings.ContainsRune("=+-@\t\r", rune(field[0])) {
				t.Errorf("field %q is a formula", field)
			}
			guarded = guarded || field == "'=1+1 Anwar"
		}
	}
	if !guarded {
		t.Error("the officer whose name looks like a formula is missing")
	}
	says(t, "the CSV", body, nil, []string{markerNIP, "19850101"})
}

func TestTheCSVIsFilteredLikeTheBoard(t *testing.T) {
	o := openOffice(t)
	o.fill()
	says(t, "the head's CSV", o.as("kepala").get("/hr/papan.csv").Body, []string{"P-01", "P-02"}, []string{"P-03", "P-04", "P-05"})
	says(t, "a filtered CSV", o.as("hr").get("/hr/papan.csv?status=full&unit=PTS").Body, []string{"P-04", "P-05"}, []string{"P-01", "P-02", "P-03"})
	if a := o.as("kepala").get("/hr/papan.csv?unit=PTS"); a.Status != 403 {
		t.Errorf("another unit: %d", a.Status)
	}
	if a := o.as("ratna").get("/hr/papan.csv"); a.Status != 403 || strings.Contains(a.Body, "Budi") {
		t.Errorf("an officer: %d", a.Status)
	}
}

// Heads and values of every file are in the reader's language.
func TestFilesAreInTheReadersLanguage(t *testing.T) {
	o := openOffice(t)
	o.fill()
	o.deploy()
	o.survey("P-01", day(11, 18), 12, 4, 3)
	b := o.as("hr")
	for file, words := range map[string]map[string][]string{
		"/hr/papan.csv":     {"id": {"Periode;Kode petugas;Nama;", ";Penuh;", ";Belum cukup;"}, "en": {"Period;Officer code;Name;", ";Full;"}},
		"/hr/ikm.csv":       {"id": {"Responden;IKM;Mutu;Kinerja unit;U1 Persyaratan;", ";Baik;"}, "en": {"Respondents;IKM;Grade;Performance;U1 Requirements;", ";Good;"}},
		"/hr/kios.csv":      {"id": {"Tablet;Kode loket;", ";Bermasalah;"}, "en": {"Tablet;Counter code;"}},
		"/hr/penilaian.csv": {"id": {"Hari;Kode unit;", ";Tablet di loket;", ";Dihitung;"}, "en": {"Day;Unit code;", ";Tablet at the counter;", ";Counted;"}},
	} {
		for lang, must := range words {
			other := words[map[string]string{"id": "en", "en": "id"}[lang]]
			b.chooses(lang)
			says(t, lang+" "+file, b.get(file).Body, must, other)
		}
	}
}
