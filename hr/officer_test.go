package hr_test

import (
	"fmt"
	"html"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"suaraloket/domain"
)

func TestAnOfficersPageOpensOnlyForPermittedRoles(t *testing.T) {
	o := openOffice(t)
	o.fill()
	for _, c := range []struct {
		login, code string
		status      int
	}{
		{"ratna", "P-01", 200},
		{"ratna", "p-01", 200},
		{"ratna", "P-02", 404}, // the same as for an unknown code
		{"ratna", "P-99", 404},
		{"budi", "P-01", 404},
		{"kepala", "P-01", 200},
		{"kepala", "P-04", 404},
		{"hr", "P-04", 200},
		{"admin", "P-05", 200},
	} {
		a := o.as(c.login).get("/hr/petugas/" + c.code)
		if a.Status != c.status {
			t.Errorf("%s at %s: %d, want %d", c.login, c.code, a.Status, c.status)
		}
		if c.status == 404 {
			says(t, c.login+" at "+c.code, a.Body, []string{"Petugas ini tidak dikenal."}, []string{"Hartono, ", markerNIP, "Siti", "h-big-score"})
		}
	}
}

func TestTheNIPIsShownOnlyOnTheOfficersPage(t *testing.T) {
	o := openOffice(t)
	o.fill()
	b := o.as("hr")
	spaced := domain.NIP(markerNIP).Full()
	says(t, "the officer's page", b.get("/hr/petugas/P-01").Body, []string{spaced}, []string{markerNIP})
	if page := o.as("ratna").get("/hr/petugas/P-01").Body; !strings.Contains(page, spaced) {
		t.Error("the officer does not see the own NIP")
	}
	for _, path := range []string{"/hr/papan", "/hr/papan.csv", "/hr/papan?q=" + markerNIP[:8], "/hr/petugas/P-02", "/hr/kode", "/hr/cara"} {
		body := strings.ReplaceAll(b.get(path).Body, `value="`+markerNIP[:8]+`"`, "") // the input field
		body = strings.ReplaceAll(body, "q="+markerNIP[:8], "")
		says(t, path, body, nil, []string{markerNIP, spaced, markerNIP[:8]})
	}
	for _, link := range regexp.MustCompile(`(?:href|action|src)="([^"]*)"`).FindAllStringSubmatch(b.get("/hr/petugas/P-01").Body, -1) {
		if strings.Contains(link[1], "1985") {
			t.Errorf("the address %s names the NIP", link[1])
		}
	}
	if a := b.get("/hr/petugas/" + markerNIP); a.Status != 404 {
		t.Errorf("the NIP opens a page: %d", a.Status)
	}
	says(t, "the log", o.logs.String(), nil, []string{markerNIP, spaced})
}

func TestAnOfficerWithTooFewRatings(t *testing.T) {
	o := openOffice(t)
	o.fill()
	for login, want := range map[string][]string{
		"dewi": {"tidak adil bagi Anda", `<span class="h-big-score">0</span>`, "Belum ada angka yang diterbitkan"},
		"hr":   {"tidak adil bagi petugas", `<span class="h-big-score">6</span>`},
	} {
		page := o.as(login).get("/hr/petugas/P-03").Body
		says(t, login, page, append(want, "Data belum cukup", "dari 10 penilaian"),
			[]string{"scoreline", "1,5", "Rentang 95%", "÷", "Tidak puas", "Yang warga tulis", `class="chart"`})
	}
}

// Only the officer is spoken to: to others the page tells of the officer.
func TestThePageSpeaksToItsReader(t *testing.T) {
	o := openOffice(t)
	o.fill()
	own := map[string][]string{
		"id": {"Skor Anda", "skor Anda", "Anda mendapat", "penilaian Anda", "Penilaian Anda", "untuk Anda", "perlu Anda lakukan", "bagi Anda"},
		"en": {"Your score", "your score", "You have", "your number", "Your ratings", "for you", "you need", "to you"},
	}
	for lang, words := range own {
		for officer, login := range map[string]string{"P-01": "ratna", "P-02": "budi", "P-03": "dewi"} {
			for _, staff := range []string{"hr", "kepala", "admin"} {
				b := o.as(staff)
				b.chooses(lang)
				says(t, staff+" about "+officer, b.get("/hr/petugas/"+officer).Body, nil, words)
			}
			b := o.as(login)
			b.chooses(lang)
			if page := b.get("/hr/petugas/" + officer).Body; !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(page, w) }) {
				t.Errorf("%s, %s: the page does not speak to the officer", officer, lang)
			}
		}
	}
}

