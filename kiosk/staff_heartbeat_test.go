package kiosk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/web/browsertest"
	"suaraloket/web/sitetest"
)

// beats are the heartbeats on a line, which also lets them be cut.
type beats struct {
	mu   sync.Mutex
	all  []map[string]any
	away bool // everything that is asked of the server is cut
}

// beats remembers the heartbeats from now on.
func (l *line) beats() *beats {
	b := &beats{}
	l.set(func(l *line) {
		l.spoil = func(r *http.Request, body []byte) fault {
			b.mu.Lock()
			defer b.mu.Unlock()
			if b.away && strings.HasPrefix(r.URL.Path, "/api/") {
				return cutBefore
			}
			if r.URL.Path == "/api/v1/kiosks/heartbeat" {
				var beat map[string]any
				_ = json.Unmarshal(body, &beat)
				b.all = append(b.all, beat)
			}
			return fine
		}
	})
	return b
}

func (b *beats) cut(away bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.away = away
}

func (b *beats) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.all)
}

func (b *beats) last() map[string]any {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.all) == 0 {
		return nil
	}
	return b.all[len(b.all)-1]
}

func (h *hall) health(kiosk string) domain.Health {
	h.T.Helper()
	health, err := h.Store.Health(context.Background(), kiosk)
	check(h.T, err)
	return health
}

// charged is a browser that tells of its battery and its storage.
const charged = `
	navigator.getBattery = function () { return Promise.resolve({ level: 0.83, charging: true }); };
	StorageManager.prototype.estimate = function () { return Promise.resolve({ usage: 12345.4, quota: 1234567 }); };
	StorageManager.prototype.persisted = function () { return Promise.resolve(true); };`

// The tablet tells what waits on it, and again as soon as nothing does.
func TestHeartbeatTellsHowTheTabletIs(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	openLine(t, h)
	beats := h.line.beats()
	b := newTab(t, h, 1280, 800)
	b.BeforeLoad(charged)
	b.prepare(10)
	b.connect(sitetest.TabletKey, "faces")
	browsertest.Eventually(t, "a first one", func() bool { return beats.count() > 0 })
	first := beats.last()
	version := b.Text(`document.documentElement.getAttribute("data-version")`)
	for name, want := range map[string]any{
		"version": version, "waiting": 0.0, "quarantined": 0.0, "last_seq": 0.0, "battery": 0.83, "charging": true,
		"storage_used": 12345.0, "storage_quota": 1234567.0, "persisted": true,
	} {
		if first[name] != want {
			t.Errorf("%s is %v, want %v", name, first[name], want)
		}
	}
	if _, there := first["oldest"]; there || version == "" {
		t.Errorf("oldest %v, version %q", first["oldest"], version)
	}

	h.line.double("POST /api/v1/ratings", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	b.visit(4, "")
	b.visit(3, "")
	waiting := b.waiting(t)
	browsertest.Eventually(t, "two wait", func() bool { return beats.last()["waiting"] == 2.0 })
	last := beats.last()
	if last["oldest"] != waiting[0].Post.RatedAt || last["oldest_seq"] != 1.0 || last["last_seq"] != 2.0 {
		t.Errorf("reported %v of %+v", last, waiting)
	}
	h.line.set(func(l *line) { clear(l.doubles) })
	b.Run(`window.dispatchEvent(new Event("online"))`)
	browsertest.Eventually(t, "none wait", func() bool { return beats.last()["waiting"] == 0.0 })
	browsertest.Eventually(t, "the server knows", func() bool {
		health := h.health("tablet-1")
		return health.Waiting == 0 && health.LastSeq == 2 && health.Absent == 0 && health.Battery == 83 && health.Version == version
	})
}

// A heartbeat reports a clock that is ahead.
func TestHeartbeatTellsOfAWrongClock(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	beats := openLine(t, h).beats()
	b := newTab(t, h, 1280, 800)
	b.BeforeLoad(`var real = Date.now; Date.now = function () { return real() + 90000; };`)
	b.connect(sitetest.TabletKey, "faces")
	browsertest.Eventually(t, "a first one", func() bool { return beats.count() > 0 })
	if skew, _ := beats.last()["clock_skew_ms"].(float64); math.Abs(skew-90000) > 20000 {
		t.Errorf("the clock is %v ms ahead", skew)
	}
}

// A refused rating is reported at once, without waiting for the next minute.
func TestHeartbeatTellsOfARefusal(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	beats := openLine(t, h).beats()
	b := openTablet(t, h, sitetest.TabletKey, "faces", 1280, 800)
	browsertest.Eventually(t, "a first one", func() bool { return h.health("tablet-1").Seen != (time.Time{}) })
	h.line.double("POST /api/v1/ratings", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusConflict) })
	b.click(`[data-value="4"]`)
	browsertest.Eventually(t, "it is reported", func() bool { return beats.last()["quarantined"] == 1.0 })
	if n := beats.count(); n != 2 {
		t.Errorf("%d heartbeats", n)
	}
}

