package bot_test

import (
	"bytes"
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"suaraloket/bot"
	"suaraloket/bot/talk"
	"suaraloket/bot/telegramtest"
	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const token = "7000000001:for-tests"

var key = []byte("a key of the tests, long enough")

func zone() *time.Location { return time.FixedZone("WIB", 7*3600) }

// clock is a time that only tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// logbook keeps the log, and reports each line as a change.
type logbook struct {
	changed func()

	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.changed()
	return l.text.Write(p)
}

// watchedOutbox is an outbox store that reports each deletion of messages as a change.
type watchedOutbox struct {
	domain.OutboxStore
	changed func()
}

func (w watchedOutbox) DeleteMessages(ctx context.Context, ids []string) error {
	defer w.changed()
	return w.OutboxStore.DeleteMessages(ctx, ids)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// stage is a pretend Telegram, a city in a database, and the helpers of the tests.
type stage struct {
	*telegramtest.Server
	direct bool // the bot reaches the server without a network
	t      testing.TB
	ctx    context.Context
	url    string
	file   string
	store  *repository.Store
	clock  *clock
	passes *domain.Passes
	people *domain.Authors
	log    *logbook
}

func newStage(t testing.TB) *stage {
	t.Helper()
	return stageWith(t, func(*telegramtest.Options) {})
}

// stageWith is a stage with other options of its Telegram.
func stageWith(t testing.TB, change func(*telegramtest.Options)) *stage {
	t.Helper()
	return makeStage(t, false, change)
}

// bubbleStage is a stage without a network, for tests in a synctest bubble: there time
// passes at once while all goroutines wait.
func bubbleStage(t testing.TB, change func(*telegramtest.Options)) *stage {
	t.Helper()
	return makeStage(t, true, change)
}

func makeStage(t testing.TB, direct bool, change func(*telegramtest.Options)) *stage {
	t.Helper()
	c := &clock{at: time.Date(2026, 11, 23, 9, 14, 5, 0, zone())}
	options := telegramtest.Options{Token: token, Clock: c.now}
	change(&options)
	s := &stage{
		Server: telegramtest.New(options),
		direct: direct, url: "http://telegram.test", t: t, clock: c, log: &logbook{}, file: filepath.Join(t.TempDir(), "chat.db"),
		passes: domain.NewPasses(key, c.now),
	}
	if !s.direct {
		web := httptest.NewServer(s.Handler())
		s.url = web.URL
		t.Cleanup(web.Close)
	}
	s.store = testdb.Open(t, repository.SQLite, s.file)
	s.people = domain.NewAuthors(key, s.store, c.now)
	fillCity(t, s.store)
	var cancel context.CancelFunc
	s.ctx, cancel = context.WithCancel(context.Background())
	s.log.changed = s.Poke
	t.Cleanup(func() { cancel(); s.Close() })
	return s
}

// fillCity makes one counter of each kind: with one officer, with two, with none, of a tenant.
func fillCity(t testing.TB, store *repository.Store) {
	t.Helper()
	ctx := context.Background()
	unit := domain.Unit{Code: "DKC", Name: "Dukcapil", Agency: domain.Agency{Code: "DKC-A", Name: "Dinas Kependudukan", Internal: true}}
	bank := domain.Unit{Code: "BANK", Name: "Bank Contoh", Agency: domain.Agency{Code: "BANK-A", Name: "Bank"}}
	services := []domain.Service{{Code: "KK", Name: "Kartu Keluarga"}, {Code: "KTP-EL", Name: "KTP-el"}}
	duty := func(officer, counter string) domain.Duty {
		from := time.Date(2026, 1, 1, 0, 0, 0, 0, zone())
		return domain.Duty{ID: uuid.NewString(), Officer: officer, Counter: counter, From: from}
	}
	for _, err := range []error{
		store.SaveServices(ctx, services),
		store.SaveCounters(ctx, []domain.Counter{
			{Code: "DKC-01", Name: "Loket 1", Unit: unit, Services: services[:1]},
			{Code: "DKC-02", Name: "Loket 2", Unit: unit, Services: services},
			{Code: "DKC-03", Name: "Loket 3", Unit: unit},
			{Code: "BANK-01", Name: "Teller 1", Unit: bank},
		}),
		store.SaveOfficers(ctx, []domain.Officer{
			{Code: "P-01", Name: "Siti Aminah, S.Sos.", DisplayName: "Ibu Siti", NIP: "198501012010012001", Unit: "DKC", Figure: "a", Active: true},
			{Code: "P-02", Name: "Budi & <Rekan>", Unit: "DKC", Figure: "b", Active: true},
			{Code: "P-03", Name: "Ratna", DisplayName: "Ibu Ratna", Unit: "DKC", Figure: "a", Active: true},
			{Code: "B-01", Name: "Teller Bank", Unit: "BANK", Figure: "c", Active: true},
		}),
		store.SaveDuties(ctx, []domain.Duty{
			duty("P-01", "DKC-01"), duty("P-02", "DKC-02"), duty("P-03", "DKC-02"), duty("B-01", "BANK-01"),
		}),
	} {
		must(t, err)
	}
}

// parts are the parts of a bot that a test may replace.
type parts struct {
	ratings     domain.RatingStore
	preferences domain.PreferenceStore
	traces      domain.TraceStore
	transport   http.RoundTripper
	publicURL   string
	laporURL    string
	outbox      domain.OutboxStore
	instance    string
	webhook     string
	maxMessages int64
	pause       time.Duration // between two messages to a chat; 0 is none
	perSecond   float64
	staff       *bot.StaffOptions
	picture     func(string, []domain.Officer) string
	answers     talk.Answers
}

func (s *stage) bot(p parts) *bot.Bot {
	s.t.Helper()
	if p.ratings == nil {
		p.ratings = s.store
	}
	if p.preferences == nil {
		p.preferences = s.store
	}
	if p.traces == nil {
		p.traces = s.store
	}
	if p.outbox == nil {
		p.outbox = s.store
	}
	p.outbox = watchedOutbox{p.outbox, s.Poke}
	if s.direct && p.transport == nil {
		p.transport = s.Transport()
	}
	if p.instance == "" {
		p.instance = "1"
	}
	texts, err := locale.Load()
	must(s.t, err)
	roster := domain.NewRoster(s.store, s.store, s.clock.now)
	intake := domain.NewIntake(roster, p.ratings, s.clock.now, domain.Limits{SlotRatings: 1})
	b, err := bot.New(bot.Options{
		Token: token, APIURL: s.url, Transport: p.transport, PublicURL: p.publicURL, LaporURL: p.laporURL, Texts: texts,
		Logger: slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Intake: intake, Visits: domain.NewVisits(s.passes, roster, intake, s.store, s.people), Roster: roster,
		Authors: s.people, Traces: domain.NewTraces(s.people, p.traces, s.clock.now), Preferences: p.preferences, Outbox: p.outbox, Leases: s.store, Key: key,
		Instance: p.instance, Webhook: p.webhook, MaxMessages: p.maxMessages, ChatPause: p.pause, PerSecond: p.perSecond,
		Staff: p.staff, Picture: p.picture, Answers: cmp.Or[talk.Answers](p.answers, s.store),
	})
	must(s.t, err)
	bot.SetDecideTime(b, testdb.Patience()) // a slow machine is no store that is away
	return b
}

// shownAt returns addresses of pictures that name their officers.
func shownAt(counter string, people []domain.Officer) string {
	const photos = "https://suara.example/photos/"
	switch {
	case len(people) == 1 && people[0].Photo != "":
		return photos + people[0].Code + ".jpg"
	case domain.Lineup(people) == "":
		return ""
	}
	var codes []string
	for _, o := range people {
		codes = append(codes, o.Code)
	}
	return photos + counter + "/" + strings.Join(codes, "+") + ".jpg"
}

// photograph adds a photo to each of the officers.
func (s *stage) photograph(officers ...string) {
	s.t.Helper()
	for _, officer := range officers {
		photo := domain.Photo{ID: strings.ReplaceAll(uuid.NewString(), "-", "")}
		photo.Large, photo.Small = []byte("large"), []byte("small") // the chat opens no picture
		must(s.t, s.store.SavePhoto(s.ctx, officer, photo))
	}
}

// run starts the bot; stop ends it and waits for it.
func (s *stage) run(b *bot.Bot) (stop func()) {
	ctx, cancel := context.WithCancel(s.ctx)
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			s.t.Errorf("Run: %v", err)
		}
	})
	s.t.Cleanup(stop)
	return stop
}

