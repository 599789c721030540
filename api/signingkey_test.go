package api_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/web/sitetest"
)

// request is one with the key of a tablet.
type request struct{ method, path, body string }

// tabletRequests are all that a tablet sends.
func tabletRequests() []request {
	id := uuid.NewString()
	return []request{
		{"GET", "/api/v1/kiosk", ""},
		{"GET", "/api/v1/kiosk/officers", ""},
		{"POST", "/api/v1/kiosk/sign-on", `{"officer":"P-01","pin":"000000"}`},
		{"POST", "/api/v1/kiosks/heartbeat", `{"waiting":0}`},
		{"POST", "/api/v1/ratings", fmt.Sprintf(`{"id":%q,"value":3,"officer":"P-01"}`, id)},
		{"PATCH", "/api/v1/ratings/" + id, `{"value":4}`},
	}
}

func (h *hall) sends(r request, key, signature string) answer {
	h.T.Helper()
	headers := []string{"Authorization", "Bearer " + key}
	if r.body != "" {
		headers = append(headers, "Content-Type", "application/json")
	}
	if signature != "" {
		headers = append(headers, "Tablet-Signature", signature)
	}
	return h.Ask(r.method, r.path, r.body, headers...)
}

// A paired tablet that has sent its signing key signs each request: its device key alone opens
// nothing, nor does a signature of another request or of another key pair.
func TestADeviceKeyAloneOpensNothing(t *testing.T) {
	h := openHall(t)
	own := sitetest.SignerOf("tablet-1")
	const key = "a device key from a pairing"
	check(t, h.Kiosks.Bind(context.Background(), domain.Kiosk{ID: "tablet-1", Counter: "DKC-01", Paired: h.Now()}, key))
	enrol := request{"PUT", "/api/v1/kiosk/signing-key", `{"public_key":"` + own.Public() + `"}`}
	if a := h.sends(request{"GET", "/api/v1/kiosk", ""}, key, ""); a.Status != 200 || a.JSON(t)["signs"] != false {
		t.Fatalf("before the signing key: %d %s", a.Status, a.Body)
	}
	if a := h.sends(enrol, key, ""); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	check(t, h.Roster.Refresh(context.Background()))
	text := func(r request) string { return r.method + "\n" + r.path + "\n" + r.body }
	for _, r := range append(tabletRequests(), enrol) {
		other := r
		other.body += " "
		for name, signature := range map[string]string{
			"none": "", "of another body": own.Sign(text(other)), "of another tablet": sitetest.SignerOf("tablet-2").Sign(text(r)),
			"of the body alone": own.Sign(r.body), "no signature": "00",
		} {
			if a := h.sends(r, key, signature); a.Status != 401 || a.JSON(t)["code"] != "tablet_signature" {
				t.Errorf("%s %s, signature %s: %d %s", r.method, r.path, name, a.Status, a.Body)
			}
		}
		if a := h.sends(r, key, own.Sign(text(r))); a.Status == 401 {
			t.Errorf("%s %s, signed: %d %s", r.method, r.path, a.Status, a.Body)
		}
	}
	if n, held := h.Counted(); n != 1 || held != 0 {
		t.Errorf("%d counted, %d held", n, held)
	}
}

// A tablet that was bound by command signs no request, because its browser may forget everything
// at night; neither do the keys of other systems.
func TestABoundTabletNeedsNoSignature(t *testing.T) {
	h := openHall(t)
	enrol := request{"PUT", "/api/v1/kiosk/signing-key", `{"public_key":"` + sitetest.SignerOf("tablet-1").Public() + `"}`}
	if a := h.sends(enrol, sitetest.TabletKey, ""); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	for _, r := range append(tabletRequests(), enrol) {
		if a := h.sends(r, sitetest.TabletKey, ""); a.Status == 401 {
			t.Errorf("%s %s: %d %s", r.method, r.path, a.Status, a.Body)
		}
	}
	for body, want := range map[string]int{`{"public_key":"x"}`: 422, `{}`: 422, `{"public_key":"` + sitetest.SignerOf("x").Public() + `"}`: 409} {
		if a := h.sends(request{"PUT", "/api/v1/kiosk/signing-key", body}, sitetest.TabletKey, ""); a.Status != want {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	if a := h.sends(enrol, "", ""); a.Status != 401 {
		t.Errorf("without a key: %d", a.Status)
	}
}
