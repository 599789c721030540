package api_test

import (
	"strings"
	"testing"

	"suaraloket/web/sitetest"
)

// What programs and tablets send is screened, when it comes and when it is changed, and a
// repeat of it is the same rating.
func TestCommentsAreScreened(t *testing.T) {
	h := sitetest.Open(t)
	body := sitetest.Rate(sitetest.KnownID, `,"comment":"Bangsat! Budi Hartono lama, nama saya Yosefina"`)
	for _, status := range []int{201, 200} {
		if a := h.Tap(body); a.Status != status || strings.Contains(a.Body, "Yosefina") {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		if got, want := h.Rating(sitetest.KnownID).Comment, "[kata kasar]! [nama petugas] lama, nama saya [nama]"; got != want {
			t.Errorf("stored %q, want %q", got, want)
		}
	}
	a := h.Ask("PATCH", "/api/v1/ratings/"+sitetest.KnownID, `{"comment":"Bu Ratna baik, Pak Budi tolol"}`, "Content-Type", "application/json", "Authorization", "Bearer "+sitetest.TabletKey)
	if got, want := h.Rating(sitetest.KnownID).Comment, "Bu Ratna baik, Pak [nama petugas] [kata kasar]"; a.Status != 200 || got != want {
		t.Errorf("%d, stored %q, want %q", a.Status, got, want)
	}
}
