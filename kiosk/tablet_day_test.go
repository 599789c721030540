package kiosk_test

import (
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"suaraloket/kiosk"
)

// heap is what the page holds on to, in bytes, after everything else was let go.
func (b tab) heap(t *testing.T) float64 {
	t.Helper()
	for range 2 { // what a first collection frees may hold others
		_, err := chromedp.Call(b.Context(), heapprofiler.CollectGarbage, cdp.Empty{})
		check(t, err)
	}
	usage, err := chromedp.Call(b.Context(), runtime.GetHeapUsage, cdp.Empty{})
	check(t, err)
	return usage.UsedSize
}

// grows is how much more a page may hold after a day than after its first tenth: what
// the browser's own caches and compiled code take.
const grows = 1 << 20

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
	began := 0.0
	for i := range people {
		if i == people/10 {
			began = b.heap(t)
		}
		thanked = append(thanked, b.visit(1+i%4, map[bool]string{true: "Catatan"}[i%7 == 0]))
	}
	h.wantStored(b, thanked)
	ended := b.heap(t)
	t.Logf("%d people: %.2f MiB after a tenth of them, %.2f at the end", people, began/(1<<20), ended/(1<<20))
	if ended > began+grows {
		t.Errorf("the page grew from %.0f to %.0f bytes", began, ended)
	}
}
