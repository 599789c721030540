package api_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/web/sitetest"
)

const requestID = "5b0c3b0e-7c55-4f0e-9d5f-0d1f8a3c2b11"

func TestPairingReturnsADeviceKey(t *testing.T) {
	h := openHall(t)
	code := h.Invite("DKC-01")
	a := h.Pair(code, requestID)
	if a.Status != 201 || a.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	key, _ := a.JSON(t)["device_key"].(string)
	if again := h.Pair(strings.ToLower(code), requestID); again.Status != 200 || again.JSON(t)["device_key"] != key {
		t.Errorf("the repeat: %d %s", again.Status, again.Body)
	}
	own := h.Ask("GET", "/api/v1/kiosk", "", "Authorization", "Bearer "+key).JSON(t)
	counter, _ := own["counter"].(map[string]any)
	if own["name"] != "Tablet baru" || counter["code"] != "DKC-01" || own["interval_ms"] != 5000.0 || len(own["pin"].(string)) != 6 {
		t.Errorf("%v", own)
	}
	if strings.Contains(a.Body, sitetest.MarkerNIP) {
		t.Error("the tablet receives the NIP")
	}
}

func TestPairingIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		send   func(h *hall) answer
		status int
		code   string
	}{
		"unknown code": {func(h *hall) answer { return h.Pair("0000-0000", requestID) }, 404, "pairing_unknown"},
		"no code":      {func(h *hall) answer { return h.Pair("", requestID) }, 404, "pairing_unknown"},
		"no request":   {func(h *hall) answer { return h.Pair(h.Invite("DKC-01"), "") }, 422, "not_acceptable"},
		"used": {func(h *hall) answer {
			code := h.Invite("DKC-01")
			h.Pair(code, requestID)
			return h.Pair(code, uuid.NewString())
		}, 410, "pairing_used"},
		"expired": {func(h *hall) answer {
			code := h.Invite("DKC-01")
			h.Later(domain.PairingTime + time.Second)
			return h.Pair(code, requestID)
		}, 410, "pairing_expired"},
		"a list": {func(h *hall) answer {
			return h.Ask("POST", "/api/v1/kiosks/pair", `{"code":[],"request":1}`, "Content-Type", "application/json")
		}, 422, "not_acceptable"},
		"no JSON": {func(h *hall) answer {
			return h.Ask("POST", "/api/v1/kiosks/pair", `code=1`, "Content-Type", "application/json")
		}, 400, "malformed"},
		"a form": {func(h *hall) answer {
			return h.Ask("POST", "/api/v1/kiosks/pair", `code=1`, "Content-Type", "application/x-www-form-urlencoded")
		}, 415, "media_type"},
	} {
		if a := c.send(openHall(t)); a.Status != c.status || a.JSON(t)["code"] != c.code {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
}

func TestTabletReceivesTheTimetable(t *testing.T) {
	h := openHall(t)
	ctx := context.Background()
	noon := h.Now().Add(3 * time.Hour)
	check(t, h.Store.SaveDuties(ctx, []domain.Duty{{ID: uuid.NewString(), Officer: "P-02", Counter: "DKC-01", From: noon, To: noon.Add(time.Hour)}}))
	var own struct {
		Now      time.Time
		Schedule []struct {
			From   time.Time
			Open   bool
			OnDuty []string `json:"on_duty"`
		}
		People map[string]struct{ Name string }
	}
	check(t, json.Unmarshal([]byte(h.Ask("GET", "/api/v1/kiosk", "", "Authorization", "Bearer "+sitetest.TabletKey).Body), &own))
	if !own.Now.Equal(h.Now()) || len(own.Schedule) != 3 || !own.Schedule[1].From.Equal(noon) || len(own.Schedule[1].OnDuty) != 2 ||
		len(own.Schedule[2].OnDuty) != 1 || own.People["P-02"].Name != "Bapak Budi H." {
		t.Errorf("%+v", own)
	}
}

func TestHeartbeatIsStored(t *testing.T) {
	h := openHall(t)
	beat := func(key, body string) answer {
		return h.Ask("POST", "/api/v1/kiosks/heartbeat", body, "Content-Type", "application/json", "Authorization", "Bearer "+key)
	}
	a := beat(sitetest.TabletKey, `{"version":"1a2b","waiting":3,"oldest":"2026-11-23T09:00:00+07:00","oldest_seq":17,"last_seq":19,"quarantined":1,"battery":0.834,"charging":true,"storage_used":12,"storage_quota":1200,"persisted":true,"clock_skew_ms":-1500}`)
	if now, err := time.Parse(time.RFC3339, a.JSON(t)["now"].(string)); a.Status != 200 || err != nil || !now.Equal(h.Now()) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	health, err := h.Store.Health(context.Background(), "tablet-1")
	if err != nil || health.Version != "1a2b" || health.Waiting != 3 || health.OldestSeq != 17 || health.Battery != 83 || !health.Charging ||
		!health.Persisted || health.Skew != -1500*time.Millisecond || !health.Seen.Equal(h.Now()) || health.Absent != 19 {
		t.Errorf("%+v %v", health, err)
	}
	if a = beat(sitetest.TabletKey, `{}`); a.Status != 200 {
		t.Errorf("empty heartbeat: %d %s", a.Status, a.Body)
	}
	if health, _ = h.Store.Health(context.Background(), "tablet-1"); health.Battery != domain.Unknown {
		t.Errorf("battery %d without a report, want unknown", health.Battery)
	}
	for _, c := range []struct {
		key, body string
		status    int
	}{
		{"unknown", `{}`, 401}, {sitetest.RevokedKey, `{}`, 401}, {"", `{}`, 401}, {sitetest.TabletKey, `{"waiting":"3"}`, 422},
		{sitetest.TabletKey, `{"version":"` + strings.Repeat("é\u0000x", 300) + `"}`, 400}, {sitetest.TabletKey, `[]`, 422},
		{sitetest.TabletKey, `{"waiting":-3,"battery":7,"last_seq":-1,"clock_skew_ms":1e300}`, 422},
		{sitetest.TabletKey, `{"waiting":-3,"battery":7,"last_seq":-1,"clock_skew_ms":9007199254740991}`, 200},
	} {
		if a := beat(c.key, c.body); a.Status != c.status {
			t.Errorf("%q %s: %d %s", c.key, c.body, a.Status, a.Body)
		}
	}
}

func TestAnOfficerSignsOnAtTheTablet(t *testing.T) {
	h := openHall(t)
	check(t, h.Store.SavePIN(context.Background(), "P-02", "plain:482913"))
	bearer := []string{"Content-Type", "application/json", "Authorization", "Bearer " + sitetest.TabletKey}
	list := h.Ask("GET", "/api/v1/kiosk/officers", "", bearer...)
	if list.Status != 200 || !strings.Contains(list.Body, `"Bapak Budi H."`) || strings.Contains(list.Body, "B-01") || strings.Contains(list.Body, sitetest.MarkerNIP) {
		t.Errorf("%d %s", list.Status, list.Body)
	}
	for body, want := range map[string]string{
		`{"officer":"P-02","pin":"000000"}`: "pin_wrong", `{"officer":"P-03","pin":"000000"}`: "pin_missing",
		`{"officer":"B-01","pin":"000000"}`: "officer_unknown", `{"officer":2}`: "not_acceptable",
	} {
		if a := h.Ask("POST", "/api/v1/kiosk/sign-on", body, bearer...); a.JSON(t)["code"] != want {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	a := h.Ask("POST", "/api/v1/kiosk/sign-on", `{"officer":"P-02","pin":"482913"}`, bearer...)
	if a.Status != 200 || !strings.Contains(a.Body, `"on_duty":[{"officer":"P-02"`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if public := h.Ask("GET", "/api/v1/counters/DKC-01", ""); !strings.Contains(public.Body, "P-02") || strings.Contains(public.Body, "P-01") {
		t.Errorf("public counter: %s", public.Body)
	}
}

// Ratings that a tablet queued before a move or a revocation are still accepted, for the
// counter where they were given.
func TestQueueIsAcceptedAfterMoveAndRevocation(t *testing.T) {
	h := openHall(t)
	ctx := context.Background()
	a := h.Pair(h.Invite("DKC-01"), requestID).JSON(t)
	id, key := a["device"].(string), a["device_key"].(string)
	before := h.Now().Format(time.RFC3339)
	rate := func(counter, at string) answer {
		body, _ := json.Marshal(map[string]any{"id": uuid.NewString(), "value": 4, "counter": counter, "rated_at": at})
		return h.Ask("POST", "/api/v1/ratings", string(body), "Content-Type", "application/json", "Authorization", "Bearer "+key)
	}
	h.Later(time.Hour)
	check(t, h.Kiosks.Move(ctx, sitetest.Head(), id, "DKC-03"))
	if a := rate("DKC-01", before); a.Status != 201 || h.Rating(a.JSON(t)["id"].(string)).Counter != "DKC-01" {
		t.Errorf("rated before the move: %d %s", a.Status, a.Body)
	}
	if a := rate("DKC-02", before); a.Status != 403 || a.JSON(t)["code"] != "other_counter" {
		t.Errorf("counter that the tablet never had: %d %s", a.Status, a.Body)
	}
	held := h.Now().Format(time.RFC3339)
	h.Later(time.Hour)
	check(t, h.Kiosks.Revoke(ctx, sitetest.Head(), id, false))
	h.Later(time.Minute)
	if a := rate("DKC-03", held); a.Status != 201 || h.Rating(a.JSON(t)["id"].(string)).Verdict != domain.Held {
		t.Errorf("rated before the revocation, and reported by no heartbeat: %d %s", a.Status, a.Body)
	}
	if a := rate("DKC-03", h.Now().Format(time.RFC3339)); a.Status != 401 || a.JSON(t)["code"] != "device_revoked" {
		t.Errorf("rated after the revocation: %d %s", a.Status, a.Body)
	}
	if a := h.Ask("GET", "/api/v1/kiosk", "", "Authorization", "Bearer "+key); a.Status != 401 || a.JSON(t)["code"] != "device_revoked" {
		t.Errorf("state of a revoked tablet: %d %s", a.Status, a.Body)
	}
}

func TestTabletReceivesSlotKeyAndTime(t *testing.T) {
	h := openHall(t)
	m := h.Ask("GET", "/api/v1/kiosk", "", "Authorization", "Bearer "+sitetest.TabletKey).JSON(t)
	if m["now"] != "2026-11-23T09:14:05.000+07:00" || len(m["slot_key"].(string)) != 43 {
		t.Errorf("%v", m)
	}
}
