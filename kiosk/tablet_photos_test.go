package kiosk_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/web/browsertest"
	"suaraloket/web/sitetest"
)

// sees waits until an image shows the picture of this address.
func (b tab) sees(image, address string) {
	b.Until(fmt.Sprintf(`(function (e) {
		return e && e.checkVisibility() && e.getAttribute("src") === %q && e.complete && e.naturalWidth > 0;
	})(document.querySelector(%q))`, address, image))
}

// photos lists the photos in all caches of the tablet.
func (b tab) photos() []string {
	list := b.Await(`caches.keys().then(function (names) {
		return Promise.all(names.map(function (name) { return caches.open(name).then(function (c) { return c.keys(); }); }));
	}).then(function (all) {
		return [].concat.apply([], all).map(function (r) { return new URL(r.url).pathname; })
			.filter(function (p) { return p.indexOf("/photos/") === 0; }).sort().join(" ");
	})`)
	return strings.Fields(list)
}

// keeps waits until the tablet caches exactly these photos.
func (b tab) keeps(t *testing.T, photos ...string) {
	t.Helper()
	slices.Sort(photos)
	var last []string
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the tablet caches %q", last)
		}
	})
	browsertest.Eventually(t, fmt.Sprintf("the tablet caches %q", photos), func() bool {
		last = b.photos()
		return slices.Equal(last, photos)
	})
}

// refresh makes the tablet request its state, and waits as long as an answer takes: updates
// must not overlap.
func (b tab) refresh() {
	b.Run(`window.dispatchEvent(new Event("online"))`)
	b.Await(`fetch("/healthz", { cache: "no-store" }).then(function (r) { return r.text(); })`)
}

// cutOff disconnects the tablet's pages and workers from the network.
func (b tab) cutOff(h *hall) {
	h.line.down(true)
	b.Offline(true)
}

func TestTabletShowsPhotos(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	ratna, _ := h.puts("P-01", grounds()[0])
	budi, _ := h.puts("P-02", grounds()[1])
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	b.installed()
	b.sees("#photo", ratna)
	b.staff(h, "tablet-1")
	b.click("#staff-change")
	b.panel("people")
	for n, picture := range []string{budi, h.figure("P-03"), ratna} {
		b.sees(fmt.Sprintf("#staff-officers button:nth-child(%d) img", n+1), picture)
	}
	b.click("#staff-close")
	b.shows("faces")
	b.Run(`location.hash = "#key=` + sitetest.SeveralKey + `"`)
	b.shows("pick")
	b.sees("#people button:nth-child(1) img", budi)
	b.sees("#people button:nth-child(2) img", h.figure("P-03"))
	b.click("#people button:nth-child(1)")
	b.shows("faces")
	b.sees("#photo", budi)
	b.keeps(t, budi)
	b.click("#other")
	b.shows("pick")
	b.click("#people button:nth-child(2)")
	b.shows("faces")
	b.sees("#photo", h.figure("P-03"))
}

// A tablet that starts offline shows the cached photos.
func TestPhotosAreShownOffline(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	ratna, _ := h.puts("P-01", grounds()[0])
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	b.installed()
	b.keeps(t, ratna)
	b.cutOff(h)
	b.Reload()
	b.shows("faces")
	b.sees("#photo", ratna)
	b.click(`[data-value="4"]`)
	b.shows("after")
	b.leaves()
	b.sees("#photo", ratna)
}

// An offline tablet shows the photo of tomorrow's officer, although it was never shown
// before.
func TestTomorrowsPhotoIsShownOffline(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.GoLive()
	l := openLine(t, h)
	tomorrow := time.Now().Add(24 * time.Hour)
	check(t, h.Store.SaveDuties(context.Background(), []domain.Duty{{
		ID: uuid.NewString(), Officer: "P-02", Counter: "DKC-01", From: tomorrow, To: tomorrow.Add(8 * time.Hour), SignedOn: true,
	}}))
	ratna, _ := h.puts("P-01", grounds()[0])
	budi, _ := h.puts("P-02", grounds()[1])
	h.puts("P-03", grounds()[2]) // on duty at another counter
	b := newTab(t, h, 1280, 800)
	b.BeforeLoad(`window.ahead = 0; Date.now = (function (now) { return function () { return now() + ahead; }; })(Date.now);
		performance.now = (function (now) { return function () { return now() + ahead; }; })(performance.now.bind(performance));`)
	b.Goto(l.server.URL + "/k#key=" + sitetest.TabletKey)
	b.shows("faces")
	b.installed()
	b.keeps(t, ratna, budi)
	b.cutOff(h)
	b.Run(`ahead = 24.5 * 3600000`)
	b.Until(`document.getElementById("officer").textContent === "Bapak Budi H."`)
	b.sees("#photo", budi)
	b.Run(`ahead = 33 * 3600000`)
	b.Until(`document.getElementById("officer").textContent === "Ibu Ratna S."`)
	b.sees("#photo", ratna)
}

