package browsertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
)

// Variable names the environment variable with the path of a Chromium.
const Variable = "SUARALOKET_TEST_BROWSER"

// Chromium returns the path of the browser. Without one it skips the test with a reason.
func Chromium(t testing.TB) string {
	t.Helper()
	path := os.Getenv(Variable)
	if path == "" {
		t.Skipf("left out: no browser; %s names one", Variable)
	}
	return path
}

// process is the Chromium that all tests of a package share: a start costs more than
// most tests do.
var process struct {
	sync.Mutex
	shared bool            // Main runs the tests
	ctx    context.Context // nil before the first tab
	cancel context.CancelFunc
}

// Host returns an address of loopback that no other test of the process gets. Browsers keep
// cookies by address and not by port.
func Host() string {
	n := hosts.Add(1)
	return fmt.Sprintf("127.0.%d.%d", 1+n/250, 1+n%250)
}

var hosts atomic.Int64

// Main runs a package's tests with one Chromium for all of them, closes it afterwards and
// returns the exit status. Call it from TestMain. Without it, each test starts its own
// Chromium.
func Main(m *testing.M) int {
	process.Lock()
	process.shared = true
	process.Unlock()
	status := m.Run()
	process.Lock()
	defer process.Unlock()
	if process.cancel != nil {
		process.cancel()
	}
	return status
}

// browser returns a running Chromium.
func browser(t testing.TB) context.Context {
	t.Helper()
	path := Chromium(t)
	process.Lock()
	defer process.Unlock()
	if !process.shared {
		ctx, cancel, err := start(path, oneProcess()...)
		t.Cleanup(cancel)
		if err != nil {
			t.Fatal(err)
		}
		return ctx
	}
	if process.ctx == nil {
		ctx, cancel, err := start(path, oneProcess()...)
		if err != nil {
			cancel()
			t.Fatal(err)
		}
		process.ctx, process.cancel = ctx, cancel
	}
	return process.ctx
}

// oneProcess lets one process draw all pages of a browser context: the scripts and fonts of the
// product are read once and not for each test. The rules between origins hold as before.
func oneProcess() []chromedp.ExecAllocatorOption {
	return []chromedp.ExecAllocatorOption{
		chromedp.Flag("renderer-process-limit", "1"), chromedp.Flag("disable-site-isolation-trials", true),
		chromedp.Flag("disable-features", "IsolateOrigins,site-per-process,SpareRendererForSitePerProcess"),
	}
}

// start starts a Chromium. The caller calls cancel in any case. cancel waits until the program
// and its data folder are gone.
func start(path string, more ...chromedp.ExecAllocatorOption) (ctx context.Context, cancel func(), err error) {
	allocator, end := chromedp.NewExecAllocator(context.Background(), append(more,
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("host-resolver-rules", "MAP loket.example 127.0.0.1"),
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("accept-lang", "id"),
		chromedp.Flag("font-render-hinting", "none"), // characters as wide as on a tablet
		// A second tab hides the first one, which continues to work, as on a tablet.
		chromedp.Flag("disable-background-timer-throttling", true), chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true))...)
	ctx, _ = chromedp.NewContext(allocator)
	cancel = func() {
		_ = chromedp.Cancel(ctx) // a Chromium that has crashed cannot be closed
		end()
	}
	if err := chromedp.Do(ctx); err != nil {
		return nil, cancel, errors.Join(errors.New("Chromium does not start"), err)
	}
	return ctx, cancel, nil
}