// What the browser does not tell is left out.
func TestHeartbeatLeavesOutWhatIsUnknown(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	beats := openLine(t, h).beats()
	b := newTab(t, h, 1280, 800)
	b.BeforeLoad(`Object.defineProperty(Navigator.prototype, "getBattery", { value: undefined });
		Object.defineProperty(Navigator.prototype, "storage", { value: undefined });
		Object.defineProperty(window, "indexedDB", { value: { open: function () { throw new Error("forbidden"); } } })`)
	b.connect(sitetest.TabletKey, "faces")
	browsertest.Eventually(t, "the server knows", func() bool { return h.health("tablet-1").Battery == domain.Unknown })
	for _, name := range []string{"waiting", "last_seq", "battery", "charging", "storage_used", "storage_quota", "persisted"} {
		if value, there := beats.last()[name]; there {
			t.Errorf("%s is %v", name, value)
		}
	}
}

// Of two pages the one that sends also sends heartbeats, with the browser's locks or
// without. When it is closed the other one does.
func TestOneOfTwoPagesBeats(t *testing.T) {
	t.Parallel()
	for _, without := range []string{"", `Object.defineProperty(Navigator.prototype, "locks", { value: undefined });`} {
		t.Run("without locks "+strconv.FormatBool(without != ""), func(t *testing.T) {
			h := openHall(t)
			beats := openLine(t, h).beats()
			one := newTab(t, h, 1280, 800)
			count := `window.beaten = 0; var ask = window.fetch; window.fetch = function (path) {
				if (String(path).indexOf("heartbeat") > 0) { window.beaten++; }
				return ask.apply(this, arguments);
			};`
			script := without + count
			one.BeforeLoad(script)
			one.connect(sitetest.TabletKey, "faces")
			one.sends(t, 1)
			two := one.another()
			two.BeforeLoad(script + `testClock.skip(5 + ` + one.Text(`testClock.ahead()`) + `);`) // see sends
			two.Goto(h.line.server.URL + "/k")
			two.shows("faces")
			before := beats.count()
			one.sends(t, before+3, two)
			two.Want(`beaten`, "0")
			one.Goto("about:blank")
			two.sends(t, 2)
		})
	}
}

// sends lets time pass until the page has sent n heartbeats, in steps after which the
// sender renews its lease, so that a slow machine costs it nothing. The clocks of the
// other pages move first: to a page whose clock is behind, a lease ends too late to be true.
func (b tab) sends(t *testing.T, n int, others ...tab) {
	t.Helper()
	browsertest.EventuallyMoving(t, fmt.Sprintf("%d heartbeats", n), func() (string, bool) {
		sent := b.Text("beaten")
		if count, _ := strconv.Atoi(sent); count >= n {
			return sent, true
		}
		for _, other := range others {
			other.Skip(5 * time.Second)
		}
		b.passes(5 * time.Second)
		return sent + b.renewed(t), false
	})
}

// renewed waits until the page has renewed its lease, where it has one, and returns its end.
func (b tab) renewed(t *testing.T) string {
	t.Helper()
	if b.Text(`typeof navigator.locks`) != "undefined" {
		return ""
	}
	var until int64
	browsertest.EventuallyMoving(t, "the lease is renewed", func() (string, bool) {
		var meta []struct {
			Name  string
			Until int64
		}
		check(t, json.Unmarshal([]byte(b.kept("meta")), &meta))
		for _, m := range meta {
			if m.Name == "lease" {
				until = m.Until
			}
		}
		now, err := strconv.ParseInt(b.Text(`Date.now()`), 10, 64)
		check(t, err)
		left := time.Duration(until-now) * time.Millisecond
		return strconv.FormatInt(until, 10), left > 34*time.Second // of 40 s, renewed every 5 s
	})
	return strconv.FormatInt(until, 10)
}

// While the server is away the screen shows nothing of it. When it answers again the
// queue is sent at once.
func TestHeartbeatThatArrivesHurriesTheQueue(t *testing.T) {
	t.Parallel()
	h := openHall(t)
	beats := openLine(t, h).beats()
	b := openFast(t, h, 20)
	beats.cut(true)
	b.visit(4, "")
	b.visit(4, "")
	beats.cut(false)
	b.handsIn(t)
	b.Want(`document.getElementById("screen-faces").hidden`, "false")
	browsertest.Eventually(t, "the contact is known", func() bool { return strings.Contains(b.kept("meta"), `"contact"`) })
}
