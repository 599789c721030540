package kiosk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/locale"
	"suaraloket/kiosk"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
	"suaraloket/web"
)

// markerNIP must never reach a resident.
const markerNIP = "198501012010012001"

const (
	tabletKey  = "kunci-tablet-loket-1"
	revokedKey = "kunci-tablet-lama"
	severalKey = "kunci-tablet-loket-2"
)

// hall is a whole site over a real database, at a time that the test sets.
type hall struct {
	t       testing.TB
	store   *repository.Store
	site    *kiosk.Site
	app     *fiber.App
	intake  *domain.Intake
	passes  *domain.Passes
	roster  *domain.Roster
	kiosks  *domain.Kiosks
	photos  *domain.Photos
	bot     string
	options kiosk.Options

	line *line // the network of its tablets, once one has been opened

	live bool // the clock is the machine's, as a browser's is

	mu    sync.Mutex
	now   time.Time
	ahead time.Duration // of the machine's clock
}

func (h *hall) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.live {
		return time.Now().Add(h.ahead).In(wib()).Truncate(time.Millisecond)
	}
	return h.now
}

// goLive lets the hall go by the machine's clock, as a browser does.
func (h *hall) goLive() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.live = true
}

func (h *hall) later(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now, h.ahead = h.now.Add(d), h.ahead+d
}

func wib() *time.Location { return time.FixedZone("WIB", 7*3600) }

// openHall opens the site on SQLite, openHallOn on any store.
func openHall(t testing.TB, change ...func(*kiosk.Options)) *hall {
	t.Helper()
	return openHallOn(t, testdb.SQLite(t), change...)
}

func openHallOn(t testing.TB, store *repository.Store, change ...func(*kiosk.Options)) *hall {
	t.Helper()
	h := &hall{
		t: t, store: store, bot: "https://t.me/contoh_bot?start=",
		now: time.Date(2026, 11, 23, 9, 14, 5, 0, wib()),
	}
	h.furnish()
	texts, err := locale.Load()
	check(t, err)
	shell, err := web.NewShell(texts, slog.New(slog.DiscardHandler), web.Brand{
		City: "Kota Pangkalpinang", Teal: "#0E5A55", Gold: "#C98A1B", Sample: true,
	})
	check(t, err)
	h.passes = domain.NewPasses([]byte("0123456789abcdef"), h.clock)
	h.intake = domain.NewIntake(h.roster, store, h.clock, domain.Limits{KioskInterval: 5 * time.Second, SlotRatings: 1})
	options := kiosk.Options{
		Shell: shell, Passes: h.passes, Kiosks: h.kiosks, Clock: h.clock, Intake: h.intake,
		Visits:        domain.NewVisits(h.passes, h.roster, h.intake, store),
		Fleet:         domain.NewFleet(h.kiosks, store, h.clock),
		SignOns:       account.NewSignOns(store, store, store, h.roster, plain{}, h.clock),
		KioskInterval: 5 * time.Second,
		Roster:        h.roster,
		PublicURL:     func() string { return "https://suara.contoh.go.id" },
		Tickets:       domain.NewTickets(store, h.roster, h.passes, h.clock),
		APIKeys:       account.NewAPIKeys(store, h.clock),
		BotLink: func(pass string) (string, error) {
			if h.bot == "" {
				return "", &domain.Error{Code: domain.CodeNotFound, Key: "bot_absent"}
			}
			return h.bot + pass, nil
		},
		LaporURL: "https://www.lapor.go.id/", PortalPath: "/hr/",
	}
	for _, c := range change {
		c(&options)
	}
	h.options = options
	h.site, err = kiosk.New(options)
	check(t, err)
	h.mount()
	return h
}

// mount puts the hall's site and photos behind an application of its shell.
func (h *hall) mount() {
	h.t.Helper()
	shell := h.site.Shell
	pictures, err := web.NewPhotoRoutes(shell, h.photos)
	check(h.t, err)
	h.app = shell.App()
	pictures.Mount(h.app)
	h.site.Mount(h.app)
	shell.SetReady(true)
}

