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
		check(o.t, o.app.ShutdownWithTimeout(5*time.Second))
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
			tab.Want("getComputedStyle(document.querySelector('.scoreline-dot')).fill", "rgb(14, 90, 85)")
			fits()
			tab.Run("document.querySelector('a[href*=\"urut=name\"]').click()")
			tab.Until("document.querySelector('th[aria-sort=ascending]')")
			tab.Want("document.querySelector('.h-who').textContent", "Budi Hartono")
			tab.Run("document.querySelector('a.h-who[href*=\"P-01\"]').click()")
			tab.Until("document.querySelector('svg.chart')")
			fits()
			tab.Run("document.querySelector('form[action=\"/hr/keluar\"]').requestSubmit()")
			tab.Until("location.pathname == '/hr/masuk'")
			tab.Goto(base + "/hr/papan")
			tab.Until("document.querySelector('input[name=login]')")
		})
	}
}
