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
	"suaraloket/kiosk"
	"suaraloket/repository/testdb"
)

// slotCode is what the screen of DKC-01 shows so long from now, made with the key that
// the tablet was given.
func (h *hall) slotCode(ahead time.Duration) string {
	h.t.Helper()
	a := h.ask("GET", "/api/v1/kiosk", "", "Authorization", "Bearer "+tabletKey)
	var m map[string]any
	h.readJSON(a, &m)
	text, _ := m["slot_key"].(string)
	key, err := base64.RawURLEncoding.DecodeString(text)
	check(h.t, err)
	return domain.SlotCode(key, "DKC-01", domain.SlotAt(h.clock().Add(ahead)))
}

// scan opens a code as a phone does and gives the form of the page that it leads to.
func (h *hall) scan(code string) url.Values {
	h.t.Helper()
	a := h.page("/r/DKC-01?pass=" + code)
	if a.Status != http.StatusOK {
		h.t.Fatalf("%s: %d", code, a.Status)
	}
	return formOf(a.Body)
}

func faced(form url.Values, value string) url.Values {
	form.Set("value", value)
	return form
}

func TestTheTabletIsGivenKeyAndTime(t *testing.T) {
	h := openHall(t)
	m := h.ask("GET", "/api/v1/kiosk", "", "Authorization", "Bearer "+tabletKey).json(t)
	if m["now"] != "2026-11-23T09:14:05.000+07:00" || len(m["slot_key"].(string)) != 43 {
		t.Errorf("%v", m)
	}
}

// A photo of a rotating code is refused after its time, and after its use; opening
// alone uses nothing.
func TestARotatingCodeIsGoodForOneRating(t *testing.T) {
	h := openHall(t)
	code := h.slotCode(0)
	address := "/r/DKC-01?pass=" + code
	first := h.ask("GET", address+"&lang=id", "", "Accept", "text/html")
	if first.Status != 303 || !strings.HasPrefix(first.Header.Get("Location"), "/r/DKC-01?pass=v2_DKC-01_") || first.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d to %s", first.Status, first.Header.Get("Location"))
	}
	for range 3 { // the preview of a link, a second browser
		h.scan(code)
	}
	mine, other := h.scan(code), h.scan(code)
	wantPage(t, h.send("/r/DKC-01", faced(mine, "4")), 200, []string{"Terima kasih", domain.ReceiptOf(mine.Get("id"))}, nil)
	r := h.rating(mine.Get("id"))
	if r.Assurance != domain.AssuranceSlot || r.Verdict != domain.Counted || !strings.HasPrefix(r.Claim, "slot:DKC-01:") || r.Channel != domain.ChannelPage {
		t.Errorf("stored %+v", r)
	}

	wantPage(t, h.page(address), 410, []string{"Kode ini sudah dipakai", "pindai lagi"}, []string{"Ibu Ratna"})
	wantPage(t, h.send("/r/DKC-01", faced(other, "1")), 410, []string{"Kode ini sudah dipakai"}, []string{r.Receipt()})
	wantPage(t, h.page("/r/DKC-01?pass="+other.Get("pass")), 410, []string{"Kode ini sudah dipakai"}, []string{r.Receipt()})
	wantPage(t, h.page("/r/DKC-01?pass="+mine.Get("pass")), 200, []string{r.Receipt(), "sudah tercatat sebelumnya"}, nil)
	wantPage(t, h.send("/r/DKC-01", mine), 200, []string{r.Receipt()}, nil)
	if n, _ := h.counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
}

func TestARotatingCodeIsRefusedAfterItsTime(t *testing.T) {
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
		h.later(c.later)
		if a := h.ask("GET", "/r/DKC-01?pass="+code, "", "Accept", "text/html"); a.Status != c.status || a.Status == 410 && !strings.Contains(a.Body, "kedaluwarsa") {
			t.Errorf("%s: %d", name, a.Status)
		}
		want := map[int]int{303: 201, 410: 410}[c.status]
		if a := h.post(rate(knownID, `,"pass":"`, code, `"`)); a.Status != want {
			t.Errorf("%s, handed in as it is: %d %s", name, a.Status, a.Body)
		}
	}
}