// A pocket calculator reaches the score from the figures on the page.
func TestTheFormulaGivesTheScore(t *testing.T) {
	o := openOffice(t)
	o.fill()
	page := html.UnescapeString(o.as("hr").get("/hr/petugas/P-01").Body)
	found := regexp.MustCompile(`Skor = 25 × \(([\d,]+) \+ ([\d,]+) × (\(−)?([\d,]+)\)?\) = ([\d,]+)<`).FindStringSubmatch(page)
	if found == nil {
		t.Fatal("no formula on the page")
	}
	mu, lambda, difference, result := number(t, found[1]), number(t, found[2]), number(t, found[4]), number(t, found[5])
	if found[3] != "" {
		difference = -difference
	}
	if again := 25 * (mu + lambda*difference); math.Abs(again-result) > 0.1 {
		t.Errorf("calculated %v, shown %v", again, result)
	}
	big := regexp.MustCompile(`h-big-score">([\d,]+)<`).FindStringSubmatch(page)
	if number(t, big[1]) != result {
		t.Errorf("the score is %s, the formula gives %v", big[1], result)
	}
}

// With fewer than three officers to compare with, the expected mean would reveal a colleague's: the
// officer and the head read neither it nor what it could be computed from.
func TestTheReferenceOfOnePeerIsHidden(t *testing.T) {
	o := openOffice(t)
	o.fill()
	for _, login := range []string{"ratna", "kepala"} {
		says(t, login, html.UnescapeString(o.as(login).get("/hr/petugas/P-01").Body),
			[]string{"dibandingkan dengan rata-rata kota"}, []string{"Skor = 25", "biasanya mendapat", "dari selisih itu dihitung", "Rata-rata petugas lain"})
	}
	for _, row := range table(t, o.as("kepala").get("/hr/papan.csv?periode=2026-Q4").Body)[1:] {
		if row[1] == "P-01" && (row[8] == "" || row[11] != "") {
			t.Errorf("the head's file: %v", row)
		}
	}
	says(t, "hr", html.UnescapeString(o.as("hr").get("/hr/petugas/P-01").Body),
		[]string{"Petugas lain, pada layanan dan saluran yang sama, biasanya mendapat", "Rata-rata petugas lain"}, nil)
}

// The page compares with the triwulan before: in words, and with parts that add up as printed.
func TestTheOfficersPageComparesWithThePeriodBefore(t *testing.T) {
	o := openOffice(t)
	o.fill()
	without := o.as("hr").get("/hr/petugas/P-02?periode=2026-Q4").Body
	says(t, "nothing before", without, nil, []string{"Dibandingkan dengan"})
	for d := range 20 {
		o.rate("P-01", day(8, 1+d), []int{1, 1, 2})
	}
	page := html.UnescapeString(o.as("hr").get("/hr/petugas/P-01?periode=2026-Q4").Body)
	says(t, "the page", page, []string{"Dibandingkan dengan Triwulan III 2026", "membaik lebih daripada yang dapat dijelaskan oleh kebetulan", "Rata-rata penilaian sendiri"}, []string{"batas kebetulan:"})
	moved := regexp.MustCompile(`bergerak dari ([\d,]+) ke ([\d,]+)`).FindStringSubmatch(page)
	table := regexp.MustCompile(`(?s)Yang menggerakkan skor.*?</table>`).FindString(page)
	var sum float64
	for _, part := range regexp.MustCompile(`<td class="num">([+−]?)([\d,]+)</td>`).FindAllStringSubmatch(table, -1) {
		points := number(t, part[2])
		if part[1] == "−" {
			points = -points
		}
		sum += points
	}
	if want := number(t, moved[2]) - number(t, moved[1]); math.Abs(sum-want) > 0.001 {
		t.Errorf("the parts add up to %v, the scores differ by %v", sum, want)
	}
	o.rate("P-02", day(8, 3), repeat(12, 3, 2))
	says(t, "chance", o.as("hr").get("/hr/petugas/P-02?periode=2026-Q4").Body, []string{"masih dalam batas kebetulan"}, []string{"Yang menggerakkan skor"})
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	check(t, err)
	return x
}

