package web_test

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suaraloket/domain"
	"suaraloket/web"
)

type watch struct{ at time.Time }

func (w *watch) now() time.Time { return w.at }

func newWatch() *watch { return &watch{time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)} }

func TestLimiterAdmitsAMinutesWorthAndRefills(t *testing.T) {
	w := newWatch()
	l := web.NewLimiter(3, w.now)
	for i := range 3 {
		if err := l.Admit("a"); err != nil {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	refusal, ok := domain.Refusal(l.Admit("a"))
	if !ok || refusal.Code != domain.CodeTooFast || refusal.RetryAfter <= 0 || refusal.RetryAfter > 20*time.Second {
		t.Fatalf("refusal %+v", refusal)
	}
	if err := l.Admit("b"); err != nil {
		t.Errorf("another key: %v", err)
	}
	w.at = w.at.Add(refusal.RetryAfter + time.Millisecond)
	if err := l.Admit("a"); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	if err := l.Admit("a"); err == nil {
		t.Error("admits more than was refilled")
	}
}

func TestLimiterZeroAdmitsEverything(t *testing.T) {
	l := web.NewLimiter(0, newWatch().now)
	for range 1000 {
		if err := l.Admit("a"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLimiterForgetsOnlyFullBuckets(t *testing.T) {
	w := newWatch()
	l := web.NewLimiter(1, w.now)
	_ = l.Admit("spent")
	for i := range 30_000 {
		_ = l.Admit(strconv.Itoa(i))
	}
	if err := l.Admit("spent"); err == nil {
		t.Error("a flood of other keys refilled this one")
	}
}

// TestLimiterNeverAdmitsMore checks that in any sequence of requests the limiter admits at
// most one full bucket and the refill since then, whatever the clock does.
func TestLimiterNeverAdmitsMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWatch()
		limit := rapid.IntRange(1, 20).Draw(t, "limit")
		l := web.NewLimiter(limit, w.now)
		admitted, forward := 0.0, time.Duration(0)
		for _, step := range rapid.SliceOfN(rapid.Int64Range(-5000, 5000), 1, 200).Draw(t, "steps") {
			d := time.Duration(step) * time.Millisecond
			w.at = w.at.Add(d)
			forward += max(d, 0)
			err := l.Admit("a")
			if err == nil {
				admitted++
			} else if !errors.Is(err, &domain.Error{Key: "too_fast"}) {
				t.Fatal(err)
			}
			if most := float64(limit) * (1 + forward.Minutes()); admitted > most+1e-6 {
				t.Fatalf("admitted %v of %v", admitted, most)
			}
		}
	})
}

func TestLimiterDropsFullBuckets(t *testing.T) {
	w := newWatch()
	l := web.NewLimiter(60, w.now)
	for i := range 25_000 {
		_ = l.Admit(strconv.Itoa(i))
	}
	w.at = w.at.Add(time.Minute)
	_ = l.Admit("one more")
	if n := l.Remembered(); n != 1 {
		t.Errorf("%d keys in memory, want 1", n)
	}
}