func TestASlotAdmitsAsManyAsAreConfigured(t *testing.T) {
	store := testdb.SQLite(t)
	h := openHallOn(t, store, func(o *kiosk.Options) {
		roster := domain.NewRoster(store, store, o.Clock)
		o.Intake = domain.NewIntake(roster, store, o.Clock, domain.Limits{SlotRatings: 2})
		o.Visits = domain.NewVisits(o.Passes, roster, o.Intake, store)
	})
	code := h.slotCode(0)
	forms := []url.Values{h.scan(code), h.scan(code), h.scan(code)}
	for i, form := range forms {
		status := []int{200, 200, 410}[i]
		if a := h.send("/r/DKC-01", faced(form, "3")); a.Status != status {
			t.Errorf("visit %d: %d", i, a.Status)
		}
	}
	for i, form := range forms[:2] { // each finds its own
		receipts := []string{domain.ReceiptOf(forms[i].Get("id")), domain.ReceiptOf(forms[1-i].Get("id"))}
		wantPage(t, h.page("/r/DKC-01?pass="+form.Get("pass")), 200, receipts[:1], receipts[1:])
	}
}

func TestSlotsOfOthersAreRefused(t *testing.T) {
	h := openHall(t)
	code := h.slotCode(0)
	for address, status := range map[string]int{
		"/r/DKC-02?pass=" + code:                   403,
		"/r/DKC-01?pass=" + code[:len(code)-1]:     401,
		"/r/DKC-01?pass=s1_DKC-01_x_0123456789abc": 401,
	} {
		if a := h.ask("GET", address, "", "Accept", "text/html"); a.Status != status {
			t.Errorf("%s: %d", address, a.Status)
		}
	}
	check(t, h.kiosks.Bind(context.Background(), domain.Kiosk{ID: "tablet-1", Counter: "DKC-01"}, "a new key"))
	if a := h.page("/r/DKC-01?pass=" + code); a.Status != 401 {
		t.Errorf("after the tablet was paired anew: %d", a.Status)
	}
}

// ticket makes a ticket for DKC-01, or the counter of the order.
func (h *hall) ticket(o domain.TicketOrder) string {
	h.t.Helper()
	if o.Counter == "" {
		o.Counter = "DKC-01"
	}
	_, code, _, err := domain.NewTickets(h.store, h.roster, h.passes, h.clock).Make(context.Background(), o)
	check(h.t, err)
	return code
}

func TestATicketOpensTheOfficersPage(t *testing.T) {
	h := openHall(t)
	code := h.ticket(domain.TicketOrder{Counter: "DKC-02", Officer: "P-03", Service: "KTP-EL"})
	page := h.page("/r/DKC-02?pass=" + code)
	wantPage(t, page, 200, []string{"Ibu Dewi L.", `value="P-03"`}, []string{"Bapak Budi", "Siapa yang melayani"})
	form := faced(formOf(page.Body), "4")
	wantPage(t, h.send("/r/DKC-02", form), 200, []string{"Terima kasih"}, nil)
	if r := h.rating(form.Get("id")); r.Officer != "P-03" || r.Service != "KTP-EL" || r.Assurance != domain.AssuranceTicket || r.Verdict != domain.Counted {
		t.Errorf("stored %+v", r)
	}
	receipt := domain.ReceiptOf(form.Get("id"))
	wantPage(t, h.page("/r/DKC-02?pass="+code), 200, []string{receipt, "Ubah"}, nil) // the bearer's own
	h.later(domain.ChangeTime + time.Minute)
	wantPage(t, h.page("/r/DKC-02?pass="+code), 410, []string{"sudah dipakai"}, []string{receipt})
}

