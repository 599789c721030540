package kiosk_test

import (
	"context"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// browserVariable names the environment variable with the path of a Chromium.
const browserVariable = "SUARALOKET_TEST_BROWSER"

// tab is a page in a headless browser. Its methods fail the test.
type tab struct {
	t   *testing.T
	ctx context.Context
}

// openTab starts a browser of the given size. Whatever the page complains about,
// a breach of the content policy too, fails the test.
func openTab(t *testing.T, width, height int64) *tab {
	t.Helper()
	path := os.Getenv(browserVariable)
	if path == "" {
		t.Skipf("left out: no browser; %s names one", browserVariable)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx,
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("accept-lang", "id"))
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &tab{t, ctx}
	b.do(chromedp.EmulateViewport(width, height))
	go b.complain()
	return b
}

// complain reports what the page writes to its console. That a request was refused
// is what some tests want.
func (b *tab) complain() {
	for message, err := range chromedp.Console(b.ctx) {
		if err != nil {
			return
		}
		if !refusedRequest(message.Text) {
			b.t.Errorf("the page complains: %s", message.Text)
		}
	}
}

func refusedRequest(text string) bool {
	const beginning = "Failed to load resource"
	return len(text) >= len(beginning) && text[:len(beginning)] == beginning
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) open(address string) {
	b.t.Helper()
	b.do(chromedp.Navigate(address))
}

// text evaluates an expression and gives its value as text.
func (b *tab) text(expression string) string {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// run runs statements in the page.
func (b *tab) run(statements string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("(function(){"+statements+"})(), ''")); err != nil {
		b.t.Fatalf("%s: %v", statements, err)
	}
}

// until waits for an expression to become true. While a page is on its way an
// expression may fail.
func (b *tab) until(expression string) {
	b.t.Helper()
	eventually(b.t, expression, func() bool {
		holds, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		return err == nil && holds
	})
}

func (b *tab) want(expression, value string) {
	b.t.Helper()
	if got := b.text(expression); got != value {
		b.t.Errorf("%s is %q, want %q", expression, got, value)
	}
}

// list evaluates an expression that gives a list of texts.
func (b *tab) list(expression string) []string {
	b.t.Helper()
	var list []string
	if err := json.Unmarshal([]byte(b.text("JSON.stringify("+expression+")")), &list); err != nil {
		b.t.Fatal(err)
	}
	return list
}

// eventually asks until the condition holds, for 20 seconds at most.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline:
			t.Fatalf("never: %s", what)
		case <-tick.C:
		}
	}
}
