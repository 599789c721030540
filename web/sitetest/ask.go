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

// Answer is what came back.
type Answer struct {
	Status int
	Body   string
	Header http.Header
}

func (a Answer) JSON(t testing.TB) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(a.Body), &m); err != nil {
		t.Fatalf("no JSON object: %v: %s", err, a.Body)
	}
	return m
}

func (h *Hall) ReadJSON(a Answer, into any) {
	h.T.Helper()
	check(h.T, json.Unmarshal([]byte(a.Body), into))
}

// ask sends a request; headers are pairs of name and value.
func (h *Hall) Ask(method, address, body string, headers ...string) Answer {
	h.T.Helper()
	request := httptest.NewRequest(method, address, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := h.App.Test(request, 20_000)
	return h.answer(response, err)
}

// fetch is ask over the wire.
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

// listen serves the site on a free port of this machine and gives its address.
// A stop waits longer than for a connection on which nothing was asked yet, such as
// clients open to have one to spare.
func (h *Hall) Listen() string {
	h.T.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
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
	h.Fetch(http.MethodGet, base+"/healthz", "") // what does not serve yet cannot be shut down
	return base
}

// asset is the address of a file of the pages.
func (h *Hall) Asset(name string) string {
	h.T.Helper()
	address, err := h.Shell.Asset(name)
	check(h.T, err)
	return address
}

func (h *Hall) Post(body string, headers ...string) Answer {
	h.T.Helper()
	return h.Ask("POST", "/api/v1/ratings", body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

// tap hands in by the tablet's key.
func (h *Hall) Tap(body string) Answer {
	h.T.Helper()
	return h.Post(body, "Authorization", "Bearer "+TabletKey)
}

func (h *Hall) Patch(id, body string, headers ...string) Answer {
	h.T.Helper()
	return h.Ask("PATCH", "/api/v1/ratings/"+id, body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

// page opens an address as a browser does, and goes where it leads.
func (h *Hall) Page(address string, headers ...string) Answer {
	h.T.Helper()
	headers = append([]string{"Accept", "text/html", "Accept-Language", "id"}, headers...)
	a := h.Ask("GET", address, "", headers...)
	if a.Status == http.StatusSeeOther {
		a = h.Ask("GET", a.Header.Get("Location"), "", headers...)
	}
	return a
}

// send posts a form as a browser without scripts does.
func (h *Hall) Send(address string, form url.Values) Answer {
	h.T.Helper()
	return h.Ask("POST", address, form.Encode(), "Accept", "text/html", "Accept-Language", "id",
		"Content-Type", "application/x-www-form-urlencoded")
}

func (h *Hall) Visit(counter string) string {
	h.T.Helper()
	pass, _, err := h.Passes.Open(h.Passes.Poster(counter))
	check(h.T, err)
	return pass
}

func (h *Hall) Rating(id string) domain.Rating {
	h.T.Helper()
	r, err := h.Store.Rating(context.Background(), id)
	check(h.T, err)
	return r
}

// counted adds up what the tallies count and hold.
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

// Rate is the body of a rating with value 4, and more fields behind it.
func Rate(id string, more ...string) string {
	return fmt.Sprintf(`{"id":%q,"value":4%s}`, id, strings.Join(more, ""))
}

// Head is the head of the unit DKC.
func Head() domain.Actor { return domain.Actor{Login: "kepala", Role: domain.RoleHead, Unit: "DKC"} }

// APIKey makes an API key known.
func (h *Hall) APIKey(text string, scopes ...account.Scope) {
	h.T.Helper()
	check(h.T, account.NewAPIKeys(h.Store, h.Clock).Add(context.Background(), "Antrean", text, scopes...))
}

// Ticket makes a ticket for DKC-01, or the counter of the order.
func (h *Hall) Ticket(o domain.TicketOrder) string {
	h.T.Helper()
	if o.Counter == "" {
		o.Counter = "DKC-01"
	}
	_, code, _, err := domain.NewTickets(h.Store, h.Roster, h.Passes, h.Clock).Make(context.Background(), o)
	check(h.T, err)
	return code
}

// WantProblem checks an answer that is a refusal with the code, naming the fields in order.
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

// Invite invites a tablet to a counter and gives the code of the pairing.
func (h *Hall) Invite(counter string) string {
	h.T.Helper()
	p, err := h.Kiosks.Invite(context.Background(), Head(), counter, "Tablet baru")
	check(h.T, err)
	return h.Kiosks.Code(p)
}

// Pair redeems a pairing code.
func (h *Hall) Pair(code, request string) Answer {
	body, _ := json.Marshal(map[string]string{"code": code, "request": request})
	return h.Ask("POST", "/api/v1/kiosks/pair", string(body), "Content-Type", "application/json")
}
