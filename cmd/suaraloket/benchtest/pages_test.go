package benchtest

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/repository"
	"suaraloket/web/browsertest"
)

// The network and the processor of a cheap device with poor reception.
const (
	slowLatency   = 150 * time.Millisecond
	slowKilobits  = 400
	slowProcessor = 4
)

// pageRounds is the number of times each page is opened; the tables show the median.
const pageRounds = 5

// shownAt is a script that records when each screen of a document is first visible.
const shownAt = `window.shownAt = {};
new MutationObserver(function () {
	document.querySelectorAll("main.k-screen:not([hidden])").forEach(function (m) {
		if (!shownAt[m.id]) { shownAt[m.id] = performance.now(); }
	});
}).observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ["hidden"]});`

// benchPages measures how long people wait. Chromium runs as slowly as their devices.
func benchPages(b *testing.B, r *benchReport) {
	if os.Getenv(browsertest.Variable) == "" {
		b.Fatalf("no browser: set %s", browsertest.Variable)
	}
	p, dir := startDemo(b, repository.SQLite)
	counter := programtest.ReadDemo(b, dir).Counters[0]
	paint, bytes := phonePaint(b, counter.PageURL)
	start := kioskStart(b, p.Base, counter.DeviceKey)
	online, offline := tapToThanks(b, p.Base, counter.DeviceKey)
	r.table(benchTable{
		Title: "What people wait for",
		Note: fmt.Sprintf("Chromium with its processor slowed %d times and a line of %v and %d kbit/s, in ms, the median of %d.",
			slowProcessor, slowLatency, slowKilobits, pageRounds),
		Head: []string{"what", "measured", "aim"},
		Rows: [][]string{
			{"phone page: first paint", milliseconds(paint), "< 1000"},
			{"phone page: everything, in bytes over the line", grouped(float64(bytes)), "< 60,000"},
			{"tablet: faces, from the service worker without network", milliseconds(start), "< 1000"},
			{"tablet: from the tap to thanks, online", milliseconds(online), "< 100"},
			{"tablet: from the tap to thanks, without network", milliseconds(offline), "< 100"},
		},
	})
}

func medianTime(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

func phonePaint(b *testing.B, address string) (paint time.Duration, bytes int) {
	var times []time.Duration
	for range pageRounds {
		tab := browsertest.Open(b, 360, 740)
		tab.SlowLine(slowLatency, slowKilobits)
		tab.SlowDown(slowProcessor)
		tab.Goto(address)
		times = append(times, tab.FirstPaint())
		tab.Until(`document.readyState === "complete"`)
		bytes = max(bytes, tab.Transferred())
		tab.Close()
	}
	return medianTime(times), bytes
}

// openBenchTablet opens a tablet and waits until the service worker controls its page.
func openBenchTablet(b *testing.B, base, key string) *browsertest.Tab {
	tab := browsertest.Open(b, 1280, 800)
	tab.BeforeLoad(shownAt)
	tab.Goto(base + "/k#key=" + key)
	tab.Until(`window.shownAt["screen-faces"] || window.shownAt["screen-pick"]`)
	tab.Until(`navigator.serviceWorker.controller`)
	return tab
}

func kioskStart(b *testing.B, base, key string) time.Duration {
	tab := openBenchTablet(b, base, key)
	defer tab.Close()
	tab.SlowDown(slowProcessor)
	tab.Offline(true)
	var times []time.Duration
	for range pageRounds {
		tab.Reload()
		tab.Until(`window.shownAt && window.shownAt["screen-faces"]`)
		times = append(times, millisOf(b, tab.Text(`window.shownAt["screen-faces"]`)))
	}
	return medianTime(times)
}

// tapToThanks measures the time from the tap on a face to the screen of thanks, which appears
// when the rating is on the device's disk.
func tapToThanks(b *testing.B, base, key string) (online, offline time.Duration) {
	tab := openBenchTablet(b, base, key)
	defer tab.Close()
	tab.SlowDown(slowProcessor)
	taps := func() time.Duration {
		var times []time.Duration
		for range pageRounds {
			tab.Reload() // ends the pause between people and the last thanks
			tab.Until(`window.shownAt && window.shownAt["screen-faces"]`)
			tab.Until(`performance.now() - window.shownAt["screen-faces"] > 7000`)
			tab.Run(`delete shownAt["screen-after"]; window.tapped = performance.now(); document.querySelector("[data-value='4']").click()`)
			tab.Until(`window.shownAt["screen-after"]`)
			times = append(times, millisOf(b, tab.Text(`window.shownAt["screen-after"] - window.tapped`)))
		}
		return medianTime(times)
	}
	online = taps()
	tab.Offline(true)
	return online, taps()
}

func millisOf(b *testing.B, text string) time.Duration {
	ms, err := strconv.ParseFloat(text, 64)
	if err != nil {
		b.Fatal(err)
	}
	return time.Duration(ms * float64(time.Millisecond))
}