func TestTheOfficersPageShowsReasonsAndComments(t *testing.T) {
	o := openOffice(t)
	o.fill()
	o.rate("P-01", day(11, 16), repeat(12, 4), func(i int, s *domain.Submission) {
		s.Answers = domain.Answers{"perilaku": 4}
		s.Reasons = []string{"ramah"}
		s.Comment = fmt.Sprintf("catatan-%02d, telepon 0812 3456 7890", i)
		if i < 3 {
			s.Answers["kompetensi"] = 3
		}
		if i == 11 {
			s.Right.Channel, s.Right.Kiosk, s.Right.Author = domain.ChannelTelegram, "", "author"
		}
	})
	o.rate("P-01", day(11, 17), []int{1}, func(_ int, s *domain.Submission) {
		s.Reasons, s.Comment = []string{"diminta_biaya"}, "diminta uang rokok"
	})
	o.publish()
	page := o.as("ratna").get("/hr/petugas/P-01").Body
	says(t, "the page", page, []string{
		"Skor Anda, Triwulan IV 2026", "53", "Sangat puas", "puas atau sangat puas", "Rentang 95%:",
		"Ramah", "12 · 23%", "Perilaku Pelaksana", "<strong>4,00</strong>", "Tablet di loket", "Telegram", "[nomor]",
		"2 catatan lagi menunggu", "Rata-rata bulanan",
	}, []string{"diminta uang rokok", "Diminta uang di luar", "0812", "<strong>3,00</strong>", "Anda membaca angka sampai saat ini"})
	comments := regexp.MustCompile(`catatan-\d\d`).FindAllString(page, -1)
	if len(comments) != 10 || slices.Contains(comments, "catatan-10") || slices.Contains(comments, "catatan-11") {
		t.Errorf("comments %v", comments)
	}
	says(t, "what HR reads", o.as("hr").get("/hr/petugas/P-01").Body, []string{"Anda membaca angka sampai saat ini", `href="/hr/papan?periode=2026-Q4&amp;unit=DKC"`}, nil)
}

func TestCommentsHaveNoTimes(t *testing.T) {
	o := openOffice(t)
	o.rate("P-01", day(11, 2), repeat(10, 4), func(_ int, s *domain.Submission) { s.Comment = "sudah baik" })
	o.publish()
	page := o.as("ratna").get("/hr/petugas/P-01").Body
	_, comments, found := strings.Cut(page, `id="tulis"`)
	comments, _, _ = strings.Cut(comments, "</section>")
	if !found || strings.Count(comments, "<q>sudah baik</q>") != 10 {
		t.Fatal("the comments are missing")
	}
	says(t, "the comments", comments, nil, []string{"November", "09.", "2026"})
}

func TestAMonthWithTooFewRatingsIsAGap(t *testing.T) {
	o := openOffice(t)
	o.rate("P-01", day(8, 3), repeat(12, 4))
	o.rate("P-01", day(9, 3), repeat(4, 1))
	o.rate("P-01", day(10, 3), repeat(12, 3, 4))
	o.rate("P-01", day(11, 3), repeat(12, 3, 4))
	page := o.as("hr").get("/hr/petugas/P-01").Body
	_, chart, _ := strings.Cut(page, `<svg class="chart"`)
	chart, rest, _ := strings.Cut(chart, "</svg>")
	if lines := strings.Count(chart, "<polyline"); lines != 2 {
		t.Errorf("%d lines", lines)
	}
	if dots := strings.Count(chart, "<circle"); dots != 3 {
		t.Errorf("%d dots", dots)
	}
	says(t, "the chart", chart, []string{"<title", "<desc", "Rata-rata bulanan bergerak dari 4,00 (Agustus 2026) ke 3,50 (November 2026)", "n 4", ">Sep<", "chart-reference"}, []string{"1,00", ">Jul<", ">Des<"})
	says(t, "the table beneath", rest, []string{"Agustus 2026", "September 2026", "–"}, []string{"Desember"})
}

func TestAProvisionalScoreIsLabelled(t *testing.T) {
	o := openOffice(t)
	o.fill()
	says(t, "the page", o.as("budi").get("/hr/petugas/P-02").Body, []string{"Sementara", "bukan untuk bukti kinerja", "scoreline-provisional"}, nil)
	says(t, "a full one", o.as("ratna").get("/hr/petugas/P-01").Body, []string{"badge-full"}, []string{"bukan untuk bukti kinerja"})
}

func TestCommentsAreEscaped(t *testing.T) {
	o := openOffice(t)
	o.rate("P-01", day(11, 2), repeat(10, 4), func(_ int, s *domain.Submission) { s.Comment = `<script>alert("1")</script>` })
	o.publish()
	says(t, "the page", o.as("ratna").get("/hr/petugas/P-01").Body, []string{"&lt;script&gt;alert("}, []string{"<script>alert"})
}
