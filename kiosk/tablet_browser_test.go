package kiosk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"suaraloket/web/browsertest"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/repository/testdb"
	"suaraloket/web/sitetest"
)

// openTablet connects a tablet to its counter and waits for the screen.
func openTablet(t *testing.T, h *hall, key, screen string, width, height int64) tab {
	t.Helper()
	if h.line == nil {
		openLine(t, h)
	}
	b := newTab(t, h, width, height)
	b.connect(key, screen)
	return b
}

// connect opens the application with a key and waits for the screen.
func (b tab) connect(key, screen string) {
	b.Goto(b.hall.line.server.URL + "/k#key=" + key)
	b.shows(screen)
}

// shows waits until the screen is shown and accepts touches.
func (b tab) shows(screen string) {
	b.Until(`!document.getElementById("screen-` + screen + `").hidden`)
	browsertest.Eventually(b.hall.T, "the pause between two ratings is over", func() bool {
		if b.Text(`document.body.classList.contains("k-resting")`) == "false" {
			return true
		}
		b.passes(time.Second)
		return false
	})
	b.passes(echoes)
}

// kept returns the contents of one of the tablet's object stores as JSON.
func (b tab) kept(store string) string {
	return b.Await(`new Promise(function (resolve, reject) {
		var open = indexedDB.open("suaraloket");
		open.onerror = function () { reject(open.error); };
		open.onsuccess = function () {
			var all = open.result.transaction("` + store + `").objectStore("` + store + `").getAll();
			all.onsuccess = function () { open.result.close(); resolve(JSON.stringify(all.result)); };
		};
	})`)
}

// keptRating is a rating in the tablet's store.
type keptRating struct {
	Device  int64           `json:"device"`
	Seq     int64           `json:"seq"`
	ID      string          `json:"id"`
	Post    handedIn        `json:"post"`
	Stored  bool            `json:"stored"`
	Change  json.RawMessage `json:"change"`
	Verdict *struct {
		Status int    `json:"status"`
		Code   string `json:"code"`
		Body   string `json:"body"`
		At     string `json:"at"`
	} `json:"verdict"`
}

// waiting returns the ratings in the queue, refused those that the server has refused.
func (b tab) waiting(t testing.TB) []keptRating { return b.keptRatings(t, "ratings") }
func (b tab) refused(t testing.TB) []keptRating { return b.keptRatings(t, "refused") }

func (b tab) keptRatings(t testing.TB, store string) []keptRating {
	t.Helper()
	var ratings []keptRating
	check(t, json.Unmarshal([]byte(b.kept(store)), &ratings))
	return ratings
}

// handsIn waits until the queue is empty.
func (b tab) handsIn(t *testing.T) {
	t.Helper()
	browsertest.Eventually(t, "everything is sent", func() bool { return len(b.waiting(t)) == 0 })
}

// rated returns the id of the only rating that the tablet has sent.
func (h *hall) rated() string {
	h.T.Helper()
	browsertest.Eventually(h.T, "a rating is stored", func() bool { n, held := h.Counted(); return n+held == 1 })
	ids := h.line.ids()
	if len(ids) != 1 {
		h.T.Fatalf("%d ratings were sent", len(ids))
	}
	return ids[0]
}

func (b tab) click(selector string) {
	b.Run(fmt.Sprintf(`document.querySelector(%q).click()`, selector))
}

func TestTapIsACompleteRating(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	b.Want(`location.hash`, "")
	b.Want(`document.getElementById("officer").textContent`, "Ibu Ratna S.")
	b.Run(`document.querySelector("[data-value='4']").click(); document.querySelector("[data-value='1']").click()`)
	b.shows("after")
	id := h.rated()
	b.Want(`document.getElementById("receipt").textContent`, domain.ReceiptOf(id))
	b.Want(`document.querySelectorAll("[data-reason]:not([hidden])").length`, "3")

	b.click(`#extra input[name=kompetensi][value="3"]`)
	b.click(`[data-reason=ramah] input`)
	b.click(`#note`)
	b.Run(`var c = document.getElementById("comment"); c.value = "Terima kasih"; c.dispatchEvent(new Event("input", {bubbles: true}))`)
	b.click(`#done`)
	browsertest.Eventually(t, "the additions are stored", func() bool { return h.Rating(id).Comment == "Terima kasih" })
	r := h.Rating(id)
	if r.Value != 4 || r.Officer != "P-01" || r.Service != "KK" || r.Seq != 1 || r.Channel != domain.ChannelKiosk ||
		r.Verdict != domain.Counted || r.Answers["kompetensi"] != 3 || len(r.Reasons) != 1 || r.Lang != "id" {
		t.Errorf("stored %+v", r)
	}

	b.passes(byeTime)
	b.shows("faces")
	b.Want(`document.querySelectorAll("#extra input:checked").length`, "0")
	b.Want(`document.getElementById("comment").value + document.getElementById("receipt").textContent`, "")
	b.handsIn(t)
}

