package kiosk_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/memory"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"suaraloket/web/sitetest"
)

// held is what a page still holds after a garbage collection.
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

// least is the least of each that a and b hold: what a collection has not yet freed makes
// single measurements larger than what the page holds.
func least(a, b held) held {
	return held{heap: min(a.heap, b.heap), nodes: min(a.nodes, b.nodes), listeners: min(a.listeners, b.listeners)}
}

// A day in fast motion on one page: everybody is thanked once, and the page holds no
// more at the end than at the beginning.
func TestADayOnOnePage(t *testing.T) {
	t.Parallel()
	tenth := 3
	if _, long := soakRounds(t); long {
		tenth = 500
	}
	h := openHall(t, func(o *sitetest.Options) { o.KioskInterval = 0 })
	h.alone = true
	h.photographed()
	b := openFast(t, h, 40)
	var thanked []string
	var began, end held
	for i := range 10 {
		thanked = append(thanked, b.visits(t, tenth)...)
		now := b.held(t)
		t.Logf("after %d people: %.2f MiB, %d nodes, %d listeners", len(thanked), now.heap/(1<<20), now.nodes, now.listeners)
		switch i {
		case 0:
			began = now
		case 7:
			end = now
		case 8, 9:
			end = least(end, now)
		}
	}
	h.wantStored(b, thanked)
	if end.heap > began.heap+grows.heap || end.nodes > began.nodes+grows.nodes || end.listeners > began.listeners+grows.listeners {
		t.Errorf("the page grew from %+v to %+v", began, end)
	}
}

// visits is people one after the other, with nothing asked of the page meanwhile:
// the browser keeps whatever is. It gives the receipts of their thanks.
func (b tab) visits(t *testing.T, people int) []string {
	t.Helper()
	receipts, err := chromedp.Run(b.Context(), chromedp.Evaluate[[]string](fmt.Sprintf(`(async function () {
		var receipts = [];
		for (var i = 0; i < %d; i++) { receipts.push(await window.visit(1 + i %% 4, i %% 7 ? "" : "Catatan")); }
		return receipts;
	})()`, people), chromedp.EvalAwaitPromise))
	check(t, err)
	return receipts
}
