package main

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/repository"
	"suaraloket/web"
	"suaraloket/web/browsertest"
)

// build makes a program that has not begun to answer.
func build(t *testing.T, c Config) *server {
	t.Helper()
	s, logger := &server{stdout: io.Discard}, c.logger(io.Discard)
	var err error
	for _, step := range []func() error{
		c.Validate,
		func() error { return s.listen(c, logger) },
		func() error {
			s.system, err = openSystem(t.Context(), c, logger, repository.Options{Lazy: true})
			return err
		},
		func() error { return s.openJournal(t.Context()) },
		func() error { return s.journal.Begin(t.Context(), s.roster) },
		s.build,
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		s.closeListeners()
		for _, err := range []error{s.journal.Close(), s.store.Close()} {
			if err != nil {
				t.Error(err)
			}
		}
	})
	return s
}

// TestTheProgramStopsWhileStreamsAreOpen, has as many as the configuration says, and
// counts them.
func TestTheProgramStopsWhileStreamsAreOpen(t *testing.T) {
	c := defaults()
	c.Data, c.HTTP.Listen, c.Limits.Streams, c.HTTP.StopWithin = t.TempDir(), "127.0.0.1:0", 2, Duration(5*time.Second)
	s := build(t, c)
	s.public.Get("/api/stream", func(c *fiber.Ctx) error {
		return s.shell.Stream(c, func(ctx context.Context, _ *web.Events) error {
			<-ctx.Done()
			return ctx.Err()
		})
	})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- s.run(ctx) }()
	browsertest.Eventually(t, "ready", func() bool {
		status, _ := programtest.Get(t, s.baseURL+"/readyz")
		return status == http.StatusOK
	})
	var open []*http.Response
	for range 2 {
		answer, err := http.Get(s.baseURL + "/api/stream")
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatal(answer, err)
		}
		open = append(open, answer)
	}
	if status, _ := programtest.Get(t, s.baseURL+"/api/stream"); status != http.StatusServiceUnavailable {
		t.Errorf("one too many: %d", status)
	}
	if _, metrics := programtest.Get(t, s.baseURL+"/metrics"); !strings.Contains(string(metrics), "\nsuaraloket_streams 2\n") {
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
