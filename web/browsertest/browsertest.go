// Package browsertest drives pages in a headless Chromium for tests.
package browsertest

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Variable names the environment variable with the path of a Chromium.
const Variable = "SUARALOKET_TEST_BROWSER"

// patience bounds every wait for a condition.
const patience = time.Minute

// lifetime bounds how long a browser lives.
const lifetime = 30 * time.Minute

// Tab is a page in a headless browser. Its methods fail the test.
type Tab struct {
	t       testing.TB
	ctx     context.Context
	browser context.Context
	close   context.CancelFunc
	size    [2]int64
}

// Chromium gives the path of the browser. Without one the test is skipped and says so.
func Chromium(t testing.TB) string {
	t.Helper()
	path := os.Getenv(Variable)
	if path == "" {
		t.Skipf("left out: no browser; %s names one", Variable)
	}
	return path
}

// Open starts a browser with a window of the given size in CSS pixels, speaking
// Indonesian. Whatever a page complains about, a breach of the content policy too,
// fails the test; a request that was refused does not. The name loket.example is
// this machine, reached as any other: not by a secure way.
func Open(t testing.TB, width, height int64) *Tab {
	t.Helper()
	path := Chromium(t)
	ctx, cancel := context.WithTimeout(context.Background(), lifetime)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx,
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("host-resolver-rules", "MAP loket.example 127.0.0.1"),
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("accept-lang", "id"),
		// A second tab hides the first; it works on all the same, as on a tablet.
		chromedp.Flag("disable-background-timer-throttling", true), chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true))
	t.Cleanup(cancel)
	b := &Tab{t: t, browser: ctx, size: [2]int64{width, height}}
	b.open()
	return b
}

// open makes the tab in its browser.
func (b *Tab) open() {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.browser)
	b.t.Cleanup(cancel)
	b.ctx, b.close = ctx, cancel
	b.Do(chromedp.EmulateViewport(b.size[0], b.size[1]))
	go b.complain()
}

// Another opens a second tab in the same browser, with the same storage.
func (b *Tab) Another() *Tab {
	b.t.Helper()
	other := &Tab{t: b.t, browser: b.ctx, size: b.size}
	other.open()
	return other
}

// Close ends the tab, and its browser with the first one, before the test is over:
// a tab that is not needed any more shares the processor with those that are measured.
func (b *Tab) Close() { b.close() }

func (b *Tab) complain() {
	for message, err := range chromedp.Console(b.ctx) {
		if err != nil {
			return
		}
		if !remark(message.Text) {
			b.t.Errorf("the page complains: %s", message.Text)
		}
	}
}

// remark says that the browser only tells what it was told: a request was refused or not
// answered, or a connection is not safe enough for a header.
func remark(text string) bool {
	return strings.HasPrefix(text, "Failed to load resource") ||
		strings.HasPrefix(text, "Error while trying to use the following icon from the Manifest") ||
		strings.HasPrefix(text, "The Cross-Origin-Opener-Policy header has been ignored")
}

// Context is the tab for steps of chromedp that the methods do not cover.
func (b *Tab) Context() context.Context { return b.ctx }

// Do carries out steps of chromedp.
func (b *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// Resize gives the window another size, in CSS pixels.
func (b *Tab) Resize(width, height int64) {
	b.t.Helper()
	b.Do(chromedp.EmulateViewport(width, height))
}

// Prefer sets what the reader prefers, as pairs of a media feature and its value:
// "prefers-contrast", "more".
func (b *Tab) Prefer(pairs ...string) {
	b.t.Helper()
	var features []*emulation.MediaFeature
	for i := 0; i+1 < len(pairs); i += 2 {
		features = append(features, &emulation.MediaFeature{Name: pairs[i], Value: pairs[i+1]})
	}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		b.t.Fatal(err)
	}
}

// Press presses keys one after the other: kb.Tab, kb.Enter, or letters.
func (b *Tab) Press(keys string) {
	b.t.Helper()
	b.Do(chromedp.KeyEvent(keys))
}

// Goto opens an address.
func (b *Tab) Goto(address string) {
	b.t.Helper()
	b.Do(chromedp.Navigate(address))
}

// Text evaluates an expression and gives its value as text.
func (b *Tab) Text(expression string) string {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// Await evaluates an expression that gives a promise, and gives its value as text.
func (b *Tab) Await(expression string) string {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("("+expression+").then(String)", chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// Run runs statements in the page.
func (b *Tab) Run(statements string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("(function(){"+statements+"})(), ''")); err != nil {
		b.t.Fatalf("%s: %v", statements, err)
	}
}

// Until waits for an expression to become true, also on the page to which this one is
// just giving way. Until that page stands the expression may fail, and nothing is true of
// one that is still being read: its address is there before its elements.
func (b *Tab) Until(expression string) {
	b.t.Helper()
	var last error
	b.t.Cleanup(func() {
		if last != nil && b.t.Failed() {
			b.t.Logf("%s, the last time it was asked: %v", expression, last)
		}
	})
	Eventually(b.t, expression, func() bool {
		var value string
		value, last = chromedp.Run(b.ctx, chromedp.Evaluate[string]("String(document.readyState !== 'loading' && !!("+expression+"))"))
		return last == nil && value == "true"
	})
}

// Want compares an expression with a text.
func (b *Tab) Want(expression, value string) {
	b.t.Helper()
	if got := b.Text(expression); got != value {
		b.t.Errorf("%s is %q, want %q", expression, got, value)
	}
}

// List evaluates an expression that gives a list of texts.
func (b *Tab) List(expression string) []string {
	b.t.Helper()
	var list []string
	if err := json.Unmarshal([]byte(b.Text("JSON.stringify("+expression+")")), &list); err != nil {
		b.t.Fatal(err)
	}
	return list
}

// Eventually asks until the condition holds, and fails the test after a while.
func Eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline:
			t.Fatalf("never came true: %s", what)
		case <-tick.C:
		}
	}
}
