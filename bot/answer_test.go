package bot

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
)

// TestAStopDoesNotWaitForAnAnswerSlot checks that an answer waits for a free slot only until
// the program stops.
func TestAStopDoesNotWaitForAnAnswerSlot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, release := newAnswers(), make(chan struct{})
		for range maxAnswers {
			if !a.start(t.Context(), func() { <-release }) {
				t.Fatal("a free slot is refused")
			}
		}
		ctx, stop := context.WithCancel(t.Context())
		var waiting sync.WaitGroup
		waiting.Go(func() {
			if a.start(ctx, func() { t.Error("answered after the stop") }) {
				t.Error("started without a free slot")
			}
		})
		synctest.Wait()
		stop()
		waiting.Wait()
		close(release)
		a.wait()
		if !a.start(ctx, func() {}) {
			t.Error("a free slot is not used after the stop")
		}
		a.wait()
	})
}
