// Package server runs the program: it opens the listeners, the database and the journal,
// builds the use cases and the surfaces, and stops them in order.
package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/api"
	"suaraloket/bot"
	"suaraloket/cmd/suaraloket/config"
	"suaraloket/domain"
	"suaraloket/domain/integrity"
	"suaraloket/domain/report"
	"suaraloket/domain/review"
	"suaraloket/domain/wire"
	"suaraloket/hr"
	"suaraloket/kiosk"
	"suaraloket/repository"
	"suaraloket/repository/journal"
	"suaraloket/web"
)

// Server is a running program: the system, its surfaces and its listeners.
type Server struct {
	*System
	journal  *journal.Journal
	metrics  *metrics
	shell    *web.Shell
	public   *fiber.App
	portal   *fiber.App // nil when it shares the public listener
	plain    *fiber.App // nil without http.redirect_listen
	pictures *web.PhotoRoutes
	bot      *bot.Bot // nil without a token and without a practice chat
	listener net.Listener
	hrLis    net.Listener
	plainLis net.Listener
	mark     string       // of the data folder
	unlock   func() error // releases the data folder
	// rulesKnown says that the record has the rules of this start.
	rulesKnown bool
	wired      bool      // whether build has succeeded
	BaseURL    string    // the address of the public listener
	HRURL      string    // the address of the portal
	Practice   *Practice // nil outside a demo without a token
	Stdout     io.Writer
	sample     *hr.SampleNote
	refuse     func(context.Context, *repository.Store) error // checks the database before anything in it changes
	afterBind  func(context.Context, *Server) error
}

// Options are the settings that are not in the configuration.
type Options struct {
	Stdout, Stderr io.Writer
	Demo           *Demo // nil outside a demo
	// Ratings replaces the store of ratings, for benchmarks; nil keeps it.
	Ratings func(domain.RatingStore) domain.RatingStore
}

// Demo is what the demo adds to serve.
type Demo struct {
	Practice *Practice // nil with a token
	Sample   func(Keys) *hr.SampleNote
	// Refuse checks the database before anything in it changes, its schema included.
	Refuse func(context.Context, *repository.Store) error
	// Fill stores the sample data after the listeners are open and before the program
	// answers requests.
	Fill func(context.Context, *Server) error
}

// The garbage collector runs less often than by default, because almost all memory is
// short-lived; the limit fits a small server.
const (
	gcPercent   = 400
	memoryLimit = 160 << 20
)

// rosterLook is the interval between checks for changed duties, tablets and opening hours.
const rosterLook = time.Second

// Serve runs until ctx ends.
func Serve(ctx context.Context, c config.Config, o Options) (err error) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
		debug.SetMemoryLimit(memoryLimit)
	}
	s, err := build(ctx, c, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	return s.run(ctx)
}

// build opens the listeners, the database and the journal and wires everything. It opens
// the listeners first, so that a taken port fails before anything else changes. The
// caller closes the server.
func build(ctx context.Context, c config.Config, o Options) (s *Server, err error) {
	s = &Server{Stdout: o.Stdout}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	logger := c.Logger(o.Stderr)
	if err := s.listen(c, logger); err != nil {
		return s, err
	}
	if s.unlock, s.mark, err = lockFolder(c); err != nil {
		return s, err
	}
	restrictFolder(c.Data, logger)
	if s.System, err = openSystem(ctx, c, logger, repository.Options{Lazy: true}); err != nil {
		return s, err
	}
	if err := s.openJournal(ctx, o.Ratings); err != nil {
		return s, err
	}
	if o.Demo != nil {
		s.Practice, s.afterBind, s.refuse = o.Demo.Practice, o.Demo.Fill, o.Demo.Refuse
		s.sample = o.Demo.Sample(s.Keys)
	}
	if err := s.journal.Begin(ctx, s.Roster); err != nil {
		return s, err
	}
	if err := s.wire(); err != nil {
		return s, err
	}
	s.wired = true
	return s, nil
}

