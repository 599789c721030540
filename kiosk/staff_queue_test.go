package kiosk_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"suaraloket/domain"
	"suaraloket/domain/wire"
	"suaraloket/repository/testdb"
	"suaraloket/web/browsertest"
	"suaraloket/web/sitetest"
)

// refuseOne makes the server refuse a rating finally, with its own code.
func refuseOne(t *testing.T, h *hall) {
	t.Helper()
	if h.line == nil {
		openLine(t, h)
	}
	h.line.double("POST /api/v1/ratings", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusConflict)
		_, _ = w.Write([]byte(`{"status":409,"code":"id_reused"}`))
	})
}

// openUnhurried opens a hall without a minimum time between ratings.
func openUnhurried(t *testing.T) *hall {
	t.Helper()
	store := testdb.SQLite(t)
	return openHallOn(t, store, func(o *sitetest.Options) {
		o.Intake = domain.NewIntake(domain.NewRoster(store, store, o.Clock), store, o.Clock, domain.Limits{})
	})
}

// downloads sets the browser's download folder.
func (b tab) downloads(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	_, err := chromedp.Call(b.Context(), browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		BrowserContextID: chromedp.FromContext(b.Context()).BrowserContextID,
		Behavior:         browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder,
	})
	check(t, err)
	return folder
}

// rate gives a rating and finishes.
func (b tab) rate(value string) {
	b.click(`[data-value="` + value + `"]`)
	b.shows("after")
	b.leaves()
}

// Waiting and refused ratings are exported to a signed file, and the portal imports it as
// counted ratings. When the server answers again, the tablet learns that all of them are
// stored and removes them.
func TestQueueIsExportedToAFile(t *testing.T) {
	t.Parallel()
	h := openUnhurried(t)
	h.apart() // a download folder belongs to a browser context
	refuseOne(t, h)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	folder := b.downloads(t)
	b.rate("2")
	browsertest.Eventually(t, "one rating is refused", func() bool { return len(b.refused(t)) == 1 })
	h.line.serverAway(true)
	b.rate("4")
	b.click(`[data-value="3"]`)
	b.shows("after")
	b.click(`#extra input[name=perilaku][value="4"]`)
	b.leaves()
	b.staff(h, "tablet-1")
	b.says("staff-waiting", "2")
	b.click("#staff-save")
	name := fmt.Sprintf("antrean-DKC-01-%s.json", b.Text(`(function (d) {
		return [d.getFullYear(), d.getMonth() + 1, d.getDate()].map(function (n) { return String(n).padStart(2, "0"); }).join("-");
	})(new Date())`))
	b.Until(`document.getElementById("staff-result").textContent.indexOf("` + name + `") > 0 && document.getElementById("staff-result").textContent.indexOf("3 ") === 0`)
	var file []byte
	browsertest.Eventually(t, "the file is there", func() bool {
		var err error
		file, err = os.ReadFile(filepath.Join(folder, name))
		return err == nil && len(file) > 0
	})
	if len(b.waiting(t)) != 2 || len(b.refused(t)) != 1 {
		t.Error("the tablet removed a rating that the server does not have")
	}
	if n, held := h.Counted(); n+held != 0 {
		t.Fatalf("%d ratings are stored before the import", n+held)
	}
	out, err := wire.NewQueues(h.Intake, h.Kiosks, h.Store, h.Clock).Take(context.Background(), sitetest.Head(), file)
	if err != nil || out.Stored != 3 || out.Held != 0 || len(out.Refused) != 0 {
		t.Fatalf("%+v %v", out, err)
	}
	if n, held := h.Counted(); n != 3 || held != 0 {
		t.Errorf("counted %d, held %d", n, held)
	}

	waiting := b.waiting(t)
	h.line.set(func(l *line) { clear(l.doubles) })
	h.line.serverAway(false)
	b.Run(`window.dispatchEvent(new Event("online"))`)
	b.handsIn(t)
	b.click("#staff-again")
	b.says("staff-result", "1 penilaian terkirim. Tidak ada lagi yang menunggu.")
	if n, _ := h.Counted(); n != 3 || len(b.refused(t)) != 0 {
		t.Errorf("counted %d, refused %d", n, len(b.refused(t)))
	}
	if r := h.Rating(waiting[1].ID); r.Answers["perilaku"] != 4 || r.Value != 3 {
		t.Errorf("stored %+v", r)
	}
}

