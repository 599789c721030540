// Package sitetest provides a small test city with the sites of kiosk and api.
package sitetest

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"suaraloket/api"
	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/integrity"
	"suaraloket/domain/locale"
	"suaraloket/domain/masking"
	"suaraloket/domain/review"
	"suaraloket/domain/seal"
	"suaraloket/kiosk"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
	"suaraloket/web"
)

// MarkerNIP is the NIP of an officer; no answer to residents may contain it.
const MarkerNIP = "198501012010012001"

// Keys of the hall's tablets.
const (
	TabletKey  = "kunci-tablet-loket-1" // at DKC-01
	SeveralKey = "kunci-tablet-loket-2" // at DKC-02
	RevokedKey = "kunci-tablet-lama"
)

// Hall has both sites over a real database, with a clock that the test sets.
type Hall struct {
	T      testing.TB
	Store  *repository.Store
	Shell  *web.Shell
	App    *fiber.App
	Intake *domain.Intake
	Fees   domain.FeeRule
	// Screening is what is hidden in comments.
	Screening domain.Screening
	Passes    *domain.Passes
	Roster    *domain.Roster
	Kiosks    *domain.Kiosks
	Photos    *domain.Photos
	Authors   *domain.Authors
	Staff     bool   // every browser is signed in to the portal
	Bot       string // address prefix of the bot, "" without a bot
	Host      string // address of loopback that Listen takes, 127.0.0.1 unless a test sets another

	options Options

	mu    sync.Mutex
	live  bool // use the machine's clock, as browsers do
	now   time.Time
	ahead time.Duration // added to the machine's clock
}

// Options are the parts that a test may replace before the sites are built.
type Options struct {
	Clock           domain.Clock
	Intake          *domain.Intake
	Passes          *domain.Passes
	Visits          *domain.Visits
	Tickets         *domain.Tickets
	DevicePerMinute int
	Newcomers       int // in a minute from one address
	KeyPerMinute    int
	KioskInterval   time.Duration
}

// Clock returns the machine's time in a live hall and Now otherwise.
func (h *Hall) Clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.live {
		return time.Now().Add(h.ahead).In(wib()).Truncate(time.Millisecond)
	}
	return h.now
}

// Now returns the time that the test has set.
func (h *Hall) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// GoLive switches to the machine's clock, which browsers use.
func (h *Hall) GoLive() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.live = true
}

// Later advances the clock.
func (h *Hall) Later(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now, h.ahead = h.now.Add(d), h.ahead+d
}

func wib() *time.Location { return time.FixedZone("WIB", 7*3600) }

// Open opens the sites on a new SQLite store.
func Open(t testing.TB, change ...func(*Options)) *Hall {
	t.Helper()
	return OpenOn(t, testdb.SQLite(t), change...)
}

// OpenOn opens the sites on the store.
func OpenOn(t testing.TB, store *repository.Store, change ...func(*Options)) *Hall {
	t.Helper()
	h := &Hall{
		T: t, Store: store, Bot: "https://t.me/contoh_bot?start=", Host: "127.0.0.1",
		now: time.Date(2026, 11, 23, 9, 14, 5, 0, wib()),
	}
	h.seed()
	h.Passes = domain.NewPasses([]byte("0123456789abcdef"), h.Clock)
	box, err := seal.New([]byte("0123456789abcdef"), "report")
	check(t, err)
	h.Fees = domain.FeeRule{Words: domain.FeeWords(), WordsFree: domain.FeeWordsFree(), Box: box}
	h.Screening = domain.Screening{Words: masking.NewWords(masking.AbusiveWords())}
	h.Intake = domain.NewIntake(h.Roster, store, h.Clock, domain.Limits{KioskInterval: 5 * time.Second, SlotRatings: 1, Fees: h.Fees, Screening: h.Screening})
	h.Authors = domain.NewAuthors([]byte("0123456789abcdef"), store, h.Clock)
	h.options = Options{
		Clock: h.Clock, Intake: h.Intake, Passes: h.Passes,
		Visits:        domain.NewVisits(h.Passes, h.Roster, h.Intake, store, h.Authors),
		Tickets:       domain.NewTickets(store, h.Roster, h.Passes, h.Clock),
		KioskInterval: 5 * time.Second,
	}
	for _, c := range change {
		c(&h.options)
	}
	h.Build(web.Brand{City: "Kota Pangkalpinang", Teal: "#0E5A55", Gold: "#C98A1B", Sample: true})
	return h
}

// Build builds the sites for a brand, over the same data as before.
func (h *Hall) Build(brand web.Brand) {
	h.T.Helper()
	texts, err := locale.Load()
	check(h.T, err)
	h.Shell, err = web.NewShell(texts, slog.New(slog.DiscardHandler), brand)
	check(h.T, err)
	h.Mount()
}

