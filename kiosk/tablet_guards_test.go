package kiosk_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"suaraloket/web/sitetest"
)

// watched records which events the page cancelled, and that the page was not left.
const watched = `window.alive = true; window.seen = [];
	["keydown", "contextmenu", "dragstart", "wheel", "click", "auxclick", "drop"].forEach(function (name) {
		window.addEventListener(name, function (e) { seen.push(name + (e.key ? " " + e.key : "") + (e.defaultPrevented ? " refused" : "")); }, { passive: false });
	});`

func openGuarded(t *testing.T, h *hall) tab {
	t.Helper()
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	b.Run(watched)
	return b
}

// goesBack uses the browser's back button.
func (b tab) goesBack(t *testing.T) {
	t.Helper()
	list, err := chromedp.Call(b.Context(), page.GetNavigationHistory, cdp.Empty{})
	check(t, err)
	if list.CurrentIndex == 0 {
		t.Fatal("no history entry to go back to")
	}
	send(b, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: list.Entries[list.CurrentIndex-1].ID})
}

// The back button never leaves the page and does not disturb a rating.
func TestBackDoesNotLeaveThePage(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openGuarded(t, h)
	b.click(`[data-value="4"]`)
	b.shows("after")
	b.taps(b.middle(`#extra input[name=kompetensi][value="3"]`), 1)
	for range 12 {
		b.goesBack(t)
		b.Until(`history.state.step === 4`)
	}
	b.goesBack(t)
	b.goesBack(t)
	b.Until(`history.state.step === 4`)
	b.Run(`history.back(); history.go(-2)`)
	b.Until(`history.state.step === 4`)
	b.Want(`alive && location.pathname + location.hash`, "/k")
	b.Want(`document.getElementById("screen-after").checkVisibility() && document.querySelector("#extra input[name=kompetensi]:checked").value`, "3")
	b.Reload()
	b.shows("faces")
	b.goesBack(t)
	b.Until(`history.state.step === 4`)
	b.Want(`location.pathname`, "/k")
	list, err := chromedp.Call(b.Context(), page.GetNavigationHistory, cdp.Empty{})
	check(t, err)
	for _, entry := range list.Entries {
		if entry.URL != "about:blank" && entry.URL != h.line.server.URL+"/k" {
			t.Errorf("the history contains %q", entry.URL)
		}
	}
}

// Many touches add no history entries.
func TestTouchesAddNoHistory(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openGuarded(t, h)
	before := b.Text(`history.length`)
	b.presses(b.middle(`#question`), 30)
	b.taps(b.middle(`#question`), 30)
	b.Want(`history.length`, before)
}

func TestNothingZooms(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openGuarded(t, h)
	for _, place := range []string{"#question", `[data-value="2"]`, "#photo", ".k-head"} {
		b.spreads(b.middle(place))
		b.Want(`visualViewport.scale`, "1")
	}
	b.taps(b.middle(`#question`), 2)
	at := b.middle("#question")
	send(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{
		Type: input.DispatchMouseEventTypeMouseWheel, X: at.X, Y: at.Y, DeltaX: 1, DeltaY: -200, Modifiers: 2,
	})
	b.Until(`seen.indexOf("wheel refused") >= 0`)
	b.Want(`visualViewport.scale + " " + devicePixelRatio`, "1 1")
	b.Want(`/user-scalable|maximum-scale/.test(document.querySelector("meta[name=viewport]").content)`, "false") // phone pages must allow zooming
}

// Text can be selected only in the note.
func TestTextIsSelectableOnlyInTheNote(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openGuarded(t, h)
	b.presses(b.middle(`#question`), 3)
	b.drags(b.middle(`#officer`), b.middle(`#question`))
	b.key("a", 2, "selectAll")
	b.holds(b.middle(`#question`))
	b.Want(`"" + getSelection()`, "")
	b.click(`[data-value="4"]`)
	b.shows("after")
	b.presses(b.middle(`#note`), 1)
	b.Until(`document.activeElement.id === "comment"`)
	b.Press("Terima kasih")
	b.key("a", 2, "selectAll")
	b.Want(`(function (c) { return c.selectionEnd - c.selectionStart; })(document.getElementById("comment"))`, "12")
	b.Press("Baik")
	b.Want(`document.getElementById("comment").value`, "Baik")
	b.presses(b.middle(`#comment`), 3)
	b.drags(b.middle(`#comment`), spot{10, 10})
	b.Want(`getSelection().anchorNode && !document.querySelector(".k-comment").contains(getSelection().anchorNode)`, "false")
}