func TestWrongFaceCanBeChanged(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 800, 1280)
	b.click(`[data-value="4"]`)
	b.shows("after")
	id := h.rated()
	b.click(`[data-reason=ramah] input`)
	b.click(`#change`)
	b.Until(`!document.getElementById("again").hidden`)
	b.click(`[data-again="2"]`)
	b.Want(`document.querySelectorAll("[data-reason]:not([hidden])").length`, "4")
	browsertest.Eventually(t, "the change is stored", func() bool {
		n, _ := h.Counted()
		return n == 1 && h.Rating(id).Value == 2 && len(h.Rating(id).Reasons) == 0
	})
}

func TestReloadLosesNoRating(t *testing.T) {
	t.Parallel()
	store := testdb.SQLite(t)
	away := &sitetest.AwayStore{Store: store}
	h := openHallOn(t, store, func(o *sitetest.Options) {
		o.Intake = domain.NewIntake(domain.NewRoster(store, store, o.Clock), away, o.Clock, domain.Limits{})
	})
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	b.click(`[data-value="3"]`)
	b.shows("after")
	b.click(`#extra input[name=perilaku][value="4"]`)
	browsertest.Eventually(t, "the addition is on the disk", func() bool { return string(b.waiting(t)[0].Change) != "null" })
	browsertest.Eventually(t, "a first try", func() bool { return away.Tries.Load() > 0 })
	b.Reload()
	b.shows("faces")
	id := h.line.ids()[0]
	away.Back.Store(true)
	browsertest.Eventually(t, "the rating is stored after the reload", func() bool { n, _ := h.Counted(); return n == 1 })
	browsertest.Eventually(t, "the addition is stored too", func() bool { return h.Rating(id).Answers["perilaku"] == 4 })
	if r := h.Rating(id); r.Value != 3 {
		t.Errorf("value %d", r.Value)
	}
}

func TestSeveralOnDutyArePickedFirst(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.SeveralKey, "pick", 1280, 800)
	b.Run(`document.querySelectorAll(".k-person")[1].click()`)
	b.shows("faces")
	b.Want(`document.getElementById("officer").textContent`, "Ibu Dewi L.")
	b.click(`#other`)
	b.shows("pick")
	b.click(`#unsure`)
	b.shows("faces")
	b.click(`[data-value="2"]`)
	b.shows("after")
	id := h.rated()
	if r := h.Rating(id); r.Officer != "" || r.Unit != "DKC" {
		t.Errorf("stored %+v", r)
	}
}

// Two officers came on duty since the tablet's last update: the confirmed rating is stored
// for the unit.
func TestRatingIsStoredWhenTheDutiesHaveChanged(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	ctx := context.Background()
	check(t, h.Kiosks.Bind(ctx, domain.Kiosk{ID: "tablet-3", Counter: "DKC-03", Name: "Tablet 3"}, "kunci-3"))
	b := openTablet(t, h, "kunci-3", "faces", 1280, 800)
	b.Want(`document.getElementById("officer").textContent`, "Loket 3")
	for _, officer := range []string{"P-01", "P-02"} {
		check(t, h.Store.SaveDuties(ctx, []domain.Duty{{ID: uuid.NewString(), Officer: officer, Counter: "DKC-03", From: h.Now()}}))
	}
	b.click(`[data-value="4"]`)
	b.shows("after")
	id := h.rated()
	if r := h.Rating(id); r.Officer != "" || r.Unit != "DKC" || r.Verdict != domain.Counted {
		t.Errorf("stored %+v", r)
	}
}

