package kiosk_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/web/browsertest"
	"suaraloket/web/sitetest"
)

// A connection to the store that fails with any error is dropped and opened once more: a
// rating without network is thanked, kept and delivered.
func TestAStaleStoreIsOpenedOnceMore(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"UnknownError", "AbortError", "InvalidStateError", "TransactionInactiveError"} {
		for what, where := range map[string]string{"the transaction": "IDBDatabase.prototype.transaction", "a request": "IDBObjectStore.prototype.put"} {
			t.Run(name+", "+what, func(t *testing.T) {
				t.Parallel()
				h := openHall(t)
				l := openLine(t, h)
				b := newTab(t, h, 1280, 800)
				b.Goto(l.server.URL + "/k#key=" + sitetest.TabletKey)
				b.shows("faces")
				l.down(true)
				b.Run(`window.stale = true; window.apologised = false;
					new MutationObserver(function () {
						window.apologised = window.apologised || !document.getElementById("screen-unsaved").hidden;
					}).observe(document.getElementById("screen-unsaved"), { attributes: true });
					var open = IDBFactory.prototype.open, broken = ` + where + `;
					IDBFactory.prototype.open = function () { window.stale = false; return open.apply(this, arguments); };
					` + where + ` = function () {
						if (window.stale) { throw new DOMException("Internal error.", "` + name + `"); }
						return broken.apply(this, arguments);
					};`)
				b.click(`[data-value="3"]`)
				b.shows("after")
				b.Want(`window.stale + " " + window.apologised`, "false false")
				if n := len(b.waiting(t)); n != 1 {
					t.Errorf("%d ratings wait", n)
				}
				l.down(false)
				b.Run(`window.dispatchEvent(new Event("online"))`)
				b.handsIn(t)
				if r := h.Rating(h.rated()); r.Value != 3 || r.Seq != 1 {
					t.Errorf("stored %+v", r)
				}
			})
		}
	}
}

// elsewhere is an address of the site without the tablet's scripts.
const elsewhere = "/healthz"

// The store of the previous version is imported completely: the key, the sequence number
// and the queue.
func TestStoreOfThePreviousVersionIsImported(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	openLine(t, h)
	b := newTab(t, h, 1280, 800)
	b.Goto(h.line.server.URL + elsewhere)
	at := time.Now().Add(-time.Hour).UTC().Format("2006-01-02T15:04:05.000Z")
	item := func(seq int, more string) string {
		return fmt.Sprintf(`{"id":"%[1]s","post":{"id":"%[1]s","counter":"DKC-01","value":3,"rated_at":%[2]q,"seq":%[3]d,"lang":"id","officer":"P-01"},%[4]s}`,
			fmt.Sprintf("019ab3c4-0000-4000-8000-%012d", seq), at, seq, more)
	}
	outbox := "[" + strings.Join([]string{
		item(5, `"stored":true,"change":null,"closed":false`),
		item(6, `"stored":false,"change":{"comment":"Cepat"},"closed":true,"version":2`),
		item(7, `"stored":false,"change":null,"closed":true`),
	}, ",") + "]"
	b.Run(`localStorage.setItem("suaraloket.key", "` + sitetest.TabletKey + `");
		localStorage.setItem("suaraloket.seq", "7");
		localStorage.setItem("suaraloket.outbox", ` + strconv.Quote(outbox) + `)`)
	b.Goto(h.line.server.URL + "/k")
	b.shows("faces")
	b.handsIn(t)
	b.Want(`Object.keys(localStorage).filter(function (k) { return k.indexOf("suaraloket.") === 0; }).length`, "0")
	if n, held := h.Counted(); n+held != 2 {
		t.Errorf("stored %d", n+held)
	}
	if r := h.Rating("019ab3c4-0000-4000-8000-000000000006"); r.Seq != 6 || r.Comment != "Cepat" {
		t.Errorf("stored %+v", r)
	}
	b.click(`[data-value="4"]`)
	b.shows("after")
	browsertest.Eventually(t, "the next number", func() bool {
		return slices.ContainsFunc(h.line.handedIn("POST"), func(p handedIn) bool { return p.Seq == 8 })
	})
}