func TestATicketIsUsedOnce(t *testing.T) {
	use := map[string]func(h *hall, code, id string) answer{
		"by the page": func(h *hall, code, id string) answer {
			visit := h.ask("GET", "/r/DKC-01?pass="+code, "", "Accept", "text/html").Header.Get("Location")
			form := url.Values{"id": {id}, "value": {"4"}, "pass": {strings.TrimPrefix(visit, "/r/DKC-01?pass=")}}
			return h.send("/r/DKC-01", form)
		},
		"as it is":      func(h *hall, code, id string) answer { return h.post(rate(id, `,"pass":"`, code, `"`)) },
		"at the tablet": func(h *hall, code, id string) answer { return h.tap(rate(id, `,"pass":"`, code, `"`)) },
	}
	for first, useFirst := range use {
		for second, useSecond := range use {
			h := openHall(t)
			code := h.ticket(domain.TicketOrder{})
			if a := useFirst(h, code, knownID); a.Status >= 300 {
				t.Fatalf("%s: %d %s", first, a.Status, a.Body)
			}
			a := useSecond(h, code, otherID)
			if second == "by the page" && first == "at the tablet" {
				if a.Status != 401 { // the page did not open: there was no visit
					t.Errorf("%s, then %s: %d", first, second, a.Status)
				}
				a = h.page("/r/DKC-01?pass=" + code)
			}
			if a.Status != 409 {
				t.Errorf("%s, then %s: %d %s", first, second, a.Status, a.Body)
			}
			if second != "by the page" {
				wantProblem(t, a, "ticket_used", "")
			}
			if again := useFirst(h, code, knownID); first != "by the page" && again.Status != 200 {
				t.Errorf("%s, again: %d", first, again.Status)
			}
			if n, _ := h.counted(); n != 1 {
				t.Errorf("%s, then %s: counted %d", first, second, n)
			}
		}
	}
}

// What a tablet sends beside its key is looked at when it is a ticket. A final answer
// is never 401, which says that the tablet is unknown.
func TestATicketAtTheTablet(t *testing.T) {
	for name, c := range map[string]struct {
		pass   func(h *hall) string
		status int
		code   string
	}{
		"good":               {func(h *hall) string { return h.ticket(domain.TicketOrder{Service: "KTP-EL"}) }, 201, ""},
		"forged":             {func(*hall) string { return "t1_DKC-01_zzzzzz_01234567_0123456789abc" }, 410, "ticket_invalid"},
		"of another counter": {func(h *hall) string { return h.ticket(domain.TicketOrder{Counter: "DKC-02"}) }, 403, "other_counter"},
		"a page's pass":      {func(h *hall) string { return h.visit("DKC-02") }, 201, ""},
		"expired before the tap": {func(h *hall) string {
			code := h.ticket(domain.TicketOrder{Valid: time.Minute})
			h.later(time.Hour)
			return code
		}, 410, "pass_expired"},
	} {
		h := openHall(t)
		a := h.tap(rate(knownID, `,"pass":"`, c.pass(h), `"`))
		if a.Status != c.status {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
			continue
		}
		if c.code != "" {
			wantProblem(t, a, c.code, "")
			continue
		}
		r := h.rating(knownID)
		if used := name == "good"; (r.Claim != "") != used || (r.Service == "KTP-EL") != used || r.Assurance != domain.AssuranceDevice || r.Kiosk != "tablet-1" {
			t.Errorf("%s: %+v", name, r)
		}
		if a := h.patch(knownID, `{"value":2,"pass":"`+c.pass(h)+`"}`, "Authorization", "Bearer "+tabletKey); a.Status != 200 {
			t.Errorf("%s, changed: %d %s", name, a.Status, a.Body)
		}
	}
}

func TestATicketIsGoneInItsTime(t *testing.T) {
	h := openHall(t)
	code := h.ticket(domain.TicketOrder{Valid: time.Hour})
	h.scan(code)
	h.later(59*time.Minute - domain.VisitTime)
	form := h.scan(code) // opened once more
	h.later(domain.VisitTime)
	wantPage(t, h.send("/r/DKC-01", faced(form, "3")), 200, []string{"Terima kasih"}, nil)
	other := h.ticket(domain.TicketOrder{Valid: time.Hour, Reference: uuid.NewString()})
	h.later(time.Hour + time.Second)
	wantPage(t, h.page("/r/DKC-01?pass="+other), 410, []string{"kedaluwarsa"}, nil)
	if a := h.post(rate(otherID, `,"pass":"`, other, `"`)); a.Status != 410 {
		t.Errorf("handed in as it is: %d", a.Status)
	}
	if a := h.post(`{"id":"` + form.Get("id") + `","value":3,"officer":"P-01","pass":"` + code + `"}`); a.Status != 200 {
		t.Errorf("a repeat: %d %s", a.Status, a.Body)
	}
}
