package kiosk_test

import (
	"strings"
	"testing"
	"time"

	"suaraloket/domain/integrity"
	"suaraloket/kiosk"
)

// The public page states the method with the numbers that are in force, in the languages of staff.
func TestThePublicPageSaysHowScoresAreMade(t *testing.T) {
	h := openHall(t)
	wantPage(t, h.Page("/cara-menilai"), 200, []string{
		"Cara skor dihitung", "skor = 25 × (rata-rata kota", "sedikitnya 3 petugas lain", "Kurang dari 10 penilaian",
		"lebih dari 30 menit di luar jam buka", "yang dihitung 2 yang pertama", "lebih dari 8, lebih dari 4 kali jumlah yang biasa di unit, lebih dari 50% kunjungan, dan lebih dari penilaian petugas itu",
		"lebih dari 5 kali dalam 10 menit", "tidak pernah oleh unit petugas itu sendiri", "UU 27/2022", "Metode 2027.1/awal", `href="/cara-menilai?lang=en"`,
	}, []string{"{", "hr.method", "method.", "lang=jv"})
	wantPage(t, h.Page("/cara-menilai?lang=en"), 200, []string{"How scores are made", "score = 25 ×", "at most 2 count"}, []string{"{", "dihitung"})
	wantPage(t, h.Page("/cara-menilai?lang=jv"), 200, []string{`<html lang="id"`}, nil)
	wantPage(t, h.Page("/"), 200, []string{`href="/cara-menilai"`}, nil)
}

// A rule that is off is not named, and changed numbers are stated.
func TestThePublicPageHasTheRulesInForce(t *testing.T) {
	h := openHall(t)
	names := func(change func(*integrity.Thresholds)) string {
		th := integrity.Default()
		change(&th)
		var all []string
		for _, r := range kiosk.MethodRules(th, h.Shell.Texts.In("id")) {
			all = append(all, r.Name+": "+r.Text)
		}
		return strings.Join(all, "\n")
	}
	if all := names(func(*integrity.Thresholds) {}); strings.Count(all, "\n")+1 != len(integrity.Rules()) {
		t.Errorf("not every rule is named:\n%s", all)
	}
	for rule, off := range map[integrity.Rule]func(*integrity.Thresholds){
		integrity.DeviceDay:   func(th *integrity.Thresholds) { th.DeviceDay = 0 },
		integrity.Author30d:   func(th *integrity.Thresholds) { th.AuthorDays = 0 },
		integrity.WeakDay:     func(th *integrity.Thresholds) { th.WeakDay = 0 },
		integrity.Surge:       func(th *integrity.Thresholds) { th.SurgeDays = 0 },
		integrity.Tablet10min: func(th *integrity.Thresholds) { th.TabletWindow = 0 },
		integrity.ServedRule:  func(th *integrity.Thresholds) { th.Served = 0 },
		integrity.Coverage:    func(th *integrity.Thresholds) { th.CoverageRatings = 0 },
		integrity.Run:         func(th *integrity.Thresholds) { th.RunFours = 0 },
		integrity.Stream:      func(th *integrity.Thresholds) { th.StreamZ = 0 },
	} {
		if text := names(off); strings.Contains(text, "hold."+string(rule)+":") {
			t.Errorf("%s is off and named", rule)
		}
	}
	changed := names(func(th *integrity.Thresholds) {
		th.HoursTolerance, th.WeakDayTimes, th.CoverageShare = 45*time.Minute, 2.5, 0.8
	})
	for _, want := range []string{"lebih dari 45 menit", "lebih dari 2,5 kali", "lebih dari 80% kunjungan"} {
		if !strings.Contains(changed, want) {
			t.Errorf("%q is missing in\n%s", want, changed)
		}
	}
}
