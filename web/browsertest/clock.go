package browsertest

import (
	_ "embed"
	"fmt"
	"testing"
	"time"
)

//go:embed clock.js
var clockSource string

// installClock gives every page of the tab a clock that Skip, Hold and Release move. A
// benchmark keeps the browser's own.
func (b *Tab) installClock() {
	if _, measured := b.t.(*testing.B); !measured {
		b.BeforeLoad(clockSource)
	}
}

// Skip moves the page's clock forward; timers that become due run in their order, an
// interval once. The service worker and the network keep their own time.
func (b *Tab) Skip(d time.Duration) {
	b.t.Helper()
	b.Run(fmt.Sprintf("testClock.skip(%d)", d.Milliseconds()))
}

// Hold stops the page's clock until Release: whatever the test does to the page happens
// at one moment, however long it takes.
func (b *Tab) Hold() {
	b.t.Helper()
	b.Run("testClock.hold()")
}

// Release lets a clock that is held go on from where it stopped.
func (b *Tab) Release() {
	b.t.Helper()
	b.Run("testClock.release()")
}
