package kiosk_test

import (
	"context"
	"net/http"
	"testing"

	"suaraloket/domain"
)

// Officers with and without a photo are aligned, independent of the length of their names.
func TestPhotosOnThePhoneAreAligned(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	check(t, h.Store.SaveOfficers(context.Background(), []domain.Officer{{
		Code: "P-02", Name: "Budi Hartono", DisplayName: "Bapak Raden Budi Hartono Prawirodirdjokusumaningrat", Unit: "DKC", Figure: "b", Active: true,
	}}))
	_, small := h.puts("P-02", grounds()[0])
	b := openPhone(t, h, "DKC-02")
	b.sees(".p-people img", small)
	b.Want(`Array.from(document.querySelectorAll(".p-people .portrait, .p-people .figure")).map(function (e) {
		var r = e.getBoundingClientRect();
		return [r.left, r.width, r.height, getComputedStyle(e).borderRadius].join(" ");
	}).join(", ")`, "36 52 52 50%, 36 52 52 50%")
	b.Want(`document.documentElement.scrollWidth <= innerWidth`, "true")
	_, one := h.puts("P-01", grounds()[1])
	b.Goto(b.Text(`location.origin`) + "/r/DKC-01?pass=" + h.Passes.Poster("DKC-01"))
	b.sees(".p-officer img", one)
	b.Axe("one with a photo")
}

// The page is shown and accepts a rating while the photo still loads. Nothing moves when
// the photo arrives or fails.
func TestPhoneDoesNotWaitForThePhoto(t *testing.T) {
	t.Parallel()
	const places = `JSON.stringify(Array.from(document.querySelectorAll(".p-officer img, .p-officer-name, .p-question, .p-face")).map(function (e) {
		var r = e.getBoundingClientRect(); return [r.left, r.top, r.width, r.height]; }))`
	h := openHall(t)
	_, small := h.puts("P-01", grounds()[0])
	openLine(t, h)
	photo, comes := h.Ask("GET", small, ""), make(chan struct{})
	h.line.double("GET "+small, func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-comes:
			w.Header().Set("Content-Type", "image/jpeg")
			_, _ = w.Write([]byte(photo.Body))
		case <-r.Context().Done():
		}
	})
	b := newTab(t, h, 360, 740)
	opens := func(b tab) {
		b.Goto(h.line.server.URL + elsewhere)
		b.Run(`location.href = "/r/DKC-01?pass=` + h.Visit("DKC-01") + `"`)
		b.Until(`document.querySelectorAll(".p-face").length === 4`)
		b.FirstPaint()
		b.Want(`document.querySelector(".p-officer img").complete`, "false")
		b.Until(`document.fonts.status === "loaded"`)
	}
	opens(b)
	before := b.Text(places)
	rates := b.another()
	opens(rates)
	rates.click(".p-face")
	rates.Until(`document.querySelector(".p-thanks")`)
	close(comes)
	b.sees(".p-officer img", small)
	b.Want(places, before)
	h.line.double("GET "+small, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	never := newTab(t, h, 360, 740)
	never.Goto(h.line.server.URL + "/r/DKC-01?pass=" + h.Visit("DKC-01"))
	never.Until(`document.querySelector(".p-officer img").complete && document.fonts.status === "loaded"`)
	never.Want(places, before)
}
