package kiosk_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"suaraloket/web/browsertest"
	"suaraloket/web/sitetest"
)

// holdsMark presses the mark in the header until the staff corner opens.
func (b tab) holdsMark() {
	b.Run(`document.getElementById("staff-hold").dispatchEvent(new PointerEvent("pointerdown", {isPrimary: true, button: 0, bubbles: true}))`)
	b.shows("staff")
}

// panel waits until a panel of the staff corner is shown and accepts touches.
func (b tab) panel(name string) {
	b.Until(`document.getElementById("staff-` + name + `").offsetParent`)
	b.passes(echoes)
}

// staff opens the corner with the tablet's PIN.
func (b tab) staff(h *hall, kiosk string) {
	b.holdsMark()
	b.panel("pin")
	b.Press(h.Kiosks.PIN(kiosk))
	b.panel("board")
}

// says waits until an element of the staff corner has this text.
func (b tab) says(id, text string) {
	b.Until(`document.getElementById("` + id + `").offsetParent && document.getElementById("` + id + `").textContent.trim() === ` + strconv.Quote(text))
}

// markMouse and finger send an event at the centre of the mark.
func (b tab) markMouse(t *testing.T, what input.DispatchMouseEventType) {
	t.Helper()
	_, err := chromedp.Call(b.Context(), input.DispatchMouseEvent, input.DispatchMouseEventParams{
		Type: what, X: 60, Y: 48, Button: input.MouseButtonLeft, ClickCount: 1,
	})
	check(t, err)
}

func (b tab) finger(t *testing.T, what input.DispatchTouchEventType, points ...*input.TouchPoint) {
	t.Helper()
	_, err := chromedp.Call(b.Context(), input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: what, TouchPoints: points})
	check(t, err)
}

// markKey presses or releases a key on the mark.
func (b tab) markKey(t *testing.T, what input.DispatchKeyEventType, key, text string) {
	t.Helper()
	_, err := chromedp.Call(b.Context(), input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: what, Key: key, Text: text})
	check(t, err)
}

// A tap and a short hold do nothing. A hold of three seconds opens the corner, by mouse,
// finger and key.
func TestOnlyAHoldOpensTheStaffCorner(t *testing.T) {
	t.Parallel()
	const holding = `document.querySelector(".k-holding")`
	begun := `parseFloat(document.querySelector(".k-hold-ring circle").style.strokeDasharray) > 20`
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	for _, way := range []struct {
		name      string
		down, up  func()
		accidents bool
	}{
		{"mouse", func() { b.markMouse(t, input.DispatchMouseEventTypeMousePressed) }, func() { b.markMouse(t, input.DispatchMouseEventTypeMouseReleased) }, true},
		{"finger", func() { b.finger(t, input.DispatchTouchEventTypeTouchStart, &input.TouchPoint{X: 60, Y: 48}) }, func() { b.finger(t, input.DispatchTouchEventTypeTouchEnd) }, true},
		{"space", func() { b.markKey(t, input.DispatchKeyEventTypeKeyDown, " ", " ") }, func() { b.markKey(t, input.DispatchKeyEventTypeKeyUp, " ", "") }, false},
		{"enter", func() { b.markKey(t, input.DispatchKeyEventTypeKeyDown, "Enter", "\r") }, func() { b.markKey(t, input.DispatchKeyEventTypeKeyUp, "Enter", "") }, false},
	} {
		t.Run(way.name, func(t *testing.T) {
			b.Run(`document.getElementById("staff-hold").focus()`)
			way.down()
			b.Until(holding + ` && ` + begun)
			way.up()
			b.Until(`!` + holding)
			b.Want(`document.getElementById("screen-faces").hidden`, "false")
			way.down()
			b.shows("staff")
			way.up()
			b.panel("pin")
			b.click("#staff-close")
			b.shows("faces")
		})
	}
}

// The staff corner never covers a rating in progress.
func TestStaffCornerWaitsForTheResident(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.SeveralKey, "pick", 1280, 800)
	tried := func(what string) {
		t.Helper()
		b.markMouse(t, input.DispatchMouseEventTypeMousePressed)
		b.Want(`document.querySelector(".k-holding") === null`, "true")
		b.markMouse(t, input.DispatchMouseEventTypeMouseReleased)
		if t.Failed() {
			t.Fatal(what)
		}
	}
	b.click(".k-person")
	b.shows("faces")
	tried("an officer is picked")
	b.click(`[data-value="4"]`)
	b.shows("after")
	tried("a rating is given")
	b.click("#done")
	b.Until(`document.getElementById("screen-after").classList.contains("k-bye")`)
	tried("thanks")
	b.passes(byeTime)
	b.shows("pick")
	b.holdsMark()
}

