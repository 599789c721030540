package hr_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
)

// What dissatisfied residents wrote reaches the head the same day, after closing, without
// officer, time, counter and service; other units' heads and officers do not read it.
func TestComplaintsReachTheHeadAfterClosing(t *testing.T) {
	o := openOffice(t)
	var week domain.Week
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = []domain.Span{{Opens: 8 * 60, Closes: 15 * 60}}
	}
	check(t, o.store.SaveHours(context.Background(), domain.OpeningHours{Unit: "DKC", Week: week}))
	complain := func(value int, text string) func(int, *domain.Submission) {
		return func(_ int, s *domain.Submission) { s.Value, s.Comment = value, text }
	}
	o.rate("P-01", day(11, 23), []int{1}, complain(1, "kursi kurang, telepon 0812 3456 7890"))
	o.rate("P-02", day(11, 23), []int{2}, complain(2, "<b>lama</b>"))
	o.rate("P-02", day(11, 23), []int{4}, complain(4, "sudah baik"))
	o.rate("P-01", day(11, 23), []int{1}, complain(1, "diminta uang rokok"))
	o.rate("P-04", day(11, 23), []int{1}, complain(1, "loket izin gelap"))
	own := []string{"kursi kurang, telepon [nomor]", "&lt;b&gt;lama&lt;/b&gt;"}
	never := []string{"sudah baik", "uang rokok", "0812"}
	head, hr := o.as("kepala"), o.as("hr")
	says(t, "the head at noon", head.get("/hr/keluhan").Body, []string{"Tidak ada keluhan tertulis"}, append(never, own...))
	says(t, "HR at noon", hr.get("/hr/keluhan").Body, append(own, "loket izin gelap", "Disdukcapil", "Perizinan Terpadu"), never)
	o.at(time.Date(2026, 11, 23, 15, 31, 0, 0, wib()))
	head = o.as("kepala")
	page := head.get("/hr/keluhan").Body
	says(t, "the head after closing", page, append(own, "23 November 2026"), append(never, "loket izin gelap"))
	_, list, _ := strings.Cut(page, `<ul class="comments">`)
	list, _, _ = strings.Cut(list, "</ul>")
	says(t, "the list", list, own, []string{"P-01", "Ratna", "Budi", "DKC-01", "Loket", "KTP", "09."})
	if a := o.as("ratna").get("/hr/keluhan"); a.Status != 403 {
		t.Errorf("an officer: %d", a.Status)
	}
}
