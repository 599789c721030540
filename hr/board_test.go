package hr_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"suaraloket/domain"
)

// says checks what a page must and must not contain.
func says(t *testing.T, name, body string, must, never []string) {
	t.Helper()
	for _, text := range must {
		if !strings.Contains(body, text) {
			t.Errorf("%s does not contain %q", name, text)
		}
	}
	for _, text := range never {
		if strings.Contains(body, text) {
			t.Errorf("%s contains %q", name, text)
		}
	}
}

func TestTheBoardShowsOnlyWhatTheRoleMaySee(t *testing.T) {
	o := openOffice(t)
	o.fill()
	own, others := []string{"Ratna Sari", "Budi Hartono", "Dewi Lestari"}, []string{"Siti Aminah", "=1&#43;1 Anwar"}
	for _, c := range []struct {
		login, path string
		must, never []string
	}{
		{"hr", "/hr/papan", append(slices.Clone(own), others...), nil},
		{"admin", "/hr/papan", append(slices.Clone(own), others...), nil},
		{"kepala", "/hr/papan", own[:2], append(slices.Clone(others), own[2])}, // 6 ratings are not published
		{"hr", "/hr/papan?unit=PTS", others, own},
		{"hr", "/hr/papan?unit=pts", others, own},
		{"hr", "/hr/papan?layanan=NIB", others, own},
		{"hr", "/hr/papan?q=ratna", own[:1], own[1:]},
		{"hr", "/hr/papan?q=p-02", own[1:2], own[2:]},
		{"hr", "/hr/papan?q=sari+ratna", own[:1], own[1:]},
		{"hr", "/hr/papan?q=P-02++hartono", own[1:2], own[2:]},
		{"hr", "/hr/papan?q=ratna+hartono", []string{"Tidak ada petugas yang cocok"}, own},
		{"hr", "/hr/papan?status=withheld", own[2:], append(slices.Clone(own[:2]), others...)},
		{"hr", "/hr/papan?status=provisional", own[1:2], own[2:]},
		{"hr", "/hr/papan?status=nonsense", own, nil},
		{"hr", "/hr/papan?periode=2026-Q3", own[:1], own[1:]},
		{"hr", "/hr/papan?period=2026-Q3", own[:1], own[1:]},
		{"hr", "/hr/papan?periode=2026", own, nil},
		{"hr", "/hr/papan?periode=2025", []string{"Belum ada penilaian untuk petugas pada Tahun 2025"}, own},
		{"hr", "/hr/papan?q=unknown", []string{"Tidak ada petugas yang cocok"}, own},
	} {
		a := o.as(c.login).get(c.path)
		if a.Status != 200 {
			t.Errorf("%s at %s: %d", c.login, c.path, a.Status)
		}
		says(t, c.login+" at "+c.path, tableOf(a.Body), c.must, c.never)
	}
}

// tableOf is the page without the lists of the filters.
func tableOf(page string) string {
	_, table, _ := strings.Cut(page, `<section class="card h-section`)
	return table
}

func TestTheBoardWithholdsScoresWithTooFewRatings(t *testing.T) {
	o := openOffice(t)
	o.fill()
	// Enough ratings in an earlier month, too few now: the trend is withheld too.
	o.rate("P-03", day(8, 3), repeat(20, 1, 2))
	page := o.as("hr").get("/hr/papan").Body
	line := regexp.MustCompile(`(?s)<tr class="h-few".*?</tr>`).FindAllString(page, -1)
	if len(line) != 1 {
		t.Fatalf("%d rows are withheld", len(line))
	}
	says(t, "the line", line[0],
		[]string{"Dewi Lestari", "P-03", "Data belum cukup: 6 penilaian, mulai ditampilkan pada 10", "Belum cukup"},
		[]string{"svg", "polyline", "1,5", "h-score"})
}

func TestTheBoardShowsTheNumbersOfTheReport(t *testing.T) {
	o := openOffice(t)
	o.fill()
	o.rate("P-01", day(11, 12), []int{1}, func(_ int, s *domain.Submission) { s.RatedAt = day(11, 1) }) // held: too old
	page := o.as("hr").get("/hr/papan?unit=DKC").Body
	says(t, "the board", page, []string{
		"Penilaian, Triwulan IV 2026", ">58<", "masih berjalan; Triwulan III 2026 seluruhnya 20", "sah · 1 ditahan untuk ditinjau · 0 disisihkan",
		"1 penuh · 1 sementara · 1 belum cukup", "3 petugas", "Metode 2027.1/awal", "23 November 2026, 09.14 WIB",
		"Dua petugas hanya berbeda bila rentangnya terpisah.", "Belum ada jawaban survei",
	}, []string{"% dari", markerNIP, "19850101"})
	closed := o.as("hr").get("/hr/papan?periode=2026-Q3&unit=DKC").Body
	says(t, "a closed period", closed, []string{"belum ada penilaian pada Triwulan II 2026"}, []string{"masih berjalan"})
}

func TestAClosedPeriodIsComparedWithThePreviousOne(t *testing.T) {
	o := openOffice(t)
	o.rate("P-01", day(5, 10), repeat(20, 4))
	o.rate("P-01", day(8, 10), repeat(25, 4))
	b := o.as("hr")
	says(t, "the board", b.get("/hr/papan?periode=2026-Q3").Body, []string{"naik 25% dari Triwulan II 2026"}, nil)
	o.rate("P-01", day(9, 10), repeat(10, 4))
	o.at(today().AddDate(0, 3, 0))
	b = o.as("hr")
	says(t, "the board", b.get("/hr/papan?periode=2026-Q4").Body, []string{"turun 100% dari Triwulan III 2026"}, nil)
}