// close closes what build has opened, in the opposite order.
func (s *Server) close() error {
	var errs []error
	if s.wired {
		s.releaseLeases()
	}
	if s.journal != nil {
		errs = append(errs, s.journal.Close())
	}
	if s.System != nil {
		errs = append(errs, s.Store.Close())
	}
	if s.unlock != nil {
		errs = append(errs, s.unlock())
	}
	s.closeListeners()
	return errors.Join(errs...)
}

// openJournal puts the journal in front of the database.
func (s *Server) openJournal(ctx context.Context, replace func(domain.RatingStore) domain.RatingStore) (err error) {
	s.journal, err = journal.Open(ctx, s.Store, journal.Options{
		Dir: s.Config.Data, Instance: s.Config.Instance, Limit: s.Config.Limits.JournalRatings,
		Interval: time.Duration(s.Config.Limits.KioskInterval), Clock: s.Clock, Logger: s.Logger, Prepare: s.bringUpToDate,
	})
	if err != nil {
		return err
	}
	var ratings domain.RatingStore = s.journal
	if replace != nil {
		ratings = replace(ratings)
	}
	s.metrics = newMetrics(s.journal.Backlog, s.Clock)
	s.takeIn(countedRatings{ratings, s.metrics}, s.journal, s.journal, s.journal)
	s.metrics.registry.MustRegister(fleetGauges{s.listFleet})
	s.metrics.count("suaraloket_chat_letters", "Messages that wait to be sent on Telegram.", s.messagesWaiting)
	return nil
}

// bringUpToDate runs when the database answers for the first time, at the start or later.
func (s *Server) bringUpToDate(ctx context.Context) error {
	if s.refuse != nil {
		if err := s.refuse(ctx, s.Store); err != nil {
			return err
		}
	}
	ready := s.Store.CheckSchema
	if s.Config.Database.Migrate {
		ready = s.migrate
	}
	if err := ready(ctx); err != nil {
		return err
	}
	return s.acquireLeases(ctx)
}

