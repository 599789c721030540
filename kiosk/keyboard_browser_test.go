package kiosk_test

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// focused returns the name of the focused element.
const focused = `(function (e) {
	if (!e || e === document.body) { return "page"; }
	var name = e.getAttribute("name");
	return e.tagName.toLowerCase() + (e.lang && e !== document.documentElement ? ":" + e.lang : "") +
		(name ? ":" + name + (e.type === "radio" || e.type === "checkbox" || e.tagName === "BUTTON" ? "=" + e.value : "") : "") +
		(e.tagName === "SUMMARY" ? "." + e.parentNode.className : "") +
		(e.tagName === "BUTTON" && !name ? "." + (e.getAttribute("data-look") || e.className.split(" ").pop()) : "");
})(document.activeElement)`

// ringed reports whether the focus is visible: a solid line of at least 2 px around the
// element, or around the text of its chip, inside the window, and not in the colour of
// its background.
const ringed = `(function (e) {
	if (e.closest(".chip")) { e = e.nextElementSibling; }
	var s = getComputedStyle(e), r = e.getBoundingClientRect();
	return s.outlineStyle === "solid" && parseFloat(s.outlineWidth) >= 2 && (parseFloat(s.outlineOffset) >= 2 || s.outlineColor !== s.backgroundColor) &&
		r.width > 0 && r.bottom > 0 && r.top < innerHeight;
})(document.activeElement)`

// tabs presses the Tab key through the page and returns the focused elements in order.
func (b tab) tabs(t *testing.T) []string {
	var reached []string
	for range 60 {
		b.Press(kb.Tab)
		name := b.Text(focused)
		if name == "page" || slices.Contains(reached, name) {
			return reached
		}
		reached = append(reached, name)
		if b.Text(ringed) != "true" {
			t.Errorf("no visible focus ring around %s", name)
		}
	}
	return reached
}

func wantOrder(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("the Tab key reaches\n%q, want\n%q", got, want)
	}
}

// The Tab key follows the reading order of the phone page, with a visible focus.
func TestPhoneByKeyboard(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openPhone(t, h, "DKC-02")
	languages := b.List(`Array.prototype.map.call(document.querySelectorAll(".p-lang"), function (a) { return "a:" + a.lang; })`)
	wantOrder(t, b.tabs(t), append(languages, "input:officer=P-02",
		"button:value=1", "button:value=2", "button:value=3", "button:value=4", "button.big", "button.strong")...)

	b.Run(`document.querySelector("input[name=officer]").focus()`)
	b.Press(kb.ArrowDown)
	b.Want(`document.activeElement.value + document.activeElement.checked`, "P-03true")
	b.Press(kb.Tab + kb.Tab + kb.Enter)
	b.Until(`document.querySelector(".p-thanks.tint-2")`)
	id := b.Text(`document.querySelector("input[name=id]").value`)
	if r := h.Rating(id); r.Value != 2 || r.Officer != "P-03" {
		t.Errorf("stored %+v", r)
	}
	b.Want(`document.activeElement.tagName`, "H1")
	wantOrder(t, b.tabs(t), "summary.p-change", "input:answers.kompetensi=1", "input:answers.perilaku=1",
		"input:reasons=menunggu_lama", "input:reasons=kurang_jelas", "input:reasons=kurang_ramah", "input:reasons=diminta_biaya",
		"textarea:comment", "summary.p-survey", "button.button-main", "a", "button.big", "button.strong")
}

// The Space key presses a face, and the buttons after it.
func TestPhoneBySpace(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openPhone(t, h, "DKC-01")
	b.Run(`document.querySelector(".p-face[value='3']").focus()`)
	b.Press(" ")
	b.Until(`document.querySelector(".p-thanks.tint-3")`)
	b.Press(kb.Tab + " ")
	b.Until(`document.querySelector(".p-change").open`)
	b.Press(kb.Tab + " ")
	b.Until(`document.querySelector(".p-thanks.tint-1")`)
	if n, _ := h.Counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
}
