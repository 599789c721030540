package account

import (
	"context"
	"sync"
	"time"

	"suaraloket/domain"
)

// Limits of sign-in: the failures of a login before it must wait, the waiting time, and
// the concurrent password checks, which take about 20 MiB of memory each.
const (
	freeFailures   = 5
	failureWait    = time.Minute
	checksAtOnce   = 2
	rememberedMost = 10_000
)

// throttle limits password guessing by login, not by address: an office shares an address.
type throttle struct {
	slots chan struct{}
	mu    sync.Mutex
	tries map[string]tries
}

type tries struct {
	failures int
	last     time.Time
}

func newThrottle() *throttle {
	return &throttle{slots: make(chan struct{}, checksAtOnce), tries: map[string]tries{}}
}

// enter waits for a slot to check a password.
func (t *throttle) enter(ctx context.Context, login string, now time.Time) (release func(), err error) {
	if err := t.admits(login, now); err != nil {
		return nil, err
	}
	select {
	case t.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	// Other attempts may have failed while this one waited.
	if err := t.admits(login, now); err != nil {
		<-t.slots
		return nil, err
	}
	return func() { <-t.slots }, nil
}

func (t *throttle) admits(login string, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	seen := t.tries[login]
	left := failureWait - now.Sub(seen.last)
	if seen.failures < freeFailures || left <= 0 {
		return nil
	}
	refusal := *domain.ErrSignInTooFast
	refusal.RetryAfter = left
	return &refusal
}

func (t *throttle) failed(login string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.tries) >= rememberedMost {
		t.dropOld(now)
	}
	t.tries[login] = tries{failures: t.tries[login].failures + 1, last: now}
}

func (t *throttle) dropOld(now time.Time) {
	for login, seen := range t.tries {
		if now.Sub(seen.last) > failureWait {
			delete(t.tries, login)
		}
	}
}

func (t *throttle) forget(login string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.tries, login)
}
