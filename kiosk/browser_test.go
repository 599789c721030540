package kiosk_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"suaraloket/web/browsertest"
)

// tab is a page in a headless browser with the gestures of a tablet.
type tab struct {
	*browsertest.Tab
	hall *hall // whose clock moves with the tab's
}

// newTab opens a tab for the pages of a hall.
func newTab(t testing.TB, h *hall, width, height int64) tab {
	t.Helper()
	h.devices++
	switch {
	case h.alone:
		return prepared(browsertest.OpenIsolated(t, width, height), h)
	case h.devices == 1 && h.Host != "127.0.0.1":
		return prepared(browsertest.OpenShared(t, width, height), h)
	default:
		return prepared(browsertest.Open(t, width, height), h)
	}
}

// lateRecordings lets a tablet cache its recordings only when the test calls
// loadRecordings: all of them cost more processor time than most tests. A recording that
// is not cached comes from the network.
const lateRecordings = `(function () {
	if (!window.CacheStorage) { return; }
	var open = CacheStorage.prototype.open;
	var allowed = new Promise(function (allow) { window.loadRecordings = allow; });
	CacheStorage.prototype.open = function (name) {
		var storage = this;
		return (name === "suaraloket-prompts" ? allowed : Promise.resolve()).then(function () { return open.call(storage, name); });
	};
})()`

// lateWorker lets a tablet without a service worker register one only when the test calls
// registerWorker: installing it costs as much processor time as starting the page.
const lateWorker = `(function () {
	if (!navigator.serviceWorker || navigator.serviceWorker.controller) { return; }
	var register = ServiceWorkerContainer.prototype.register;
	var allowed = new Promise(function (allow) { window.registerWorker = allow; });
	ServiceWorkerContainer.prototype.register = function () {
		var container = this, options = arguments;
		return allowed.then(function () { return register.apply(container, options); });
	};
})();`

// another opens a second tab with the same storage.
func (b tab) another() tab { return prepared(b.Another(), b.hall) }

// prepared sets up a fresh tab for the pages of a hall.
func prepared(b *browsertest.Tab, h *hall) tab {
	b.BeforeLoad(lateWorker + lateRecordings)
	return tab{b, h}
}

// passes lets time pass, on the page and at the site.
func (b tab) passes(d time.Duration) {
	b.hall.Later(d)
	b.Skip(d)
}

// fits evaluates a list of findings in some languages and looks and reports them, after
// the page's observers have run. It does so within one task of the page, in which no time
// limit of the screen can end.
func (b tab) fits(t *testing.T, screen, findings string, languages []string, looks ...string) {
	t.Helper()
	langs, err := json.Marshal(languages)
	check(t, err)
	classes, err := json.Marshal(looks)
	check(t, err)
	answer := b.Await(fmt.Sprintf(`(async function () {
		var found = [];
		for (const lang of %s) {
			document.querySelector("[data-lang=" + lang + "]").click();
			for (const look of %s) {
				document.documentElement.className = look;
				await null;
				(%s).forEach(function (what) { found.push(lang + ", " + look + ": " + what); });
			}
		}
		document.documentElement.className = "kiosk";
		document.querySelector("[data-lang=" + %s[0] + "]").click();
		return JSON.stringify(found);
	})()`, langs, classes, findings, langs))
	t.Run(screen, func(t *testing.T) {
		var found []string
		check(t, json.Unmarshal([]byte(answer), &found))
		for _, what := range found {
			t.Error(what)
		}
	})
}

// wide lists the page itself when it needs scrolling sideways.
const wide = `(document.documentElement.scrollWidth > innerWidth ? ["too wide"] : [])`

// tabletSizes are the windows of common tablets, in CSS pixels.
func tabletSizes() [][2]int64 {
	return [][2]int64{{1280, 800}, {800, 1280}, {1024, 600}, {600, 960}, {1920, 1200}}
}

// tightLanguages returns the languages in which the texts of a tablet are measured: all of
// them on the two sizes with the least room, the first one elsewhere. The long form
// measures all of them on every size.
func tightLanguages(t testing.TB, width int64) []string {
	t.Helper()
	all := languages(t)
	if _, long := soakRounds(t); long || width == 600 || width == 1024 {
		return all
	}
	return all[:1]
}

// echoes is longer than touches are taken for echoes of the screen before.
const echoes = 450 * time.Millisecond

// byeTime is how long the last thanks are shown.
const byeTime = 5 * time.Second

// leaves touches Selesai and waits for the faces.
func (b tab) leaves() {
	b.click("#done")
	b.Until(`document.getElementById("screen-after").classList.contains("k-bye")`)
	b.passes(byeTime)
	b.shows("faces")
}
