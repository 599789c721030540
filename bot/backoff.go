package bot

import (
	"context"
	"math/rand/v2"
	"time"
)

// backoff waits longer from try to try, with jitter.
type backoff struct {
	first, most time.Duration
	next        time.Duration
	told        string // the trouble that was logged
}

func newBackoff(first, most time.Duration) *backoff {
	return &backoff{first: first, most: most, next: first}
}

func pollBackoff() *backoff  { return newBackoff(250*time.Millisecond, 30*time.Second) }
func storeBackoff() *backoff { return newBackoff(100*time.Millisecond, 5*time.Second) }
func callBackoff() *backoff  { return newBackoff(250*time.Millisecond, 4*time.Second) }

func (w *backoff) reset() { w.next, w.told = w.first, "" }

// step gives the next waiting time, and never less than least.
func (w *backoff) step(least time.Duration) time.Duration {
	d := w.next/2 + rand.N(w.next/2+1)
	w.next = min(2*w.next, w.most)
	return max(d, least)
}

// wait waits for the next try and says false when ctx ended first.
func (w *backoff) wait(ctx context.Context, least time.Duration) bool {
	return sleep(ctx, w.step(least))
}

func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
