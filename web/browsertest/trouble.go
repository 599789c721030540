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

// Reload loads the page anew and waits until its old self is gone.
func (b *Tab) Reload() {
	b.t.Helper()
	b.Do(chromedp.Reload())
}

// Crash ends the tab's process in the midst of what it does: nothing of the page
// lives on but what it has stored. Another opens the next tab of the same browser.
func (b *Tab) Crash() {
	b.t.Helper()
	crashed := chromedp.Events(b.ctx, inspector.TargetCrashed)
	// The process that is asked to crash gives no answer.
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

// SlowDown makes the processor slower by a factor; 1 is its own speed.
func (b *Tab) SlowDown(factor float64) {
	b.t.Helper()
	call(b, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: factor})
}

// Offline cuts the page and its service worker off the network, and tells them so,
// or lets them back.
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

// Picture writes what the tab shows as PNG.
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
