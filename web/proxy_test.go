package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/gofiber/fiber/v2"

	"suaraloket/web"
)

// TestOnlyTrustedProxiesCauseARedirect sends its requests from 0.0.0.0.
func TestOnlyTrustedProxiesCauseARedirect(t *testing.T) {
	const base = "https://nilai.example.go.id"
	for _, c := range []struct {
		proxies, method, target, proto, want string
	}{
		{"0.0.0.0/32", "GET", "/r/DKC-01?pass=a%2Fb&x=1", "http", base + "/r/DKC-01?pass=a%2Fb&x=1"},
		{"0.0.0.0/8", "HEAD", "/", "HTTP, https", base + "/"},
		{"0.0.0.0/8", "GET", "//evil.example/x", "http", base + "/evil.example/x"},
		{"0.0.0.0/8", "GET", "/", "https", ""},
		{"0.0.0.0/8", "GET", "/", "https, http", ""},
		{"0.0.0.0/8", "GET", "/", "", ""},
		{"0.0.0.0/8", "POST", "/", "http", ""},
		{"10.0.0.0/8", "GET", "/", "http", ""},
	} {
		s := shell(t, io.Discard, pangkalpinang())
		app := s.App()
		app.Use(web.ToHTTPS(base, []netip.Prefix{netip.MustParsePrefix(c.proxies)}))
		app.All("/*", func(c *fiber.Ctx) error { return c.SendString("here") })
		s.SetReady(true)
		r, _ := ask(t, app, c.method, c.target, "X-Forwarded-Proto", c.proto)
		if got := r.Header.Get("Location"); got != c.want || (r.StatusCode == http.StatusPermanentRedirect) != (c.want != "") {
			t.Errorf("%+v: %d to %q", c, r.StatusCode, got)
		}
	}
}

// TestForwardingHeadersAreIgnored checks that forwarding headers do not change the protocol,
// host and address that Fiber reports.
func TestForwardingHeadersAreIgnored(t *testing.T) {
	s := shell(t, io.Discard, pangkalpinang())
	app := s.App()
	app.Get("/who", func(c *fiber.Ctx) error {
		return c.SendString(c.Protocol() + " " + c.Hostname() + " " + c.IP())
	})
	s.SetReady(true)
	_, body := ask(t, app, "GET", "/who", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "evil.example",
		"X-Forwarded-For", "6.6.6.6", "X-Real-Ip", "6.6.6.6", "Forwarded", "for=6.6.6.6;proto=https")
	if body != "http example.com 0.0.0.0" {
		t.Errorf("protocol, host and address: %s", body)
	}
}

func TestRedirectAppRedirectsEveryRequest(t *testing.T) {
	const base = "https://nilai.example.go.id:8443"
	for target, want := range map[string]string{
		"/":                           base + "/",
		"/r/DKC-01?pass=x%0d%0aEvil:": base + "/r/DKC-01?pass=x%0d%0aEvil:",
		"//evil.example":              base + "/evil.example",
		"/../@evil.example":           base + "/@evil.example",
	} {
		request := httptest.NewRequest(http.MethodGet, "/", nil)
		request.RequestURI = target
		request.Header.Set("X-Forwarded-Host", "evil.example")
		r, err := web.RedirectApp(base).Test(request)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Header.Get("Location"); r.StatusCode != http.StatusPermanentRedirect || got != want {
			t.Errorf("%s: %d to %q, want %q", target, r.StatusCode, got, want)
		}
	}
}

// TestTheSourceOfARequest checks that a client chooses its source only within what a trusted
// proxy has seen. The requests come from 0.0.0.0.
func TestTheSourceOfARequest(t *testing.T) {
	for _, c := range []struct{ proxies, header, want string }{
		{"10.0.0.0/8", "6.6.6.6", "0.0.0.0"},
		{"0.0.0.0/32", "", "0.0.0.0"},
		{"0.0.0.0/32", "6.6.6.6", "6.6.6.6"},
		{"0.0.0.0/32", "1.1.1.1, 6.6.6.6", "6.6.6.6"},
		{"0.0.0.0/32", "1.1.1.1, 0.0.0.0", "1.1.1.1"},
		{"0.0.0.0/32", "1.1.1.1, junk", "0.0.0.0"},
		{"0.0.0.0/32", "::ffff:6.6.6.6", "6.6.6.6"},
		{"0.0.0.0/32", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
	} {
		s := shell(t, io.Discard, pangkalpinang())
		s.Proxies = []netip.Prefix{netip.MustParsePrefix(c.proxies)}
		app := s.App()
		app.Get("/source", func(c *fiber.Ctx) error { return c.SendString(s.Source(c)) })
		s.SetReady(true)
		if _, body := ask(t, app, "GET", "/source", "X-Forwarded-For", c.header); body != c.want {
			t.Errorf("%+v: %s", c, body)
		}
	}
}
