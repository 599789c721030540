package bot

import (
	"context"
	"time"
)

// Of several programs one leads: it polls or sets the webhook, and sends the letters
// that are for whichever one sends. The lease is held again long before it ends, and
// passes on within seconds when its holder is gone.
const (
	leaseTime  = 9 * time.Second
	leaseAgain = 3 * time.Second // between two holds
	leaseTry   = time.Second     // between two tries to get it
)

// lead does the work while this program leads, until ctx ends. A database that is away
// takes nothing from whoever leads: nobody else can get the lease meanwhile, and if the
// other one only seems to be there, Telegram lets one of two poll.
func (b *Bot) lead(ctx context.Context, work func(context.Context)) {
	name := "chat:" + b.id
	for ctx.Err() == nil {
		held, err := b.leases.AcquireLease(ctx, name, b.instance, leaseTime)
		if err != nil || !held {
			sleep(ctx, leaseTry)
			continue
		}
		b.logger.Info("chat led by this program")
		b.outbox.shared.Store(true)
		b.outbox.lookOnce(ctx) // what was put off stands before whatever comes
		b.whileHeld(ctx, name, work)
		b.outbox.shared.Store(false)
	}
	_ = finish(ctx, func(ctx context.Context) error { return b.leases.ReleaseLease(ctx, name, b.instance) })
}

// whileHeld does the work until ctx ends or another holds the lease.
func (b *Bot) whileHeld(ctx context.Context, name string, work func(context.Context)) {
	working, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		work(working)
	}()
	defer func() { <-done }()
	for sleep(ctx, leaseAgain) {
		held, err := b.leases.AcquireLease(ctx, name, b.instance, leaseTime)
		if err == nil && !held {
			b.logger.Warn("chat led by another program")
			stop()
			return
		}
	}
}
