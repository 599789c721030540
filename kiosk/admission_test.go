package kiosk_test

import (
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
func next(t *testing.T, body string) string {
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
