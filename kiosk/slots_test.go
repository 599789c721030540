package kiosk_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/repository/testdb"
	"suaraloket/web/sitetest"
)

// slotCode returns the code on the screen of DKC-01 after a time, made with the tablet's
// key.
func (h *hall) slotCode(ahead time.Duration) string {
	h.T.Helper()
	a := h.Ask("GET", "/api/v1/kiosk", "", "Authorization", "Bearer "+sitetest.TabletKey)
	var m map[string]any
	h.ReadJSON(a, &m)
	text, _ := m["slot_key"].(string)
	key, err := base64.RawURLEncoding.DecodeString(text)
	check(h.T, err)
	return domain.SlotCode(key, "DKC-01", domain.SlotAt(h.Clock().Add(ahead)))
}

// scan opens a code as a phone does and returns the form of the page.
func (h *hall) scan(code string) url.Values {
	h.T.Helper()
	a := h.Page("/r/DKC-01?pass=" + code)
	if a.Status != http.StatusOK {
		h.T.Fatalf("%s: %d", code, a.Status)
	}
	return formOf(a.Body)
}

func faced(form url.Values, value string) url.Values {
	form.Set("value", value)
	return form
}

// A rotating code allows one rating. Opening the page does not use it up.
func TestRotatingCodeAllowsOneRating(t *testing.T) {
	h := openHall(t)
	code := h.slotCode(0)
	address := "/r/DKC-01?pass=" + code
	first := h.Ask("GET", address+"&lang=id", "", "Accept", "text/html")
	if first.Status != 303 || !strings.HasPrefix(first.Header.Get("Location"), "/r/DKC-01?pass=v2_DKC-01_") || first.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d to %s", first.Status, first.Header.Get("Location"))
	}
	for range 3 { // such as a link preview or a second browser
		h.scan(code)
	}
	mine, other := h.scan(code), h.scan(code)
	wantPage(t, h.Send("/r/DKC-01", faced(mine, "4")), 200, []string{"Terima kasih", domain.ReceiptOf(mine.Get("id"))}, nil)
	r := h.Rating(mine.Get("id"))
	if r.Assurance != domain.AssuranceSlot || r.Verdict != domain.Counted || !strings.HasPrefix(r.Claim, "slot:DKC-01:") || r.Channel != domain.ChannelPage {
		t.Errorf("stored %+v", r)
	}

	wantPage(t, h.Page(address), 410, []string{"Kode ini sudah dipakai", "pindai lagi"}, []string{"Ibu Ratna"})
	wantPage(t, h.Send("/r/DKC-01", faced(other, "1")), 410, []string{"Kode ini sudah dipakai"}, []string{r.Receipt()})
	wantPage(t, h.Page("/r/DKC-01?pass="+other.Get("pass")), 410, []string{"Kode ini sudah dipakai"}, []string{r.Receipt()})
	wantPage(t, h.Page("/r/DKC-01?pass="+mine.Get("pass")), 200, []string{r.Receipt(), "sudah tercatat sebelumnya"}, nil)
	wantPage(t, h.Send("/r/DKC-01", mine), 200, []string{r.Receipt()}, nil)
	if n, _ := h.Counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
}

func TestRotatingCodeExpires(t *testing.T) {
	for name, c := range map[string]struct {
		ahead, later time.Duration
		status       int
	}{
		"at once":                          {0, 0, 303},
		"a screen two minutes behind":      {-2 * time.Minute, 0, 303},
		"a screen two minutes ahead":       {2 * time.Minute, 0, 303},
		"a photo after two minutes":        {0, 2 * time.Minute, 303},
		"a photo after three minutes":      {0, 3 * time.Minute, 410},
		"a photo after a day":              {0, 24 * time.Hour, 410},
		"a screen three minutes ahead":     {3*time.Minute + 15*time.Second, 0, 410},
		"a screen that is an hour ahead":   {time.Hour, 0, 410},
		"a photo after the tablet's clock": {-2 * time.Minute, time.Minute, 410},
	} {
		h := openHall(t)
		code := h.slotCode(c.ahead)
		h.Later(c.later)
		if a := h.Ask("GET", "/r/DKC-01?pass="+code, "", "Accept", "text/html"); a.Status != c.status || a.Status == 410 && !strings.Contains(a.Body, "kedaluwarsa") {
			t.Errorf("%s: %d", name, a.Status)
		}
		want := map[int]int{303: 201, 410: 410}[c.status]
		if a := h.Post(sitetest.Rate(sitetest.KnownID, `,"pass":"`, code, `"`)); a.Status != want {
			t.Errorf("%s, sent without a visit: %d %s", name, a.Status, a.Body)
		}
	}
}

func TestRatingsPerSlotAreLimited(t *testing.T) {
	store := testdb.SQLite(t)
	h := openHallOn(t, store, func(o *sitetest.Options) {
		places := domain.NewRoster(store, store, o.Clock)
		o.Intake = domain.NewIntake(places, store, o.Clock, domain.Limits{SlotRatings: 2})
		o.Visits = domain.NewVisits(o.Passes, places, o.Intake, store, domain.NewAuthors([]byte("0123456789abcdef"), store, o.Clock))
	})
	code := h.slotCode(0)
	forms := []url.Values{h.scan(code), h.scan(code), h.scan(code)}
	for i, form := range forms {
		status := []int{200, 200, 410}[i]
		if a := h.Send("/r/DKC-01", faced(form, "3")); a.Status != status {
			t.Errorf("visit %d: %d", i, a.Status)
		}
	}
	for i, form := range forms[:2] { // each visit reopens its own rating
		receipts := []string{domain.ReceiptOf(forms[i].Get("id")), domain.ReceiptOf(forms[1-i].Get("id"))}
		wantPage(t, h.Page("/r/DKC-01?pass="+form.Get("pass")), 200, receipts[:1], receipts[1:])
	}
}

