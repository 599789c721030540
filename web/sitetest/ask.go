package sitetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/account"
)

// Answer is the response to a request, with its body read.
type Answer struct {
	Status int
	Body   string
	Header http.Header
}

// JSON parses the body as a JSON object.
func (a Answer) JSON(t testing.TB) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(a.Body), &m); err != nil {
		t.Fatalf("not a JSON object: %v: %s", err, a.Body)
	}
	return m
}

// ReadJSON parses the body of an answer into a value.
func (h *Hall) ReadJSON(a Answer, into any) {
	h.T.Helper()
	check(h.T, json.Unmarshal([]byte(a.Body), into))
}

// Ask sends a request to the application; headers are pairs of name and value.
func (h *Hall) Ask(method, address, body string, headers ...string) Answer {
	h.T.Helper()
	request := httptest.NewRequest(method, address, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := h.App.Test(request, 20_000)
	return h.answer(response, err)
}

// Fetch is Ask over the network.
func (h *Hall) Fetch(method, address, body string, headers ...string) Answer {
	h.T.Helper()
	request, err := http.NewRequest(method, address, strings.NewReader(body))
	check(h.T, err)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	return h.answer(response, err)
}

func (h *Hall) answer(response *http.Response, err error) Answer {
	h.T.Helper()
	if err != nil {
		h.T.Error(err)
		return Answer{}
	}
	defer response.Body.Close()
	var out bytes.Buffer
	if _, err := io.Copy(&out, response.Body); err != nil {
		h.T.Error(err)
	}
	return Answer{response.StatusCode, out.String(), response.Header}
}

// Listen serves the site on a free port of its Host and returns its address. The shutdown
// timeout is long enough for connections without a request, which browsers open in
// advance.
func (h *Hall) Listen() string {
	h.T.Helper()
	listener, err := net.Listen("tcp", h.Host+":0")
	check(h.T, err)
	app, shell, stopped := h.App, h.Shell, make(chan error, 1)
	go func() { stopped <- app.Listener(listener) }()
	h.T.Cleanup(func() {
		shell.EndStreams()
		if err := app.ShutdownWithTimeout(15 * time.Second); err != nil {
			h.T.Error(err)
		}
		if err := <-stopped; err != nil {
			h.T.Error(err)
		}
	})
	base := "http://" + listener.Addr().String()
	h.Fetch(http.MethodGet, base+"/healthz", "") // shutdown needs a server that has started
	return base
}

// Asset returns the address of an asset.
func (h *Hall) Asset(name string) string {
	h.T.Helper()
	address, err := h.Shell.Asset(name)
	check(h.T, err)
	return address
}

// Post sends a rating.
func (h *Hall) Post(body string, headers ...string) Answer {
	h.T.Helper()
	return h.Ask("POST", "/api/v1/ratings", body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

// Tap sends a rating with the tablet's key.
func (h *Hall) Tap(body string) Answer {
	h.T.Helper()
	return h.Post(body, "Authorization", "Bearer "+TabletKey)
}

// Patch sends a change of a rating.
func (h *Hall) Patch(id, body string, headers ...string) Answer {
	h.T.Helper()
	return h.Ask("PATCH", "/api/v1/ratings/"+id, body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

// Phone is a resident's browser: it keeps its cookie, if it keeps any.
type Phone struct {
	hall    *Hall
	Cookie  string // of the form name=value, "" for none yet
	Refuses bool   // keeps no cookies
}

// PhoneCookie is the cookie of the hall's own phone, whose browser visited before.
const (
	PhoneCookie = "sl_browser=" + phoneText
	phoneText   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// Phone is another phone, whose browser never visited before.
func (h *Hall) Phone() *Phone { return &Phone{hall: h} }

func (h *Hall) own() *Phone { return &Phone{hall: h, Cookie: PhoneCookie} }

// Page opens an address as the browser of the hall's phone does and follows a redirect.
func (h *Hall) Page(address string, headers ...string) Answer {
	h.T.Helper()
	return h.own().Page(address, headers...)
}

// Send posts a form as the browser of the hall's phone does without scripts.
func (h *Hall) Send(address string, form url.Values) Answer {
	h.T.Helper()
	return h.own().Send(address, form)
}

// Page opens an address and follows a redirect.
func (p *Phone) Page(address string, headers ...string) Answer {
	p.hall.T.Helper()
	headers = append([]string{"Accept", "text/html", "Accept-Language", "id"}, headers...)
	a := p.ask("GET", address, "", headers...)
	if a.Status == http.StatusSeeOther {
		a = p.ask("GET", a.Header.Get("Location"), "", headers...)
	}
	return a
}

// Send posts a form without scripts.
func (p *Phone) Send(address string, form url.Values) Answer {
	p.hall.T.Helper()
	return p.ask("POST", address, form.Encode(), "Accept", "text/html", "Accept-Language", "id",
		"Content-Type", "application/x-www-form-urlencoded")
}

// Post sends a rating as a program in this browser does.
func (p *Phone) Post(body string) Answer {
	p.hall.T.Helper()
	return p.ask("POST", "/api/v1/ratings", body, "Content-Type", "application/json")
}

// Patch sends a change of a rating as a program in this browser does.
func (p *Phone) Patch(id, body string) Answer {
	p.hall.T.Helper()
	return p.ask("PATCH", "/api/v1/ratings/"+id, body, "Content-Type", "application/json")
}

func (p *Phone) ask(method, address, body string, headers ...string) Answer {
	p.hall.T.Helper()
	if p.Cookie != "" {
		headers = append(headers, "Cookie", p.Cookie)
	}
	a := p.hall.Ask(method, address, body, headers...)
	if set := a.Header.Get("Set-Cookie"); strings.HasPrefix(set, "sl_browser=") && !p.Refuses {
		p.Cookie, _, _ = strings.Cut(set, ";")
	}
	return a
}

// Visit opens a visit of the counter in the browser of the hall's phone and returns its pass.
func (h *Hall) Visit(counter string) string {
	h.T.Helper()
	pass, _, err := h.Passes.Open(h.Passes.Poster(counter), phoneText)
	check(h.T, err)
	return pass
}

// Rating returns the stored rating.
func (h *Hall) Rating(id string) domain.Rating {
	h.T.Helper()
	r, err := h.Store.Rating(context.Background(), id)
	check(h.T, err)
	return r
}

// Counted sums the counted and the held ratings of all tallies.
func (h *Hall) Counted() (n, held int64) {
	h.T.Helper()
	lines, err := h.Store.Tallies(context.Background(), "2000-01", "2100-01")
	check(h.T, err)
	for _, line := range lines {
		n, held = n+line.Counts.N(), held+line.Held
	}
	return n, held
}

// KnownID and OtherID are ids of ratings.
const (
	KnownID = "019ab3c4-0000-7000-8000-000000000001"
	OtherID = "019ab3c4-0000-7000-8000-000000000002"
)

// Rate is the body of a rating with value 4 and more fields.
func Rate(id string, more ...string) string {
	return fmt.Sprintf(`{"id":%q,"value":4%s}`, id, strings.Join(more, ""))
}

// Head is the head of the unit DKC.
func Head() domain.Actor { return domain.Actor{Login: "kepala", Role: domain.RoleHead, Unit: "DKC"} }

// APIKey adds an API key.
func (h *Hall) APIKey(text string, scopes ...account.Scope) {
	h.T.Helper()
	check(h.T, account.NewAPIKeys(h.Store, h.Roster, h.Clock).Add(context.Background(), domain.Actor{Role: domain.RoleAdmin}, "Antrean", text, scopes...))
}

// Ticket makes a ticket for the counter of the order, by default DKC-01.
func (h *Hall) Ticket(o domain.TicketOrder) string {
	h.T.Helper()
	if o.Counter == "" {
		o.Counter = "DKC-01"
	}
	_, code, _, err := domain.NewTickets(h.Store, h.Roster, h.Passes, h.Clock).Make(context.Background(), o)
	check(h.T, err)
	return code
}

// WantProblem checks that an answer is a problem with this code and these fields, in order.
func (a Answer) WantProblem(t testing.TB, code, fields string) {
	t.Helper()
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "application/problem+json") {
		t.Errorf("content type %q", a.Header.Get("Content-Type"))
	}
	m := a.JSON(t)
	if m["code"] != code || m["title"] == "" || m["status"] != float64(a.Status) {
		t.Errorf("problem %s, want code %s", a.Body, code)
	}
	var names []string
	list, _ := m["fields"].([]any)
	for _, f := range list {
		names = append(names, f.(map[string]any)["field"].(string))
	}
	if got := strings.Join(names, " "); got != fields {
		t.Errorf("fields %q, want %q", got, fields)
	}
}

// Invite creates a pairing of a tablet with a counter and returns its code.
func (h *Hall) Invite(counter string) string {
	h.T.Helper()
	p, err := h.Kiosks.Invite(context.Background(), Head(), counter, "Tablet baru")
	check(h.T, err)
	return h.Kiosks.Code(p)
}

// Pair exchanges a pairing code for a device key.
func (h *Hall) Pair(code, request string) Answer {
	body, _ := json.Marshal(map[string]string{"code": code, "request": request})
	return h.Ask("POST", "/api/v1/kiosks/pair", string(body), "Content-Type", "application/json")
}
