package kiosk_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
)

const requestID = "5b0c3b0e-7c55-4f0e-9d5f-0d1f8a3c2b11"

func head() domain.Actor { return domain.Actor{Login: "kepala", Role: domain.RoleHead, Unit: "DKC"} }

// code invites a tablet to a counter.
func (h *hall) code(counter string) string {
	h.t.Helper()
	p, err := h.kiosks.Invite(context.Background(), head(), counter, "Tablet baru")
	check(h.t, err)
	return h.kiosks.Code(p)
}

func (h *hall) pair(code, request string) answer {
	body, _ := json.Marshal(map[string]string{"code": code, "request": request})
	return h.ask("POST", "/api/v1/kiosks/pair", string(body), "Content-Type", "application/json")
}

func TestATabletIsPaired(t *testing.T) {
	h := openHall(t)
	code := h.code("DKC-01")
	a := h.pair(code, requestID)
	if a.Status != 201 || a.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	key, _ := a.json(t)["device_key"].(string)
	if again := h.pair(strings.ToLower(code), requestID); again.Status != 200 || again.json(t)["device_key"] != key {
		t.Errorf("the repeat: %d %s", again.Status, again.Body)
	}
	own := h.ask("GET", "/api/v1/kiosk", "", "Authorization", "Bearer "+key).json(t)
	counter, _ := own["counter"].(map[string]any)
	if own["name"] != "Tablet baru" || counter["code"] != "DKC-01" || own["interval_ms"] != 5000.0 || len(own["pin"].(string)) != 6 {
		t.Errorf("%v", own)
	}
	if strings.Contains(a.Body, markerNIP) {
		t.Error("the NIP is told to a tablet")
	}
}

func TestPairingIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		send   func(h *hall) answer
		status int
		code   string
	}{
		"unknown code": {func(h *hall) answer { return h.pair("0000-0000", requestID) }, 404, "pairing_unknown"},
		"no code":      {func(h *hall) answer { return h.pair("", requestID) }, 404, "pairing_unknown"},
		"no request":   {func(h *hall) answer { return h.pair(h.code("DKC-01"), "") }, 422, "not_acceptable"},
		"used": {func(h *hall) answer {
			code := h.code("DKC-01")
			h.pair(code, requestID)
			return h.pair(code, uuid.NewString())
		}, 410, "pairing_used"},
		"expired": {func(h *hall) answer {
			code := h.code("DKC-01")
			h.later(domain.PairingTime + time.Second)
			return h.pair(code, requestID)
		}, 410, "pairing_expired"},
		"a list": {func(h *hall) answer {
			return h.ask("POST", "/api/v1/kiosks/pair", `{"code":[],"request":1}`, "Content-Type", "application/json")
		}, 422, "not_acceptable"},
		"no JSON": {func(h *hall) answer {
			return h.ask("POST", "/api/v1/kiosks/pair", `code=1`, "Content-Type", "application/json")
		}, 400, "malformed"},
		"a form": {func(h *hall) answer {
			return h.ask("POST", "/api/v1/kiosks/pair", `code=1`, "Content-Type", "application/x-www-form-urlencoded")
		}, 415, "media_type"},
	} {
		if a := c.send(openHall(t)); a.Status != c.status || a.json(t)["code"] != c.code {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
}

func TestATabletIsToldTheTimetable(t *testing.T) {
	h := openHall(t)
	ctx := context.Background()
	noon := h.now.Add(3 * time.Hour)
	check(t, h.store.SaveDuties(ctx, []domain.Duty{{ID: uuid.NewString(), Officer: "P-02", Counter: "DKC-01", From: noon, To: noon.Add(time.Hour)}}))
	var own struct {
		Now      time.Time
		Schedule []struct {
			From   time.Time
			Open   bool
			OnDuty []string `json:"on_duty"`
		}
		People map[string]struct{ Name string }
	}
	check(t, json.Unmarshal([]byte(h.ask("GET", "/api/v1/kiosk", "", "Authorization", "Bearer "+tabletKey).Body), &own))
	if !own.Now.Equal(h.now) || len(own.Schedule) != 3 || !own.Schedule[1].From.Equal(noon) || len(own.Schedule[1].OnDuty) != 2 ||
		len(own.Schedule[2].OnDuty) != 1 || own.People["P-02"].Name != "Bapak Budi H." {
		t.Errorf("%+v", own)
	}
}

func TestAHeartbeatIsTaken(t *testing.T) {
	h := openHall(t)
	beat := func(key, body string) answer {
		return h.ask("POST", "/api/v1/kiosks/heartbeat", body, "Content-Type", "application/json", "Authorization", "Bearer "+key)
	}
	a := beat(tabletKey, `{"version":"1a2b","waiting":3,"oldest":"2026-11-23T09:00:00+07:00","oldest_seq":17,"last_seq":19,"quarantined":1,"battery":0.834,"charging":true,"storage_used":12,"storage_quota":1200,"persisted":true,"clock_skew_ms":-1500}`)
	if now, err := time.Parse(time.RFC3339, a.json(t)["now"].(string)); a.Status != 200 || err != nil || !now.Equal(h.now) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	health, err := h.store.Health(context.Background(), "tablet-1")
	if err != nil || health.Version != "1a2b" || health.Waiting != 3 || health.OldestSeq != 17 || health.Battery != 83 || !health.Charging ||
		!health.Persisted || health.Skew != -1500*time.Millisecond || !health.Seen.Equal(h.now) || health.Absent != 19 {
		t.Errorf("%+v %v", health, err)
	}
	if a = beat(tabletKey, `{}`); a.Status != 200 {
		t.Errorf("an empty one: %d %s", a.Status, a.Body)
	}
	if health, _ = h.store.Health(context.Background(), "tablet-1"); health.Battery != domain.Unknown {
		t.Errorf("a battery that is not told is %d", health.Battery)
	}
	for _, c := range []struct {
		key, body string
		status    int
	}{
		{"nobody", `{}`, 401}, {revokedKey, `{}`, 401}, {"", `{}`, 401}, {tabletKey, `{"waiting":"3"}`, 422},
		{tabletKey, `{"version":"` + strings.Repeat("é\u0000x", 300) + `"}`, 400}, {tabletKey, `[]`, 422},
		{tabletKey, `{"waiting":-3,"battery":7,"last_seq":-1,"clock_skew_ms":1e300}`, 422},
		{tabletKey, `{"waiting":-3,"battery":7,"last_seq":-1,"clock_skew_ms":9007199254740991}`, 200},
	} {
		if a := beat(c.key, c.body); a.Status != c.status {
			t.Errorf("%q %s: %d %s", c.key, c.body, a.Status, a.Body)
		}
	}
}

func TestAnOfficerSignsOnAtTheTablet(t *testing.T) {
	h := openHall(t)
	check(t, h.store.SavePIN(context.Background(), "P-02", "plain:482913"))
	bearer := []string{"Content-Type", "application/json", "Authorization", "Bearer " + tabletKey}
	list := h.ask("GET", "/api/v1/kiosk/officers", "", bearer...)
	if list.Status != 200 || !strings.Contains(list.Body, `"Bapak Budi H."`) || strings.Contains(list.Body, "B-01") || strings.Contains(list.Body, markerNIP) {
		t.Errorf("%d %s", list.Status, list.Body)
	}
	for body, want := range map[string]string{
		`{"officer":"P-02","pin":"000000"}`: "pin_wrong", `{"officer":"P-03","pin":"000000"}`: "pin_missing",
		`{"officer":"B-01","pin":"000000"}`: "officer_unknown", `{"officer":2}`: "not_acceptable",
	} {
		if a := h.ask("POST", "/api/v1/kiosk/sign-on", body, bearer...); a.json(t)["code"] != want {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	a := h.ask("POST", "/api/v1/kiosk/sign-on", `{"officer":"P-02","pin":"482913"}`, bearer...)
	if a.Status != 200 || !strings.Contains(a.Body, `"on_duty":[{"officer":"P-02"`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if public := h.ask("GET", "/api/v1/counters/DKC-01", ""); !strings.Contains(public.Body, "P-02") || strings.Contains(public.Body, "P-01") {
		t.Errorf("the public sees %s", public.Body)
	}
}

// What a tablet holds from before it was moved or revoked still arrives where it belongs.
func TestAQueueOutlivesAMoveAndARevocation(t *testing.T) {
	h := openHall(t)
	ctx := context.Background()
	a := h.pair(h.code("DKC-01"), requestID).json(t)
	id, key := a["device"].(string), a["device_key"].(string)
	before := h.now.Format(time.RFC3339)
	rate := func(counter, at string) answer {
		body, _ := json.Marshal(map[string]any{"id": uuid.NewString(), "value": 4, "counter": counter, "rated_at": at})
		return h.ask("POST", "/api/v1/ratings", string(body), "Content-Type", "application/json", "Authorization", "Bearer "+key)
	}
	h.later(time.Hour)
	check(t, h.kiosks.Move(ctx, head(), id, "DKC-03"))
	if a := rate("DKC-01", before); a.Status != 201 || h.rating(a.json(t)["id"].(string)).Counter != "DKC-01" {
		t.Errorf("from before the move: %d %s", a.Status, a.Body)
	}
	if a := rate("DKC-02", before); a.Status != 403 || a.json(t)["code"] != "other_counter" {
		t.Errorf("of a counter where it never stood: %d %s", a.Status, a.Body)
	}
	held := h.now.Format(time.RFC3339)
	h.later(time.Hour)
	check(t, h.kiosks.Revoke(ctx, head(), id, false))
	h.later(time.Minute)
	if a := rate("DKC-03", held); a.Status != 201 {
		t.Errorf("from before the revocation: %d %s", a.Status, a.Body)
	}
	if a := rate("DKC-03", h.now.Format(time.RFC3339)); a.Status != 401 || a.json(t)["code"] != "device_revoked" {
		t.Errorf("from after it: %d %s", a.Status, a.Body)
	}
	if a := h.ask("GET", "/api/v1/kiosk", "", "Authorization", "Bearer "+key); a.Status != 401 || a.json(t)["code"] != "device_revoked" {
		t.Errorf("a revoked tablet is shown %d %s", a.Status, a.Body)
	}
}