// Mount mounts the sites and the photos on a new application of the shell.
func (h *Hall) Mount() {
	h.T.Helper()
	o, limiter := h.options, web.NewLimiter(h.options.DevicePerMinute, h.Clock)
	addresses := web.Addresses{Base: "https://suara.contoh.go.id", Chat: h.chat}
	keys := account.NewAPIKeys(h.Store, h.Roster, h.Clock)
	site, err := kiosk.New(kiosk.Options{
		Shell: h.Shell, Intake: o.Intake, Roster: h.Roster, Passes: o.Passes, Visits: o.Visits, Clock: h.Clock,
		Addresses: addresses, Limiter: limiter, Newcomers: web.NewLimiter(o.Newcomers, h.Clock), APIKeys: keys, Staff: func(*fiber.Ctx) (bool, error) { return h.Staff, nil }, Answers: review.NewFeeReports(h.Store, h.Roster, h.Fees, h.Screening, h.Clock), Rules: integrity.Default(), LaporURL: "https://www.lapor.go.id/", PortalPath: "/hr/",
	})
	check(h.T, err)
	programs := api.New(api.Options{
		Shell: h.Shell, Intake: o.Intake, Roster: h.Roster, Passes: o.Passes, Visits: o.Visits, Clock: h.Clock,
		Kiosks: h.Kiosks, Fleet: domain.NewFleet(h.Kiosks, h.Store, h.Clock),
		SignOns: account.NewSignOns(h.Store, h.Store, h.Store, h.Roster, plain{}, h.Clock),
		Tickets: o.Tickets, APIKeys: keys,
		Addresses: addresses, Limiter: limiter, KeyLimiter: web.NewLimiter(o.KeyPerMinute, h.Clock), KioskInterval: o.KioskInterval,
	})
	pictures, err := web.NewPhotoRoutes(h.Shell, h.Photos)
	check(h.T, err)
	h.App = h.Shell.App()
	pictures.Mount(h.App)
	site.Mount(h.App)
	programs.Mount(h.App)
	h.Shell.SetReady(true)
}

func (h *Hall) chat(pass string) (string, error) {
	if h.Bot == "" {
		return "", &domain.Error{Code: domain.CodeNotFound, Key: "bot_absent"}
	}
	return h.Bot + pass, nil
}

// seed fills the store: one officer at DKC-01, two at DKC-02, none at DKC-03, and the
// counter of a tenant.
func (h *Hall) seed() {
	ctx := context.Background()
	agency := domain.Agency{Code: "DKC", Name: "Disdukcapil", Internal: true}
	unit := domain.Unit{Code: "DKC", Name: "Dinas Kependudukan dan Pencatatan Sipil", Agency: agency}
	bank := domain.Unit{Code: "BANK", Name: "Bank Contoh", Agency: domain.Agency{Code: "BANK", Name: "Bank Contoh"}}
	services := []domain.Service{{Code: "KK", Name: "Kartu Keluarga"}, {Code: "KTP-EL", Name: "KTP-el"}}
	check(h.T, h.Store.SaveServices(ctx, services))
	check(h.T, h.Store.SaveCounters(ctx, []domain.Counter{
		{Code: "DKC-01", Name: "Loket 1", Unit: unit, Services: services[:1]},
		{Code: "DKC-02", Name: "Loket 2", Unit: unit, Services: services},
		{Code: "DKC-03", Name: "Loket 3", Unit: unit},
		{Code: "BANK-01", Name: "Teller 1", Unit: bank},
	}))
	check(h.T, h.Store.SaveOfficers(ctx, []domain.Officer{
		{Code: "P-01", Name: "Ratna Sari, S.Sos.", DisplayName: "Ibu Ratna S.", NIP: MarkerNIP, Unit: "DKC", Figure: "a", Active: true},
		{Code: "P-02", Name: "Budi Hartono", DisplayName: "Bapak Budi H.", Unit: "DKC", Figure: "b", Active: true},
		{Code: "P-03", Name: "Dewi Lestari", DisplayName: "Ibu Dewi L.", Unit: "DKC", Figure: "d", Active: true},
		{Code: "B-01", Name: "Teller Satu", Unit: "BANK", Figure: "c", Active: true},
	}))
	from := h.now.AddDate(0, -1, 0)
	var duties []domain.Duty
	for _, d := range [][2]string{{"P-01", "DKC-01"}, {"P-02", "DKC-02"}, {"P-03", "DKC-02"}, {"B-01", "BANK-01"}} {
		duties = append(duties, domain.Duty{ID: uuid.NewString(), Officer: d[0], Counter: d[1], From: from})
	}
	check(h.T, h.Store.SaveDuties(ctx, duties))
	h.Roster = domain.NewRoster(h.Store, h.Store, h.Clock)
	h.Photos = domain.NewPhotos(h.Store, h.Store, h.Roster, h.Clock)
	h.Kiosks = domain.NewKiosks(h.Store, h.Roster, []byte("0123456789abcdef"), h.Clock)
	check(h.T, h.Kiosks.Bind(ctx, domain.Kiosk{ID: "tablet-1", Counter: "DKC-01", Name: "Tablet 1"}, TabletKey))
	check(h.T, h.Kiosks.Bind(ctx, domain.Kiosk{ID: "tablet-2", Counter: "DKC-02", Name: "Tablet 2"}, SeveralKey))
	check(h.T, h.Kiosks.Bind(ctx, domain.Kiosk{ID: "tablet-0", Counter: "DKC-01", Name: "Tablet lama", Revoked: h.now}, RevokedKey))
}

// plain stores PINs without hashing, which would slow the tests.
type plain struct{}

func (plain) Hash(password string) (string, error) { return "plain:" + password, nil }

func (plain) Verify(hash, password string) bool { return hash == "plain:"+password }

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
