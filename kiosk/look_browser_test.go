package kiosk_test

import (
	"fmt"
	"suaraloket/web/sitetest"
	"testing"
)

// size and ground are scripts that return the font size and the background of the page.
const (
	size   = `getComputedStyle(document.querySelector(".p-face")).fontSize`
	ground = `getComputedStyle(document.body).backgroundColor`
)

// The phone remembers large text and high contrast for all pages and visits.
func TestPhoneKeepsItsLook(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openPhone(t, h, "DKC-01")
	b.Want(size, "19px")
	b.touches(`[data-look=big]`)
	b.touches(`[data-look=strong]`)
	b.Want(`document.querySelectorAll("[data-look][aria-pressed=true]").length`, "2")
	b.Want(size+` + " " + `+ground, "24.9375px rgb(255, 255, 255)")
	b.Want(`document.documentElement.scrollWidth <= innerWidth`, "true")
	b.AxeStrong("faces")
	b.click(".p-face")
	b.Until(`document.querySelector(".p-thanks")`)
	b.Run(`document.querySelectorAll("details").forEach(function (d) { d.open = true; });
		document.querySelectorAll(".p-extra .chip input").forEach(function (i) { i.click(); })`)
	b.AxeStrong("thanks")
	b.Axe("thanks")
	b.Want(`document.documentElement.scrollWidth <= innerWidth`, "true")
	b.Goto(b.Text(`location.origin`) + "/r/DKC-02?pass=" + h.Passes.Poster("DKC-02"))
	b.Until(`document.documentElement.classList.contains("big") && document.documentElement.classList.contains("strong")`)
	b.touches(`[data-look=big]`)
	b.Want(`document.documentElement.className`, "phone strong")
}

// The device's setting for more contrast applies to all pages. With forced colours the
// faces are still distinguishable.
func TestDeviceSettingsAreRespected(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openPhone(t, h, "DKC-02")
	b.Prefer("prefers-contrast", "more")
	b.Want(ground, "rgb(255, 255, 255)")
	b.AxeStrong("faces")
	b.Run(`document.querySelector("input[name=officer]").click()`)
	b.Prefer("forced-colors", "active", "prefers-color-scheme", "dark")
	b.Want(`matchMedia("(forced-colors: active)").matches`, "true")
	b.Want(`Array.prototype.filter.call(document.querySelectorAll(".p-face .face-head"), function (e) {
		var s = getComputedStyle(e);
		return s.fill === s.stroke;
	}).length`, "0")
	b.Want(`getComputedStyle(document.querySelector(".chip input:checked + span")).borderTopWidth`, "3px")
}

// On a tablet both choices are in one menu and end with the person's visit.
func TestTabletForgetsTheLook(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	b.touches(`[data-look-menu]`)
	b.Until(`document.getElementById("look").checkVisibility()`)
	b.Want(`document.querySelector("[data-look-menu]").getAttribute("aria-expanded")`, "true")
	b.Axe("the menu is open")
	b.touches(`[data-look=big]`)
	b.touches(`[data-look=strong]`)
	b.Want(`document.documentElement.className`, "kiosk big strong")
	b.AxeStrong("faces")
	b.touches(`#question`)
	b.Want(`document.getElementById("look").hidden`, "true")
	b.touches(`[data-value="4"]`)
	b.shows("after")
	b.AxeStrong("after")
	b.Axe("after")
	b.click(`#done`)
	b.AxeStrong("good-bye")
	b.shows("faces")
	b.Want(`document.documentElement.className`, "kiosk")
	b.Want(`document.querySelectorAll("[data-look][aria-pressed=true]").length`, "0")
}

// Normal and large text fit every tablet in every language: no word is cut off, all faces
// are visible, and scrolling reaches all questions.
func TestEveryLanguageFitsTheTablet(t *testing.T) {
	t.Parallel()
	const cut = `Array.prototype.map.call(document.querySelectorAll("header .k-corner, main:not([hidden]), main:not([hidden]) .k-thanks, main:not([hidden]) button, main:not([hidden]) .chip > span"), function (e) {
		return e.offsetParent && (e.scrollWidth > e.clientWidth + 1 || !e.matches(".k-screen") && e.scrollHeight > e.clientHeight + 1) ? (e.id || e.textContent.trim()) + " " + e.scrollWidth + ">" + e.clientWidth + " " + e.scrollHeight + ">" + e.clientHeight : "";
	}).filter(Boolean)`
	const unseen = `Array.prototype.filter.call(document.querySelectorAll(".k-face, .k-question, #done, .k-thanks"), function (e) {
		var r = e.getBoundingClientRect();
		return e.offsetParent && !e.closest("#again") && (r.bottom > innerHeight || r.top < 0 || r.right > innerWidth);
	}).map(function (e) { return e.id || e.textContent.trim(); }).concat(Array.prototype.filter.call(document.querySelectorAll("#thanks > *"), function (e) {
		var r = e.getBoundingClientRect(), box = e.parentNode.getBoundingClientRect();
		return e.offsetParent && (r.top < box.top + 4 || r.bottom > box.bottom - 4);
	}).map(function (e) { return "in its box: " + (e.id || e.className); }))`
	const uneven = `Array.prototype.map.call(document.querySelectorAll("[data-value] .face"), function (e) {
		return e.closest("main").hidden ? "" : String(Math.round(e.getBoundingClientRect().top));
	}).filter(function (top, i, tops) { return top !== tops[0]; })`
	h := openHall(t)
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	for _, screen := range []string{"faces", "after"} {
		if screen == "after" {
			b.click(`[data-value="1"]`)
			b.shows("after")
		}
		b.InEach(tabletSizes(), func(size [2]int64) {
			b.fits(t, fmt.Sprint(size[0], ", ", screen), `[].concat(`+cut+`, `+unseen+`, `+uneven+`, `+wide+`)`, tightLanguages(t, size[0]), "kiosk", "kiosk big")
		})
	}
}