// Without HTTPS the tablet cannot sign. The portal imports the file, and its ratings are
// held.
func TestUnsignedFileIsHeld(t *testing.T) {
	t.Parallel()
	h := openUnhurried(t)
	h.apart() // a download folder belongs to a browser context
	openLine(t, h)
	b := newTab(t, h, 1280, 800)
	b.BeforeLoad(`Object.defineProperty(Crypto.prototype, "subtle", { value: undefined });
		Object.defineProperty(window, "isSecureContext", { value: false });`)
	folder := b.downloads(t)
	b.connect(sitetest.TabletKey, "faces")
	h.line.serverAway(true)
	b.rate("4")
	b.staff(h, "tablet-1")
	b.Until(`document.getElementById("staff-lacks").textContent.indexOf("HTTPS") > 0`)
	b.click("#staff-save")
	var files []string
	browsertest.Eventually(t, "the file is there", func() bool {
		files, _ = filepath.Glob(filepath.Join(folder, "antrean-*.json"))
		return len(files) == 1
	})
	file, err := os.ReadFile(files[0])
	check(t, err)
	if out, err := wire.NewQueues(h.Intake, h.Kiosks, h.Store, h.Clock).Take(context.Background(), sitetest.Head(), file); err != nil || out.Stored != 1 || out.Held != 1 {
		t.Errorf("%+v %v", out, err)
	}
}

// Refused ratings are listed with number, time and reason, never with their contents.
// Staff can retry them.
func TestRefusedRatingsAreRetried(t *testing.T) {
	t.Parallel()
	h := openUnhurried(t)
	refuseOne(t, h)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	b.click(`[data-value="1"]`)
	b.shows("after")
	b.click("#note")
	b.Run(`var c = document.getElementById("comment"); c.value = "Rahasia"; c.dispatchEvent(new Event("input", {bubbles: true}))`)
	b.click("#done")
	browsertest.Eventually(t, "one rating is refused", func() bool { return len(b.refused(t)) == 1 })
	b.passes(byeTime)
	b.shows("faces")
	b.staff(h, "tablet-1")
	b.says("staff-refused-count", "1")
	list := b.List(`Array.prototype.map.call(document.querySelectorAll("#staff-refused li > *"), function (e) { return e.textContent; })`)
	if len(list) != 3 || list[0] != "Nomor 1" || list[2] != "Sudah tercatat dengan isi lain" {
		t.Errorf("listed %q", list)
	}
	if text := b.Text(`document.getElementById("screen-staff").innerHTML`); strings.Contains(text, "Rahasia") || strings.Contains(text, "Tidak puas") {
		t.Error("the corner shows the contents of a rating")
	}
	b.click("#staff-again")
	b.says("staff-result", "0 terkirim, 0 masih menunggu, 1 ditolak server.")
	h.line.set(func(l *line) { clear(l.doubles) })
	b.click("#staff-again")
	b.says("staff-result", "1 penilaian terkirim. Tidak ada lagi yang menunggu.")
	b.Until(`document.getElementById("staff-quarantine").hidden`)
	if r := h.Rating(h.rated()); r.Value != 1 || r.Comment != "Rahasia" || r.Seq != 1 {
		t.Errorf("stored %+v", r)
	}
}

// The leading page sends the queue, also when staff use another page.
func TestSendNowHurriesTheOtherPage(t *testing.T) {
	t.Parallel()
	h := openUnhurried(t)
	one := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	two := one.another()
	two.Goto(h.line.server.URL + "/k")
	two.shows("faces")
	failing := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }
	h.line.double("POST /api/v1/ratings", failing)
	two.rate("4")
	browsertest.Eventually(t, "four tries", func() bool { return len(h.line.handedIn("POST")) >= 4 })
	two.staff(h, "tablet-1")
	two.says("staff-waiting", "1")
	h.line.set(func(l *line) { clear(l.doubles) })
	two.click("#staff-send")
	two.says("staff-result", "1 penilaian terkirim. Tidak ada lagi yang menunggu.")
	if n, _ := h.Counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
}

// The corner opens offline, also after a start, and names what needs the network.
func TestStaffCornerWorksOffline(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	browsertest.Eventually(t, "a contact", func() bool { return strings.Contains(b.kept("meta"), `"contact"`) })
	h.line.serverAway(true)
	b.Reload()
	b.shows("faces")
	b.rate("4")
	b.staff(h, "tablet-1")
	b.says("staff-waiting", "1")
	seq := b.waiting(t)[0].Seq
	b.Until(fmt.Sprintf(`document.getElementById("staff-oldest").textContent.indexOf("Tertua: nomor %d, ") === 0`, seq))
	facts := strings.Join(b.List(`Array.prototype.map.call(document.querySelectorAll("#staff-facts dt, #staff-facts dd"), function (e) { return e.textContent; })`), "|")
	version := b.Text(`document.documentElement.getAttribute("data-version")`)
	for _, want := range []string{"Nomor perangkat|tablet-1", "Nomor terakhir|1", "Kontak terakhir|", "(baru saja)", "Versi|" + version, "Jam tablet|tepat"} {
		if !strings.Contains(facts, want) {
			t.Errorf("%q lacks %q", facts, want)
		}
	}
	b.click("#staff-send")
	b.says("staff-result", "Server tidak terjangkau. Tablet terus mencoba sendiri; tidak ada yang hilang.")
	b.click("#staff-change")
	b.says("staff-people-said", "Server tidak terjangkau. Ganti petugas memerlukan jaringan.")
}
