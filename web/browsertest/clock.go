package browsertest

import (
	_ "embed"
	"fmt"
	"testing"
	"time"
)

//go:embed clock.js
var clockSource string

// installClock installs a clock in every page of the tab, which Skip, Hold and Release
// control. A benchmark keeps the clock of the browser.
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

// Hold stops the page's clock until Release: all actions of the test happen at one moment,
// however long they take.
func (b *Tab) Hold() {
	b.t.Helper()
	b.Run("testClock.hold()")
}

// Held runs steps while the page's clock is stopped, and continues it unless it was stopped
// before. The steps load no other page.
func (b *Tab) Held(steps func()) {
	b.t.Helper()
	if b.Text("testClock.hold()") == "true" {
		defer b.Release()
	}
	steps()
}

// Release continues a stopped clock from where it stopped.
func (b *Tab) Release() {
	b.t.Helper()
	b.Run("testClock.release()")
}