// settled waits until all updates are handled and confirmed, and all messages are sent.
func (s *stage) settled() {
	s.t.Helper()
	s.until("all updates are confirmed", func() bool { return s.Queue() == 0 })
	s.until("all messages are sent", func() bool { return s.messages() == 0 && s.Queue() == 0 })
}

// messages is the number of queued messages.
func (s *stage) messages() int64 {
	s.t.Helper()
	n, err := s.store.CountMessages(context.Background())
	must(s.t, err)
	return n
}

// until waits while there is progress.
func (s *stage) until(what string, ok func() bool) {
	s.t.Helper()
	if err := s.Await(ok); err != nil {
		s.t.Fatalf("waiting until %s: %v; queue %d, messages %d; log:\n%s", what, err, s.Queue(), s.messages(), s.log)
	}
}

// author is the hash of a person.
func (s *stage) author(person int64) string {
	s.t.Helper()
	hash, err := s.people.Of(context.Background(), person, s.clock.now())
	must(s.t, err)
	return hash
}

// rating is the newest rating of a person.
func (s *stage) rating(person int64) (domain.Rating, bool) {
	s.t.Helper()
	r, err := s.store.LatestByAuthor(s.ctx, s.author(person), "")
	if refusal, ok := domain.Refusal(err); ok && refusal.Is(domain.ErrRatingUnknown) {
		return domain.Rating{}, false
	}
	must(s.t, err)
	return r, true
}

