package web_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gofiber/fiber/v2"
)

func TestCompressibleAnswersAreGzipped(t *testing.T) {
	var log bytes.Buffer
	s := shell(t, &log, pangkalpinang())
	s.SetReady(true)
	text := strings.Repeat("<p>Bagaimana pelayanan yang Anda terima?</p>\n", 40)
	pages, err := s.ParsePages(fstest.MapFS{"p/a.html": {Data: []byte(text)}}, "p")
	if err != nil {
		t.Fatal(err)
	}
	pages.Compress = true
	open, err := s.ParsePages(fstest.MapFS{"p/a.html": {Data: []byte(text)}}, "p")
	if err != nil {
		t.Fatal(err)
	}
	app := s.App()
	app.Get("/small", func(c *fiber.Ctx) error { return pages.Render(c, 200, "a.html", nil) })
	app.Get("/plain", func(c *fiber.Ctx) error { return open.Render(c, 200, "a.html", nil) })
	sheet, _ := s.Asset("base.css")
	font, _ := s.Asset("noto-regular.woff2")
	for _, c := range []struct {
		path, accept string
		gzip, vary   bool
	}{
		{"/small", "gzip, deflate, br", true, true}, {"/small", "br;q=1.0, gzip;q=0.8, *;q=0.1", true, true}, {"/small", "*", true, true},
		{"/small", "", false, true}, {"/small", "gzip;q=0", false, true}, {"/small", "gzip;q=0.0, identity", false, true}, {"/small", "br", false, true},
		{"/small", "gzip;q=0, *", false, true}, {"/small", "*;q=0", false, true},
		{"/plain", "gzip", false, false}, {sheet, "gzip", true, true}, {sheet, "", false, true}, {font, "gzip", false, false},
	} {
		request := httptest.NewRequest(http.MethodGet, c.path, nil)
		request.Header.Set("Accept-Encoding", c.accept)
		answer, err := app.Test(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		if got := answer.Header.Get("Content-Encoding") == "gzip"; err != nil || got != c.gzip || strings.Contains(answer.Header.Get("Vary"), "Accept-Encoding") != c.vary {
			t.Errorf("%s for %q: gzip %v, %v", c.path, c.accept, got, answer.Header)
			continue
		}
		if !c.gzip || c.path != "/small" {
			continue
		}
		r, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if whole, err := io.ReadAll(r); err != nil || string(whole) != text || len(body) > len(text)/4 {
			t.Errorf("%d bytes for %d, %v", len(body), len(whole), err)
		}
	}
}
