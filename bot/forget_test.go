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

// memory is what is to be forgotten, by a store with its own mind.
type memory struct {
	domain.AuthorKeyStore
	domain.TraceStore
	drawer
	began time.Time
	tries map[string][]time.Duration // by what, when it was tried
	mind  func(what string, try int) error
}

func (m *memory) try(what string) error {
	m.tries[what] = append(m.tries[what], time.Since(m.began))
	return m.mind(what, len(m.tries[what]))
}

func (m *memory) KeepAuthorKeys(context.Context, []string) error { return m.try("keys") }
func (m *memory) ForgetSpent(context.Context, domain.Day) error  { return m.try("spent") }
func (m *memory) DeleteUpdates(context.Context, time.Time) error { return m.try("updates") }

// A key that cannot be destroyed is told of, once for each kind of trouble and without
// what the trouble says, and is tried again soon; the rest is forgotten all the same.
func TestWhatCannotBeForgottenIsToldAndTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{began: time.Now(), tries: map[string][]time.Duration{}, mind: func(what string, try int) error {
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
			talk: &talk{authors: authors, traces: domain.NewTraces(authors, m, time.Now)}, store: m,
			logger: slog.New(slog.NewTextHandler(&log, nil)),
		}
		ctx, stop := context.WithCancel(t.Context())
		go b.forget(ctx)
		time.Sleep(2 * time.Hour)
		stop()
		synctest.Wait()
		const m1, h = time.Minute, time.Hour
		if want := []time.Duration{0, m1, 2 * m1, 3 * m1, 4 * m1, 5 * m1, h + 5*m1}; !slices.Equal(m.tries["keys"], want) {
			t.Errorf("keys were to be destroyed after %v", m.tries["keys"])
		}
		for _, what := range []string{"spent", "updates"} {
			if len(m.tries[what]) == 0 || m.tries[what][0] != 0 {
				t.Errorf("%s were forgotten after %v", what, m.tries[what])
			}
		}
		for text, times := range map[string]int{
			"not forgotten": 2, "refused: unavailable": 1, "*errors.errorString": 1, "forgotten after all": 1, "level=WARN": 2, "Marsinah": 0, "31337420": 0,
		} {
			if n := strings.Count(log.String(), text); n != times {
				t.Errorf("%q is said %d times, not %d:\n%s", text, n, times, &log)
			}
		}
	})
}

// A stop while something is being forgotten is no trouble.
func TestAStopWhileForgettingSaysNothing(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	m := &memory{tries: map[string][]time.Duration{}, mind: func(string, int) error { stop(); return context.Canceled }}
	var log bytes.Buffer
	authors := domain.NewAuthors([]byte("a key of the tests, long enough"), m, time.Now)
	b := &Bot{
		talk: &talk{authors: authors, traces: domain.NewTraces(authors, m, time.Now)}, store: m,
		logger: slog.New(slog.NewTextHandler(&log, nil)),
	}
	b.forget(ctx)
	if log.Len() > 0 {
		t.Errorf("it said %s", &log)
	}
}
