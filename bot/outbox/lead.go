package outbox

import (
	"context"
	"time"

	"suaraloket/bot/backoff"
	"suaraloket/domain"
)

// Of several instances one leads: it receives the updates and sends the messages that any
// instance may send. The lease is renewed long before it ends, and passes on within
// seconds when its holder is gone.
const (
	leaseTime  = 9 * time.Second
	leaseRenew = 3 * time.Second // between two renewals
	leaseRetry = time.Second     // between two tries to acquire
)

// Lease is the lease of the leader.
type Lease struct {
	Store        domain.LeaseStore
	Name, Holder string
}

// Lead runs work while this instance holds the lease, until ctx ends. While the database is
// away the leader goes on: no other instance can acquire the lease then, and the chat
// service lets only one of two poll.
func (o *Outbox) Lead(ctx context.Context, l Lease, work func(context.Context)) {
	for ctx.Err() == nil {
		held, err := l.Store.AcquireLease(ctx, l.Name, l.Holder, leaseTime)
		if err != nil || !held {
			backoff.Sleep(ctx, leaseRetry)
			continue
		}
		o.logger.Info("lease acquired", "lease", l.Name)
		o.caughtUp.Store(false) // others may have deferred updates meanwhile
		o.leading.Store(true)
		o.Sync(ctx)
		o.CatchUp(ctx) // deferred updates come before new ones
		o.whileHeld(ctx, l, work)
		o.leading.Store(false)
	}
	_ = complete(ctx, func(ctx context.Context) error { return l.Store.ReleaseLease(ctx, l.Name, l.Holder) })
}

// whileHeld runs work until ctx ends or another instance holds the lease.
func (o *Outbox) whileHeld(ctx context.Context, l Lease, work func(context.Context)) {
	working, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		work(working)
	}()
	defer func() { <-done }()
	for backoff.Sleep(ctx, leaseRenew) {
		held, err := l.Store.AcquireLease(ctx, l.Name, l.Holder, leaseTime)
		if err == nil && !held {
			o.logger.Warn("lease lost", "lease", l.Name)
			stop()
			return
		}
	}
}
