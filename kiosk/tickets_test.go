package kiosk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/kiosk"
	"suaraloket/repository/testdb"
)

const queueKey = "ak_antrean"

// key makes the queue's API key known.
func (h *hall) key(text string, scopes ...account.Scope) {
	h.t.Helper()
	check(h.t, account.NewAPIKeys(h.store, h.clock).Add(context.Background(), "Antrean", text, scopes...))
}

func (h *hall) order(body string, headers ...string) answer {
	h.t.Helper()
	if len(headers) == 0 {
		headers = []string{"Authorization", "Bearer " + queueKey}
	}
	return h.ask("POST", "/api/v1/tickets", body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

func TestTicketsAreMadeByTheTable(t *testing.T) {
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
		{"everything said", `{"counter":"dkc-01","service":"KTP-EL","officer":"P-01","reference":"A-012","valid_minutes":1440}`, nil, 201, "", ""},
		{"null is absent", `{"counter":"DKC-01","service":null,"officer":null,"reference":null,"valid_minutes":null}`, nil, 201, "", ""},
		{"an unknown counter", `{"counter":"DKC-99"}`, nil, 404, "counter_unknown", ""},
		{"no counter", `{}`, nil, 422, "not_acceptable", "counter"},
		{"what is unknown at the counter", `{"counter":"DKC-01","service":"SIM","officer":"P-99"}`, nil, 422, "not_acceptable", "service officer"},
		{"no time at all", `{"counter":"DKC-01","valid_minutes":0}`, nil, 422, "not_acceptable", "valid_minutes"},
		{"too long a time", `{"counter":"DKC-01","valid_minutes":1441}`, nil, 422, "not_acceptable", "valid_minutes"},
		{"a time out of all bounds", `{"counter":"DKC-01","valid_minutes":9007199254740992}`, nil, 422, "not_acceptable", "valid_minutes"},
		{"wrong types and contents", `{"counter":7,"service":"K K","valid_minutes":"60"}`, nil, 422, "not_acceptable", "counter valid_minutes service"},
		{"a long reference", `{"counter":"DKC-01","reference":"` + strings.Repeat("A", 41) + `"}`, nil, 422, "not_acceptable", "reference"},
		{"not JSON", `{`, nil, 400, "malformed", ""},
		{"an array", `[]`, nil, 422, "not_acceptable", "body"},
		{"no key", `{"counter":"DKC-01"}`, []string{"Authorization", ""}, 401, "key_unknown", ""},
		{"an unknown key", `{"counter":"DKC-01"}`, []string{"Authorization", "Bearer ak_other"}, 401, "key_unknown", ""},
		{"a tablet's key", `{"counter":"DKC-01"}`, []string{"Authorization", "Bearer " + tabletKey}, 401, "key_unknown", ""},
		{"a revoked key", `{"counter":"DKC-01"}`, []string{"Authorization", "Bearer ak_revoked"}, 401, "key_revoked", ""},
		{"a key for something else", `{"counter":"DKC-01"}`, []string{"Authorization", "Bearer ak_scores"}, 403, "not_allowed", ""},
	} {
		h := openHall(t)
		h.key("ak_revoked", account.ScopeTickets)
		keys := account.NewAPIKeys(h.store, h.clock)
		list, err := keys.List(context.Background(), admin)
		check(t, err)
		check(t, keys.Revoke(context.Background(), admin, list[0].ID))
		h.key(queueKey, account.ScopeTickets)
		h.key("ak_scores", "scores")
		a := h.order(c.body, c.headers...)
		if a.Status != c.status {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
			continue
		}
		if c.code != "" {
			wantProblem(t, a, c.code, c.fields)
		}
	}
	h := openHall(t)
	h.key(queueKey, account.ScopeTickets)
	if a := h.ask("POST", "/api/v1/tickets", `{"counter":"DKC-01"}`, "Authorization", "Bearer "+queueKey); a.Status != 415 {
		t.Errorf("not said to be JSON: %d", a.Status)
	}
}

// A queue that lost the answer asks again and reads the same bytes.
func TestAReferenceReadsTheSameTicket(t *testing.T) {
	h := openHall(t)
	h.key(queueKey, account.ScopeTickets)
	body := `{"counter":"DKC-01","service":"KTP-EL","reference":"A-012"}`
	first := h.order(body)
	h.later(time.Minute)
	second := h.order(body)
	if first.Status != 201 || second.Status != 200 || first.Body != second.Body {
		t.Errorf("%d %s\n%d %s", first.Status, first.Body, second.Status, second.Body)
	}
	h.later(24 * time.Hour)
	if third := h.order(body); third.Status != 201 || third.Body == first.Body {
		t.Errorf("the next day: %d %s", third.Status, third.Body)
	}
	if a, b := h.order(`{"counter":"DKC-01"}`), h.order(`{"counter":"DKC-01"}`); a.Status != 201 || b.Status != 201 || a.Body == b.Body {
		t.Errorf("without a reference: %s %s", a.Body, b.Body)
	}
}

// What the answer names leads to the counter's page, the bot, and a picture of the code.
func TestATicketLeadsToTheCounter(t *testing.T) {
	h := openHall(t)
	h.key(queueKey, account.ScopeTickets)
	m := h.order(`{"counter":"DKC-01","officer":"P-01","valid_minutes":30}`).json(t)
	code, _ := m["ticket"].(string)
	if !strings.HasPrefix(code, "t1_DKC-01_") || len(code) > domain.MaxPass || m["counter"] != "DKC-01" || m["expires"] != "2026-11-23T09:44:05+07:00" ||
		m["page_url"] != "https://suara.contoh.go.id/r/DKC-01?pass="+code || m["telegram_url"] != "https://t.me/contoh_bot?start="+code {
		t.Errorf("%v", m)
	}
	local := func(key string) string { return strings.TrimPrefix(fmt.Sprint(m[key]), "https://suara.contoh.go.id") }
	wantPage(t, h.page(local("page_url")), 200, []string{"Ibu Ratna S.", "Bagaimana pelayanan"}, nil)
	picture := strings.Replace(local("qr_url"), ".svg?", ".png?", 1)
	if got := read(t, decodePNG(t, h.ask("GET", picture, "").Body)); got != m["page_url"] {
		t.Errorf("the picture leads to %s", got)
	}
	if got := read(t, decodePNG(t, h.ask("GET", picture+"&to=telegram", "").Body)); got != m["telegram_url"] {
		t.Errorf("the picture for the chat leads to %s", got)
	}
	for address, status := range map[string]int{
		local("qr_url"): 200, "/qr/DKC-02.svg?ticket=" + code: 403, "/qr/DKC-01.svg?ticket=" + code + "x": 401,
		"/qr/DKC-01.svg?ticket=" + h.passes.Poster("DKC-01"): 401, "/qr/DKC-01.svg?ticket=" + h.visit("DKC-01"): 401,
	} {
		if a := h.ask("GET", address, ""); a.Status != status {
			t.Errorf("%s: %d", address, a.Status)
		}
	}
	h.bot = ""
	if m := h.order(`{"counter":"DKC-01"}`).json(t); m["telegram_url"] != nil {
		t.Errorf("without a bot: %v", m)
	}
}

// awayTickets is a store whose database cannot be reached.
type awayTickets struct{ domain.TicketStore }

func (awayTickets) AddTicket(context.Context, domain.Ticket) (domain.Ticket, bool, error) {
	return domain.Ticket{}, false, domain.ErrUnavailable
}

func TestNoTicketIsMadeWithoutTheDatabase(t *testing.T) {
	store := testdb.SQLite(t)
	h := openHallOn(t, store, func(o *kiosk.Options) {
		o.Tickets = domain.NewTickets(awayTickets{}, domain.NewRoster(store, store, o.Clock), o.Passes, o.Clock)
	})
	h.key(queueKey, account.ScopeTickets)
	if a := h.order(`{"counter":"DKC-01"}`); a.Status != 503 || a.Header.Get("Retry-After") == "" {
		t.Errorf("%d %v", a.Status, a.Header)
	}
}
