package bot

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"suaraloket/domain"
)

// memory is a store of expired data. The test decides which deletions fail.
type memory struct {
	domain.AuthorKeyStore
	domain.TraceStore
	domain.OutboxStore
	began time.Time
	tries map[string][]time.Duration // by data, when its deletion was tried
	fail  func(what string, try int) error
}

func (m *memory) try(what string) error {
	m.tries[what] = append(m.tries[what], time.Since(m.began))
	return m.fail(what, len(m.tries[what]))
}

func (m *memory) KeepAuthorKeys(context.Context, []string) error { return m.try("keys") }
func (m *memory) ForgetSpent(context.Context, domain.Day) error  { return m.try("spent") }
func (m *memory) DeleteUpdates(context.Context, time.Time) error { return m.try("updates") }

// TestAFailedDeletionIsLoggedAndRetried checks that a key that cannot be destroyed is logged,
// once for each kind of error and without the error's text, and that the deletion is retried
// soon. The other data is deleted all the same.
func TestAFailedDeletionIsLoggedAndRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{began: time.Now(), tries: map[string][]time.Duration{}, fail: func(what string, try int) error {
			switch {
			case what != "keys" || try > 5:
				return nil
			case try > 3:
				return errors.New("row of Marsinah 31337420")
			}
			return domain.ErrUnavailable
		}}
		var log bytes.Buffer
		authors := domain.NewAuthors([]byte("a key of the tests, long enough"), m, time.Now)
		b := &Bot{
			authors: authors, traces: domain.NewTraces(authors, m, time.Now), store: m,
			logger: slog.New(slog.NewTextHandler(&log, nil)),
		}
		ctx, stop := context.WithCancel(t.Context())
		go b.enforceRetention(ctx)
		time.Sleep(2 * time.Hour)
		stop()
		synctest.Wait()
		const m1, h = time.Minute, time.Hour
		if want := []time.Duration{0, m1, 2 * m1, 3 * m1, 4 * m1, 5 * m1, h + 5*m1}; !slices.Equal(m.tries["keys"], want) {
			t.Errorf("the keys were deleted after %v", m.tries["keys"])
		}
		for _, what := range []string{"spent", "updates"} {
			if len(m.tries[what]) == 0 || m.tries[what][0] != 0 {
				t.Errorf("%s were deleted after %v", what, m.tries[what])
			}
		}
		for text, times := range map[string]int{
			"retention failed": 2, "refused: unavailable": 1, "*errors.errorString": 1, "retention recovered": 1, "level=WARN": 2, "Marsinah": 0, "31337420": 0,
		} {
			if n := strings.Count(log.String(), text); n != times {
				t.Errorf("%q is logged %d times, not %d:\n%s", text, n, times, &log)
			}
		}
	})
}

// TestAStopDuringADeletionLogsNothing checks that a stop during a deletion is not an error.
func TestAStopDuringADeletionLogsNothing(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	m := &memory{tries: map[string][]time.Duration{}, fail: func(string, int) error { stop(); return context.Canceled }}
	var log bytes.Buffer
	authors := domain.NewAuthors([]byte("a key of the tests, long enough"), m, time.Now)
	b := &Bot{
		authors: authors, traces: domain.NewTraces(authors, m, time.Now), store: m,
		logger: slog.New(slog.NewTextHandler(&log, nil)),
	}
	b.enforceRetention(ctx)
	if log.Len() > 0 {
		t.Errorf("logged %s", &log)
	}
}