// An application older than the store changes nothing and shows a message.
func TestNewerStoreIsNotChanged(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	openLine(t, h)
	b := newTab(t, h, 800, 1280)
	b.Goto(h.line.server.URL + elsewhere)
	b.Await(`new Promise(function (go, no) {
		var open = indexedDB.open("suaraloket", 99);
		open.onupgradeneeded = function () { open.result.createObjectStore("ratings").put("kept", 1); };
		open.onsuccess = function () { open.result.close(); go(); };
		open.onerror = no;
	})`)
	b.Goto(h.line.server.URL + "/k#key=" + sitetest.TabletKey)
	b.shows("store")
	b.Want(`document.getElementById("store-newer").hidden`, "false")
	if got := b.kept("ratings"); got != `["kept"]` {
		t.Errorf("the store holds %s", got)
	}
}

// A finally refused rating leaves the queue and does not block the others.
func TestRefusedRatingLeavesTheQueue(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openFast(t, h, 10)
	h.line.set(func(l *line) {
		l.spoil = func(r *http.Request, body []byte) fault {
			if strings.Contains(string(body), `"value":1`) {
				return error409
			}
			return fine
		}
	})
	b.visit(1, "")
	b.visit(4, "")
	b.handsIn(t)
	if n, held := h.Counted(); n+held != 1 {
		t.Errorf("stored %d", n+held)
	}
	refused := b.refused(t)
	if len(refused) != 1 || refused[0].Seq != 1 || refused[0].Verdict.Status != 409 || !strings.Contains(refused[0].Verdict.Body, "spoilt") || refused[0].Verdict.At == "" {
		t.Errorf("refused %+v", refused)
	}
}

// A refused key is no refusal of the ratings: they stay in the queue.
func TestRatingsOfARevokedTabletStay(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openFast(t, h, 10)
	h.line.double("POST /api/v1/ratings", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(`{"status":401,"code":"device_revoked"}`))
	})
	b.click(`[data-value="4"]`)
	browsertest.Eventually(t, "three tries", func() bool { return len(h.line.handedIn("POST")) >= 3 })
	if waiting, refused := b.waiting(t), b.refused(t); len(waiting) != 1 || len(refused) != 0 {
		t.Errorf("waiting %v, refused %v", waiting, refused)
	}
}

// The login page of a public network answers 200 to every request: that confirms no
// rating.
func TestOnlyAConfirmationConfirms(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openFast(t, h, 10)
	h.line.double("POST /api/v1/ratings", func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte("<html>Log in")) })
	b.click(`[data-value="4"]`)
	browsertest.Eventually(t, "three tries", func() bool { return len(h.line.handedIn("POST")) >= 3 })
	if len(b.waiting(t)) != 1 {
		t.Error("the rating is no longer in the queue")
	}
	h.line.set(func(l *line) { clear(l.doubles) })
	b.handsIn(t)
	if n, held := h.Counted(); n+held != 1 {
		t.Errorf("stored %d", n+held)
	}
}

// Additions are sent after their rating, and never an older state after a newer one.
func TestAdditionsFollowTheirRating(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openFast(t, h, 5)
	h.line.down(true)
	b.click(`[data-value="3"]`)
	b.shows("after")
	b.click(`#extra input[name=perilaku][value="2"]`)
	b.click(`#extra input[name=perilaku][value="4"]`)
	b.click(`#change`)
	b.click(`[data-again="4"]`)
	h.line.down(false)
	b.Run(`window.dispatchEvent(new Event("online"))`)
	b.handsIn(t)
	r := h.Rating(h.rated())
	if r.Value != 4 || r.Answers["perilaku"] != 4 {
		t.Errorf("stored %+v", r)
	}
}

