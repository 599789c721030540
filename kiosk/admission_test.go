package kiosk_test

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"time"

	"suaraloket/web"
	"suaraloket/web/sitetest"
)

var refresh = regexp.MustCompile(`<noscript><meta http-equiv="refresh" content="2; url=([^"]+)">`)

// next is the address that a waiting page opens, "" for another page.
func next(t testing.TB, body string) string {
	t.Helper()
	found := refresh.FindStringSubmatch(body)
	if found == nil {
		return ""
	}
	address := html.UnescapeString(found[1])
	if !strings.Contains(body, `href="`+found[1]+`"`) {
		t.Errorf("the link is another: %s", body)
	}
	return "/r/DKC-01" + address
}

// A client that opens a code again and again without a cookie makes other new browsers at its
// address wait once, for two seconds. A browser with our cookie does not wait.
func TestNewBrowsersWaitDuringAFlood(t *testing.T) {
	h := openHall(t, func(o *sitetest.Options) { o.Newcomers = 3; o.DevicePerMinute = 5 })
	code := scanned("DKC-01")(h)
	cookie, _, _ := strings.Cut(h.Ask("GET", code, "").Header.Get("Set-Cookie"), ";")
	var waiting string
	for range 50 {
		if a := h.Ask("GET", code+"&lang=en", "", "Accept", "text/html"); a.Status != 303 {
			waiting = a.Body
			wantPage(t, a, 200, []string{"One moment, please", `lang="en"`}, nil)
		}
	}
	if a := h.Ask("GET", code, "", "Cookie", cookie); a.Status != 303 {
		t.Errorf("a browser with our cookie: %d", a.Status)
	}
	for what, made := range map[string]string{"another's": "sl_browser=" + strings.Repeat("A", 40), "no": "x=y"} {
		if a := h.Ask("GET", code, "", "Cookie", made); next(t, a.Body) == "" {
			t.Errorf("%s cookie: %d", what, a.Status)
		}
	}
	address := next(t, waiting)
	if early := h.Ask("GET", address, ""); next(t, early.Body) != address {
		t.Errorf("too early the place is lost: %d", early.Status)
	}
	h.Later(web.BrowserWait)
	a := h.Ask("GET", address, "")
	got, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), ";")
	if a.Status != 303 || !strings.HasSuffix(a.Header.Get("Location"), "&lang=en") || !strings.HasPrefix(got, "sl_browser=") {
		t.Fatalf("after the wait: %d %v", a.Status, a.Header)
	}
	if page := h.Ask("GET", a.Header.Get("Location"), "", "Cookie", got); page.Status != 200 || !strings.Contains(page.Body, "p-faces") {
		t.Errorf("the visit: %d", page.Status)
	}
	if a := h.Ask("GET", code, "", "Cookie", got); a.Status != 303 {
		t.Errorf("the cookie of a place: %d", a.Status)
	}
	statuses := map[int]int{}
	for range 10 { // a place is one browser, which has a limit
		a := h.Ask("GET", address, "")
		if set := a.Header.Get("Set-Cookie"); a.Status == 303 && !strings.HasPrefix(set, got) {
			t.Errorf("another browser: %s", set)
		}
		statuses[a.Status]++
	}
	if statuses[303] != 3 || statuses[429] != 7 {
		t.Errorf("one place used again: %v", statuses)
	}
	if a := h.Ask("GET", code, ""); next(t, a.Body) == "" && a.Status != 303 {
		t.Errorf("the next new browser: %d", a.Status)
	}
}

// A place is good at one address, and for a minute.
func TestAPlaceIsBoundToAddressAndTime(t *testing.T) {
	h := openHall(t)
	at := h.Now()
	place := h.Shell.Place("10.0.0.1", at)
	for _, c := range []struct {
		place, source string
		after         time.Duration
		good, due     bool
	}{
		{place, "10.0.0.1", web.BrowserWait, true, true},
		{place, "10.0.0.1", time.Second, true, false},
		{place, "10.0.0.1", time.Minute, true, true},
		{place, "10.0.0.1", time.Minute + time.Millisecond, false, false},
		{place, "10.0.0.1", -time.Millisecond, false, false},
		{place, "10.0.0.2", web.BrowserWait, false, false},
		{place + "A", "10.0.0.1", web.BrowserWait, false, false},
		{"a-b-c", "10.0.0.1", web.BrowserWait, false, false},
		{"", "10.0.0.1", web.BrowserWait, false, false},
	} {
		browser, good, due := h.Shell.Placed(c.place, c.source, at.Add(c.after))
		if good != c.good || due != c.due || h.Shell.Issued(browser) != c.good {
			t.Errorf("%+v: %q %v %v", c, browser, good, due)
		}
	}
}