func TestSlotCodesOfOtherTabletsAreRefused(t *testing.T) {
	h := openHall(t)
	code := h.slotCode(0)
	for address, status := range map[string]int{
		"/r/DKC-02?pass=" + code:                   403,
		"/r/DKC-01?pass=" + code[:len(code)-1]:     401,
		"/r/DKC-01?pass=s1_DKC-01_x_0123456789abc": 401,
	} {
		if a := h.Ask("GET", address, "", "Accept", "text/html"); a.Status != status {
			t.Errorf("%s: %d", address, a.Status)
		}
	}
	check(t, h.Kiosks.Bind(context.Background(), domain.Kiosk{ID: "tablet-1", Counter: "DKC-01"}, "a new key"))
	if a := h.Page("/r/DKC-01?pass=" + code); a.Status != 401 {
		t.Errorf("after a new pairing of the tablet: %d", a.Status)
	}
}

func TestTicketOpensTheOfficersPage(t *testing.T) {
	h := openHall(t)
	code := h.Ticket(domain.TicketOrder{Counter: "DKC-02", Officer: "P-03", Service: "KTP-EL"})
	page := h.Page("/r/DKC-02?pass=" + code)
	wantPage(t, page, 200, []string{"Ibu Dewi L.", `value="P-03"`}, []string{"Bapak Budi", "Siapa yang melayani"})
	form := faced(formOf(page.Body), "4")
	wantPage(t, h.Send("/r/DKC-02", form), 200, []string{"Terima kasih"}, nil)
	if r := h.Rating(form.Get("id")); r.Officer != "P-03" || r.Service != "KTP-EL" || r.Assurance != domain.AssuranceTicket || r.Verdict != domain.Counted {
		t.Errorf("stored %+v", r)
	}
	receipt := domain.ReceiptOf(form.Get("id"))
	wantPage(t, h.Page("/r/DKC-02?pass="+code), 200, []string{receipt, "Ubah"}, nil) // the ticket shows its own rating
	h.Later(domain.ChangeTime + time.Minute)
	wantPage(t, h.Page("/r/DKC-02?pass="+code), 410, []string{"sudah dipakai"}, []string{receipt})
}

func TestTicketAllowsOneRating(t *testing.T) {
	use := map[string]func(h *hall, code, id string) answer{
		"by the page": func(h *hall, code, id string) answer {
			page := h.Page("/r/DKC-01?pass=" + code)
			if page.Status != 200 {
				return page
			}
			return h.Send("/r/DKC-01", url.Values{"id": {id}, "value": {"4"}, "pass": {formOf(page.Body).Get("pass")}})
		},
		"as it is":      func(h *hall, code, id string) answer { return h.Post(sitetest.Rate(id, `,"pass":"`, code, `"`)) },
		"at the tablet": func(h *hall, code, id string) answer { return h.Tap(sitetest.Rate(id, `,"pass":"`, code, `"`)) },
	}
	for first, useFirst := range use {
		for second, useSecond := range use {
			h := openHall(t)
			code := h.Ticket(domain.TicketOrder{})
			if a := useFirst(h, code, sitetest.KnownID); a.Status >= 300 {
				t.Fatalf("%s: %d %s", first, a.Status, a.Body)
			}
			a := useSecond(h, code, sitetest.OtherID)
			want := 409
			if second == "by the page" && first != second {
				want = 410 // the page opened no visit
			}
			if a.Status != want {
				t.Errorf("%s, then %s: %d %s", first, second, a.Status, a.Body)
			}
			if second != "by the page" {
				a.WantProblem(t, "ticket_used", "")
			}
			if again := useFirst(h, code, sitetest.KnownID); first != "by the page" && again.Status != 200 {
				t.Errorf("%s, again: %d", first, again.Status)
			}
			if n, _ := h.Counted(); n != 1 {
				t.Errorf("%s, then %s: counted %d", first, second, n)
			}
		}
	}
}

func TestTicketExpires(t *testing.T) {
	h := openHall(t)
	code := h.Ticket(domain.TicketOrder{Valid: time.Hour})
	h.scan(code)
	h.Later(59*time.Minute - domain.VisitTime)
	form := h.scan(code) // opened a second time
	h.Later(domain.VisitTime)
	wantPage(t, h.Send("/r/DKC-01", faced(form, "3")), 200, []string{"Terima kasih"}, nil)
	other := h.Ticket(domain.TicketOrder{Valid: time.Hour, Reference: uuid.NewString()})
	h.Later(time.Hour + time.Second)
	wantPage(t, h.Page("/r/DKC-01?pass="+other), 410, []string{"kedaluwarsa"}, nil)
	if a := h.Post(sitetest.Rate(sitetest.OtherID, `,"pass":"`, other, `"`)); a.Status != 410 {
		t.Errorf("sent without a visit: %d", a.Status)
	}
	if a := h.Post(`{"id":"` + form.Get("id") + `","value":3,"officer":"P-01","pass":"` + code + `"}`); a.Status != 200 {
		t.Errorf("a repeat: %d %s", a.Status, a.Body)
	}
}