// furnish fills the store: one officer at DKC-01, two at DKC-02, nobody at DKC-03,
// and a tenant's counter.
func (h *hall) furnish() {
	ctx := context.Background()
	agency := domain.Agency{Code: "DKC", Name: "Disdukcapil", Internal: true}
	unit := domain.Unit{Code: "DKC", Name: "Dinas Kependudukan dan Pencatatan Sipil", Agency: agency}
	bank := domain.Unit{Code: "BANK", Name: "Bank Contoh", Agency: domain.Agency{Code: "BANK", Name: "Bank Contoh"}}
	services := []domain.Service{{Code: "KK", Name: "Kartu Keluarga"}, {Code: "KTP-EL", Name: "KTP-el"}}
	check(h.t, h.store.SaveServices(ctx, services))
	check(h.t, h.store.SaveCounters(ctx, []domain.Counter{
		{Code: "DKC-01", Name: "Loket 1", Unit: unit, Services: services[:1]},
		{Code: "DKC-02", Name: "Loket 2", Unit: unit, Services: services},
		{Code: "DKC-03", Name: "Loket 3", Unit: unit},
		{Code: "BANK-01", Name: "Teller 1", Unit: bank},
	}))
	check(h.t, h.store.SaveOfficers(ctx, []domain.Officer{
		{Code: "P-01", Name: "Ratna Sari, S.Sos.", DisplayName: "Ibu Ratna S.", NIP: markerNIP, Unit: "DKC", Figure: "a", Active: true},
		{Code: "P-02", Name: "Budi Hartono", DisplayName: "Bapak Budi H.", Unit: "DKC", Figure: "b", Active: true},
		{Code: "P-03", Name: "Dewi Lestari", DisplayName: "Ibu Dewi L.", Unit: "DKC", Figure: "d", Active: true},
		{Code: "B-01", Name: "Teller Satu", Unit: "BANK", Figure: "c", Active: true},
	}))
	from := h.now.AddDate(0, -1, 0)
	var duties []domain.Duty
	for _, d := range [][2]string{{"P-01", "DKC-01"}, {"P-02", "DKC-02"}, {"P-03", "DKC-02"}, {"B-01", "BANK-01"}} {
		duties = append(duties, domain.Duty{ID: uuid.NewString(), Officer: d[0], Counter: d[1], From: from})
	}
	check(h.t, h.store.SaveDuties(ctx, duties))
	h.roster = domain.NewRoster(h.store, h.store, h.clock)
	h.photos = domain.NewPhotos(h.store, h.store, h.roster, h.clock)
	h.kiosks = domain.NewKiosks(h.store, h.roster, []byte("0123456789abcdef"), h.clock)
	check(h.t, h.kiosks.Bind(ctx, domain.Kiosk{ID: "tablet-1", Counter: "DKC-01", Name: "Tablet 1"}, tabletKey))
	check(h.t, h.kiosks.Bind(ctx, domain.Kiosk{ID: "tablet-2", Counter: "DKC-02", Name: "Tablet 2"}, severalKey))
	check(h.t, h.kiosks.Bind(ctx, domain.Kiosk{ID: "tablet-0", Counter: "DKC-01", Name: "Tablet lama", Revoked: h.now}, revokedKey))
}

// plain keeps PINs as they are: what a hash is like is tested elsewhere.
type plain struct{}

func (plain) Hash(password string) (string, error) { return "plain:" + password, nil }

func (plain) Verify(hash, password string) bool { return hash == "plain:"+password }

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// answer is what came back.
type answer struct {
	Status int
	Body   string
	Header http.Header
}

func (a answer) json(t *testing.T) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(a.Body), &m); err != nil {
		t.Fatalf("no JSON object: %v: %s", err, a.Body)
	}
	return m
}

