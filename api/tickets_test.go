package api_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/repository/testdb"
	"suaraloket/web/sitetest"
)

const queueKey = "ak_antrean"

func (h *hall) order(body string, headers ...string) answer {
	h.T.Helper()
	if len(headers) == 0 {
		headers = []string{"Authorization", "Bearer " + queueKey}
	}
	return h.Ask("POST", "/api/v1/tickets", body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

func TestPostTicketStatuses(t *testing.T) {
	admin := domain.Actor{Role: domain.RoleAdmin}
	for _, c := range []struct {
		name    string
		body    string
		headers []string
		status  int
		code    string
		fields  string
	}{
		{"made", `{"counter":"DKC-01"}`, nil, 201, "", ""},
		{"all fields", `{"counter":"dkc-01","service":"KTP-EL","officer":"P-01","reference":"A-012","valid_minutes":1440}`, nil, 201, "", ""},
		{"null is absent", `{"counter":"DKC-01","service":null,"officer":null,"reference":null,"valid_minutes":null}`, nil, 201, "", ""},
		{"an unknown counter", `{"counter":"DKC-99"}`, nil, 404, "counter_unknown", ""},
		{"no counter", `{}`, nil, 422, "not_acceptable", "counter"},
		{"unknown at the counter", `{"counter":"DKC-01","service":"SIM","officer":"P-99"}`, nil, 422, "not_acceptable", "service officer"},
		{"zero validity", `{"counter":"DKC-01","valid_minutes":0}`, nil, 422, "not_acceptable", "valid_minutes"},
		{"validity too long", `{"counter":"DKC-01","valid_minutes":1441}`, nil, 422, "not_acceptable", "valid_minutes"},
		{"validity out of range", `{"counter":"DKC-01","valid_minutes":9007199254740992}`, nil, 422, "not_acceptable", "valid_minutes"},
		{"wrong types and contents", `{"counter":7,"service":"K K","valid_minutes":"60"}`, nil, 422, "not_acceptable", "counter valid_minutes service"},
		{"a long reference", `{"counter":"DKC-01","reference":"` + strings.Repeat("A", 41) + `"}`, nil, 422, "not_acceptable", "reference"},
		{"not JSON", `{`, nil, 400, "malformed", ""},
		{"an array", `[]`, nil, 422, "not_acceptable", "body"},
		{"no key", `{"counter":"DKC-01"}`, []string{"Authorization", ""}, 401, "key_unknown", ""},
		{"an unknown key", `{"counter":"DKC-01"}`, []string{"Authorization", "Bearer ak_other"}, 401, "key_unknown", ""},
		{"a tablet's key", `{"counter":"DKC-01"}`, []string{"Authorization", "Bearer " + sitetest.TabletKey}, 401, "key_unknown", ""},
		{"a revoked key", `{"counter":"DKC-01"}`, []string{"Authorization", "Bearer ak_revoked"}, 401, "key_revoked", ""},
		{"a key for something else", `{"counter":"DKC-01"}`, []string{"Authorization", "Bearer ak_scores"}, 403, "not_allowed", ""},
	} {
		h := openHall(t)
		h.APIKey("ak_revoked", account.ScopeTickets)
		keys := account.NewAPIKeys(h.Store, h.Roster, h.Clock)
		list, err := keys.List(context.Background(), admin)
		check(t, err)
		check(t, keys.Revoke(context.Background(), admin, list[0].ID))
		h.APIKey(queueKey, account.ScopeTickets)
		h.APIKey("ak_scores", "scores")
		a := h.order(c.body, c.headers...)
		if a.Status != c.status {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
			continue
		}
		if c.code != "" {
			a.WantProblem(t, c.code, c.fields)
		}
	}
	h := openHall(t)
	h.APIKey(queueKey, account.ScopeTickets)
	if a := h.Ask("POST", "/api/v1/tickets", `{"counter":"DKC-01"}`, "Authorization", "Bearer "+queueKey); a.Status != 415 {
		t.Errorf("without a content type: %d", a.Status)
	}
}

// A queue system that lost the answer repeats the request and receives the same bytes.
func TestSameReferenceReturnsTheSameTicket(t *testing.T) {
	h := openHall(t)
	h.APIKey(queueKey, account.ScopeTickets)
	body := `{"counter":"DKC-01","service":"KTP-EL","reference":"A-012"}`
	first := h.order(body)
	h.Later(time.Minute)
	second := h.order(body)
	if first.Status != 201 || second.Status != 200 || first.Body != second.Body {
		t.Errorf("%d %s\n%d %s", first.Status, first.Body, second.Status, second.Body)
	}
	h.Later(24 * time.Hour)
	if third := h.order(body); third.Status != 201 || third.Body == first.Body {
		t.Errorf("the next day: %d %s", third.Status, third.Body)
	}
	if a, b := h.order(`{"counter":"DKC-01"}`), h.order(`{"counter":"DKC-01"}`); a.Status != 201 || b.Status != 201 || a.Body == b.Body {
		t.Errorf("without a reference: %s %s", a.Body, b.Body)
	}
}

// unavailableTickets is a store whose database is unavailable.
type unavailableTickets struct{ domain.TicketStore }

func (unavailableTickets) AddTicket(context.Context, domain.Ticket) (domain.Ticket, bool, error) {
	return domain.Ticket{}, false, domain.ErrUnavailable
}

func TestPostTicketNeedsTheDatabase(t *testing.T) {
	store := testdb.SQLite(t)
	h := openHallOn(t, store, func(o *sitetest.Options) {
		o.Tickets = domain.NewTickets(unavailableTickets{}, domain.NewRoster(store, store, o.Clock), o.Passes, o.Clock)
	})
	h.APIKey(queueKey, account.ScopeTickets)
	if a := h.order(`{"counter":"DKC-01"}`); a.Status != 503 || a.Header.Get("Retry-After") == "" {
		t.Errorf("%d %v", a.Status, a.Header)
	}
}

// Beside a tablet's key, only a ticket is read. A final refusal of a ticket is never 401:
// 401 means that the tablet is unknown.
func TestTicketSentByATablet(t *testing.T) {
	for name, c := range map[string]struct {
		pass   func(h *hall) string
		status int
		code   string
	}{
		"good":               {func(h *hall) string { return h.Ticket(domain.TicketOrder{Service: "KTP-EL"}) }, 201, ""},
		"forged":             {func(*hall) string { return "t1_DKC-01_zzzzzz_01234567_0123456789abc" }, 410, "ticket_invalid"},
		"of another counter": {func(h *hall) string { return h.Ticket(domain.TicketOrder{Counter: "DKC-02"}) }, 403, "other_counter"},
		"a page's pass":      {func(h *hall) string { return h.Visit("DKC-02") }, 201, ""},
		"expired before the tap": {func(h *hall) string {
			code := h.Ticket(domain.TicketOrder{Valid: time.Minute})
			h.Later(time.Hour)
			return code
		}, 410, "pass_expired"},
	} {
		h := openHall(t)
		a := h.Tap(sitetest.Rate(sitetest.KnownID, `,"pass":"`, c.pass(h), `"`))
		if a.Status != c.status {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
			continue
		}
		if c.code != "" {
			a.WantProblem(t, c.code, "")
			continue
		}
		r := h.Rating(sitetest.KnownID)
		if used := name == "good"; (r.Claim != "") != used || (r.Service == "KTP-EL") != used || r.Assurance != domain.AssuranceDevice || r.Kiosk != "tablet-1" {
			t.Errorf("%s: %+v", name, r)
		}
		if a := h.Patch(sitetest.KnownID, `{"value":2,"pass":"`+c.pass(h)+`"}`, "Authorization", "Bearer "+sitetest.TabletKey); a.Status != 200 {
			t.Errorf("%s, changed: %d %s", name, a.Status, a.Body)
		}
	}
}
