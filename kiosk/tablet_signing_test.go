package kiosk_test

import (
	"net/http"
	"strings"
	"testing"

	"suaraloket/web/browsertest"
)

// A paired tablet makes a key pair that its browser does not export, and signs what it sends. With
// a copy of its device key a thief reads and sends nothing; the tablet, a second page and the
// counter's screen continue, also after a reload.
func TestACopyOfTheDeviceKeyOpensNothing(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	h.GoLive()
	h.watch(t)
	base := h.Listen()
	b := newTab(t, h, 1280, 800)
	b.Goto(base + "/k#pair=" + strings.ReplaceAll(h.Invite("DKC-01"), "-", ""))
	b.shows("faces")
	key := b.Await(`new Promise(function (resolve) {
		indexedDB.open("suaraloket").onsuccess = function (e) {
			e.target.result.transaction("devices").objectStore("devices").getAll().onsuccess = function (e) { resolve(e.target.result[0].key); };
		};
	})`)
	thief := func(method, path, body string) answer {
		t.Helper()
		return h.Fetch(method, base+path, body, "Authorization", "Bearer "+key, "Content-Type", "application/json")
	}
	browsertest.Eventually(t, "the tablet signs", func() bool { return thief(http.MethodGet, "/api/v1/kiosk", "").Status == http.StatusUnauthorized })
	if a := thief(http.MethodPost, "/api/v1/ratings", `{"value":1,"officer":"P-01"}`); a.Status != http.StatusUnauthorized || a.JSON(t)["code"] != "tablet_signature" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if exported := b.Await(`new Promise(function (resolve) {
		indexedDB.open("suaraloket").onsuccess = function (e) {
			e.target.result.transaction("devices").objectStore("devices").getAll().onsuccess = function (e) {
				crypto.subtle.exportKey("pkcs8", e.target.result[0].pair.privateKey).then(function () { resolve("exported"); }, function (e) { resolve(e.name); });
			};
		};
	})`); exported != "InvalidAccessError" {
		t.Errorf("the private key: %s", exported)
	}
	b.click(`[data-value="4"]`)
	b.shows("after")
	browsertest.Eventually(t, "the server has the rating", func() bool { n, _ := h.Counted(); return n == 1 })
	b.Reload()
	b.shows("faces")
	second := b.another()
	second.Goto(base + "/k")
	second.shows("faces")
	second.click(`[data-value="3"]`)
	second.shows("after")
	browsertest.Eventually(t, "the server has the second page's rating", func() bool { n, _ := h.Counted(); return n == 2 })
	second.Goto(base + "/k/display")
	second.Until(`!document.getElementById("screen-code").hidden`)
	b.Want(`document.getElementById("screen-setup").hidden`, "true")
}
