// Package backoff waits between tries, longer each time and with jitter.
package backoff

import (
	"context"
	"math/rand/v2"
	"time"
)

// Backoff is the waiting time between tries of one operation. It is not safe for
// concurrent use.
type Backoff struct {
	first, longest time.Duration
	next           time.Duration
}

// New returns a Backoff whose waiting time doubles from first up to longest.
func New(first, longest time.Duration) *Backoff {
	return &Backoff{first: first, longest: longest, next: first}
}

// Reset starts again with the shortest waiting time.
func (b *Backoff) Reset() { b.next = b.first }

// Next returns the next waiting time, at least minimum.
func (b *Backoff) Next(minimum time.Duration) time.Duration {
	d := b.next/2 + rand.N(b.next/2+1)
	b.next = min(2*b.next, b.longest)
	return max(d, minimum)
}

// Wait waits for the next try, at least minimum. It returns false when ctx ends first.
func (b *Backoff) Wait(ctx context.Context, minimum time.Duration) bool {
	return Sleep(ctx, b.Next(minimum))
}

// Sleep pauses for d. It returns false when ctx ends first.
func Sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
