package hr_test

import (
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
)

// survey submits n forms that answer two elements of the survey.
func (o *office) survey(officer string, at time.Time, n, requirements, manners int) {
	o.t.Helper()
	o.rate(officer, at, repeat(n, 3), func(_ int, s *domain.Submission) {
		s.Answers = domain.Answers{"persyaratan": requirements, "perilaku": manners}
	})
}

// The IKM of a unit is asked for a month, a triwulan, a semester and a year, each exactly its
// own forms.
func TestTheIKMOfEveryPeriod(t *testing.T) {
	o := openOffice(t)
	o.survey("P-01", day(2, 10), 10, 4, 4)  // 100,00
	o.survey("P-01", day(8, 10), 10, 3, 3)  //  75,00
	o.survey("P-01", day(9, 10), 30, 2, 2)  //  50,00
	o.survey("P-01", day(11, 10), 10, 4, 3) //  87,50
	o.publish()
	b := o.as("kepala")
	for period, want := range map[string][]string{
		"2026-02": {"Februari 2026", "100,00", "10 responden", "Sangat baik"},
		"2026-08": {"Agustus 2026", "75,00", "10 responden", "Kurang baik"},
		"2026-09": {"September 2026", "50,00", "30 responden", "Tidak baik"},
		"2026-Q3": {"Triwulan III 2026", "56,25", "40 responden", "mutu D"},
		"2026-S1": {"Semester I 2026", "100,00", "10 responden", "mutu A"},
		"2026-S2": {"Semester II 2026", "62,50", "50 responden"},
		"2026":    {"Tahun 2026", "68,75", "60 responden", "mutu C"},
		"2026-07": {"Juli 2026", "Belum ada jawaban survei pada periode ini."},
		"":        {"Triwulan IV 2026", "87,50", "10 responden", "Perilaku Pelaksana", "3,0000", "mutu B"},
	} {
		a := b.get("/hr/ikm?periode=" + period)
		if a.Status != 200 {
			t.Errorf("%s: %d", period, a.Status)
		}
		says(t, period, a.Body, append(want, `value="2026-11"`, `value="2026-S1"`, `value="2025"`, `value="2026-Q2"`), []string{"Perizinan"})
	}
	for _, period := range []string{"2026-13", "2026-Q5", "2026-S3", "soon", "2026-1"} {
		if a := b.get("/hr/ikm?periode=" + period); a.Status != 422 {
			t.Errorf("%s: %d", period, a.Status)
		}
	}
	says(t, "an old period", b.get("/hr/ikm?periode=2021-03").Body, []string{`<option value="2021-03" selected>Maret 2021`}, nil)
}

// Few forms would show what single residents answered: the number is the only figure, on the
// page, on the board's card and in the file.
func TestAnIndexOfFewIsNotShown(t *testing.T) {
	o := openOffice(t)
	o.survey("P-01", day(11, 9), 9, 1, 4)
	o.survey("P-04", day(11, 9), 10, 4, 4)
	b := o.as("hr")
	few := "Data belum cukup: 9 responden, mulai ditampilkan pada 10"
	says(t, "the unit", b.get("/hr/ikm?periode=2026-11&unit=DKC").Body, []string{few}, []string{"62,50", "Persyaratan", "mutu"})
	says(t, "the list", b.get("/hr/ikm?periode=2026-11").Body, []string{few, "Disdukcapil", "Perizinan Terpadu", "100,00"}, []string{"62,50"})
	says(t, "the card", b.get("/hr/papan?unit=DKC").Body, []string{few, `href="/hr/ikm?periode=2026-Q4&amp;unit=DKC"`}, []string{"62,50"})
	for _, row := range table(t, b.get("/hr/ikm.csv?periode=2026-S2").Body)[1:] {
		line := strings.Join(row, "|")
		if row[1] == "DKC" && line != "2026-S2|DKC|Disdukcapil|9"+strings.Repeat("|", 12) {
			t.Errorf("the file shows %s", line)
		}
		if row[1] == "PTS" && line != "2026-S2|PTS|Perizinan Terpadu|10|100,00|A|Sangat baik|4,0000||||||4,0000||" {
			t.Errorf("the file shows %s", line)
		}
	}
	o.survey("P-01", day(11, 10), 1, 1, 4)
	says(t, "one more", b.get("/hr/ikm?periode=2026-11&unit=DKC").Body, []string{"62,50", "1,0000", "4,0000"}, []string{"Data belum cukup"})
}

func TestTheIKMShowsOnlyWhatTheRoleMaySee(t *testing.T) {
	o := openOffice(t)
	o.survey("P-04", day(11, 9), 12, 4, 4)
	for _, c := range []struct {
		login, path string
		status      int
	}{
		{"admin", "/hr/ikm", 200}, {"hr", "/hr/ikm.csv", 200}, {"kepala", "/hr/ikm", 200}, {"kepala", "/hr/ikm?unit=PTS", 404},
		{"kepala", "/hr/ikm.csv?unit=PTS", 404}, {"hr", "/hr/ikm?unit=XX", 404}, {"ratna", "/hr/ikm", 403}, {"ratna", "/hr/ikm.csv", 403},
	} {
		a := o.as(c.login).get(c.path)
		if a.Status != c.status {
			t.Errorf("%s, %s: %d", c.login, c.path, a.Status)
		}
		if c.login != "hr" && c.login != "admin" {
			says(t, c.login+", "+c.path, a.Body, nil, []string{"Perizinan", "100,00"})
		}
	}
	says(t, "the file's name", o.as("hr").get("/hr/ikm.csv?periode=2026-11").Header.Get("Content-Disposition"), []string{"ikm-2026-11.csv"}, nil)
}

// A period that has not begun says so, instead of figures of nothing.
func TestAFuturePeriodSaysSo(t *testing.T) {
	o := openOffice(t)
	o.fill()
	b, officer := o.as("hr"), o.as("ratna")
	zeros := []string{"Belum ada", "belum ada", "Data belum cukup", `class="h-card-value"`, "0 dari", ">0<"}
	for _, c := range []struct {
		who     *browser
		address string
		says    string
	}{
		{b, "/hr/papan?periode=2027-Q1", "Triwulan I 2027 belum dimulai. Angkanya ada mulai 1 Januari 2027."},
		{b, "/hr/papan?periode=2028", "Tahun 2028 belum dimulai. Angkanya ada mulai 1 Januari 2028."},
		{b, "/hr/ikm?periode=2026-12", "Desember 2026 belum dimulai. Angkanya ada mulai 1 Desember 2026."},
		{b, "/hr/ikm?periode=2027-S2&unit=DKC", "Semester II 2027 belum dimulai. Angkanya ada mulai 1 Juli 2027."},
		{b, "/hr/petugas/P-01?periode=2027-Q2", "Triwulan II 2027 belum dimulai. Angkanya ada mulai 1 April 2027."},
		{officer, "/hr/petugas/P-01?periode=2027-Q1", "Triwulan I 2027 belum dimulai. Angkanya ada mulai 1 Januari 2027."},
	} {
		a := c.who.get(c.address)
		if a.Status != 200 {
			t.Errorf("%s: %d", c.address, a.Status)
		}
		says(t, c.address, a.Body, []string{c.says}, zeros)
	}
	for _, address := range []string{"/hr/papan?periode=2026-Q4", "/hr/papan?periode=2026", "/hr/ikm?periode=2026-11", "/hr/petugas/P-01?periode=2026"} {
		says(t, address, b.get(address).Body, nil, []string{"belum dimulai"})
	}
}
