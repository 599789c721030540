package hr_test

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/audit"
	"suaraloket/domain/integrity"
	"suaraloket/domain/locale"
	"suaraloket/domain/masking"
	"suaraloket/domain/notice"
	"suaraloket/domain/publication"
	"suaraloket/domain/report"
	"suaraloket/domain/review"
	"suaraloket/domain/seal"
	"suaraloket/domain/wire"
	"suaraloket/hr"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
	"suaraloket/web"
)

// markerNIP may appear only on the officer's own page.
const markerNIP = "198501012010012001"

// secret is the password of every account.
const secret = "kata sandi panjang"

// plain does not hash passwords. Argon2 has its own tests.
type plain struct{}

func (plain) Hash(password string) (string, error) { return "plain:" + password, nil }

func (plain) Verify(hash, password string) bool { return hash == "plain:"+password }

// office is the portal with a real database and a clock that the test sets.
type office struct {
	t        *testing.T
	store    *repository.Store
	accounts *accounts
	manager  *account.Manager
	ratings  *ratings
	app      *fiber.App
	intake   *domain.Intake
	kiosks   *domain.Kiosks
	passes   *domain.Passes
	fleet    *domain.Fleet
	photos   *domain.Photos
	logs     *lines
	roster   *domain.Roster
	nights   int // how often publish was called

	mu  sync.Mutex
	now time.Time
}

// botAddress opens the bot with a code.
func botAddress(code string) (string, error) { return "https://t.me/SuaraLoketBot?start=" + code, nil }

// lines is a log that is safe for concurrent use.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) at(now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = now
}

func (o *office) later(d time.Duration) { o.at(o.clock().Add(d)) }

func wib() *time.Location { return time.FixedZone("WIB", 7*3600) }

// today is the current time of the tests.
func today() time.Time { return time.Date(2026, 11, 23, 9, 14, 5, 0, wib()) }

// openOffice opens the portal with a new store of officers and accounts.
func openOffice(t *testing.T, change ...func(*hr.Options)) *office {
	t.Helper()
	o := openEmptyOffice(t, change...)
	o.furnish()
	return o
}

// openEmptyOffice opens the portal of an installation without any list; only the accounts of
// admin and hr are there.
func openEmptyOffice(t *testing.T, change ...func(*hr.Options)) *office {
	t.Helper()
	o := &office{t: t, store: testdb.SQLite(t), logs: &lines{}, now: today()}
	texts, err := locale.Load()
	check(t, err)
	shell, err := web.NewShell(texts, slog.New(slog.NewTextHandler(o.logs, nil)), web.Brand{
		City: "Kota Pangkalpinang", Teal: "#0E5A55", Gold: "#C98A1B",
	})
	check(t, err)
	o.accounts = &accounts{Store: o.store}
	o.ratings = &ratings{Store: o.store}
	roster := domain.NewRoster(o.store, o.store, o.clock)
	o.roster = roster
	o.passes = domain.NewPasses([]byte("sixteen bytes and more"), o.clock)
	o.kiosks = domain.NewKiosks(o.store, roster, []byte("sixteen bytes and more"), o.clock)
	o.fleet = domain.NewFleet(o.kiosks, o.store, o.clock)
	box, err := seal.New([]byte("sixteen bytes and more"), "report")
	check(t, err)
	fees := domain.FeeRule{Words: domain.FeeWords(), WordsFree: domain.FeeWordsFree(), Box: box}
	originals, err := seal.New([]byte("sixteen bytes and more"), "original")
	check(t, err)
	screening := domain.Screening{Words: masking.NewWords(masking.AbusiveWords()), Box: originals}
	o.intake = domain.NewIntake(roster, o.ratings, o.clock, domain.Limits{Fees: fees, Screening: screening})
	options := hr.Options{
		Shell: shell, Clock: o.clock,
		Accounts:   account.NewManager(o.accounts, plain{}, o.clock, []byte("sixteen bytes and more")),
		Keeper:     account.NewKeeper(o.store, o.store, plain{}, o.clock),
		APIKeys:    account.NewAPIKeys(o.store, roster, o.clock),
		Reports:    report.NewReporter(o.store, o.store, o.store.Published(), o.store, o.clock),
		Low:        report.NewLowComments(roster, o.store, o.clock),
		Held:       review.NewHeldRatings(o.store, screening, o.clock),
		FeeReports: review.NewFeeReports(o.store, roster, fees, screening, o.clock),
		Record:     review.NewRecord(o.store, o.clock),
		Roster:     roster,
		Kiosks:     o.kiosks, Fleet: o.fleet, Calendar: domain.NewCalendar(o.store, roster), Visits: integrity.NewVisits(o.store, roster, o.clock),
		StaffChats: notice.NewStaffChats(o.store, o.clock),
		Photos:     domain.NewPhotos(o.store, o.store, roster, o.clock),
		SignOns:    account.NewSignOns(o.store, o.store, o.store, roster, plain{}, o.clock),
		Passes:     o.passes, Addresses: web.Addresses{Base: "https://suara.test", Chat: botAddress},
		Queues: wire.NewQueues(o.intake, o.kiosks, o.store, o.clock),
	}
	for _, c := range change {
		c(&options)
	}
	o.manager = options.Accounts
	o.employ(
		account.Account{Login: "admin", Name: "Admin Portal", Role: domain.RoleAdmin},
		account.Account{Login: "hr", Name: "Tim Kepegawaian", Role: domain.RoleHR},
	)
	site, err := hr.New(options)
	check(t, err)
	o.app = shell.App()
	site.Mount(o.app)
	o.photos = options.Photos
	pictures, err := web.NewPhotoRoutes(shell, options.Photos)
	check(t, err)
	pictures.Mount(o.app)
	shell.SetReady(true)
	return o
}

