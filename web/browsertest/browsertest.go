// Package browsertest drives pages in a headless Chromium for tests.
package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Tab is a page in a headless browser. Its methods fail the test.
type Tab struct {
	t      testing.TB
	ctx    context.Context
	cancel context.CancelFunc
	size   [2]int64
}

// Open opens a tab of the given size in CSS pixels, in Indonesian, in a browser context of its
// own: it shares no storage, cookie or service worker with the tabs of other calls. Every
// message on the page's console, also a violation of the content policy, fails the test; a
// refused request does not. The name loket.example is this machine, reached over an insecure
// origin.
func Open(t testing.TB, width, height int64) *Tab {
	t.Helper()
	b := &Tab{t: t, size: [2]int64{width, height}}
	b.open(browser(t), chromedp.WithNewBrowserContext())
	return b
}

// OpenShared is Open without a browser context of its own, for the only device of a test whose
// site has a Host of its own. It takes about half the processor time.
func OpenShared(t testing.TB, width, height int64) *Tab {
	t.Helper()
	b := &Tab{t: t, size: [2]int64{width, height}}
	b.open(browser(t))
	return b
}

// OpenIsolated is Open in a Chromium of the test's own, in which each tab has a process: Crash
// ends no other tab.
func OpenIsolated(t testing.TB, width, height int64) *Tab {
	t.Helper()
	ctx, cancel, err := start(Chromium(t))
	t.Cleanup(cancel)
	if err != nil {
		t.Fatal(err)
	}
	b := &Tab{t: t, size: [2]int64{width, height}}
	b.open(ctx)
	return b
}

// open creates the tab as a child of a browser or of another tab.
func (b *Tab) open(parent context.Context, options ...chromedp.ContextOption) {
	b.t.Helper()
	b.ctx, b.cancel = chromedp.NewContext(parent, options...)
	b.t.Cleanup(b.cancel)
	b.Do(chromedp.EmulateViewport(b.size[0], b.size[1]))
	b.installClock()
	go b.reportConsole()
}

// Another opens a second tab with the same storage.
func (b *Tab) Another() *Tab {
	b.t.Helper()
	other := &Tab{t: b.t, size: b.size}
	other.open(b.ctx)
	return other
}

// Close closes the tab before the test ends. The first tab of a browser context of its own closes
// all others too. An unused tab takes processor time from the tabs that are measured.
func (b *Tab) Close() { b.cancel() }

func (b *Tab) reportConsole() {
	for message, err := range chromedp.Console(b.ctx) {
		if err != nil {
			return
		}
		if !remark(message.Text) {
			b.t.Errorf("message on the console: %s", message.Text)
		}
	}
}

// remark reports whether a console message only repeats what the server did: it refused or did
// not answer a request, or the connection is not secure enough for a header.
func remark(text string) bool {
	return strings.HasPrefix(text, "Failed to load resource") || strings.HasPrefix(text, "Clear-Site-Data header") ||
		strings.HasPrefix(text, "Error while trying to use the following icon from the Manifest") ||
		strings.HasPrefix(text, "The Cross-Origin-Opener-Policy header has been ignored")
}

// Context returns the context of the tab, for steps of chromedp that the methods do not cover.
func (b *Tab) Context() context.Context { return b.ctx }

// Do runs steps of chromedp.
func (b *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// Resize changes the size of the window, in CSS pixels.
func (b *Tab) Resize(width, height int64) {
	b.t.Helper()
	b.Do(chromedp.EmulateViewport(width, height))
}

// Prefer sets the preferences of the reader, as pairs of a media feature and its value:
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

// Text evaluates an expression and returns its value as text.
func (b *Tab) Text(expression string) string {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// Await evaluates an expression whose value is a promise, and returns the result as text.
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

// Until waits until an expression is true, also on a page that is just replacing this one.
// While a page loads, the expression may fail, and no value counts as true: a page has its
// address before it has its elements. The wait lasts as long as the page changes.
func (b *Tab) Until(expression string) {
	b.t.Helper()
	var last error
	b.t.Cleanup(func() {
		if last != nil && b.t.Failed() {
			b.t.Logf("%s: last error: %v", expression, last)
		}
	})
	question := fmt.Sprintf(waitSource, expression)
	EventuallyMoving(b.t, expression, func() (string, bool) {
		var value string
		value, last = chromedp.Run(b.ctx, chromedp.Evaluate[string](question, chromedp.EvalAwaitPromise))
		return value, last == nil && value == "true"
	})
}

// waitSource asks for an expression inside the page for up to a second, since a question through the
// debugger costs far more. The answer is "true", or the state of the page.
const waitSource = `new Promise(function (answer, fail) {
	var wait = window.testClock ? testClock.native : setTimeout, left = 40;
	(function ask() {
		try {
			if (document.readyState !== "loading" && (%s)) { answer("true"); return; }
			if (left-- > 0) { wait(ask, 25); return; }
		} catch (e) { fail(e); return; }
		answer(location.pathname + document.readyState + document.getElementsByTagName("*").length);
	})();
})`

// Want compares an expression with a text.
func (b *Tab) Want(expression, value string) {
	b.t.Helper()
	if got := b.Text(expression); got != value {
		b.t.Errorf("%s is %q, want %q", expression, got, value)
	}
}

// List evaluates an expression whose value is a list of texts.
func (b *Tab) List(expression string) []string {
	b.t.Helper()
	var list []string
	if err := json.Unmarshal([]byte(b.Text("JSON.stringify("+expression+")")), &list); err != nil {
		b.t.Fatal(err)
	}
	return list
}
