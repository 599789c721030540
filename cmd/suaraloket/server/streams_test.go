package server

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/cmd/suaraloket/config"
	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/web"
	"suaraloket/web/browsertest"
)

// built is a server that does not answer requests yet.
func built(t *testing.T, c config.Config) *Server {
	t.Helper()
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	s, err := build(t.Context(), c, Options{Stdout: io.Discard, Stderr: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestTheProgramStopsWhileStreamsAreOpen, has as many as the configuration says, and
// counts them.
func TestTheProgramStopsWhileStreamsAreOpen(t *testing.T) {
	c := config.Default()
	c.Data, c.HTTP.Listen, c.Limits.Streams, c.HTTP.StopWithin = t.TempDir(), "127.0.0.1:0", 2, config.Duration(5*time.Second)
	s := built(t, c)
	s.public.Get("/api/stream", func(c *fiber.Ctx) error {
		return s.shell.Stream(c, c.Get("X-Holder"), func(ctx context.Context, _ *web.Events) error {
			<-ctx.Done()
			return ctx.Err()
		})
	})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- s.run(ctx) }()
	browsertest.Eventually(t, "ready", func() bool {
		status, _ := programtest.Get(t, s.BaseURL+"/readyz")
		return status == http.StatusOK
	})
	var open []*http.Response
	for range 2 {
		answer, err := http.Get(s.BaseURL + "/api/stream")
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatal(answer, err)
		}
		open = append(open, answer)
	}
	if status, _ := programtest.Get(t, s.BaseURL+"/api/stream"); status != http.StatusServiceUnavailable {
		t.Errorf("one too many: %d", status)
	}
	if _, metrics := programtest.Get(t, s.BaseURL+"/metrics"); !strings.Contains(string(metrics), "\nsuaraloket_streams 2\n") {
		t.Error("the metrics do not count them")
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("it does not stop well: %v", err)
	}
	for _, answer := range open {
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			t.Errorf("a stream is broken off: %v", err)
		}
	}
}
