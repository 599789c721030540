package kiosk_test

import (
	"testing"
	"time"

	"suaraloket/web/browsertest"
)

// tab is a page in a headless browser with the gestures of a tablet.
type tab struct {
	*browsertest.Tab
	site *siteOfTab
}

// siteOfTab is the site that a tab is connected to; tabs of one browser context share it.
type siteOfTab struct{ hall *hall }

func newTab(t testing.TB, width, height int64) tab {
	t.Helper()
	return tab{browsertest.Open(t, width, height), &siteOfTab{}}
}

// another opens a second tab with the same storage.
func (b tab) another() tab { return tab{b.Another(), b.site} }

// passes lets time pass, on the page and at the site.
func (b tab) passes(d time.Duration) {
	if b.site.hall != nil {
		b.site.hall.Later(d)
	}
	b.Skip(d)
}

// echoes is longer than touches are taken for echoes of the screen before.
const echoes = 450 * time.Millisecond

// byeTime is how long the last thanks are shown.
const byeTime = 5 * time.Second

// leaves touches Selesai and waits for the faces.
func (b tab) leaves() {
	b.click("#done")
	b.Until(`document.getElementById("screen-after").classList.contains("k-bye")`)
	b.passes(byeTime)
	b.shows("faces")
}