// After the server's next update the tablet has no copy of a removed or replaced photo.
// With the end of its key it removes all photos.
func TestRemovedPhotosAreDropped(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.watch(t)
	first, _ := h.puts("P-01", grounds()[0])
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	b.installed()
	b.sees("#photo", first)
	b.keeps(t, first)
	second, _ := h.puts("P-01", grounds()[1])
	b.sees("#photo", second)
	b.keeps(t, second)
	h.drops("P-01")
	b.sees("#photo", h.figure("P-01"))
	b.keeps(t)
	h.puts("P-01", grounds()[0])
	b.sees("#photo", first)
	b.keeps(t, first)
	check(t, h.Kiosks.Revoke(context.Background(), sitetest.Head(), "tablet-1", false))
	b.refresh()
	b.shows("ended")
	b.keeps(t)
}

// While a photo cannot be loaded, the figure is shown and ratings are accepted. Later the
// photo is shown and cached.
func TestFigureReplacesAMissingPhoto(t *testing.T) {
	t.Parallel()
	answers := func(status int, kind string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = w.Write([]byte("<!doctype html><title>Masuk</title>"))
		}
	}
	for name, wrong := range map[string]http.HandlerFunc{
		"500":                answers(500, "text/plain"),
		"404":                answers(404, "text/html"),
		"a network's log-in": answers(200, "text/html"),
		"no picture":         answers(200, "image/png"),
		"the figure":         func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/assets/x.svg", http.StatusFound) },
		"cut":                func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"nothing comes back": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openHall(t, func(o *sitetest.Options) { o.DevicePerMinute = 0 })
			ratna, _ := h.puts("P-01", grounds()[0])
			openLine(t, h)
			if wrong == nil {
				wrong = func(_ http.ResponseWriter, r *http.Request) { h.line.wait(r) }
			}
			h.line.double("GET "+ratna, wrong)
			b := newTab(t, h, 1280, 800)
			b.BeforeLoad(`window.broken = 0; window.setTimeout = (function (later) { return function (f, ms) { return later(f, ms === 15000 ? 2000 : ms); }; })(window.setTimeout);
				document.addEventListener("error", function (e) { if (e.target.tagName === "IMG") { broken++; } }, true);`)
			b.connect(sitetest.TabletKey, "faces")
			b.installed()
			b.Reload()
			b.shows("faces")
			b.sees("#photo", h.figure("P-01"))
			b.click(`[data-value="4"]`)
			b.shows("after")
			h.rated()
			b.leaves()
			b.sees("#photo", h.figure("P-01"))
			b.Want(`broken`, "0")
			if kept := b.photos(); len(kept) > 0 {
				t.Errorf("caches %q", kept)
			}
			h.line.double("GET "+ratna, nil)
			browsertest.Eventually(t, "the photo is cached", func() bool { b.refresh(); return slices.Equal(b.photos(), []string{ratna}) })
			browsertest.Eventually(t, "the photo is shown", func() bool {
				b.refresh()
				return b.Text(`document.getElementById("photo").getAttribute("src")`) == ratna
			})
			b.sees("#photo", ratna)
		})
	}
}

// Photo requests without an answer do not use up the connections for ratings.
func TestHangingPhotosDoNotBlockRatings(t *testing.T) {
	t.Parallel()
	h := openHall(t, func(o *sitetest.Options) { o.DevicePerMinute = 0 })
	var officers []domain.Officer
	for n := range 9 {
		officers = append(officers, domain.Officer{Code: fmt.Sprintf("P-2%d", n), Name: fmt.Sprintf("Petugas %d", n), Unit: "DKC", Figure: "c", Active: true})
	}
	check(t, h.Store.SaveOfficers(context.Background(), officers))
	for n, o := range officers {
		h.puts(o.Code, grounds()[n%3])
	}
	h.photographed()
	openLine(t, h)
	var hung atomic.Int64
	h.line.set(func(l *line) {
		l.spoil = func(r *http.Request, _ []byte) fault {
			if strings.HasPrefix(r.URL.Path, "/photos/") {
				hung.Add(1)
				return never
			}
			return fine
		}
	})
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	b.installed()
	b.Reload()
	b.shows("faces")
	b.staff(h, "tablet-1")
	b.click("#staff-change")
	b.panel("people")
	b.Until(`document.querySelectorAll("#staff-officers button").length === 12`)
	browsertest.Eventually(t, "photo requests hang", func() bool { return hung.Load() >= 2 })
	b.click("#staff-close")
	b.shows("faces")
	b.click(`[data-value="4"]`)
	b.shows("after")
	h.rated()
	b.Await(`Promise.all(Array.from({ length: 4 }, function () {
		return fetch("/api/v1/counters/DKC-01", { cache: "no-store" }).then(function (r) { return r.text(); });
	}))`)
}
