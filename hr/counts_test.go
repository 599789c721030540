package hr_test

import (
	"fmt"
	"strings"
	"testing"

	"suaraloket/web/browsertest"
)

// threeNumbers are what pages and files show beside the score of P-01.
type threeNumbers struct{ counted, held, aside int }

// decide has HR release held ratings or set them aside.
func (o *office) decide(act string, ratings ...string) {
	o.t.Helper()
	hr := o.as("hr")
	for _, id := range ratings {
		if a := hr.do("/hr/tinjauan/kelompok?petugas=P-01&hari=2026-11-20", "rating", id, "act", act, "reason", "sudah diperiksa"); a.Status != 303 {
			o.t.Fatalf("%s: %d", act, a.Status)
		}
	}
}

// shows checks every place that shows the score of P-01 to the reader.
func (o *office) shows(login string, want threeNumbers) {
	o.t.Helper()
	b := o.as(login)
	words := map[string][3]string{"id": {"sah", "ditahan", "disisihkan"}, "en": {"counted", "held", "set aside"}}
	for lang, w := range words {
		b.chooses(lang)
		name := login + " " + lang
		page := b.get("/hr/petugas/P-01").Body
		says(o.t, name+" officer's page", page, []string{fmt.Sprintf(
			`<dd>%d<span> %s ·</span> <span class="nowrap">%d %s ·</span> <span class="nowrap">%d %s</span>`,
			want.counted, w[0], want.held, w[1], want.aside, w[2])}, nil)
		if login == "ratna" {
			continue // officers have no board
		}
		board := b.get("/hr/papan").Body
		says(o.t, name+" board", board, []string{fmt.Sprintf(
			`%d<small class="h-counted"> %s</small> <span class="h-sub">%d %s</span> <span class="h-sub">%d %s</span>`,
			want.counted, w[0], want.held, w[1], want.aside, w[2])}, nil)
		row := table(o.t, b.get("/hr/papan.csv").Body)[1]
		got := fmt.Sprint(row[1], row[6], row[12], row[14])
		if got != fmt.Sprint("P-01", fmt.Sprint(want.counted), fmt.Sprint(want.held), fmt.Sprint(want.aside)) {
			o.t.Errorf("%s CSV: %v", name, row)
		}
	}
	b.chooses("id")
	if login == "ratna" {
		return
	}
	card := fmt.Sprintf(`<p class="h-card-value">%d</p><p class="h-card-note">sah · %d ditahan untuk ditinjau · %d disisihkan</p>`, want.counted, want.held, want.aside)
	says(o.t, login+" card", b.get("/hr/papan").Body, []string{card}, nil)
}

// Counted, held and set aside stand beside every score: HR reads those of now, head and officer
// those of the last batch. A report of a fee is in none of them.
func TestThreeNumbersStandBesideEveryScore(t *testing.T) {
	o := openOffice(t)
	o.rate("P-01", day(11, 9), repeat(40, 4, 3), spaced)
	o.play("P-01") // nine are held
	o.reportFee(day(11, 20))
	o.decide("release", ids[0])
	o.decide("set_aside", ids[1], ids[2])
	o.shows("hr", threeNumbers{41, 6, 2})
	for _, login := range []string{"kepala", "ratna"} {
		if page := o.as(login).get("/hr/petugas/P-01").Body; strings.Contains(page, "disisihkan") {
			t.Errorf("%s reads numbers before the first batch", login)
		}
	}
	o.publish()
	batch := threeNumbers{41, 6, 2}
	o.shows("kepala", batch)
	o.shows("ratna", batch)

	// What is decided later, and fewer than ten new ratings, move the numbers of HR alone.
	o.decide("set_aside", ids[3], ids[4], ids[5])
	o.decide("release", ids[6])
	for n := range 9 {
		if n%4 == 0 {
			o.publish()
		}
		o.shows("kepala", batch)
		o.shows("ratna", batch)
		if n < 8 {
			o.rate("P-01", day(11, 21), []int{4})
		}
	}
	o.reportFee(day(11, 21))
	o.publish()
	o.shows("kepala", batch)
	o.shows("hr", threeNumbers{50, 2, 5})
	o.rate("P-01", day(11, 22), []int{4})
	o.publish()
	for _, login := range []string{"hr", "kepala", "ratna"} {
		o.shows(login, threeNumbers{51, 2, 5})
	}
}

// The three numbers are shown with a score only: with fewer than ten ratings they would tell of
// single residents.
func TestAWithheldScoreHasNoThreeNumbers(t *testing.T) {
	o := openOffice(t)
	o.rate("P-01", day(11, 9), repeat(7, 4, 3), spaced)
	o.play("P-01")
	o.decide("release", ids[0])
	o.decide("set_aside", ids[1])
	hr := o.as("hr")
	says(t, "the row", tableOf(hr.get("/hr/papan").Body), []string{"Data belum cukup: 8 penilaian"}, []string{"ditahan", "disisihkan"})
	says(t, "the officer's page", hr.get("/hr/petugas/P-01").Body, []string{"Data belum cukup"}, []string{"7 ditahan", "1 disisihkan"})
	if row := table(t, hr.get("/hr/papan.csv").Body)[1]; row[1] != "P-01" || row[6] != "8" || row[12]+row[14] != "" {
		t.Errorf("CSV: %v", row)
	}
}

// No screen scrolls sideways for the numbers, nor does the board in its frame.
func TestThreeNumbersFitEveryScreen(t *testing.T) {
	o := openOffice(t)
	o.rate("P-01", day(11, 9), repeat(40, 4, 3), spaced)
	o.play("P-01")
	o.decide("set_aside", ids[1], ids[2])
	base := o.listen()
	for _, width := range []int64{360, 1280} {
		tab := browsertest.Open(t, width, 800)
		o.signIn(tab, base, "hr")
		for _, lang := range []string{"id", "en"} {
			tab.Goto(base + "/hr/petugas/P-01?lang=" + lang)
			tab.Until("document.querySelector('svg.chart')")
			tab.Want("document.documentElement.scrollWidth <= window.innerWidth", "true")
			tab.Want("[...document.querySelectorAll('.facts dd')].every(dd => dd.scrollWidth <= dd.clientWidth)", "true")
			tab.Goto(base + "/hr/papan?lang=" + lang)
			tab.Until("document.querySelector('.h-counts')")
			tab.Want("document.documentElement.scrollWidth <= window.innerWidth", "true")
			tab.Want("(box => box.scrollWidth <= box.clientWidth)(document.querySelector('.h-scroll'))", "true")
		}
	}
}
