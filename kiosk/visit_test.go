package kiosk_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/integrity"
	"suaraloket/web/sitetest"
)

const rated = "Penilaian Anda sudah tercatat sebelumnya"

// rateOn opens a code on a phone, rates, and returns the form.
func rateOn(t *testing.T, p *sitetest.Phone, code, value string) url.Values {
	t.Helper()
	page := p.Page("/r/DKC-01?pass=" + code)
	wantPage(t, page, 200, []string{"Bagaimana pelayanan"}, nil)
	form := faced(formOf(page.Body), value)
	wantPage(t, p.Send("/r/DKC-01", form), 200, []string{domain.ReceiptOf(form.Get("id"))}, nil)
	return form
}

// The cookie is set once, when a code is opened. It contains a random text alone.
func TestTheCookieOfABrowser(t *testing.T) {
	h := openHall(t)
	code := scanned("DKC-01")(h)
	first, second := h.Ask("GET", code, ""), h.Ask("GET", code, "")
	cookie := first.Header.Get("Set-Cookie")
	lower := strings.ToLower(cookie)
	for _, part := range []string{"; max-age=8640000", "; path=/", "; httponly", "; samesite=lax"} {
		if !strings.HasPrefix(cookie, "sl_browser=") || !strings.Contains(lower, part) {
			t.Errorf("cookie %q lacks %q", cookie, part)
		}
	}
	if strings.Contains(lower, "secure") || cookie == second.Header.Get("Set-Cookie") {
		t.Errorf("cookies %q and %q", cookie, second.Header.Get("Set-Cookie"))
	}
	name, _, _ := strings.Cut(cookie, ";")
	if again := h.Ask("GET", code, "", "Cookie", name); again.Status != 303 || again.Header.Get("Set-Cookie") != "" {
		t.Errorf("set again: %d %v", again.Status, again.Header)
	}
	for _, bad := range []string{"sl_browser=", "sl_browser=short", "sl_browser=" + strings.Repeat("A", 41), "sl_browser=abcdefghijklmnopqrstuvwxyz"} {
		if again := h.Ask("GET", code, "", "Cookie", bad); again.Header.Get("Set-Cookie") == "" {
			t.Errorf("%q was taken for ours", bad)
		}
	}
	h.Shell.Secure = true
	cookie = h.Ask("GET", code, "").Header.Get("Set-Cookie")
	if !strings.HasPrefix(cookie, "__Host-sl_browser=") || !strings.Contains(strings.ToLower(cookie), "; secure") {
		t.Errorf("under HTTPS %q", cookie)
	}
}

// One browser that rates an officer with twenty visits of a printed code counts twice.
func TestOneBrowserCountsTwice(t *testing.T) {
	h := openHall(t)
	phone, other := h.Phone(), h.Phone()
	var ids []string
	for range 10 { // by the form, and by a program in the browser
		form := rateOn(t, phone, h.Passes.Poster("DKC-01"), "1")
		pass := formOf(phone.Page("/r/DKC-01?pass=" + h.Passes.Poster("DKC-01")).Body).Get("pass")
		id := uuid.NewString()
		if a := phone.Post(sitetest.Rate(id, `,"pass":"`, pass, `"`)); a.Status != 201 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		ids = append(ids, form.Get("id"), id)
	}
	form := rateOn(t, other, h.Passes.Poster("DKC-01"), "4")
	th := integrity.Thresholds{DeviceDay: 2}
	sweeper := integrity.NewSweeper(h.Store, h.Roster, h.Clock, th, 0)
	if changed, err := sweeper.Run(context.Background()); err != nil || changed != 18 {
		t.Errorf("%d verdicts changed, %v", changed, err)
	}
	if counted, held := h.Counted(); counted != 3 || held != 18 {
		t.Errorf("counted %d, held %d", counted, held)
	}
	browser := h.Rating(ids[0]).Browser
	for _, id := range ids {
		r := h.Rating(id)
		if r.Browser != browser || len(browser) != 32 || r.Verdict == domain.Held && !slices.Equal(r.Holds, []domain.HoldReason{domain.HoldReason(integrity.DeviceDay)}) {
			t.Errorf("browser %q, %s %v", r.Browser, r.Verdict, r.Holds)
		}
		if strings.Contains(phone.Cookie, r.Browser) {
			t.Error("the cookie is stored")
		}
	}
	if r := h.Rating(form.Get("id")); r.Verdict != domain.Counted || r.Browser == browser {
		t.Errorf("another browser's: %+v", r)
	}
}

