package kiosk_test

import (
	"context"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/web/sitetest"
)

// On a holiday the tablet and the phone page say so and when the counter serves again, in
// the language of the reader, also without the network. A rating is still taken.
func TestClosedIsSaid(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	l := openLine(t, h)
	today := domain.DayOf(time.Now().In(h.Now().Location()))
	check(t, h.Store.SaveHoliday(context.Background(), domain.Holiday{Day: today, Name: "Hari Jadi Kota"}))
	h.GoLive()
	page := h.Page("/r/DKC-01?pass=" + h.Passes.Poster("DKC-01"))
	wantPage(t, page, 200, []string{"Tutup: Hari Jadi Kota. Buka lagi ", "Penilaian Anda berlaku untuk unit."}, []string{"Ibu Ratna", "tidak ada petugas"})
	b := newTab(t, h, 1280, 800)
	b.Goto(l.server.URL + "/k#key=" + sitetest.TabletKey)
	b.shows("faces")
	b.Until(`document.getElementById("desk").textContent.indexOf("Tutup: Hari Jadi Kota. Buka lagi ") === 0`)
	b.Want(`document.getElementById("officer").textContent`, "Loket 1")
	l.down(true)
	b.click(`[data-lang=en]`)
	b.Until(`document.getElementById("desk").textContent.indexOf("Closed: Hari Jadi Kota. Opens again on ") === 0`)
	b.InEach(tabletSizes(), func([2]int64) { b.seesTheEnds() })
	l.down(false)
	b.click(`[data-value="3"]`)
	b.shows("after")
	if r := h.Rating(h.rated()); r.Officer != "" || r.Unit != "DKC" {
		t.Errorf("stored %+v", r)
	}
}
