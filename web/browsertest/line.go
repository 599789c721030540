package browsertest

import (
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// SlowLine limits the connection of the page to that latency and throughput, both ways.
func (b *Tab) SlowLine(latency time.Duration, kilobits float64) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{
			Latency: float64(latency.Milliseconds()), DownloadThroughput: kilobits * 1000 / 8, UploadThroughput: kilobits * 1000 / 8,
		}},
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// FirstPaint returns the time from the request of the page to its first content.
func (b *Tab) FirstPaint() time.Duration {
	b.t.Helper()
	const painted = `performance.getEntriesByName("first-contentful-paint")[0]`
	b.Until(painted)
	ms, err := chromedp.Run(b.ctx, chromedp.Evaluate[float64](painted+".startTime"))
	if err != nil {
		b.t.Fatal(err)
	}
	return time.Duration(ms * float64(time.Millisecond))
}

// Transferred returns the number of bytes that the page and everything it loaded took on the
// network.
func (b *Tab) Transferred() int {
	b.t.Helper()
	bytes, err := chromedp.Run(b.ctx, chromedp.Evaluate[int](`performance.getEntriesByType("navigation")
		.concat(performance.getEntriesByType("resource")).reduce(function (sum, e) { return sum + e.transferSize; }, 0)`))
	if err != nil {
		b.t.Fatal(err)
	}
	return bytes
}
