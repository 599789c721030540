package api_test

import (
	"context"
	"net/http"
	"strconv"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/web/sitetest"
)

// madeKey makes a key as an administrator does and returns its text.
func (h *hall) madeKey(wanted account.NewKey) string {
	h.T.Helper()
	wanted.Name, wanted.Scopes = "Antrean", account.Scopes()
	text, err := account.NewAPIKeys(h.Store, h.Roster, h.Clock).Make(context.Background(), domain.Actor{Role: domain.RoleAdmin}, wanted)
	check(h.T, err)
	return text
}

// Each kind of key with each request.
func TestKeysAndRequests(t *testing.T) {
	h := openHall(t)
	h.APIKey("ak_old", account.ScopeTickets) // from before keys had counters and an end
	h.APIKey("ak_scores", "scores")
	keys := map[string]string{
		"old": "ak_old", "scores": "ak_scores", "unknown": "ak_unknown", "tablet": sitetest.TabletKey,
		"all": h.madeKey(account.NewKey{}), "counter": h.madeKey(account.NewKey{Counters: []string{"DKC-01"}}),
		"unit": h.madeKey(account.NewKey{Units: []string{"BANK"}}), "both": h.madeKey(account.NewKey{Units: []string{"BANK"}, Counters: []string{"DKC-02"}}),
	}
	requests := map[string]string{
		"DKC-01": `{"counter":"DKC-01"}`, "dkc-01": `{"counter":" dkc-01"}`, "DKC-02": `{"counter":"DKC-02"}`, "BANK-01": `{"counter":"BANK-01"}`,
		"none": `{}`, "wrong type": `{"counter":7}`, "unknown": `{"counter":"DKC-99"}`, "foreign fields": `{"counter":"DKC-02","officer":"P-99"}`,
	}
	made, foreign := [2]string{"201", ""}, [2]string{"403", "key_counter"}
	everyone := func(answer [2]string) map[string][2]string {
		all := map[string][2]string{}
		for request := range requests {
			all[request] = answer
		}
		return all
	}
	of := func(own ...string) map[string][2]string {
		want := everyone(foreign)
		want["none"], want["wrong type"], want["unknown"] = [2]string{"422", "not_acceptable"}, [2]string{"422", "not_acceptable"}, [2]string{"404", "counter_unknown"}
		for _, request := range own {
			want[request] = made
		}
		return want
	}
	free := of("DKC-01", "dkc-01", "DKC-02", "BANK-01")
	free["foreign fields"] = [2]string{"422", "not_acceptable"}
	both := of("DKC-02", "BANK-01")
	both["foreign fields"] = free["foreign fields"]
	for name, wants := range map[string]map[string][2]string{
		"old": free, "all": free, "counter": of("DKC-01", "dkc-01"), "unit": of("BANK-01"), "both": both,
		"scores": everyone([2]string{"403", "not_allowed"}), "unknown": everyone([2]string{"401", "key_unknown"}), "tablet": everyone([2]string{"401", "key_unknown"}),
	} {
		for request, want := range wants {
			a := h.order(requests[request], "Authorization", "Bearer "+keys[name])
			if strconv.Itoa(a.Status) != want[0] {
				t.Errorf("key %s, %s: %d %s, want %s", name, request, a.Status, a.Body, want[0])
				continue
			}
			if want[1] == "" {
				continue
			}
			if a.JSON(t)["code"] != want[1] || a.Header.Get("Content-Type") != "application/problem+json; charset=utf-8" {
				t.Errorf("key %s, %s: %s", name, request, a.Body)
			}
		}
	}
}

// A key ends at midnight after its last day; a key from before keys had an end does not.
func TestAKeyExpires(t *testing.T) {
	h := openHall(t)
	h.APIKey("ak_old", account.ScopeTickets)
	key := h.madeKey(account.NewKey{LastDay: domain.DayOf(h.Now())})
	h.Later(time.Date(2026, 11, 24, 0, 0, 0, 0, h.Now().Location()).Add(-time.Millisecond).Sub(h.Now()))
	for _, c := range []struct {
		key    string
		status int
	}{{key, 201}, {"ak_old", 201}} {
		if a := h.order(`{"counter":"DKC-01"}`, "Authorization", "Bearer "+c.key); a.Status != c.status {
			t.Errorf("at %v: %d %s", h.Now(), a.Status, a.Body)
		}
	}
	h.Later(time.Millisecond)
	a := h.order(`{"counter":"DKC-01"}`, "Authorization", "Bearer "+key)
	if a.Status != http.StatusUnauthorized || a.Header.Get("WWW-Authenticate") != "Bearer" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	a.WantProblem(t, "key_expired", "")
	h.Later(10 * 365 * 24 * time.Hour)
	if a := h.order(`{"counter":"DKC-01"}`, "Authorization", "Bearer ak_old"); a.Status != 201 {
		t.Errorf("a key without an end: %d %s", a.Status, a.Body)
	}
}

// Each key has a limit of its own, which refused requests use up too.
func TestTheLimitOfAKey(t *testing.T) {
	h := openHall(t, func(o *sitetest.Options) { o.KeyPerMinute = 3 })
	h.APIKey("ak_scores", "scores")
	busy, calm := h.madeKey(account.NewKey{}), h.madeKey(account.NewKey{})
	order := func(key string) answer { return h.order(`{"counter":"DKC-01"}`, "Authorization", "Bearer "+key) }
	for key, status := range map[string]int{busy: 201, "ak_scores": 403} {
		for range 3 {
			if a := order(key); a.Status != status {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
		}
		a := order(key)
		if wait, err := strconv.Atoi(a.Header.Get("Retry-After")); a.Status != 429 || err != nil || wait < 1 || wait > 20 {
			t.Fatalf("%d, Retry-After %q, %v", a.Status, a.Header.Get("Retry-After"), err)
		}
		a.WantProblem(t, "too_fast", "")
	}
	if a := order(calm); a.Status != 201 {
		t.Errorf("another key: %d", a.Status)
	}
	h.Later(20 * time.Second)
	if a, b := order(busy), order(busy); a.Status != 201 || b.Status != 429 {
		t.Errorf("after the wait: %d, then %d", a.Status, b.Status)
	}
}