func (h *hall) readJSON(a answer, into any) {
	h.t.Helper()
	check(h.t, json.Unmarshal([]byte(a.Body), into))
}

// ask sends a request; headers are pairs of name and value.
func (h *hall) ask(method, address, body string, headers ...string) answer {
	h.t.Helper()
	request := httptest.NewRequest(method, address, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := h.app.Test(request, 20_000)
	return h.read(response, err)
}

// fetch is ask over the wire.
func (h *hall) fetch(method, address, body string, headers ...string) answer {
	h.t.Helper()
	request, err := http.NewRequest(method, address, strings.NewReader(body))
	check(h.t, err)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	return h.read(response, err)
}

func (h *hall) read(response *http.Response, err error) answer {
	h.t.Helper()
	if err != nil {
		h.t.Error(err)
		return answer{}
	}
	defer response.Body.Close()
	var out bytes.Buffer
	if _, err := io.Copy(&out, response.Body); err != nil {
		h.t.Error(err)
	}
	return answer{response.StatusCode, out.String(), response.Header}
}

// listen serves the site on a free port of this machine and gives its address.
// A stop waits longer than for a connection on which nothing was asked yet, such as
// clients open to have one to spare.
func (h *hall) listen() string {
	h.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(h.t, err)
	app, shell, stopped := h.app, h.site.Shell, make(chan error, 1)
	go func() { stopped <- app.Listener(listener) }()
	h.t.Cleanup(func() {
		shell.EndStreams()
		if err := app.ShutdownWithTimeout(15 * time.Second); err != nil {
			h.t.Error(err)
		}
		if err := <-stopped; err != nil {
			h.t.Error(err)
		}
	})
	base := "http://" + listener.Addr().String()
	h.fetch(http.MethodGet, base+"/healthz", "") // what does not serve yet cannot be shut down
	return base
}

// asset is the address of a file of the pages.
func (h *hall) asset(name string) string {
	h.t.Helper()
	address, err := h.site.Shell.Asset(name)
	check(h.t, err)
	return address
}

func (h *hall) post(body string, headers ...string) answer {
	h.t.Helper()
	return h.ask("POST", "/api/v1/ratings", body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

// tap hands in by the tablet's key.
func (h *hall) tap(body string) answer {
	h.t.Helper()
	return h.post(body, "Authorization", "Bearer "+tabletKey)
}

func (h *hall) patch(id, body string, headers ...string) answer {
	h.t.Helper()
	return h.ask("PATCH", "/api/v1/ratings/"+id, body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

// page opens an address as a browser does, and goes where it leads.
func (h *hall) page(address string, headers ...string) answer {
	h.t.Helper()
	headers = append([]string{"Accept", "text/html", "Accept-Language", "id"}, headers...)
	a := h.ask("GET", address, "", headers...)
	if a.Status == http.StatusSeeOther {
		a = h.ask("GET", a.Header.Get("Location"), "", headers...)
	}
	return a
}

// send posts a form as a browser without scripts does.
func (h *hall) send(address string, form url.Values) answer {
	h.t.Helper()
	return h.ask("POST", address, form.Encode(), "Accept", "text/html", "Accept-Language", "id",
		"Content-Type", "application/x-www-form-urlencoded")
}

func (h *hall) visit(counter string) string {
	h.t.Helper()
	pass, _, err := h.passes.Open(h.passes.Poster(counter))
	check(h.t, err)
	return pass
}

func (h *hall) rating(id string) domain.Rating {
	h.t.Helper()
	r, err := h.store.Rating(context.Background(), id)
	check(h.t, err)
	return r
}

// counted adds up what the tallies count and hold.
func (h *hall) counted() (n, held int64) {
	h.t.Helper()
	lines, err := h.store.Tallies(context.Background(), "2000-01", "2100-01")
	check(h.t, err)
	for _, line := range lines {
		n, held = n+line.Counts.N(), held+line.Held
	}
	return n, held
}
