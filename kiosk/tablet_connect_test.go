package kiosk_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/web/browsertest"
	"suaraloket/web/sitetest"
)

// openUnpaired opens a tablet that is not yet connected.
func openUnpaired(t *testing.T, h *hall, base string, width, height int64) tab {
	t.Helper()
	b := newTab(t, h, width, height)
	b.Goto(base + "/k")
	b.shows("setup")
	return b
}

// types enters a code on the large keys.
func (b tab) types(code string) {
	for _, c := range strings.ReplaceAll(code, "-", "") {
		b.click(`#code-keys [data-key="` + string(c) + `"]`)
	}
}

func (h *hall) watch(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	go h.Roster.Watch(ctx, 20*time.Millisecond)
}

func TestTabletIsConnectedByTyping(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.GoLive()
	b := openUnpaired(t, h, h.Listen(), 1280, 800)
	b.types("000")
	b.click(`#code-back`)
	b.Want(`document.getElementById("code").textContent`, "00·· – ····")
	b.click(`#code-back`)
	b.click(`#code-back`)
	b.types(h.Invite("DKC-01"))
	b.shows("faces")
	b.Want(`document.getElementById("officer").textContent`, "Ibu Ratna S.")
	b.Want(`location.href.indexOf("dk_")`, "-1")
	b.click(`[data-value="4"]`)
	b.shows("after")
	browsertest.Eventually(t, "the server has the rating", func() bool { n, _ := h.Counted(); return n == 1 })
	b.Reload()
	b.shows("faces")
}

func TestTabletIsConnectedByTheQR(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.GoLive()
	b := newTab(t, h, 800, 1280)
	b.Goto(h.Listen() + "/k#pair=" + strings.ReplaceAll(h.Invite("DKC-02"), "-", ""))
	b.shows("pick")
	b.Want(`location.hash`, "")
}

func TestWrongCodeIsReported(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.GoLive()
	base := h.Listen()
	used := h.Invite("DKC-01")
	h.Pair(used, uuid.NewString())
	b := openUnpaired(t, h, base, 1024, 600)
	for code, says := range map[string]string{"00000000": "tidak dikenal", used: "sudah dipakai tablet lain"} {
		b.types(code)
		b.Until(`!document.getElementById("setup-wrong").hidden && document.getElementById("setup-wrong").textContent.indexOf("` + says + `") >= 0`)
		b.Want(`document.getElementById("code").textContent`, "···· – ····")
		b.seesTheEnds()
	}
	b.click(`[data-lang=en]`)
	b.Until(`/Another tablet|not known/.test(document.getElementById("setup-wrong").textContent)`)
}

// After a lost answer the tablet repeats the same request, also after a reload.
func TestLostAnswerIsRequestedAgain(t *testing.T) {
	t.Parallel()
	for name, reload := range map[string]bool{"the page stays open": false, "the page is reloaded": true} {
		t.Run(name, func(t *testing.T) {
			h := openHall(t)
			h.GoLive()
			l := openLine(t, h)
			lost, mended := 0, !reload
			l.set(func(l *line) {
				l.spoil = func(r *http.Request, _ []byte) fault {
					if strings.HasSuffix(r.URL.Path, "/pair") && (lost < 1 || !mended) {
						lost++
						return cutAfter
					}
					return fine
				}
			})
			b := openUnpaired(t, h, l.server.URL, 1280, 800)
			b.types(h.Invite("DKC-01"))
			if reload {
				b.Until(`document.getElementById("setup-help").getAttribute("data-t") === "kiosk.setup.again"`)
				b.Reload()
				l.set(func(*line) { mended = true })
			}
			b.shows("faces")
			b.Want(`document.getElementById("officer").textContent`, "Ibu Ratna S.")
		})
	}
}