func TestLanguageChoiceLastsForOnePerson(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1024, 600)
	b.click(`[data-lang=en]`)
	b.Want(`document.getElementById("question").textContent`, "How was the service you received?")
	b.Want(`document.documentElement.lang`, "en")
	b.click(`[data-value="4"]`)
	b.shows("after")
	id := h.rated()
	b.leaves()
	b.Want(`document.getElementById("question").textContent`, "Bagaimana pelayanan yang Anda terima?")
	if r := h.Rating(id); r.Lang != "en" {
		t.Errorf("language %q", r.Lang)
	}
}

func TestUnknownKeyShowsTheSetup(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, "unknown", "setup", 1280, 800)
	b.Until(`!document.getElementById("setup-wrong").hidden`)
	b.Run(`location.hash = "#key=` + sitetest.TabletKey + `"`)
	b.shows("faces")
	b.Goto(b.Text(`location.origin`) + "/k")
	b.shows("faces")
}

// On every size of tablet nothing is cut off and every target is large.
func TestTabletFitsAndCanBeTouched(t *testing.T) {
	t.Parallel()
	const small = `Array.prototype.map.call(document.querySelectorAll("main:not([hidden]) button, main:not([hidden]) .chip, .k-corner"), function (e) {
		var r = e.getBoundingClientRect();
		return e.offsetParent && (r.width < 88 || r.height < 87.5) ? e.textContent.trim() + " " + r.width + "x" + r.height : "";
	}).filter(Boolean)`
	const cut = `Array.prototype.map.call(document.querySelectorAll("main:not([hidden]), main:not([hidden]) .k-thanks, main:not([hidden]) button"), function (e) {
		return e.offsetParent && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) ? e.id + e.className + " " + e.scrollWidth + ">" + e.clientWidth + " " + e.scrollHeight + ">" + e.clientHeight : "";
	}).filter(Boolean)`
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	for _, screen := range []string{"faces", "after"} {
		b.InEach(tabletSizes(), func(size [2]int64) {
			if found := b.List(small); len(found) > 0 {
				t.Errorf("%d, %s: small targets %q", size[0], screen, found)
			}
			if found := b.List(cut); len(found) > 0 {
				t.Errorf("%d, %s: cut off %q", size[0], screen, found)
			}
			b.Want(`document.documentElement.scrollWidth <= innerWidth`, "true")
			b.seesTheEnds()
		})
		if screen == "faces" {
			b.click(`[data-value="1"]`)
			b.shows("after")
		}
	}
}

// seesTheEnds checks that no element of the screen needs scrolling.
func (b tab) seesTheEnds() {
	b.Want(`Array.prototype.filter.call(document.querySelectorAll("main:not([hidden]), main:not([hidden]) .k-extra"), function (e) {
		return e.offsetParent && e.scrollHeight > e.clientHeight + 2;
	}).map(function (e) { return e.id; }).join()`, "")
}

// The whole box for a note is visible on every size of tablet.
func TestNoteIsFullyVisible(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	b.click(`[data-value="1"]`)
	b.shows("after")
	b.click(`#extra input[name=kompetensi][value="2"]`)
	b.InEach(tabletSizes(), func(size [2]int64) {
		b.click(`#note`)
		b.Want(`document.activeElement.id`, "comment")
		b.Until(`(function () {
			var box = document.getElementById("comment-box").getBoundingClientRect();
			var room = document.getElementById("extra").getBoundingClientRect();
			return box.top >= room.top && box.bottom <= room.bottom + 1;
		})()`)
		b.click(`#note`)
		b.Want(`document.querySelector(".k-element").offsetParent !== null`, "true")
		b.Want(`document.querySelector("#extra input[name=kompetensi]:checked").value`, "2")
	})
}

// With several officers on duty, the picked officer and the button for another choice fit.
func TestPickedOfficerFits(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.SeveralKey, "pick", 1280, 800)
	b.InEach(tabletSizes(), func(size [2]int64) {
		b.seesTheEnds()
	})
	b.click(`.k-person`)
	b.shows("faces")
	b.InEach(tabletSizes(), func(size [2]int64) {
		b.seesTheEnds()
		b.Want(`document.getElementById("other").getBoundingClientRect().bottom <= innerHeight`, "true")
	})
}
