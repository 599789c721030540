package programtest

import (
	"context"
	"errors"
	"time"

	"suaraloket/web/browsertest"
)

// errStill is the cause with which WhileMoving cancels its context.
var errStill = errors.New("nothing has changed for too long")

// WhileMoving returns a context that ends when the state has not changed for
// browsertest.Patience.
func WhileMoving(parent context.Context, state func() string) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(parent)
	go func() {
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		before, moved := "", time.Now()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if now := state(); now != before {
				before, moved = now, time.Now()
			}
			if time.Since(moved) > browsertest.Patience() {
				cancel(errStill)
				return
			}
		}
	}()
	return ctx, func() { cancel(nil) }
}
