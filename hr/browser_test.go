package hr_test

import (
	"net"
	"testing"
	"time"

	"suaraloket/web/browsertest"
)

// listen serves the portal on a free port of this machine and gives its address.
// The shutdown timeout is longer than that of idle connections, which clients open in
// advance.
func (o *office) listen() string {
	o.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(o.t, err)
	return o.listenOn(listener)
}

func (o *office) listenOn(listener net.Listener) string {
	o.t.Helper()
	stopped := make(chan error, 1)
	go func() { stopped <- o.app.Listener(listener) }()
	o.t.Cleanup(func() {
		check(o.t, o.app.ShutdownWithTimeout(browsertest.Patience()))
		check(o.t, <-stopped)
	})
	return "http://" + listener.Addr().String()
}

// In a browser: sign in, read the board, open an officer, sign out. No page violates the
// content security policy or scrolls sideways.
func TestThePortalInABrowser(t *testing.T) {
	for name, width := range map[string]int64{"desk": 1440, "tablet": 820, "phone": 360} {
		t.Run(name, func(t *testing.T) {
			tab := browsertest.Open(t, width, 800)
			o := openOffice(t)
			o.fill()
			base := o.listen()
			fits := func() {
				t.Helper()
				tab.Want("document.documentElement.scrollWidth <= window.innerWidth", "true")
			}
			tab.Goto(base + "/hr/papan?unit=DKC")
			tab.Until("document.querySelector('input[name=login]')")
			fits()
			tab.Run("document.querySelector('input[name=login]').value = 'hr'; document.querySelector('input[name=password]').value = '" + secret + "'; document.querySelector('form').requestSubmit()")
			tab.Until("location.pathname == '/hr/papan' && document.querySelectorAll('.h-who').length == 3")
			tab.Want("location.search", "?unit=DKC")
			tab.Want("document.querySelector('[data-print]').hidden", "false")
			tab.Want("getComputedStyle(document.querySelector('.scoreline:not(.scoreline-provisional) .scoreline-dot')).fill", "rgb(14, 90, 85)")
			fits()
			tab.Run("document.querySelector('a[href*=\"urut=score\"]').click()")
			tab.Until("document.querySelector('th[aria-sort=descending]')")
			tab.Want("document.querySelector('.h-who').textContent", "Ratna Sari, S.Sos.")
			tab.Run("document.querySelector('a.h-who[href*=\"P-01\"]').click()")
			tab.Until("location.pathname.endsWith('/P-01') && document.querySelector('svg.chart')")
			fits()
			tab.Run("document.querySelector('form[action=\"/hr/keluar\"]').requestSubmit()")
			tab.Until("location.pathname == '/hr/masuk'")
			tab.Goto(base + "/hr/papan")
			tab.Until("document.querySelector('input[name=login]')")
		})
	}
}

// signIn signs in, after it has signed out whoever is signed in.
func (o *office) signIn(tab *browsertest.Tab, base, login string) {
	o.t.Helper()
	tab.Goto(base + "/hr/sandi")
	tab.Until("document.querySelector('h1')")
	if tab.Text("location.pathname") == "/hr/sandi" {
		tab.Run("document.querySelector('form[action=\"/hr/keluar\"]').requestSubmit()")
		tab.Until("location.pathname == '/hr/masuk'")
	}
	tab.Goto(base + "/hr/masuk")
	tab.Until("document.querySelector('input[name=login]')")
	tab.Run("document.querySelector('input[name=login]').value = '" + login + "'; document.querySelector('input[name=password]').value = '" + secret + "'; document.querySelector('form').requestSubmit()")
	tab.Until("location.pathname != '/hr/masuk' && document.querySelector('h1')")
}

// On a phone the menu is folded until it is opened; on a desk it is always there.
func TestTheMenuFoldsOnAPhone(t *testing.T) {
	for name, c := range map[string]struct {
		width  int64
		folded string
	}{"phone": {360, "true"}, "tablet": {820, "true"}, "desk": {1280, "false"}} {
		t.Run(name, func(t *testing.T) {
			tab := browsertest.Open(t, c.width, 800)
			o := openOffice(t)
			base := o.listen()
			o.signIn(tab, base, "hr")
			hidden := "document.querySelector('.h-nav').offsetParent === null"
			tab.Want(hidden, c.folded)
			tab.Want("document.querySelector('form[action=\"/hr/keluar\"]').offsetParent === null", c.folded)
			tab.Want("document.querySelector('.h-fold summary').offsetParent !== null", c.folded)
			if c.folded == "true" {
				tab.Want("document.querySelector('.h-side').offsetHeight < 90", "true")
				tab.Want("document.querySelector('.h-fold summary').offsetHeight >= 44", "true")
				tab.Run("document.querySelector('.h-fold summary').click()")
				tab.Until("document.querySelector('.h-nav').offsetParent !== null")
				tab.Want("document.documentElement.scrollWidth <= window.innerWidth", "true")
			}
			tab.Run("document.querySelector('.h-nav a[href=\"/hr/jam\"]').click()")
			tab.Until("location.pathname == '/hr/jam' && document.querySelector('h1')")
			tab.Want(hidden, c.folded)
		})
	}
}

// On a phone the chart of the months shows the newest ones first; the older ones are reached
// by scrolling.
func TestAPhoneShowsTheNewestMonths(t *testing.T) {
	tab := browsertest.Open(t, 360, 800)
	o := openOffice(t)
	for _, month := range []time.Month{2, 4, 6, 8, 9, 10, 11} {
		o.rate("P-01", day(month, 9), repeat(12, 4, 3))
	}
	base := o.listen()
	o.signIn(tab, base, "hr")
	tab.Goto(base + "/hr/petugas/P-01")
	tab.Until("location.pathname.endsWith('/P-01') && document.querySelector('svg.chart')")
	shown := func(month string) string {
		return `(() => {
			const box = document.querySelector(".h-chart").getBoundingClientRect();
			const text = [...document.querySelectorAll(".h-chart text")].find(e => e.textContent === "` + month + `").getBoundingClientRect();
			return text.left >= box.left && text.right <= box.right;
		})()`
	}
	tab.Want(shown("Nov"), "true")
	tab.Want(shown("Okt"), "true")
	tab.Want(shown("Feb"), "false")
	tab.Run(`document.querySelector(".h-chart").scrollBy(-2000, 0)`)
	tab.Until(shown("Feb"))
}
