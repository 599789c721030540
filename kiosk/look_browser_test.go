package kiosk_test

import "testing"

// size and ground are how large words are on the page and what they stand on.
const (
	size   = `getComputedStyle(document.querySelector(".p-face")).fontSize`
	ground = `getComputedStyle(document.body).backgroundColor`
)

// The phone's owner chooses large text and high contrast; both last, from page to page
// and from visit to visit.
func TestPhoneKeepsItsLook(t *testing.T) {
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
	b.Goto(b.Text(`location.origin`) + "/r/DKC-02?pass=" + h.passes.Poster("DKC-02"))
	b.Until(`document.documentElement.classList.contains("big") && document.documentElement.classList.contains("strong")`)
	b.touches(`[data-look=big]`)
	b.Want(`document.documentElement.className`, "phone strong")
}

// Who asks for more contrast in the device's settings gets it everywhere; with colours
// of their own the faces can still be told.
func TestSettingsOfTheDeviceAreRespected(t *testing.T) {
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
