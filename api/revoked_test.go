package api_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/web/sitetest"
)

// tap submits a rating of the tablet with a running number, rated so long ago.
func (h *hall) tap(seq int, back time.Duration) (id string, a answer) {
	h.T.Helper()
	id = uuid.NewString()
	return id, h.Tap(sitetest.Rate(id, fmt.Sprintf(`,"counter":"DKC-01","seq":%d,"rated_at":%q`, seq, h.Now().Add(-back).Format(time.RFC3339))))
}

// beat reports the tablet's queue.
func (h *hall) beat(words string) {
	h.T.Helper()
	a := h.Ask("POST", "/api/v1/kiosks/heartbeat", words, "Content-Type", "application/json", "Authorization", "Bearer "+sitetest.TabletKey)
	if a.Status != 200 {
		h.T.Fatalf("%d %s", a.Status, a.Body)
	}
}

// A person with the key of a revoked tablet, who knows how it works, adds no counted rating
// "from before": what counts are the three that the last heartbeat reported, each once.
func TestAStolenKeyOfARevokedTabletAddsNothing(t *testing.T) {
	h := openHall(t)
	if _, a := h.tap(1, time.Hour); a.Status != 201 {
		t.Fatal(a.Body)
	}
	h.beat(`{"waiting":3,"oldest_seq":2,"last_seq":4}`)
	h.Later(30 * time.Second)
	check(t, h.Kiosks.Revoke(context.Background(), sitetest.Head(), "tablet-1", false))
	h.Later(time.Minute)
	for i := range 40 {
		// Times at least a minute apart, on the days before: no other rule holds them.
		if _, a := h.tap(5+i, time.Duration(i+1)*3*time.Hour); a.Status != 201 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	for _, seq := range []int{0, -1, 1, 1 << 40} {
		if _, a := h.tap(seq, 50*time.Hour+time.Duration(seq%7)*time.Minute); a.Status != 201 {
			t.Errorf("number %d: %d %s", seq, a.Status, a.Body)
		}
	}
	if n, held := h.Counted(); n != 1 || held != 44 {
		t.Fatalf("%d counted, %d held", n, held)
	}
	var waited []string
	for _, seq := range []int{4, 2, 3} { // the tablet's own queue arrives
		id, a := h.tap(seq, time.Duration(20-seq)*time.Minute)
		if waited = append(waited, id); a.Status != 201 {
			t.Errorf("number %d: %d %s", seq, a.Status, a.Body)
		}
	}
	for _, seq := range []int{2, 3, 4} {
		if id, a := h.tap(seq, time.Duration(40+seq)*time.Minute); a.Status != 201 || h.Rating(id).Holds[0] != domain.HoldRevoked {
			t.Errorf("number %d again: %d %s", seq, a.Status, a.Body)
		}
	}
	for _, id := range waited {
		if r := h.Rating(id); r.Verdict != domain.Counted {
			t.Errorf("waited with number %d: %v", r.Seq, r.Holds)
		}
	}
	if n, held := h.Counted(); n != 4 || held != 47 {
		t.Errorf("%d counted, %d held", n, held)
	}
	if _, a := h.tap(4, 0); a.Status != 401 {
		t.Errorf("rated after the revocation: %d %s", a.Status, a.Body)
	}
}

// A repeat is the same rating, whether the first one arrived before the revocation, as part of
// the queue or beyond it.
func TestARevokedTabletRepeats(t *testing.T) {
	h := openHall(t)
	h.beat(`{"waiting":1,"oldest_seq":2,"last_seq":2}`)
	h.Later(time.Second)
	send := func(id string, seq int) answer {
		return h.Tap(sitetest.Rate(id, fmt.Sprintf(`,"counter":"DKC-01","seq":%d,"rated_at":"2026-11-23T0%d:00:00+07:00"`, seq, seq)))
	}
	ids := []string{uuid.NewString(), uuid.NewString(), uuid.NewString()}
	for i, id := range ids {
		if i == 1 {
			check(t, h.Kiosks.Revoke(context.Background(), sitetest.Head(), "tablet-1", false))
		}
		h.Later(time.Second)
		if first, again := send(id, i+1), send(id, i+1); first.Status != 201 || again.Status != 200 || first.Body != again.Body {
			t.Errorf("number %d: %d %s, then %d %s", i+1, first.Status, first.Body, again.Status, again.Body)
		}
	}
	for i, want := range []domain.Verdict{domain.Counted, domain.Counted, domain.Held} {
		if r := h.Rating(ids[i]); r.Verdict != want {
			t.Errorf("number %d: %s %v", i+1, r.Verdict, r.Holds)
		}
	}
}