// brokenStore makes every write to the tablet's store fail, as on a full disk.
const brokenStore = `
	var write = IDBObjectStore.prototype.put;
	IDBObjectStore.prototype.add = IDBObjectStore.prototype.put = function (value) {
		if (window.storeBroken) { throw new DOMException("full", "QuotaExceededError"); }
		return write.apply(this, arguments);
	};`

// With a broken store the tablet thanks only after the server's confirmation. Without both
// it shows no thanks but a message, and keeps trying.
func TestBrokenStoreThanksOnlyAfterConfirmation(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	openLine(t, h)
	b := newTab(t, h, 1280, 800)
	b.BeforeLoad(brokenStore)
	b.connect(sitetest.TabletKey, "faces")
	b.Run(`window.storeBroken = true`)
	h.line.down(true)
	b.click(`[data-value="4"]`)
	b.shows("unsaved")
	h.line.down(false)
	b.click(`#unsaved-again`)
	b.shows("after")
	id := h.rated()
	b.Want(`document.getElementById("receipt").textContent`, domain.ReceiptOf(id))

	h.line.down(true)
	b.click(`#note`)
	b.Run(`var c = document.getElementById("comment"); c.value = "Terima kasih"; c.dispatchEvent(new Event("input", {bubbles: true}))`)
	b.click(`#done`)
	b.Until(`!document.getElementById("unkept").hidden`)
	b.Want(`document.getElementById("comment").value`, "Terima kasih")
	h.line.down(false)
	b.click(`#done`)
	b.Until(`document.getElementById("screen-after").classList.contains("k-bye")`)
	if r := h.Rating(id); r.Comment != "Terima kasih" {
		t.Errorf("stored %+v", r)
	}
}

func TestBrowserWithoutAStoreStillRates(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	openLine(t, h)
	b := newTab(t, h, 1280, 800)
	b.BeforeLoad(`Object.defineProperty(window, "indexedDB", { value: { open: function () { throw new Error("forbidden"); } } })`)
	b.connect(sitetest.TabletKey, "faces")
	b.click(`[data-value="4"]`)
	b.shows("after")
	h.rated()
	b.Goto(h.line.server.URL + "/k")
	b.shows("store")
	b.Want(`document.getElementById("store-broken").hidden`, "false")
}

// A store that opens later is used automatically.
func TestStoreThatOpensLaterIsUsed(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	openLine(t, h)
	b := newTab(t, h, 1280, 800)
	b.BeforeLoad(`if (location.hash) {
		var open = indexedDB.open;
		IDBFactory.prototype.open = function () {
			if (window.storeBack) { return open.apply(indexedDB, arguments); }
			throw new Error("not now");
		};
	}`)
	b.connect(sitetest.TabletKey, "faces")
	b.Run(`window.storeBack = true; window.dispatchEvent(new Event("online"))`)
	b.Until(`!window.storeBack`)
	b.shows("faces")
	b.click(`[data-value="4"]`)
	b.shows("after")
	if r := h.Rating(h.rated()); r.Seq != 1 {
		t.Errorf("stored %+v", r)
	}
}

// The tablet compares its clock with the server's. Ratings from before the comparison are
// marked, and their time is corrected before they are sent.
func TestWrongClockIsCorrected(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	openLine(t, h)
	b := newTab(t, h, 1280, 800)
	b.BeforeLoad(`var real = Date.now; Date.now = function () { return real() - 3 * 3600000; }`)
	b.connect(sitetest.TabletKey, "faces")
	b.click(`[data-value="4"]`)
	b.shows("after")
	near(t, h.Rating(h.rated()).RatedAt)
	b.handsIn(t)

	h.line.serverAway(true)
	b.Reload()
	b.shows("faces")
	b.click(`[data-value="3"]`)
	b.shows("after")
	waiting := b.waiting(t)
	if len(waiting) != 1 || waiting[0].Post.Clock != "unmeasured" {
		t.Fatalf("waiting %+v", waiting)
	}
	h.line.serverAway(false)
	b.Run(`window.dispatchEvent(new Event("online"))`)
	b.handsIn(t)
	posts := h.line.handedIn("POST")
	last := posts[len(posts)-1]
	if last.Clock != "" {
		t.Errorf("sent with clock %q", last.Clock)
	}
	near(t, h.Rating(last.ID).RatedAt)
}

