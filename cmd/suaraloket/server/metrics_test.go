package server

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gofiber/fiber/v2"

	"suaraloket/cmd/suaraloket/config"
	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/web"
)

// TestHeadersDoNotOpenTheMetrics; a request of these tests comes from 0.0.0.0.
func TestHeadersDoNotOpenTheMetrics(t *testing.T) {
	texts, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	shell, err := web.NewShell(texts, config.Default().Logger(io.Discard), web.Brand{City: "Kota", Teal: "#0E5A55", Gold: "#C98A1B"})
	if err != nil {
		t.Fatal(err)
	}
	shell.SetReady(true)
	app := shell.App()
	newMetrics(nil, domain.SystemClock(config.Default().Zone())).mount(app)
	for _, header := range []string{"", "X-Forwarded-For", "X-Real-Ip", "Forwarded"} {
		request := httptest.NewRequest(fiber.MethodGet, "/metrics", nil)
		if header != "" {
			request.Header.Set(header, "127.0.0.1")
		}
		if answer, err := app.Test(request); err != nil || answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %v %v", header, answer, err)
		}
	}
}