func TestTheUnitsIndexIsShown(t *testing.T) {
	o := openOffice(t)
	answers := func(element string, value int) func(int, *domain.Submission) {
		return func(_ int, s *domain.Submission) {
			s.Answers = domain.Answers{"waktu": 3, element: value}
		}
	}
	o.rate("P-01", day(11, 9), repeat(12, 4), answers("kompetensi", 4))
	o.rate("P-04", day(11, 9), repeat(12, 4), answers("perilaku", 2))
	o.publish()
	b := o.as("hr")
	says(t, "one unit", b.get("/hr/papan?unit=DKC").Body, []string{"IKM unit (SKM)", "87,50 · B", "terendah: Waktu Penyelesaian 3,00", "12 responden"}, nil)
	says(t, "the city", b.get("/hr/papan").Body, []string{"IKM terendah dari 2 unit", "62,50 · D", "Perizinan Terpadu", "terendah: Perilaku Pelaksana 2,00"}, nil)
	says(t, "the head", o.as("kepala").get("/hr/papan").Body, []string{"IKM unit (SKM)", "87,50 · B"}, []string{"62,50", "Perizinan"})
}

func TestTheBoardSortsByItsAddress(t *testing.T) {
	o := openOffice(t)
	o.fill()
	b := o.as("hr")
	for _, c := range []struct {
		query string
		first string
		last  string
		head  string
		sort  string
	}{
		{"", "Budi Hartono", "Siti Aminah", "Layanan dan unit", "ascending"},
		{"?urut=score", "Ratna Sari, S.Sos.", "Dewi Lestari", "Skor", "descending"},
		{"?urut=score&arah=naik", "Siti Aminah", "Dewi Lestari", "Skor", "ascending"},
		{"?urut=name", "=1&#43;1 Anwar", "Siti Aminah", "Petugas", "ascending"},
		{"?urut=name&arah=turun", "Siti Aminah", "=1&#43;1 Anwar", "Petugas", "descending"},
		{"?urut=n&arah=naik", "Dewi Lestari", "", "Penilaian", "ascending"},
		{"?urut=nonsense", "Budi Hartono", "Siti Aminah", "Layanan dan unit", "ascending"},
	} {
		page := b.get("/hr/papan" + c.query).Body
		names := regexp.MustCompile(`class="h-who" href="[^"]*">([^<]*)<`).FindAllStringSubmatch(page, -1)
		if len(names) != 5 || names[0][1] != c.first || c.last != "" && names[4][1] != c.last {
			t.Errorf("%q: %v", c.query, names)
		}
		head := regexp.MustCompile(`aria-sort="(\w+)"[^>]*><a [^>]*>([^<]*)<`).FindAllStringSubmatch(page, -1)
		if len(head) != 1 || head[0][1] != c.sort || head[0][2] != c.head {
			t.Errorf("%q: headers %v", c.query, head)
		}
	}
}

func TestEveryLinkOfTheBoardKeepsItsState(t *testing.T) {
	o := openOffice(t)
	o.fill()
	b := o.as("hr")
	page := b.get("/hr/papan?periode=2026-Q4&unit=DKC&layanan=KTP-EL&status=full&q=Sari&urut=name&arah=turun").Body
	links := regexp.MustCompile(`href="(/hr/papan[^"]*(?:urut|csv)[^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(links) < 4 {
		t.Fatalf("links %v", links)
	}
	for _, link := range links {
		address := strings.ReplaceAll(link[1], "&amp;", "&")
		if strings.Contains(address, "lang=") {
			continue
		}
		for _, part := range []string{"periode=2026-Q4", "unit=DKC", "layanan=KTP-EL", "status=full", "q=Sari"} {
			if !strings.Contains(address, part) && !strings.HasSuffix(address, "papan?arah=turun&periode=2026-Q4&urut=name") {
				t.Errorf("%s does not contain %s", address, part)
			}
		}
		if a := b.get(address); a.Status != 200 {
			t.Errorf("%s: %d", address, a.Status)
		}
	}
}

func TestTheBoardInEnglish(t *testing.T) {
	o := openOffice(t)
	o.fill()
	b := o.as("hr")
	b.chooses("en")
	for _, path := range []string{"/hr/papan", "/hr/papan?unit=DKC", "/hr/petugas/P-01", "/hr/petugas/P-03", "/hr/cara", "/hr/kode", "/hr/sandi", "/hr/kunjungan"} {
		page := b.get(path).Body
		says(t, path, page, []string{`<html lang="en"`, "Sign out"}, []string{"Petugas", "Penilaian", "Tampilkan", "hr.", "{n}"})
	}
	b.chooses("id")
	for _, path := range []string{"/hr/papan", "/hr/petugas/P-01", "/hr/petugas/P-03", "/hr/cara", "/hr/kode", "/hr/sandi", "/hr/kunjungan"} {
		says(t, path, b.get(path).Body, []string{`<html lang="id"`, "Keluar"}, []string{"Sign out", "hr.", "{n}"})
	}
	says(t, "a link in another language", b.get("/hr/papan?unit=DKC").Body, []string{`href="/hr/papan?lang=en&amp;unit=DKC"`}, nil)
}