func TestMenusAndDraggedPicturesAreBlocked(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openGuarded(t, h)
	for _, place := range []string{"#photo", "#question", `[data-value="3"]`} {
		b.Run(`seen = []`)
		b.mouse(input.DispatchMouseEventTypeMousePressed, b.middle(place), input.MouseButtonRight, 1)
		b.mouse(input.DispatchMouseEventTypeMouseReleased, b.middle(place), input.MouseButtonRight, 1)
		b.Until(`seen.indexOf("contextmenu refused") >= 0`)
	}
	b.Run(`document.getElementById("photo").draggable = true; seen = []`)
	b.drags(b.middle("#photo"), b.middle("#question"))
	b.Until(`seen.indexOf("dragstart refused") >= 0 || getComputedStyle(document.getElementById("photo")).webkitUserDrag === "none"`)

	file := filepath.Join(t.TempDir(), "lain.html")
	check(t, os.WriteFile(file, []byte("<p>Halaman lain</p>"), 0o600))
	at := b.middle("#question")
	for _, kind := range []input.DispatchDragEventType{input.DispatchDragEventTypeDragEnter, input.DispatchDragEventTypeDragOver, input.DispatchDragEventTypeDrop} {
		send(b, input.DispatchDragEvent, input.DispatchDragEventParams{Type: kind, X: at.X, Y: at.Y,
			Data: &input.DragData{Items: []*input.DragDataItem{}, Files: []string{file}, DragOperationsMask: 1}})
	}
	b.Until(`seen.indexOf("drop refused") >= 0`)
	b.Want(`alive && location.pathname`, "/k")
}

// Keys that leave the page are blocked; the keys that people need on it work.
func TestKeysDoNotLeaveThePage(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openGuarded(t, h)
	refused := func(key string, modifiers int64, want bool) {
		t.Helper()
		b.Run(`seen = []`)
		b.key(key, modifiers)
		b.Until(`seen.length > 0`)
		if got := b.Text(`/ refused$/.test(seen[0])`) == "true"; got != want {
			t.Errorf("%q with %d: blocked %v", key, modifiers, got)
		}
	}
	for i := range 12 {
		refused(fmt.Sprint("F", i+1), 0, true)
	}
	for _, key := range []string{"r", "R", "p", "s", "o", "u", "f", "l", "d", "h", "j", "a", "=", "-", "0"} {
		refused(key, 2, true)
	}
	for _, key := range []string{"ArrowLeft", "ArrowRight", "Home", "d"} {
		refused(key, 1, true)
	}
	for _, key := range []string{"Backspace", "BrowserBack", "BrowserRefresh", "GoBack", "ContextMenu"} {
		refused(key, 0, true)
	}
	for _, key := range []string{"Tab", "Enter", " ", "ArrowDown", "Escape", "7"} {
		refused(key, 0, false)
	}
	b.Want(`alive`, "true")
}

// A link on the page is not followed by any mouse button, except a download of staff.
func TestLinksAreNotFollowed(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openGuarded(t, h)
	b.Run(`var link = document.createElement("a");
		link.id = "out"; link.href = "/"; link.textContent = "Keluar"; document.getElementById("question").appendChild(link)`)
	b.presses(b.middle("#out"), 1)
	b.mouse(input.DispatchMouseEventTypeMousePressed, b.middle("#out"), input.MouseButtonMiddle, 1)
	b.mouse(input.DispatchMouseEventTypeMouseReleased, b.middle("#out"), input.MouseButtonMiddle, 1)
	b.wantList(t, `seen`, "click refused", "auxclick refused")
	b.Run(`seen = []; var link = document.getElementById("out"); link.download = "antrean.json"; link.href = URL.createObjectURL(new Blob(["{}"]))`)
	b.presses(b.middle("#out"), 1)
	b.wantList(t, `seen`, "click")
	b.Want(`alive && location.pathname`, "/k")
}

// Leaving the page shows no question: an update must not wait for an answer.
func TestLeavingShowsNoQuestion(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openGuarded(t, h)
	b.presses(b.middle(`[data-value="4"]`), 1)
	b.shows("after")
	b.presses(b.middle(`#note`), 1)
	b.Press("Belum selesai")
	b.Reload()
	b.shows("faces")
}

// The first touch requests full screen and a wake lock, and so does the first touch after
// the page was hidden. A mouse does not, and a rejected request has no effect.
func TestTouchRequestsFullScreenAndWakeLock(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	openLine(t, h)
	b := newTab(t, h, 1280, 800)
	b.BeforeLoad(`window.asked = []; window.locks = [];
		Element.prototype.requestFullscreen = function () { asked.push("screen"); return Promise.reject(new TypeError("no")); };
		Object.defineProperty(navigator, "wakeLock", { value: { request: function () {
			asked.push("light");
			var lock = new EventTarget();
			locks.push(lock);
			return asked.length > 3 ? Promise.reject(new Error("low")) : Promise.resolve(lock);
		} } });`)
	b.connect(sitetest.TabletKey, "faces")
	b.Want(`asked.join()`, "")
	at := b.middle("#question")
	b.taps(at, 3)
	b.Want(`asked.join()`, "screen,light")
	b.Run(`locks[0].dispatchEvent(new Event("release")); document.dispatchEvent(new Event("visibilitychange"))`)
	b.Want(`asked.join()`, "screen,light,light")
	b.presses(at, 1)
	b.Want(`asked.join()`, "screen,light,light")
	b.taps(at, 2)
	b.Want(`asked.join()`, "screen,light,light,screen")
	b.Run(`locks[1].dispatchEvent(new Event("release"))`)
	b.taps(at, 1)
	b.Until(`asked.join() === "screen,light,light,screen,light"`)
	b.Want(`document.getElementById("screen-faces").checkVisibility()`, "true")
}
