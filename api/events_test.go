package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/web/browsertest"
	"suaraloket/web/sitetest"
)

// stream receives the events of one tablet.
type stream struct {
	t      *testing.T
	status int
	events chan kioskEvent // closed when the stream ends
}

type kioskEvent struct {
	Counter struct {
		Code   string
		Open   bool
		OnDuty []struct{ Officer string } `json:"on_duty"`
	}
}

func (e kioskEvent) onDuty() string {
	var codes []string
	for _, d := range e.Counter.OnDuty {
		codes = append(codes, d.Officer)
	}
	return strings.Join(codes, " ")
}

func (h *hall) stream(t *testing.T, base, key string) *stream {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, "GET", base+"/api/v1/kiosk/events", nil)
	check(t, err)
	request.Header.Set("Authorization", "Bearer "+key)
	response, err := http.DefaultClient.Do(request)
	check(t, err)
	s := &stream{t: t, status: response.StatusCode, events: make(chan kioskEvent, 10)}
	go func() {
		defer close(s.events)
		defer response.Body.Close()
		lines := bufio.NewScanner(response.Body)
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var e kioskEvent
				if json.Unmarshal([]byte(data), &e) == nil {
					s.events <- e
				}
			}
		}
	}()
	return s
}

func (s *stream) next() kioskEvent {
	s.t.Helper()
	select {
	case e, ok := <-s.events:
		if !ok {
			s.t.Fatal("the stream has ended")
		}
		return e
	case <-time.After(browsertest.Patience()):
		s.t.Fatal("no event")
		return kioskEvent{}
	}
}

// A tablet's key opens at most four streams: the fifth one ends the oldest. Another tablet's
// stream is untouched, and all that are left get the news.
func TestATabletHasFourStreams(t *testing.T) {
	h := openHall(t)
	h.GoLive()
	base := h.Listen()
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	go h.Roster.Watch(ctx, 10*time.Millisecond)
	begin := func(key string) *stream {
		t.Helper()
		s := h.stream(t, base, key)
		if s.next(); s.status != 200 {
			t.Fatalf("status %d", s.status)
		}
		return s
	}
	check(t, h.Store.SaveKiosk(ctx, domain.Kiosk{ID: "tablet-2", Counter: "DKC-01", KeyHash: domain.HashKey("another key of the tests")}))
	all := []*stream{begin("another key of the tests")}
	for range 6 {
		all = append(all, begin(sitetest.TabletKey))
	}
	for _, s := range all[1:3] {
		browsertest.Eventually(t, "the oldest streams end", func() bool {
			select {
			case _, open := <-s.events:
				return !open
			default:
				return false
			}
		})
	}
	check(t, h.Store.SaveDuties(ctx, []domain.Duty{{ID: uuid.NewString(), Officer: "P-02", Counter: "DKC-01", From: time.Now().Add(-time.Minute)}}))
	for i, s := range append(all[:1:1], all[3:]...) {
		if e := s.next(); e.onDuty() != "P-01 P-02" {
			t.Errorf("stream %d: %q", i, e.onDuty())
		}
	}
}

func TestStreamSendsChangesAtOnce(t *testing.T) {
	h := openHall(t)
	h.GoLive()
	base := h.Listen()
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	go h.Roster.Watch(ctx, 10*time.Millisecond)

	s := h.stream(t, base, sitetest.TabletKey)
	if e := s.next(); s.status != 200 || e.Counter.Code != "DKC-01" || e.onDuty() != "P-01" || !e.Counter.Open {
		t.Fatalf("%d %+v", s.status, e)
	}
	check(t, h.Store.SaveDuties(ctx, []domain.Duty{{ID: uuid.NewString(), Officer: "P-02", Counter: "DKC-01", From: time.Now().Add(-time.Minute)}}))
	if e := s.next(); e.onDuty() != "P-01 P-02" {
		t.Errorf("after a changed duty: %q", e.onDuty())
	}
	// The stored list may be sent before the duty begins, without it. On a slow machine it may
	// have begun by then.
	soon := time.Now().Add(500 * time.Millisecond)
	check(t, h.Store.SaveDuties(ctx, []domain.Duty{{ID: uuid.NewString(), Officer: "P-03", Counter: "DKC-01", From: soon}}))
	e := s.next()
	for e.onDuty() == "P-01 P-02" {
		e = s.next()
	}
	if e.onDuty() != "P-01 P-02 P-03" || time.Now().Before(soon) {
		t.Errorf("at the start of a duty: %q", e.onDuty())
	}
	check(t, h.Kiosks.Move(ctx, sitetest.Head(), "tablet-1", "DKC-03"))
	if e := s.next(); e.Counter.Code != "DKC-03" || e.Counter.Open {
		t.Errorf("after a move: %+v", e)
	}
	check(t, h.Kiosks.Revoke(ctx, sitetest.Head(), "tablet-1", false))
	browsertest.Eventually(t, "the stream of a revoked tablet ends", func() bool {
		select {
		case _, open := <-s.events:
			return !open
		default:
			return false
		}
	})
	for _, key := range []string{sitetest.TabletKey, "unknown", ""} {
		if again := h.stream(t, base, key); again.status != 401 {
			t.Errorf("key %q: status %d", key, again.status)
		}
	}
}
