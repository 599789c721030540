package kiosk_test

import (
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/memory"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"suaraloket/kiosk"
)

// held is what a page holds on to after everything else was let go.
type held struct {
	heap             float64 // bytes
	nodes, listeners int64
}

func (b tab) held(t *testing.T) held {
	t.Helper()
	for range 2 { // what a first collection frees may hold others
		_, err := chromedp.Call(b.Context(), heapprofiler.CollectGarbage, cdp.Empty{})
		check(t, err)
	}
	usage, err := chromedp.Call(b.Context(), runtime.GetHeapUsage, cdp.Empty{})
	check(t, err)
	counters, err := chromedp.Call(b.Context(), memory.GetDOMCounters, cdp.Empty{})
	check(t, err)
	return held{heap: usage.UsedSize, nodes: counters.Nodes, listeners: counters.JsEventListeners}
}

// grows is how much more a page may hold after a day than after its first tenth: what
// the browser's own caches and compiled code take.
var grows = held{heap: 1 << 20, nodes: 100, listeners: 20}

// A day in fast motion on one page: everybody is thanked once, and the page holds no
// more at the end than at the beginning.
func TestADayOnOnePage(t *testing.T) {
	people := 60
	if _, long := soakRounds(t); long {
		people = 5000
	}
	h := openHall(t, func(o *kiosk.Options) { o.KioskInterval = 0 })
	b := openFast(t, h, 40)
	var thanked []string
	var began, now held
	for i := range people {
		thanked = append(thanked, b.visit(1+i%4, map[bool]string{true: "Catatan"}[i%7 == 0]))
		if (i+1)%(people/10) != 0 {
			continue
		}
		now = b.held(t)
		t.Logf("after %d people: %.2f MiB, %d nodes, %d listeners", i+1, now.heap/(1<<20), now.nodes, now.listeners)
		if began == (held{}) {
			began = now
		}
	}
	h.wantStored(b, thanked)
	if now.heap > began.heap+grows.heap || now.nodes > began.nodes+grows.nodes || now.listeners > began.listeners+grows.listeners {
		t.Errorf("the page grew from %+v to %+v", began, now)
	}
}