// wire builds the surfaces on the use cases.
func (s *Server) wire() (err error) {
	brand := web.Brand{
		City: s.Config.Brand.City, Teal: s.Config.Brand.Teal, Gold: s.Config.Brand.Gold,
		Contact: s.Config.Brand.Contact, Sample: s.sample != nil,
	}
	if s.shell, err = web.NewShell(s.Texts, s.Logger, brand); err != nil {
		return err
	}
	s.shell.Secure = strings.HasPrefix(s.BaseURL, "https://")
	s.shell.BrowserKey = s.Keys.Of("browsers")
	if s.shell.Proxies, err = s.Config.HTTP.Proxies(); err != nil {
		return err
	}
	s.shell.Streams.Max = s.Config.Limits.Streams
	s.metrics.count("suaraloket_streams", "Open streams of events.", s.shell.OpenStreams)
	if s.pictures, err = web.NewPhotoRoutes(s.shell, s.photos); err != nil {
		return err
	}
	if err := s.buildBot(); err != nil {
		return err
	}
	limiter := web.NewLimiter(s.Config.Limits.DevicePerMinute, s.Clock)
	programs := api.New(api.Options{
		Shell: s.shell, Intake: s.Intake, Roster: s.Roster, Passes: s.Passes, Visits: s.Visits, Kiosks: s.Kiosks,
		Fleet: s.fleet, SignOns: s.signOns, Tickets: s.tickets, APIKeys: s.APIKeys, Clock: s.Clock,
		Addresses: s.Addresses(), Limiter: limiter, KeyLimiter: web.NewLimiter(s.Config.Limits.KeyPerMinute, s.Clock),
		KioskInterval: time.Duration(s.Config.Limits.KioskInterval),
	})
	portal, err := hr.New(hr.Options{
		Shell: s.shell, Accounts: s.Accounts, Keeper: s.Keeper, APIKeys: s.APIKeys, Reports: s.Reports, Low: report.NewLowComments(s.Roster, s.Store, s.Clock), FeeReports: s.feeReports, Record: s.Record, Held: review.NewHeldRatings(s.Store, s.Screening, s.Clock), Roster: s.Roster, Kiosks: s.Kiosks, Fleet: s.fleet, Calendar: s.calendar, Visits: integrity.NewVisits(s.Store, s.Roster, s.Clock), SignOns: s.signOns, Photos: s.photos, Clock: s.Clock,
		Passes: s.Passes, Addresses: s.Addresses(), Telegram: s.bot != nil, StaffChats: s.chats, Sample: s.sample,
		Backlog: s.journal.Backlog, TokenRefused: s.tokenRefused(),
		Queues: wire.NewQueues(s.Intake, s.Kiosks, s.Store, s.Clock),
	})
	if err != nil {
		return err
	}
	site, err := kiosk.New(kiosk.Options{
		Shell: s.shell, Intake: s.Intake, Roster: s.Roster, Passes: s.Passes, Visits: s.Visits, Clock: s.Clock,
		Addresses: s.Addresses(), Limiter: limiter, Newcomers: web.NewLimiter(s.Config.Limits.NewcomersPerMinute, s.Clock), APIKeys: s.APIKeys, Staff: portal.Staff, Answers: s.feeReports, Rules: s.Config.Integrity.Thresholds(), LaporURL: s.Config.LaporURL, PortalPath: s.portalPath(),
	})
	if err != nil {
		return err
	}
	s.public = s.publicApp()
	site.Mount(s.public)
	programs.Mount(s.public)
	s.mountWebhook(s.public)
	if s.Practice != nil {
		s.Practice.mount(s.public, s.BaseURL)
	}
	if s.plainLis != nil {
		s.plain = web.RedirectApp(s.BaseURL)
	}
	if s.hrLis == nil {
		portal.Mount(s.public)
		return nil
	}
	s.portal = s.app()
	portal.Mount(s.portal)
	return nil
}

// portalPath is the path of the portal on the public listener, "" if it has its own.
func (s *Server) portalPath() string {
	if s.hrLis != nil {
		return ""
	}
	return "/hr/"
}

// publicApp redirects plain HTTP through a trusted proxy to the public address. The
// listener of the portal does not, because its public name is not known.
func (s *Server) publicApp() *fiber.App {
	app := s.app()
	if s.shell.Secure && len(s.shell.Proxies) > 0 {
		app.Use(web.ToHTTPS(s.BaseURL, s.shell.Proxies))
	}
	return app
}

func (s *Server) app() *fiber.App {
	app := s.shell.App()
	s.metrics.mount(app)
	app.Get("/readyz", s.readyz)
	s.pictures.Mount(app)
	return app
}

// readiness is the answer of /readyz.
type readiness struct {
	Status   string  `json:"status"`
	Database string  `json:"database"` // ok or away
	Journal  waiting `json:"journal"`
	Telegram string  `json:"telegram,omitempty"` // ok or unauthorized; absent without a bot
}

// waiting is the number of ratings in the journal and the age of the oldest.
type waiting struct {
	Ratings       int64   `json:"ratings"`
	OldestSeconds float64 `json:"oldest_seconds"`
}

// readyz reports whether ratings can be accepted, by the database or the journal.
func (s *Server) readyz(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := s.journal.Ready(ctx); err != nil {
		return domain.ErrUnavailable
	}
	backlog, err := s.journal.Backlog(ctx)
	if err != nil {
		return err
	}
	ready := readiness{Status: "ready", Database: "ok", Journal: waiting{Ratings: backlog.Ratings}}
	if backlog.Away {
		ready.Database = "away"
	}
	if backlog.Ratings > 0 {
		ready.Journal.OldestSeconds = s.Clock().Sub(backlog.Oldest).Seconds()
	}
	if s.bot != nil {
		ready.Telegram = "ok"
		if s.bot.TokenRefused() {
			ready.Telegram = "unauthorized"
		}
	}
	return c.JSON(ready)
}