// A tablet that was never connected has no PIN, and the corner says so.
func TestStaffCornerOfAnUnknownTablet(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	openLine(t, h)
	b := newTab(t, h, 800, 1280)
	b.Goto(h.line.server.URL + "/k")
	b.shows("setup")
	b.holdsMark()
	b.panel("unknown")
	b.Axe("unknown")
	b.click("#staff-close")
	b.shows("setup")
}

// A revoked tablet still opens the corner, because it may hold ratings. The server's
// refusals do not close it.
func TestStaffCornerOfARevokedTablet(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	check(t, h.Kiosks.Revoke(context.Background(), sitetest.Head(), "tablet-1", false))
	b.Run(`window.dispatchEvent(new Event("online"))`)
	b.shows("ended")
	b.staff(h, "tablet-1")
	b.says("staff-name", "Tablet 1")
	b.Until(`document.getElementById("staff-where").textContent.indexOf("Loket 1 · ") === 0`)
	b.Run(`window.refusals = 0; var ask = window.fetch; window.fetch = function () {
		return ask.apply(this, arguments).then(function (r) { setTimeout(function () { window.refusals += r.status === 401; }, 300); return r; });
	};
	window.dispatchEvent(new Event("online"));`)
	b.Until(`refusals > 0`)
	b.Want(`document.getElementById("screen-staff").hidden`, "false")
	b.click("#staff-close")
	b.shows("ended")
}

// The corner closes after a minute without touches and leaves no text on the page.
func TestStaffCornerClosesByItself(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openFast(t, h, 8)
	b.staff(h, "tablet-1")
	b.says("staff-name", "Tablet 1")
	b.shows("faces")
	b.Want(`document.getElementById("screen-staff").textContent.indexOf("Tablet 1") < 0 && document.getElementById("staff-facts").children.length === 0`, "true")
	b.Reload()
	b.shows("faces")
}

// staffStates goes through all states of the corner.
func (b tab) staffStates(h *hall, look func(state string)) {
	b.holdsMark()
	b.panel("pin")
	look("PIN")
	b.Press("000")
	b.Press("000")
	b.Until(`!document.getElementById("staff-pin-wrong").hidden`)
	look("wrong PIN")
	b.Press(h.Kiosks.PIN("tablet-1"))
	b.panel("board")
	b.click("#staff-send")
	b.Until(`!document.getElementById("staff-result").hidden`)
	look("board")
	b.click("#staff-change")
	b.panel("people")
	b.Until(`document.querySelectorAll("#staff-officers button").length === 3`)
	look("officers")
	b.click("#staff-officers button")
	b.panel("pin")
	look("officer's PIN")
	b.click("#staff-back")
	b.panel("people")
	b.click("#staff-back")
	b.panel("board")
	b.click("#staff-close")
	b.shows("faces")
}

// On every size and in every language axe finds nothing, targets are large, and nothing is
// cut off.
func TestStaffCornerIsAccessible(t *testing.T) {
	t.Parallel()
	const small = `Array.prototype.map.call(document.querySelectorAll("#screen-staff button, #staff-hold"), function (e) {
		var r = e.getBoundingClientRect();
		return e.offsetParent && (r.width < 87.5 || r.height < 87.5) ? e.textContent.trim() + " " + r.width + "x" + r.height : "";
	}).filter(Boolean)`
	const cut = `Array.prototype.map.call(document.querySelectorAll("#screen-staff, .k-panel, .k-panel-words, .k-pin-keys, #screen-staff button"), function (e) {
		return e.offsetParent && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) ? e.id + e.className + " " + e.scrollWidth + ">" + e.clientWidth + " " + e.scrollHeight + ">" + e.clientHeight : "";
	}).filter(Boolean)`
	const covered = `Array.prototype.filter.call(document.querySelectorAll(".k-panel-words > *"), function (e) {
		return e.offsetParent && e.getBoundingClientRect().bottom > document.querySelector(".k-staff-foot").getBoundingClientRect().top;
	}).map(function (e) { return e.id || e.textContent; })`
	h := openHall(t)
	h.photographed()
	refuseOne(t, h)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	b.click(`[data-value="1"]`)
	b.shows("after")
	b.click("#done")
	browsertest.Eventually(t, "one rating is refused", func() bool { return len(b.refused(t)) == 1 })
	b.passes(byeTime)
	b.shows("faces")
	b.staffStates(h, func(state string) {
		b.InEach(append(browsertest.Windows(), [2]int64{600, 960}), func(size [2]int64) {
			findings := wide
			if size[0] >= 600 { // on a phone scrolling is allowed
				findings = `[].concat(` + wide + `, ` + small + `, ` + cut + `, ` + covered + `)`
			}
			b.fits(t, fmt.Sprint(size[0], ", ", state), findings, languages(t), "kiosk", "kiosk big")
		})
		for _, lang := range languages(t) {
			b.speaks(lang, state)
		}
	})
}
