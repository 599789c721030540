package kiosk_test

import (
	"fmt"
	"image"
	_ "image/png"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/web/sitetest"
)

// wholePicture makes the reader expect only a code in the picture: its search in
// photographs misses a few in a thousand drawn codes.
func wholePicture() map[gozxing.DecodeHintType]any {
	return map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true}
}

// read decodes a picture of a code.
func read(t *testing.T, picture image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	check(t, err)
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, wholePicture())
	check(t, err)
	return result.GetText()
}

func decodePNG(t *testing.T, content string) image.Image {
	t.Helper()
	picture, _, err := image.Decode(strings.NewReader(content))
	check(t, err)
	return picture
}

func TestCodesContainTheCountersAddress(t *testing.T) {
	h := openHall(t)
	h.Staff = true
	poster := h.Passes.Poster("DKC-01")
	for address, want := range map[string]string{
		"/qr/DKC-01.png":             "https://suara.contoh.go.id/r/DKC-01?pass=" + poster,
		"/qr/DKC-01.png?to=page":     "https://suara.contoh.go.id/r/DKC-01?pass=" + poster,
		"/qr/dkc-01.png?to=telegram": "https://t.me/contoh_bot?start=" + poster,
	} {
		a := h.Ask("GET", address, "")
		if a.Status != 200 || a.Header.Get("Content-Type") != "image/png" || a.Header.Get("Cache-Control") != "private, no-cache" {
			t.Fatalf("%s: %d %v", address, a.Status, a.Header)
		}
		if got := read(t, decodePNG(t, a.Body)); got != want {
			t.Errorf("%s contains %s", address, got)
		}
	}
}

func TestScannedCodeOpensThePage(t *testing.T) {
	h := openHall(t)
	h.Staff = true
	address := read(t, decodePNG(t, h.Ask("GET", "/qr/DKC-01.png", "").Body))
	a := h.Page(strings.TrimPrefix(address, "https://suara.contoh.go.id"))
	wantPage(t, a, 200, []string{"Ibu Ratna S."}, nil)
}

// A printed code is good for ever: it is given to staff and to programs with an API key.
func TestWhoGetsPrintedCodes(t *testing.T) {
	h := openHall(t)
	h.APIKey("ak_antrean", account.ScopeTickets)
	for _, file := range []string{"/qr/DKC-01.svg", "/qr/DKC-01.png?to=telegram", "/qr/DKC-99.png"} {
		for header, code := range map[string]string{"": "staff_only", "Bearer ak_unknown": "key_unknown", "Bearer " + sitetest.TabletKey: "key_unknown"} {
			a := h.Ask("GET", file, "", "Authorization", header)
			if a.Status != 401 || strings.Contains(a.Body, h.Passes.Poster("DKC-01")) {
				t.Errorf("%s for %q: %d", file, header, a.Status)
			}
			a.WantProblem(t, code, "")
		}
		want := 200
		if strings.Contains(file, "99") {
			want = 404
		}
		if a := h.Ask("GET", file, "", "Authorization", "Bearer ak_antrean"); a.Status != want {
			t.Errorf("%s for a program: %d", file, a.Status)
		}
		h.Staff = true
		if a := h.Ask("GET", file, ""); a.Status != want {
			t.Errorf("%s for staff: %d", file, a.Status)
		}
		h.Staff = false
	}
	wantPage(t, h.Page("/qr/DKC-01.svg"), 401, []string{"masuk ke portal"}, nil)
}

// A tablet that cannot sign rotating codes shows the printed one.
func TestTheTabletHasThePrintedCode(t *testing.T) {
	h := openHall(t)
	for key, counter := range map[string]string{sitetest.TabletKey: "DKC-01", sitetest.SeveralKey: "DKC-02"} {
		if m := h.Ask("GET", "/api/v1/kiosk", "", "Authorization", "Bearer "+key).JSON(t); m["printed"] != h.Passes.Poster(counter) {
			t.Errorf("%s has %v", counter, m["printed"])
		}
	}
}

func TestCodeRefusals(t *testing.T) {
	h := openHall(t)
	h.Staff = true
	for address, status := range map[string]int{
		"/qr/DKC-99.png":            404,
		"/qr/DKC-01.gif":            404,
		"/qr/DKC-01":                404,
		"/qr/DKC-01.svg?to=unknown": 404,
		"/qr/DKC-01.svg":            200,
	} {
		if a := h.Ask("GET", address, ""); a.Status != status {
			t.Errorf("%s: %d", address, a.Status)
		}
	}
	h.Bot = ""
	a := h.Ask("GET", "/qr/DKC-01.png?to=telegram", "")
	if a.Status != 404 {
		t.Fatalf("without a bot: %d", a.Status)
	}
	a.WantProblem(t, "bot_absent", "")
}

// order requests a ticket from the API.
func (h *hall) order(body string) answer {
	h.T.Helper()
	return h.Ask("POST", "/api/v1/tickets", body, "Content-Type", "application/json", "Authorization", "Bearer ak_antrean")
}

// The answer contains the addresses of the counter's page, of the bot, and of a picture of
// the code.
func TestTicketAddresses(t *testing.T) {
	h := openHall(t)
	h.APIKey("ak_antrean", account.ScopeTickets)
	m := h.order(`{"counter":"DKC-01","officer":"P-01","valid_minutes":30}`).JSON(t)
	code, _ := m["ticket"].(string)
	if !strings.HasPrefix(code, "t1_DKC-01_") || len(code) > domain.MaxPass || m["counter"] != "DKC-01" || m["expires"] != "2026-11-23T09:44:05+07:00" ||
		m["page_url"] != "https://suara.contoh.go.id/r/DKC-01?pass="+code || m["telegram_url"] != "https://t.me/contoh_bot?start="+code {
		t.Errorf("%v", m)
	}
	local := func(key string) string { return strings.TrimPrefix(fmt.Sprint(m[key]), "https://suara.contoh.go.id") }
	wantPage(t, h.Page(local("page_url")), 200, []string{"Ibu Ratna S.", "Bagaimana pelayanan"}, nil)
	picture := strings.Replace(local("qr_url"), ".svg?", ".png?", 1)
	if got := read(t, decodePNG(t, h.Ask("GET", picture, "").Body)); got != m["page_url"] {
		t.Errorf("the picture contains %s", got)
	}
	if got := read(t, decodePNG(t, h.Ask("GET", picture+"&to=telegram", "").Body)); got != m["telegram_url"] {
		t.Errorf("the picture for the chat contains %s", got)
	}
	for address, status := range map[string]int{
		local("qr_url"): 200, "/qr/DKC-02.svg?ticket=" + code: 403, "/qr/DKC-01.svg?ticket=" + code + "x": 401,
		"/qr/DKC-01.svg?ticket=" + h.Passes.Poster("DKC-01"): 401, "/qr/DKC-01.svg?ticket=" + h.Visit("DKC-01"): 401,
	} {
		if a := h.Ask("GET", address, ""); a.Status != status {
			t.Errorf("%s: %d", address, a.Status)
		}
	}
	h.Bot = ""
	if m := h.order(`{"counter":"DKC-01"}`).JSON(t); m["telegram_url"] != nil {
		t.Errorf("without a bot: %v", m)
	}
}
