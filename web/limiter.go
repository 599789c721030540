package web

import (
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"

	"suaraloket/domain"
)

// Limiter admits a number of requests per minute for each key. A key is a device, a
// browser or a pass. Where it is an address, which all visitors in a hall may share, a request
// over the limit must not be refused, only delayed.
type Limiter struct {
	perMinute int
	now       func() time.Time
	mu        sync.Mutex
	buckets   *simplelru.LRU[string, *rate.Limiter]
}

// maxBuckets limits the memory of a limiter to about 20 MB. Beyond it the least recently
// used key starts again with a full bucket.
const maxBuckets = 64 << 10

// NewLimiter makes a limiter; perMinute 0 admits everything.
func NewLimiter(perMinute int, now func() time.Time) *Limiter {
	buckets, err := simplelru.NewLRU[string, *rate.Limiter](maxBuckets, nil)
	if err != nil {
		panic(err) // only possible for a size below one
	}
	return &Limiter{perMinute: perMinute, now: now, buckets: buckets}
}

// Admit counts one request of the key. Over the limit it refuses with CodeTooFast and the
// time until the next request is admitted.
func (l *Limiter) Admit(key string) error {
	if l.perMinute <= 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.dropFull(now)
	bucket, found := l.buckets.Get(key)
	if !found {
		bucket = rate.NewLimiter(rate.Limit(l.perMinute)/60, l.perMinute)
		l.buckets.Add(key, bucket)
	}
	if bucket.AllowN(now, 1) {
		return nil
	}
	wait := time.Duration((1 - bucket.TokensAt(now)) / float64(bucket.Limit()) * float64(time.Second))
	return &domain.Error{Code: domain.CodeTooFast, Key: "too_fast", RetryAfter: wait}
}

// dropFull removes keys with full buckets, beginning with the least recently used: a full
// bucket admits the same as none.
func (l *Limiter) dropFull(now time.Time) {
	for {
		_, bucket, found := l.buckets.GetOldest()
		if !found || bucket.TokensAt(now) < float64(l.perMinute) {
			return
		}
		l.buckets.RemoveOldest()
	}
}
