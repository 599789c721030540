package web_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/web"
)

func shell(t *testing.T, log io.Writer, brand web.Brand) *web.Shell {
	t.Helper()
	texts, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := web.NewShell(texts, slog.New(slog.NewJSONHandler(log, nil)), brand)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func pangkalpinang() web.Brand {
	return web.Brand{City: "Kota Pangkalpinang", Teal: "#0E5A55", Gold: "#C98A1B"}
}

// ask returns the answer and its body; headers are pairs of name and value.
func ask(t *testing.T, app *fiber.App, method, address string, headers ...string) (*http.Response, string) {
	t.Helper()
	request := httptest.NewRequest(method, address, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := app.Test(request, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func TestInternalErrorsAreLoggedAndNotShown(t *testing.T) {
	const secret = "kata sandi basis data: rahasia"
	var log bytes.Buffer
	s := shell(t, &log, pangkalpinang())
	app := s.App()
	app.Get("/api/panic", func(*fiber.Ctx) error { panic(secret) })
	app.Get("/api/error", func(*fiber.Ctx) error { return errors.New(secret) })
	s.SetReady(true)
	for _, address := range []string{"/api/panic", "/api/error"} {
		for _, accept := range []string{"application/json", "text/html"} {
			log.Reset()
			r, body := ask(t, app, "GET", address, "Accept", accept)
			if r.StatusCode != 500 || strings.Contains(body, "rahasia") {
				t.Errorf("%s: %d %s", address, r.StatusCode, body)
			}
			id := r.Header.Get("X-Request-Id")
			if strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), id) || !strings.Contains(log.String(), "rahasia") {
				t.Errorf("%s: logged %s", address, log.String())
			}
		}
	}
}

func TestRequestsAreRefusedUntilReady(t *testing.T) {
	s := shell(t, io.Discard, pangkalpinang())
	app := s.App()
	app.Get("/", func(c *fiber.Ctx) error { return c.SendString("open") })
	r, body := ask(t, app, "GET", "/")
	if r.StatusCode != 503 || r.Header.Get("Retry-After") != "1" || !strings.Contains(body, `"starting"`) {
		t.Errorf("before SetReady: %d %s", r.StatusCode, body)
	}
	if r, _ := ask(t, app, "GET", "/healthz"); r.StatusCode != 200 {
		t.Errorf("healthz: %d", r.StatusCode)
	}
	s.SetReady(true)
	if r, body := ask(t, app, "GET", "/"); r.StatusCode != 200 || body != "open" {
		t.Errorf("after SetReady: %d %s", r.StatusCode, body)
	}
}

func TestEveryRefusalHasItsStatus(t *testing.T) {
	rows := map[int]*domain.Error{
		400: {Code: domain.CodeMalformed, Key: "malformed"},
		401: domain.ErrNoRight,
		403: domain.ErrOtherCounter,
		404: domain.ErrCounterUnknown,
		409: domain.ErrIDReused,
		410: domain.ErrPassUsed,
		413: {Code: domain.CodeTooLarge, Key: "too_large"},
		415: {Code: domain.CodeMediaType, Key: "media_type"},
		422: {Code: domain.CodeInvalid, Key: "not_acceptable", Fields: []domain.FieldError{{Field: "value", Key: "field_value"}}},
		429: {Code: domain.CodeTooFast, Key: "too_fast", RetryAfter: 1500 * time.Millisecond},
		503: domain.ErrUnavailable,
	}
	for status, refusal := range rows {
		s := shell(t, io.Discard, pangkalpinang())
		app := s.App()
		app.Get("/api/refuse", func(*fiber.Ctx) error { return refusal })
		app.Get("/refuse", func(*fiber.Ctx) error { return refusal })
		s.SetReady(true)
		r, body := ask(t, app, "GET", "/api/refuse", "Accept", "text/html", "Accept-Language", "en")
		var problem map[string]any
		if err := json.Unmarshal([]byte(body), &problem); err != nil || r.StatusCode != status || problem["code"] != refusal.Key {
			t.Errorf("%d: %d %s", status, r.StatusCode, body)
		}
		if refusal.RetryAfter > 0 && r.Header.Get("Retry-After") != "2" {
			t.Errorf("%d: Retry-After %q", status, r.Header.Get("Retry-After"))
		}
		page, html := ask(t, app, "GET", "/refuse", "Accept", "text/html", "Accept-Language", "id")
		if page.StatusCode != status || !strings.Contains(html, "<h1>") || !strings.Contains(html, "Ke halaman depan") {
			t.Errorf("%d as a page: %d", status, page.StatusCode)
		}
	}
}

func TestEveryAnswerHasSecurityHeaders(t *testing.T) {
	s := shell(t, io.Discard, pangkalpinang())
	s.Secure = true
	app := s.App()
	s.SetReady(true)
	for _, address := range []string{"/healthz", "/nothing"} {
		r, _ := ask(t, app, "GET", address)
		for header, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Content-Security-Policy": "frame-ancestors 'none'", "Strict-Transport-Security": "max-age=",
		} {
			if !strings.Contains(r.Header.Get(header), want) {
				t.Errorf("%s: %s is %q", address, header, r.Header.Get(header))
			}
		}
	}
}

func TestCompressedRequestsAreRefused(t *testing.T) {
	s := shell(t, io.Discard, pangkalpinang())
	app := s.App()
	s.SetReady(true)
	if r, _ := ask(t, app, "POST", "/healthz", "Content-Encoding", "gzip"); r.StatusCode != 415 {
		t.Errorf("status %d", r.StatusCode)
	}
}

func TestPageIsInTheReadersLanguage(t *testing.T) {
	s := shell(t, io.Discard, pangkalpinang())
	pages, err := s.ParsePages(fstest.MapFS{
		"a.html": {Data: []byte(`{{.Lang}} {{.Brand.City}} {{.Data}} {{.LanguageName "en"}} {{template "face" 1}}`)},
		"b.html": {Data: []byte(`{{.Data.Missing}}`)},
	}, ".")
	if err != nil {
		t.Fatal(err)
	}
	app := s.App()
	app.Get("/a", func(c *fiber.Ctx) error { return pages.Render(c, 200, "a.html", "<b>") })
	app.Get("/b", func(c *fiber.Ctx) error { return pages.Render(c, 200, "b.html", struct{}{}) })
	s.SetReady(true)
	if _, body := ask(t, app, "GET", "/a", "Accept-Language", "fr, en;q=0.8"); !strings.HasPrefix(body, "en Kota Pangkalpinang &lt;b&gt; English <svg") {
		t.Errorf("body %s", body)
	}
	r, _ := ask(t, app, "GET", "/a?lang=id", "Accept-Language", "en")
	cookie := r.Header.Get("Set-Cookie")
	if r.Header.Get("Content-Language") != "id" || !strings.Contains(cookie, "lang=id") || !strings.Contains(cookie, "HttpOnly") {
		t.Errorf("language %q, cookie %q", r.Header.Get("Content-Language"), cookie)
	}
	if r, _ := ask(t, app, "GET", "/a", "Cookie", "lang=en"); r.Header.Get("Content-Language") != "en" {
		t.Error("the language choice is not remembered")
	}
	if r, body := ask(t, app, "GET", "/b"); r.StatusCode != 500 || strings.Contains(body, "Missing") {
		t.Errorf("a failing template: %d %s", r.StatusCode, body)
	}
}

func TestAssetsAreCachedForEver(t *testing.T) {
	s := shell(t, io.Discard, pangkalpinang())
	app := s.App()
	s.SetReady(true)
	for _, name := range []string{"base.css", "brand.css", "look.js", "noto-bold.woff2", "mark.svg", "figure-a0.svg"} {
		address, err := s.Asset(name)
		if err != nil {
			t.Fatal(err)
		}
		r, body := ask(t, app, "GET", address)
		if r.StatusCode != 200 || body == "" || !strings.Contains(r.Header.Get("Cache-Control"), "immutable") || r.Header.Get("Content-Type") == "" {
			t.Errorf("%s: %d %s", address, r.StatusCode, r.Header.Get("Content-Type"))
		}
	}
	address, _ := s.Asset("base.css")
	_, css := ask(t, app, "GET", address)
	for _, m := range regexp.MustCompile(`url\(([^)]+)\)`).FindAllStringSubmatch(css, -1) {
		if r, _ := ask(t, app, "GET", m[1]); r.StatusCode != 200 {
			t.Errorf("%s: %d", m[1], r.StatusCode)
		}
	}
	for _, address := range []string{"/assets/base.css", "/assets/base.00000000.css", "/assets/..%2fshell.go"} {
		if r, _ := ask(t, app, "GET", address); r.StatusCode != 404 {
			t.Errorf("%s: %d", address, r.StatusCode)
		}
	}
	if _, err := s.Asset("nothing.css"); err == nil {
		t.Error("a missing asset has an address")
	}
}