// The address of a visit, copied before or after it was rated, neither shows nor changes the
// rating in another browser, with its own cookie or with none.
func TestACopiedVisitShowsNothing(t *testing.T) {
	for name, code := range map[string]func(h *hall) string{
		"printed":  func(h *hall) string { return h.Passes.Poster("DKC-01") },
		"rotating": func(h *hall) string { return h.slotCode(0) },
		"ticket":   func(h *hall) string { return h.Ticket(domain.TicketOrder{}) },
	} {
		t.Run(name, func(t *testing.T) {
			h := openHall(t)
			resident, others := h.Phone(), []*sitetest.Phone{h.Phone(), h.Phone(), h.Phone()}
			others[0].Page("/r/DKC-02?pass=" + h.Passes.Poster("DKC-02"))
			others[1].Refuses = true
			visit := code(h)
			page := resident.Page("/r/DKC-01?pass=" + visit)
			form := faced(formOf(page.Body), "2")
			address := "/r/DKC-01?pass=" + form.Get("pass")
			wantPage(t, others[0].Page(address), 403, []string{"browser lain", "pindai"}, []string{"Ibu Ratna"})
			if a := others[0].Send("/r/DKC-01", form); a.Status != 403 {
				t.Errorf("rated in another browser: %d", a.Status)
			}
			wantPage(t, resident.Send("/r/DKC-01", form), 200, []string{"Terima kasih"}, nil)
			id, receipt := form.Get("id"), domain.ReceiptOf(form.Get("id"))
			more := url.Values{"step": {"more"}, "id": {id}, "pass": {form.Get("pass")}, "comment": {"catatan orang lain"}}
			again := url.Values{"id": {uuid.NewString()}, "pass": {form.Get("pass")}, "value": {"4"}}
			for i, other := range others {
				wantPage(t, other.Page(address), 403, []string{"pindai"}, []string{receipt, id})
				for _, sent := range []url.Values{more, form, again} {
					a := other.Send("/r/DKC-01", sent)
					if a.Status < 400 || a.Status >= 500 || strings.Contains(a.Body, receipt) {
						t.Errorf("%d: %v in another browser: %d", i, sent, a.Status)
					}
				}
				if a := other.Patch(id, `{"value":4,"pass":"`+form.Get("pass")+`"}`); a.Status != 403 {
					t.Errorf("%d: a change from another browser: %d %s", i, a.Status, a.Body)
				} else {
					a.WantProblem(t, "other_browser", "")
				}
			}
			if r := h.Rating(id); r.Value != 2 || r.Comment != "" {
				t.Errorf("stored %+v", r)
			}
			wantPage(t, resident.Page(address), 200, []string{receipt, rated}, nil)
			if a := resident.Patch(id, `{"value":3,"pass":"`+form.Get("pass")+`"}`); a.Status != 200 || h.Rating(id).Value != 3 {
				t.Errorf("the resident's change: %d %s", a.Status, a.Body)
			}
			if n, held := h.Counted(); n+held != 1 {
				t.Errorf("%d counted, %d held", n, held)
			}
		})
	}
}

// A browser that keeps no cookies rates, adds and corrects with the pass in its form, which is
// in no address.
func TestABrowserWithoutCookies(t *testing.T) {
	h := openHall(t)
	phone := h.Phone()
	phone.Refuses = true
	opened := h.Ask("GET", scanned("DKC-01")(h), "", "Accept", "text/html")
	visit := opened.Header.Get("Location")
	page := phone.Page(visit)
	form := faced(formOf(page.Body), "3")
	if strings.Contains(visit, form.Get("pass")) || strings.Count(page.Body, form.Get("pass")) != 1 {
		t.Errorf("the pass %s of the form is in the address %s or a link", form.Get("pass"), visit)
	}
	thanks := phone.Send("/r/DKC-01", form)
	wantPage(t, thanks, 200, []string{"Terima kasih"}, nil)
	more := formOf(thanks.Body)
	more.Set("comment", "Cepat sekali")
	wantPage(t, phone.Send("/r/DKC-01", more), 200, []string{"Cepat sekali"}, nil)
	change := formOf(thanks.Body)
	change.Set("value", "4")
	wantPage(t, phone.Send("/r/DKC-01", change), 200, nil, nil)
	wantPage(t, phone.Send("/r/DKC-01", form), 200, []string{domain.ReceiptOf(form.Get("id"))}, nil) // a reload
	if r := h.Rating(form.Get("id")); r.Browser != "" || r.Value != 4 || r.Comment != "Cepat sekali" {
		t.Errorf("stored %+v", r)
	}
	receipt := domain.ReceiptOf(form.Get("id"))
	for _, address := range []string{visit, "/r/DKC-01?pass=" + form.Get("pass")} {
		if a := phone.Page(address); strings.Contains(a.Body, receipt) {
			t.Errorf("%s shows the rating: %d", address, a.Status)
		}
	}
}

