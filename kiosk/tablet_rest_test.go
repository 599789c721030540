package kiosk_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"suaraloket/web/browsertest"
	"suaraloket/web/sitetest"
)

const resting = `document.body.classList.contains("k-resting")`

// every tells tablets the least time between two ratings.
func every(interval time.Duration) func(*sitetest.Options) {
	return func(o *sitetest.Options) { o.KioskInterval = interval }
}

// stopwatch lets a test move a page's monotonic clock on.
const stopwatch = `window.skew = 0;
	performance.now = (function (now) { return function () { return now() + skew; }; })(performance.now.bind(performance));`

// openRested opens a tablet that has just given a rating and shows the faces anew.
func openRested(t *testing.T, h *hall, key string) tab {
	t.Helper()
	openLine(t, h)
	b := newTab(t, h, 1280, 800)
	b.BeforeLoad(stopwatch)
	b.connect(key, "faces")
	b.click(`[data-value="4"]`)
	b.shows("after")
	b.click(`#done`)
	b.Until(`document.getElementById("screen-after").classList.contains("k-bye")`)
	b.Run(`skew += 5000`)
	b.Until(`!document.getElementById("screen-after").checkVisibility()`)
	return b
}

// wantRatings waits until the tablet holds nothing and compares how many there are.
func (h *hall) wantRatings(b tab, want int64) {
	h.T.Helper()
	browsertest.Eventually(h.T, "everything is handed in", func() bool { return b.kept("ratings") == "[]" })
	if n, held := h.Counted(); n+held != want {
		h.T.Errorf("%d ratings, want %d", n+held, want)
	}
}

// The faces rest for as long as the server says. They show it and do nothing meanwhile.
func TestFacesRestAfterARating(t *testing.T) {
	t.Parallel()
	h := openHall(t, every(30*time.Second))
	b := openRested(t, h, sitetest.TabletKey)
	b.Want(resting, "true")
	b.Want(`document.querySelectorAll("[data-value][aria-disabled=true]").length`, "4")
	b.Want(`document.getElementById("rest").innerText.trim()`, "Sebentar lagi …")
	b.Run(`skew += 500`) // no echo of the screen before
	b.presses(b.middle(`[data-value="1"]`), 1)
	b.taps(b.middle(`[data-value="2"]`), 1)
	b.Run(`document.querySelector("[data-value='3']").focus()`)
	b.Press(" ")
	b.Want(`document.getElementById("screen-faces").checkVisibility() && `+resting, "true")
	b.Want(`(function (r) { return r.top >= 0 && r.bottom <= innerHeight && r.height > 0; })(document.getElementById("rest").getBoundingClientRect())`, "true")
	b.click(`[data-lang=en]`)
	b.Want(`document.getElementById("rest").innerText.trim()`, "Just a moment …")
	before := b.Text(`parseFloat(document.getElementById("rest-ring").style.strokeDashoffset) > 50`)
	b.Run(`skew += 15000`)
	b.Until(`parseFloat(document.getElementById("rest-ring").style.strokeDashoffset) < 50`)
	if before != "true" {
		t.Error("the ring was full from the beginning")
	}
	b.Run(`skew += 10000`)
	b.shows("faces")
	b.Want(`document.querySelectorAll("[data-value][aria-disabled]").length`, "0")
	b.presses(b.middle(`[data-value="1"]`), 1)
	b.shows("after")
	h.wantRatings(b, 2)
}

// A page that is loaded anew goes on resting, also when its clock was set back by a
// day meanwhile, and then no longer than the interval.
func TestFacesRestOverAReload(t *testing.T) {
	t.Parallel()
	h := openHall(t, every(30*time.Second))
	b := openRested(t, h, sitetest.TabletKey)
	b.Reload()
	b.Until(resting)
	b.BeforeLoad(`Date.now = (function (now) { return function () { return now() - 86400000; }; })(Date.now.bind(Date));`)
	b.Reload()
	b.Until(resting)
	b.Run(`skew += 500; document.querySelector("[data-value='1']").click()`)
	b.Want(`document.getElementById("screen-faces").checkVisibility()`, "true")
	b.Run(`skew += 30000`)
	b.shows("faces")
	h.wantRatings(b, 1)
}

// The officer can be picked while the faces rest.
func TestOfficersArePickedWhileTheFacesRest(t *testing.T) {
	t.Parallel()
	h := openHall(t, every(15*time.Second)) // shorter than the silence after which the screen goes back
	openLine(t, h)
	b := newTab(t, h, 1280, 800)
	b.BeforeLoad(stopwatch)
	b.connect(sitetest.SeveralKey, "pick")
	b.click(`.k-person`)
	b.shows("faces")
	b.click(`[data-value="4"]`)
	b.shows("after")
	b.Reload()
	b.shows("pick")
	b.Want(resting, "false")
	b.presses(b.middle(`.k-person:last-child`), 1)
	b.Until(resting)
	b.Want(`document.getElementById("officer").textContent`, "Ibu Dewi L.")
	b.Run(`skew += 15000`)
	b.shows("faces")
	b.click(`[data-value="3"]`)
	b.shows("after")
	h.wantRatings(b, 2)
}