// operator is the actor of the command line.
func operator() domain.Actor {
	return domain.Actor{Login: audit.CommandLine, Role: domain.RoleAdmin}
}

// employ adds accounts.
func (o *office) employ(list ...account.Account) {
	for _, a := range list {
		check(o.t, o.manager.Add(context.Background(), operator(), a, secret))
	}
}

// furnish makes two units with five officers and accounts for the other roles.
func (o *office) furnish() {
	ctx := context.Background()
	city := domain.Agency{Code: "KOTA", Name: "Kota", Internal: true}
	dukcapil := domain.Unit{Code: "DKC", Name: "Disdukcapil", Agency: city}
	permits := domain.Unit{Code: "PTS", Name: "Perizinan Terpadu", Agency: city}
	services := []domain.Service{{Code: "KK", Name: "Kartu Keluarga"}, {Code: "KTP-EL", Name: "KTP-el"}, {Code: "NIB", Name: "Nomor Induk Berusaha"}}
	check(o.t, o.store.SaveServices(ctx, services))
	check(o.t, o.store.SaveCounters(ctx, []domain.Counter{
		{Code: "DKC-01", Name: "Loket 1", Unit: dukcapil, Services: services[:2]},
		{Code: "DKC-02", Name: "Loket 2", Unit: dukcapil, Services: services[1:2]},
		{Code: "PTS-01", Name: "Loket Izin", Unit: permits, Services: services[2:]},
	}))
	check(o.t, o.store.SaveOfficers(ctx, []domain.Officer{
		{Code: "P-01", Name: "Ratna Sari, S.Sos.", NIP: markerNIP, Rank: "Penata, III/c", Position: "Operator", Unit: "DKC", Figure: "a", Active: true},
		{Code: "P-02", Name: "Budi Hartono", Unit: "DKC", Figure: "b", Active: true},
		{Code: "P-03", Name: "Dewi Lestari", Unit: "DKC", Figure: "d", Active: true},
		{Code: "P-04", Name: "Siti Aminah", Unit: "PTS", Figure: "a", Active: true},
		{Code: "P-05", Name: "=1+1 Anwar", Unit: "PTS", Figure: "c", Active: true},
	}))
	var duties []domain.Duty
	for _, d := range [][2]string{{"P-01", "DKC-01"}, {"P-02", "DKC-01"}, {"P-03", "DKC-01"}, {"P-04", "PTS-01"}, {"P-05", "PTS-01"}} {
		duties = append(duties, domain.Duty{ID: uuid.NewString(), Officer: d[0], Counter: d[1], From: today().AddDate(-1, 0, 0)})
	}
	check(o.t, o.store.SaveDuties(ctx, duties))
	o.employ(
		account.Account{Login: "kepala", Name: "Kepala Dukcapil", Role: domain.RoleHead, Unit: "DKC"},
		account.Account{Login: "ratna", Name: "Ratna Sari", Role: domain.RoleOfficer, Officer: "P-01"},
		account.Account{Login: "budi", Name: "Budi Hartono", Role: domain.RoleOfficer, Officer: "P-02"},
		account.Account{Login: "dewi", Name: "Dewi Lestari", Role: domain.RoleOfficer, Officer: "P-03"},
	)
}

// rate submits ratings of the officer, one minute apart, and resets the clock to today.
func (o *office) rate(officer string, day time.Time, values []int, change ...func(i int, s *domain.Submission)) {
	o.t.Helper()
	counter, service := "DKC-01", "KTP-EL"
	if officer == "P-04" || officer == "P-05" {
		counter, service = "PTS-01", "NIB"
	}
	o.at(day)
	for i, value := range values {
		s := domain.Submission{
			ID: uuid.NewString(), Value: value, Officer: officer, Service: service,
			Right: domain.Right{Counter: counter, Channel: domain.ChannelKiosk, Assurance: domain.AssuranceDevice, Kiosk: "tablet"},
		}
		for _, c := range change {
			c(i, &s)
		}
		o.later(time.Minute)
		if _, added, err := o.intake.Submit(context.Background(), s); err != nil || !added {
			o.t.Fatal(added, err)
		}
	}
	o.at(today())
}

// fill gives P-01 a full score, P-02 a provisional one, P-03 too few, and two
// officers of the other unit a full one each.
func (o *office) fill() {
	o.t.Helper()
	o.rate("P-01", day(9, 10), repeat(20, 4, 3))
	o.rate("P-01", day(10, 5), repeat(24, 4, 4, 3))
	o.rate("P-01", day(11, 9), repeat(16, 4, 3, 4, 2))
	o.rate("P-02", day(11, 10), repeat(12, 3, 2, 3))
	o.rate("P-03", day(11, 11), repeat(6, 1, 2))
	o.rate("P-04", day(10, 12), repeat(40, 4, 3, 2))
	o.rate("P-05", day(10, 13), repeat(40, 4, 4, 3))
	o.publish()
}

// publish publishes what officers and heads see, as after the next closing.
func (o *office) publish() {
	o.t.Helper()
	o.nights++
	night := func() time.Time { return o.clock().AddDate(0, 0, o.nights) }
	check(o.t, publication.NewPublisher(o.store, o.roster, night, publication.Rule{Minimum: 10}).Run(context.Background()))
}

func day(month time.Month, day int) time.Time { return time.Date(2026, month, day, 9, 0, 0, 0, wib()) }

// repeat gives n values by repeating the given ones.
func repeat(n int, values ...int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = values[i%len(values)]
	}
	return list
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
