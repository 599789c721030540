package kiosk_test

import (
	"context"
	"fmt"
	"testing"

	"suaraloket/domain"
	"suaraloket/web/sitetest"
)

// long is a display name of 60 letters, the longest that agencies use.
const long = "Ibu Maria Magdalena Situmorang-Wijayakusumaningrat, S.IP., M"

// unreachable lists the elements that are cut off or cannot be scrolled into view.
const unreachable = `Array.prototype.map.call(document.querySelectorAll("main:not([hidden]) button, main:not([hidden]) h1, main:not([hidden]) h2, #thanks, #thanks > *, #officer, main:not([hidden])"), function (e) {
	if (!e.offsetParent || e.closest(".k-phone")) { return ""; }
	var wide = e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 || e.getBoundingClientRect().right > innerWidth;
	var high = e.matches("button, #thanks") && e.scrollHeight > e.clientHeight + 1 && e.clientHeight > 0;
	if (!e.matches("main")) { e.scrollIntoView({ block: "nearest" }); }
	var r = e.getBoundingClientRect(), out = !e.matches("main") && (r.top < 0 || r.bottom > innerHeight + 1);
	return wide || high || out ? (e.id || e.textContent.trim()) + (wide ? " wide" : "") + (high ? " high" : "") + (out ? " out" : "") : "";
}).filter(Boolean)`

// Long names and texts fit the screen in every language, at both sizes of text.
func TestLongTextsFit(t *testing.T) {
	t.Parallel()
	const thanks = `document.getElementById("thanks-title").textContent = "Terima kasih banyak atas penilaian Anda; pelayanan kami menjadi lebih baik karenanya."`
	h := openHall(t)
	check(t, h.Store.SaveOfficers(context.Background(), []domain.Officer{
		{Code: "P-02", Name: long, DisplayName: long, Unit: "DKC", Figure: "b", Active: true},
		{Code: "P-03", Name: long, DisplayName: long, Unit: "DKC", Figure: "d", Active: true},
	}))
	b := openTablet(t, h, sitetest.SeveralKey, "pick", 1280, 800)
	for _, screen := range []string{"pick", "faces", "after"} {
		findings := unreachable
		if screen == "after" {
			findings = thanks + `, await null, ` + unreachable
		}
		b.InEach(tabletSizes(), func(size [2]int64) {
			if screen == "pick" {
				b.seesTheEnds()
			}
			b.fits(t, fmt.Sprint(size[0], ", ", screen), findings, tightLanguages(t, size[0]), "kiosk", "kiosk strong", "kiosk big", "kiosk big strong")
		})
		switch screen {
		case "pick":
			b.click(`.k-person:last-child`)
			b.shows("faces")
		case "faces":
			b.Want(`document.getElementById("officer").textContent`, long)
			b.click(`[data-value="1"]`)
			b.shows("after")
		}
	}
}