// Where the server wants no rest there is none, and where it does not say, five seconds.
func TestHowLongTheFacesRest(t *testing.T) {
	t.Parallel()
	t.Run("none", func(t *testing.T) {
		h := openHall(t, every(0))
		b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
		b.click(`[data-value="4"]`)
		b.shows("after")
		b.Reload()
		b.Until(`document.getElementById("screen-faces").checkVisibility()`)
		b.Want(resting, "false")
	})
	t.Run("unknown", func(t *testing.T) {
		h := openHall(t, every(time.Hour))
		openLine(t, h)
		h.line.double("GET /api/v1/kiosk", func(w http.ResponseWriter, r *http.Request) {
			a := h.Fetch(http.MethodGet, h.line.target+"/api/v1/kiosk", "", "Authorization", r.Header.Get("Authorization"))
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, strings.Replace(a.Body, `"interval_ms":3600000`, `"interval":0`, 1))
		})
		h.line.double("GET /api/v1/kiosk/events", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusServiceUnavailable) // the stream would tell it
		})
		b := newTab(t, h, 1280, 800)
		b.BeforeLoad(stopwatch)
		b.connect(sitetest.TabletKey, "faces")
		b.click(`[data-value="4"]`)
		b.shows("after")
		b.Reload()
		b.Until(resting)
		b.Run(`skew += 5000`)
		b.shows("faces")
	})
}

// The ring takes few and small steps for whom motion disturbs.
func TestTheRingIsCalm(t *testing.T) {
	t.Parallel()
	h := openHall(t, every(30*time.Second))
	b := openRested(t, h, sitetest.TabletKey)
	b.Prefer("prefers-reduced-motion", "reduce")
	b.Run(`skew += 700; window.steps = {};
		new MutationObserver(function () { steps[document.getElementById("rest-ring").style.strokeDashoffset] = 1; }).observe(document.getElementById("rest-ring"), { attributes: true });`)
	b.Until(`Object.keys(steps).length >= 2`)
	b.Want(`Object.keys(steps).every(function (s) { return Math.abs((100 - s) * .3 - Math.round((100 - s) * .3)) < .01; })`, "true")
	b.Want(`getComputedStyle(document.getElementById("rest-ring")).transitionDuration`, "0s")
}

// A burst of equal presses is one rating with nothing added to it, however long it goes
// on, by mouse, by finger and by a key held down.
func TestABurstOfPressesCountsOnce(t *testing.T) {
	t.Parallel()
	slowly := func(b tab, presses func(n int)) { // 60 presses in six tenths of a second
		for range 6 {
			presses(10)
			b.Skip(100 * time.Millisecond)
		}
	}
	for name, burst := range map[string]func(b tab, at spot){
		"mouse":  func(b tab, at spot) { slowly(b, func(n int) { b.presses(at, n) }) },
		"finger": func(b tab, at spot) { slowly(b, func(n int) { b.taps(at, n) }) },
		"key": func(b tab, _ spot) {
			b.Run(`document.querySelector("[data-value='3']").focus()`)
			b.holdsEnter(60)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := openHall(t, every(0))
			b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
			b.Hold() // the burst is one, however slow the machine
			burst(b, b.middle(`[data-value="3"]`))
			b.Until(`document.getElementById("screen-after").checkVisibility()`)
			b.Release()
			b.Want(`document.querySelectorAll("#extra input:checked").length + " " + document.getElementById("again").hidden`, "0 true")
			h.wantRatings(b, 1)
			if changes := h.line.handedIn(http.MethodPatch); len(changes) > 0 {
				t.Errorf("the burst has added %+v", changes)
			}
		})
	}
}

// Who drums on through the thanks gives no second rating when the faces are back.
func TestDrummingDoesNotKeepTheTablet(t *testing.T) {
	t.Parallel()
	h := openHall(t, every(0))
	openLine(t, h)
	b := newTab(t, h, 1280, 800)
	b.connect(sitetest.TabletKey, "faces")
	at := b.middle(`[data-value="3"]`)
	b.Hold() // however slow the machine, two presses are 200 ms apart
	b.presses(at, 5)
	b.Until(`document.getElementById("screen-after").checkVisibility()`)
	browsertest.Eventually(t, "the screen goes back although it is touched", func() bool {
		b.presses(at, 2)
		b.Skip(200 * time.Millisecond)
		return b.Text(`document.getElementById("screen-faces").checkVisibility()`) == "true"
	})
	b.presses(at, 20)
	b.Want(`document.getElementById("screen-faces").checkVisibility()`, "true")
	b.Release()
	h.wantRatings(b, 1)
	b.shows("faces")
	b.presses(at, 1)
	b.shows("after")
}

// The resting faces are accessible and fit every window.
func TestRestHasNoBarrier(t *testing.T) {
	t.Parallel()
	h := openHall(t, every(time.Hour))
	openLine(t, h)
	b := newTab(t, h, 1280, 800)
	b.connect(sitetest.TabletKey, "faces")
	b.click(`[data-value="4"]`)
	b.shows("after")
	b.Reload()
	b.Until(resting)
	const outside = `(function (pill, faces) { return pill.left >= faces.left && pill.right <= faces.right && pill.top >= faces.top && pill.bottom <= faces.bottom ? [] : ["outside the faces"]; })(
		document.getElementById("rest").getBoundingClientRect(), document.querySelector(".k-faces").getBoundingClientRect())`
	b.InEach(browsertest.Windows(), func(w [2]int64) {
		b.fits(t, fmt.Sprint("the faces rest, ", w[0]), outside, languages(t), "kiosk", "kiosk big", "kiosk big strong")
	})
	for _, lang := range languages(t) {
		b.speaks(lang, "the faces rest")
		b.Run(`document.documentElement.className = "kiosk big strong"`)
		b.AxeStrongIn(browsertest.AxeWindows(lang, languages(t)), lang+": the faces rest")
		b.Run(`document.documentElement.className = "kiosk"`)
	}
}