// tokenRefused reports whether Telegram refuses the token; nil without a bot.
func (s *Server) tokenRefused() func() bool {
	if s.bot == nil {
		return nil
	}
	return s.bot.TokenRefused
}

// run serves until ctx ends. Then the bot finishes its current updates, current requests
// are answered, and the caller closes the store.
func (s *Server) run(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var running sync.WaitGroup
	start := func(name string, work func() error) {
		running.Go(func() {
			if err := work(); err != nil {
				stop(fmt.Errorf("%s: %w", name, err))
			}
		})
	}
	watching := s.watchDatabase(ctx)
	start("roster", func() error { s.Roster.Watch(ctx, rosterLook); return nil })
	start("kiosks", func() error { return s.watchFleet(ctx) })
	start("figures", func() error { s.watchFigures(ctx); return nil })
	start("keys", func() error { s.watchKeys(ctx); return nil })
	start("authors", func() error { s.watchAuthors(ctx); return nil })
	start("claims", func() error { s.renewLeases(ctx); return nil })
	start("http", func() error { return s.public.Listener(s.listener) })
	if s.portal != nil {
		start("hr", func() error { return s.portal.Listener(s.hrLis) })
	}
	if s.plain != nil {
		start("redirect", func() error { return s.plain.Listener(s.plainLis) })
	}
	if err := s.makeReady(ctx); err != nil {
		stop(err)
	}
	start("record", func() error { s.keepRecord(ctx); return nil }) // a demo has marked its database by now
	botDone := s.startBot(ctx, stop)
	<-ctx.Done()
	s.Logger.Info("stopping")
	s.shell.EndStreams() // a stream does not end by itself
	<-botDone
	err := s.shutDown()
	running.Wait()
	s.storeUses(context.WithoutCancel(ctx))
	watching()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		err = errors.Join(cause, err)
	}
	return err
}

// watchDatabase drains the journal until stop is called, after the last request.
func (s *Server) watchDatabase(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.journal.Run(ctx, s.Roster)
	}()
	return func() {
		cancel()
		<-done
	}
}

func (s *Server) makeReady(ctx context.Context) error {
	if s.afterBind != nil && !s.journal.Away() {
		if err := s.afterBind(ctx, s); err != nil {
			return err
		}
		s.journal.Copy(ctx, s.Roster)
	}
	s.shell.SetReady(true)
	say := s.Logger.With("address", s.BaseURL, "portal", s.HRURL, "database", s.Store.Driver())
	if s.plainLis != nil {
		say = say.With("redirect", s.plainLis.Addr().String())
	}
	say.Info("ready")
	warnOfPlainDatabase(ctx, s.Store.Encrypted, s.Logger)
	return nil
}

// warnOfPlainDatabase warns at each start that anybody between this machine and the database
// can read along.
func warnOfPlainDatabase(ctx context.Context, encrypted func(context.Context) (bool, error), logger *slog.Logger) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if safe, err := encrypted(ctx); err == nil && !safe {
		logger.Warn("connection to the database is not encrypted: set tls in database.dsn", "component", "repository")
	}
}

func (s *Server) startBot(ctx context.Context, stop context.CancelCauseFunc) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if s.bot == nil {
			return
		}
		if err := s.bot.Run(ctx); err != nil {
			stop(fmt.Errorf("bot: %w", err))
		}
	}()
	return done
}

func (s *Server) shutDown() error {
	if s.Practice != nil {
		s.Practice.close()
	}
	within := time.Duration(s.Config.HTTP.StopWithin)
	err := s.public.ShutdownWithTimeout(within)
	for _, app := range []*fiber.App{s.portal, s.plain} {
		if app != nil {
			err = errors.Join(err, app.ShutdownWithTimeout(within))
		}
	}
	s.closeListeners() // ends a server that was stopped before it began to serve
	return err
}