// A host sends 2 or 200 requests a second to the address of a printed code, after a burst that
// uses up the places at once: half throw cookies away and half go on from the waiting page. Of the
// residents with new browsers at the same address at least 95 % see the faces within five seconds
// of the test's clock. A browser of before sees them at once.
func TestResidentsGetThroughAFlood(t *testing.T) {
	for _, c := range []struct{ perSecond, seconds, residentEvery int }{{2, 120, 5}, {200, 4, 35}} { // the last in requests
		h := openHall(t, func(o *sitetest.Options) { o.Newcomers, o.DevicePerMinute = 120, 120 })
		f := &flood{hall: h, code: scanned("DKC-01")(h)}
		before := f.cookie(h.Ask("GET", f.code, ""))
		for range 200 {
			h.Ask("GET", f.code, "")
		}
		end := c.perSecond * c.seconds
		for i := range end + 3*c.perSecond { // the flood goes on until the last resident has waited
			f.send(i)
			if i < end && i%c.residentEvery == 0 {
				f.arrive()
			}
			h.Later(time.Second / time.Duration(c.perSecond))
			f.goOn()
		}
		said := fmt.Sprintf("%d requests a second: %d of %d residents got through, %d after a wait; the flood: %d visits, %d waits",
			c.perSecond, f.through, f.residents, f.waited, f.visits, f.waits)
		t.Log(said)
		if f.through*100 < f.residents*95 || f.residents < 20 || f.waited < 5 || f.waits == 0 {
			t.Error(said)
		}
		if a := h.Ask("GET", f.code, "", "Cookie", before); a.Status != 303 {
			t.Errorf("%d requests a second: a browser of before: %d", c.perSecond, a.Status)
		}
	}
}

// flood is a host that sends requests, and residents at its address.
type flood struct {
	hall                       *hall
	code                       string
	waiting                    []waiter // in the order of time
	visits, waits              int      // answers to the host
	residents, through, waited int
}

// waiter is a browser on the waiting page.
type waiter struct {
	address  string
	resident bool
	since    time.Time
}

func (f *flood) cookie(a answer) string {
	f.hall.T.Helper()
	cookie, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), ";")
	if a.Status != 303 || cookie == "" {
		f.hall.T.Fatalf("no visit: %d", a.Status)
	}
	return cookie
}

// send sends one request of the host.
func (f *flood) send(i int) {
	a := f.hall.Ask("GET", f.code, "")
	address := next(f.hall.T, a.Body)
	switch {
	case a.Status == 303:
		f.visits++
	case address != "":
		f.waits++
		if i%2 == 1 {
			f.waiting = append(f.waiting, waiter{address: address, since: f.hall.Now()})
		}
	default:
		f.hall.T.Errorf("the host: %d", a.Status)
	}
}

// arrive opens the code in a new browser of a resident.
func (f *flood) arrive() {
	f.residents++
	a := f.hall.Ask("GET", f.code, "")
	if address := next(f.hall.T, a.Body); address != "" {
		f.waited++
		f.waiting = append(f.waiting, waiter{address, true, f.hall.Now()})
		return
	}
	f.see(a, f.hall.Now())
}

// goOn opens what those on the waiting page open after the wait.
func (f *flood) goOn() {
	for len(f.waiting) > 0 && f.hall.Now().Sub(f.waiting[0].since) >= web.BrowserWait {
		w := f.waiting[0]
		f.waiting = f.waiting[1:]
		if a := f.hall.Ask("GET", w.address, ""); w.resident {
			f.see(a, w.since)
		}
	}
}

// see counts a resident who gets to the faces, after waiting since then.
func (f *flood) see(a answer, since time.Time) {
	if a.Status != 303 || f.hall.Now().Sub(since) > 5*time.Second {
		f.hall.T.Logf("a resident: %d after %v", a.Status, f.hall.Now().Sub(since))
		return
	}
	page := f.hall.Ask("GET", a.Header.Get("Location"), "", "Cookie", f.cookie(a))
	if page.Status == 200 && strings.Contains(page.Body, "p-faces") {
		f.through++
	}
}
