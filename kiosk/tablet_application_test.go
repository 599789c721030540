package kiosk_test

import (
	"strings"
	"testing"

	"suaraloket/web"
	"suaraloket/web/browsertest"
	"suaraloket/web/sitetest"
)

// installed lets the tablet cache the application and waits until it has.
func (b tab) installed() {
	b.Run(`if (window.registerWorker) { registerWorker(); }`)
	b.Until(`navigator.serviceWorker.controller && navigator.serviceWorker.controller.state === "activated"`)
}

// recorded lets the tablet cache all recordings and waits until it has.
func (b tab) recorded() {
	b.Run(`loadRecordings(); window.kept = false; (async function () {
		var wanted = [].concat.apply([], Object.values(JSON.parse(document.getElementById("prompts").textContent)).map(Object.values));
		while ((await (await caches.open("suaraloket-prompts")).keys()).length < wanted.length) { await new Promise(function (go) { setTimeout(go, 500); }); }
		window.kept = true;
	})()`)
	b.Until(`window.kept`)
}

// After the first visit the tablet starts and works offline.
func TestTabletStartsOffline(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openFast(t, h, 20)
	b.installed()
	b.recorded()
	h.line.down(true)
	b.Offline(true)
	b.Goto(h.line.server.URL + "/k")
	b.shows("faces")
	b.Want(`document.getElementById("officer").textContent`, "Ibu Ratna S.")
	b.Until(`document.getElementById("photo").naturalWidth > 0`)
	if kind := b.Await(`fetch(JSON.parse(document.getElementById("prompts").textContent).id["kiosk.question"]).then(function (a) { return a.headers.get("Content-Type"); })`); kind != "audio/mpeg" {
		t.Errorf("the recording of the question is %q without the network", kind)
	}
	thanked := []string{b.visit(4, ""), b.visit(2, "Cepat")}
	h.line.down(false)
	b.Offline(false)
	h.wantStored(b, thanked)
}

// update installs a newer version of the application in the hall, over the same data.
func (h *hall) update() {
	h.T.Helper()
	h.Build(web.Brand{City: "Kota Baru", Teal: "#0E5A55", Gold: "#C98A1B"})
	address := h.Listen()
	h.line.set(func(l *line) { l.target = address })
}

const city = `document.querySelector(".house-name span").textContent`

// A newer application waits until the tablet is idle, and sends every rating that the
// previous version has queued.
func TestUpdateWaitsForIdleAndLosesNothing(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openFast(t, h, 5)
	b.installed()
	b.Run(`loadRecordings()`)
	h.line.serverAway(true)
	thanked := []string{b.visit(4, ""), b.visit(3, "Jelas")}
	b.shows("faces")
	b.click(`[data-value="2"]`)
	b.shows("after")
	thanked = append(thanked, b.Text(`document.getElementById("receipt").textContent`))
	h.update()
	b.Run(`window.old = true; navigator.serviceWorker.getRegistration("/k").then(function (r) { r.update(); })`)
	browsertest.Eventually(t, "the newer version is loaded", func() bool {
		b.Run(`document.dispatchEvent(new Event("pointerdown"))`) // the person is still present
		return b.Await(`navigator.serviceWorker.getRegistration("/k").then(function (r) { return r.waiting !== null; })`) == "true"
	})
	b.Want(city+` + window.old + sees("after")`, "Kota Pangkalpinangtruetrue")
	b.click("#done")
	b.Until(`!window.old && document.getElementById("screen-faces")`)
	b.shows("faces")
	b.Want(city, "Kota Baru")
	if n := len(b.waiting(t)); n != 3 {
		t.Errorf("%d ratings in the queue", n)
	}
	h.line.serverAway(false)
	b.Run(`window.dispatchEvent(new Event("online"))`)
	h.wantStored(b, thanked)
}

// Over plain HTTP the tablet lists the missing features, and everything else works.
func TestPlainHTTPListsMissingFeatures(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.apart()
	openLine(t, h)
	plain := strings.Replace(h.line.server.URL, "127.0.0.1", "loket.example", 1)
	b := newTab(t, h, 1280, 800)
	b.Goto(plain + "/k")
	b.shows("setup")
	b.Until(`document.getElementById("setup-plain").checkVisibility()`)
	b.Goto(plain + "/k#key=" + sitetest.TabletKey)
	b.shows("faces")
	b.click(`[data-value="4"]`)
	b.shows("after")
	h.rated()
	secure := newTab(t, h, 1280, 800)
	secure.Goto(h.line.server.URL + "/k")
	secure.shows("setup")
	secure.Want(`document.getElementById("setup-plain").hidden`, "true")
}