// A changed duty appears without a reload. A revoked tablet shows that, and can be
// connected again.
func TestChangesByStaffAppear(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.watch(t)
	ctx := context.Background()
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	check(t, h.Store.SaveDuties(ctx, []domain.Duty{{ID: uuid.NewString(), Officer: "P-03", Counter: "DKC-01", From: time.Now().Add(-time.Minute), To: time.Now().Add(time.Hour), SignedOn: true}}))
	b.Until(`document.getElementById("officer").textContent === "Ibu Dewi L."`)
	check(t, h.Kiosks.Move(ctx, sitetest.Head(), "tablet-1", "DKC-03"))
	b.Until(`document.getElementById("officer").textContent === "Loket 3"`)
	check(t, h.Kiosks.Revoke(ctx, sitetest.Head(), "tablet-1", false))
	b.shows("ended")
	b.Until(`/sudah terkirim/.test(document.getElementById("ended-queue").textContent)`)
	b.Reload()
	b.shows("ended")
	b.click(`#ended-again`)
	b.shows("setup")
	b.types(h.Invite("DKC-01"))
	b.shows("faces")
	b.Want(`document.getElementById("officer").textContent`, "Ibu Dewi L.")
}

// A revoked tablet sends the ratings from before its revocation. Whether this one counts
// depends on whether a heartbeat reported it.
func TestRevokedTabletSendsItsQueue(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.GoLive()
	l := openLine(t, h)
	b := newTab(t, h, 1280, 800)
	b.Goto(l.server.URL + "/k#key=" + sitetest.TabletKey)
	b.shows("faces")
	l.down(true)
	b.click(`[data-value="2"]`)
	b.shows("after")
	b.leaves()
	check(t, h.Kiosks.Revoke(context.Background(), sitetest.Head(), "tablet-1", false))
	l.down(false)
	b.Run(`window.dispatchEvent(new Event("online"))`)
	b.shows("ended")
	browsertest.Eventually(t, "the rating has arrived", func() bool { n, held := h.Counted(); return n+held == 1 })
	b.Until(`/sudah terkirim/.test(document.getElementById("ended-queue").textContent)`)
}

// An offline tablet follows the timetable that it received before.
func TestOfflineTabletFollowsTheTimetable(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.GoLive()
	l := openLine(t, h)
	soon := time.Now().Add(time.Hour)
	check(t, h.Store.SaveDuties(context.Background(), []domain.Duty{{ID: uuid.NewString(), Officer: "P-02", Counter: "DKC-01", From: soon, To: soon.Add(time.Hour), SignedOn: true}}))
	b := newTab(t, h, 1280, 800)
	b.BeforeLoad(`window.ahead = 0; Date.now = (function (now) { return function () { return now() + ahead; }; })(Date.now);
		performance.now = (function (now) { return function () { return now() + ahead; }; })(performance.now.bind(performance));`)
	b.Goto(l.server.URL + "/k#key=" + sitetest.TabletKey)
	b.shows("faces")
	b.Until(`document.getElementById("officer").textContent === "Ibu Ratna S."`)
	l.down(true)
	for hours, officer := range map[string]string{"1.5": "Bapak Budi H.", "2.5": "Ibu Ratna S.", "200": "Loket 1"} {
		b.Run(`ahead = ` + hours + ` * 3600000`)
		b.Until(`document.getElementById("officer").textContent === "` + officer + `"`)
	}
}

// Every screen of the setup fits every tablet, with large targets.
func TestConnectingFits(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, "unknown", "setup", 1280, 800)
	b.Until(`!document.getElementById("setup-wrong").hidden`)
	b.InEach(tabletSizes(), func(size [2]int64) {
		for _, lang := range []string{"id", "en"} {
			b.Run(`document.querySelector("[data-lang=` + lang + `]").click()`)
			b.Want(`Array.from(document.querySelectorAll("#screen-setup button")).filter(function (e) {
				var r = e.getBoundingClientRect(); return r.width < 88 || r.height < 88; }).length`, "0")
			b.Want(`document.documentElement.scrollWidth <= innerWidth`, "true")
			b.seesTheEnds()
		}
	})
}