// near checks that a time is close to now.
func near(t *testing.T, at time.Time) {
	t.Helper()
	if off := time.Since(at).Abs(); off > time.Minute {
		t.Errorf("%v is %v away from now", at, off)
	}
}

// Thanks wait for no answer of the server, whether it is away or hangs. How long they
// take is measured by BENCH=pages.
func TestThanksComeAtOnce(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]fault{"hangs": never, "away": cutBefore} {
		t.Run(name, func(t *testing.T) {
			h := openHall(t)
			b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
			h.line.set(func(l *line) {
				l.spoil = func(r *http.Request, _ []byte) fault {
					if strings.HasPrefix(r.URL.Path, "/api/") {
						return answer
					}
					return fine
				}
			})
			b.click(`[data-value="4"]`)
			b.shows("after")
			browsertest.Eventually(t, "the rating is on its way", func() bool { return len(h.line.handedIn(http.MethodPost)) > 0 })
			if kept := b.waiting(t); len(kept) != 1 || kept[0].Stored {
				t.Errorf("kept %+v", kept)
			}
			if n, held := h.Counted(); n+held != 0 {
				t.Errorf("the server has %d ratings", n+held)
			}
		})
	}
}

// inStep moves the clocks of pages of one browser to the clock that is furthest ahead. To a page
// whose clock is behind, the lease of another page ends too late to be true.
func inStep(t *testing.T, pages ...tab) {
	t.Helper()
	ahead := make([]time.Duration, len(pages))
	for i, b := range pages {
		ms, err := strconv.ParseFloat(b.Text(`testClock.ahead()`), 64)
		check(t, err)
		ahead[i] = time.Duration(ms) * time.Millisecond
	}
	for i, b := range pages {
		b.Skip(slices.Max(ahead) - ahead[i])
	}
}

// Two pages of a tablet share the sequence numbers, and one page sends for both, with or
// without the browser's locks.
func TestTwoPagesShareOneQueue(t *testing.T) {
	t.Parallel()
	for _, without := range []string{"", `Object.defineProperty(Navigator.prototype, "locks", { value: undefined });`} {
		t.Run("without locks "+strconv.FormatBool(without != ""), func(t *testing.T) {
			h := openHall(t)
			openLine(t, h)
			one := newTab(t, h, 1280, 800)
			one.BeforeLoad(without + visits)
			one.connect(sitetest.TabletKey, "faces")
			two := one.another()
			two.BeforeLoad(without + visits)
			two.Goto(h.line.server.URL + "/k")
			two.shows("faces")
			h.line.down(true)
			for range 2 {
				for _, b := range []tab{one, two} {
					b.Run(`document.querySelector("[data-value='4']").click()`)
					b.shows("after")
					b.click("#done")
				}
				one.shows("faces")
				two.shows("faces")
			}
			var seqs []int64
			for _, r := range two.waiting(t) {
				seqs = append(seqs, r.Seq)
			}
			if !slices.Equal(seqs, []int64{1, 2, 3, 4}) {
				t.Errorf("numbers %v", seqs)
			}
			inStep(t, one, two)
			h.line.down(false)
			one.Run(`window.dispatchEvent(new Event("online"))`)
			two.Run(`window.dispatchEvent(new Event("online"))`)
			two.handsIn(t)
			if n, held := h.Counted(); n+held != 4 {
				t.Errorf("stored %d", n+held)
			}
			if posts := h.line.handedIn("POST"); len(posts) != 4 {
				t.Errorf("%d posts", len(posts))
			}
		})
	}
}
