package web

import (
	"sync"
	"time"

	"suaraloket/domain"
)

// Limiter admits a number of requests a minute for each key: a device or a pass,
// never an address, which a whole hall shares.
type Limiter struct {
	perMinute float64
	now       func() time.Time
	mu        sync.Mutex
	buckets   map[string]bucket
	swept     time.Time
}

type bucket struct {
	left float64
	at   time.Time
}

// NewLimiter makes a limiter; perMinute 0 admits everything.
func NewLimiter(perMinute int, now func() time.Time) *Limiter {
	return &Limiter{perMinute: float64(perMinute), now: now, buckets: map[string]bucket{}}
}

// With more than maxBuckets, full ones are dropped, since they say nothing, at most
// once in sweepEvery: looking through all of them takes a while.
const (
	maxBuckets = 20_000
	sweepEvery = time.Second
)

// Admit takes one request of the key. It refuses with CodeTooFast and the time
// after which the next one is admitted.
func (l *Limiter) Admit(key string) error {
	if l.perMinute <= 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if len(l.buckets) >= maxBuckets && now.Sub(l.swept).Abs() >= sweepEvery {
		l.dropFull(now)
		l.swept = now
	}
	b, seen := l.buckets[key]
	if !seen {
		b = bucket{left: l.perMinute, at: now}
	}
	b = bucket{left: l.filled(b, now), at: now}
	if b.left < 1 {
		l.buckets[key] = b
		wait := time.Duration((1 - b.left) / l.perMinute * float64(time.Minute))
		return &domain.Error{Code: domain.CodeTooFast, Key: "too_fast", RetryAfter: wait}
	}
	b.left--
	l.buckets[key] = b
	return nil
}

func (l *Limiter) filled(b bucket, now time.Time) float64 {
	passed := max(now.Sub(b.at), 0) // a clock set back gives nothing
	return min(l.perMinute, b.left+passed.Minutes()*l.perMinute)
}

func (l *Limiter) dropFull(now time.Time) {
	for key, b := range l.buckets {
		if l.filled(b, now) >= l.perMinute {
			delete(l.buckets, key)
		}
	}
}
