package bot

import (
	"sync"
	"time"
)

// gate is the last thing that a letter passes on its way out. When something has held
// letters up that had their turn, such as a slow store, they pass one after the other and
// not all at once: Telegram counts when they arrive.
type gate struct {
	gap time.Duration

	mu     sync.Mutex
	passed time.Time
}

// newGate lets letters pass a little closer than their turns come, so that a queue before
// it gets shorter.
func newGate(perSecond float64) *gate {
	if perSecond <= 0 {
		return &gate{}
	}
	return &gate{gap: min(time.Duration(0.9*float64(time.Second)/perSecond), time.Second)}
}

// pass waits until the next may pass.
func (g *gate) pass() {
	if g.gap == 0 {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	time.Sleep(time.Until(g.passed.Add(g.gap)))
	g.passed = time.Now()
}