// counted is the number of ratings of each officer in the tallies.
func (s *stage) counted() (n int64, byValue map[string]int64) {
	s.t.Helper()
	lines, err := s.store.Tallies(s.ctx, "2000-01", "2100-01")
	must(s.t, err)
	byValue = map[string]int64{}
	for _, line := range lines {
		n += line.Counts.N()
		byValue[line.Officer] += line.Counts.N()
	}
	return n, byValue
}

// firstSeed is 0, or that of the environment variable SUARALOKET_TEST_SEED for a soak run.
func firstSeed(t testing.TB) uint64 {
	t.Helper()
	seed, _ := strconv.ParseUint(os.Getenv("SUARALOKET_TEST_SEED"), 10, 64)
	t.Logf("first seed %d", seed)
	return seed
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// replies returns the bot's messages in a chat, oldest first.
func replies(p *telegramtest.Person) []telegramtest.Message {
	var all []telegramtest.Message
	for _, m := range p.Messages() {
		if m.FromBot {
			all = append(all, m)
		}
	}
	return all
}

func latest(t testing.TB, p *telegramtest.Person) telegramtest.Message {
	t.Helper()
	all := replies(p)
	if len(all) == 0 {
		t.Fatal("the bot has sent no message")
	}
	return all[len(all)-1]
}

// labelled finds the button with this text, a face before it left aside.
func labelled(m telegramtest.Message, text string) (telegramtest.Button, bool) {
	for _, row := range m.Rows {
		for _, b := range row {
			if b.Text == text || strings.TrimLeft(b.Text, "😟😕🙂😄 ") == text {
				return b, true
			}
		}
	}
	return telegramtest.Button{}, false
}

// press presses the button with this text under the newest message that has it.
func (s *stage) press(p *telegramtest.Person, text string) string {
	s.t.Helper()
	all := replies(p)
	for i := len(all) - 1; i >= 0; i-- {
		if b, ok := labelled(all[i], text); ok {
			id, err := p.Press(all[i].ID, b.Data)
			must(s.t, err)
			return id
		}
	}
	s.t.Fatalf("no button %q in %+v", text, all)
	return ""
}

// toast waits for the answer to a press.
func (s *stage) toast(callback string) telegramtest.Answer {
	s.t.Helper()
	s.until("the press is answered", func() bool { c, _ := s.Callback(callback); return len(c.Answers) > 0 })
	c, ok := s.Callback(callback)
	if !ok || len(c.Answers) == 0 {
		s.t.Fatalf("press %s was not answered", callback)
	}
	return c.Answers[len(c.Answers)-1]
}

func has(t testing.TB, what, text string, wanted ...string) {
	t.Helper()
	for _, w := range wanted {
		if !strings.Contains(text, w) {
			t.Errorf("%s lacks %q:\n%s", what, w, text)
		}
	}
}

func lacks(t testing.TB, what, text string, unwanted ...string) {
	t.Helper()
	for _, w := range unwanted {
		if strings.Contains(text, w) {
			t.Errorf("%s has %q:\n%s", what, w, text)
		}
	}
}