// A program has no cookie. With the pass of a visit that it opened, or a ticket, it rates,
// repeats and changes as it always did.
func TestProgramsNeedNoCookie(t *testing.T) {
	h := openHall(t)
	visit := h.Ask("GET", scanned("DKC-01")(h), "").Header.Get("Location")
	for name, pass := range map[string]string{
		"visit": strings.TrimPrefix(visit, "/r/DKC-01?pass="), "ticket": h.Ticket(domain.TicketOrder{}), "rotating": h.slotCode(0),
	} {
		id := uuid.NewString()
		body := sitetest.Rate(id, `,"pass":"`, pass, `"`)
		statuses := []int{h.Post(body).Status, h.Post(body).Status, h.Patch(id, `{"value":2,"pass":"`+pass+`"}`).Status}
		if !slices.Equal(statuses, []int{201, 200, 200}) || h.Rating(id).Value != 2 || h.Rating(id).Browser != "" {
			t.Errorf("%s: %v %+v", name, statuses, h.Rating(id))
		}
		h.Page("/r/DKC-01?pass=" + pass)
		if a := h.Page("/r/DKC-01?pass=" + pass); strings.Contains(a.Body, domain.ReceiptOf(id)) {
			t.Errorf("%s: a page shows the program's rating: %d", name, a.Status)
		}
	}
}

// Who knows the ticket of a resident, and even opened it before, neither reads nor changes the
// resident's rating: on the page, by a program, with or without cookies.
func TestAnotherHolderOfATicket(t *testing.T) {
	h := openHall(t)
	ticket := h.Ticket(domain.TicketOrder{Reference: "A-012"})
	resident, holder, bare := h.Phone(), h.Phone(), h.Phone()
	bare.Refuses = true
	early := map[*sitetest.Phone]url.Values{}
	for _, other := range []*sitetest.Phone{holder, bare} {
		early[other] = faced(formOf(other.Page("/r/DKC-01?pass="+ticket).Body), "1")
	}
	form := rateOn(t, resident, ticket, "4")
	id, receipt := form.Get("id"), domain.ReceiptOf(form.Get("id"))
	for other, own := range early {
		wantPage(t, other.Page("/r/DKC-01?pass="+ticket), 410, []string{"Tiket ini sudah dipakai", "pindai kode QR"}, []string{receipt, "Ibu Ratna"})
		wantPage(t, other.Page("/r/DKC-01?pass="+own.Get("pass")), 410, []string{"Tiket ini sudah dipakai"}, []string{receipt, "Ibu Ratna"})
		wantPage(t, other.Send("/r/DKC-01", own), 409, []string{"Tiket ini sudah dipakai"}, []string{receipt})
		for _, pass := range []string{ticket, own.Get("pass"), form.Get("pass")} {
			if a := other.Patch(id, `{"value":1,"comment":"orang lain","pass":"`+pass+`"}`); a.Status != 403 {
				t.Errorf("changed with %s: %d %s", pass, a.Status, a.Body)
			}
			a := other.Post(sitetest.Rate(uuid.NewString(), `,"pass":"`, pass, `"`))
			if a.Status != 409 && a.Status != 403 || strings.Contains(a.Body, receipt) {
				t.Errorf("rated with %s: %d %s", pass, a.Status, a.Body)
			}
			more := url.Values{"step": {"more"}, "id": {id}, "pass": {pass}, "comment": {"orang lain"}}
			wantPage(t, other.Send("/r/DKC-01", more), 403, nil, []string{receipt})
		}
	}
	if r := h.Rating(id); r.Value != 4 || r.Comment != "" {
		t.Errorf("stored %+v", r)
	}
	// The browser that rated opens its ticket again, for as long as it may change the rating.
	wantPage(t, resident.Page("/r/DKC-01?pass="+ticket), 200, []string{receipt, rated}, nil)
	h.Later(domain.ChangeTime + time.Second)
	wantPage(t, resident.Page("/r/DKC-01?pass="+ticket), 410, []string{"sudah dipakai"}, []string{receipt})
	if n, held := h.Counted(); n != 1 || held != 0 {
		t.Errorf("%d counted, %d held", n, held)
	}
}
