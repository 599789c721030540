package browsertest

import (
	"context"
	"os"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// BeforeLoad runs a script in every document that the tab opens from now on, before
// any script of the page.
func (b *Tab) BeforeLoad(script string) {
	b.t.Helper()
	call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
}

// Reload reloads the page and waits until the old document is gone.
func (b *Tab) Reload() {
	b.t.Helper()
	b.Do(chromedp.Reload())
}

// Crash kills the process of a tab of OpenIsolated: only what the page has stored remains. Another opens the next
// tab of the same browser.
func (b *Tab) Crash() {
	b.t.Helper()
	crashed := chromedp.Events(b.ctx, inspector.TargetCrashed)
	// The call gets no answer, because the process crashes.
	ctx, cancel := context.WithTimeout(b.ctx, Patience())
	defer cancel()
	go func() { _, _ = chromedp.Call(ctx, page.Crash, cdp.Empty{}) }()
	for _, err := range crashed {
		if err != nil {
			b.t.Fatalf("the tab does not crash: %v", err)
		}
		return
	}
}

// SlowDown slows the processor down by a factor; 1 is its own speed.
func (b *Tab) SlowDown(factor float64) {
	b.t.Helper()
	call(b, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: factor})
}

// Offline cuts the page and its service worker off from the network and reports that to them,
// or connects them again.
func (b *Tab) Offline(offline bool) {
	b.t.Helper()
	conditions := []*network.Conditions{{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1}}
	call(b, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		EmulateOfflineServiceWorker: &offline, MatchedNetworkConditions: conditions,
	})
	call(b, network.OverrideNetworkState, network.OverrideNetworkStateParams{
		Offline: offline, DownloadThroughput: -1, UploadThroughput: -1,
	})
}

// Picture writes a screenshot of the tab as PNG.
func (b *Tab) Picture(file string) {
	b.t.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(file, png, 0o644)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

func call[P, R any](b *Tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	result, err := chromedp.Call(b.ctx, command, params)
	if err != nil {
		b.t.Fatal(err)
	}
	return result
}
