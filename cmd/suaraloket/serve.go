package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/api"
	"suaraloket/bot"
	"suaraloket/domain"
	"suaraloket/domain/wire"
	"suaraloket/hr"
	"suaraloket/kiosk"
	"suaraloket/repository"
	"suaraloket/repository/journal"
	"suaraloket/web"
)

func serveCommand(ctx context.Context, p program) error {
	c, err := onlyConfigured("serve", p)
	if err != nil {
		return err
	}
	return serve(ctx, c, p, nil)
}

// server is a running program: the system, its surfaces and its listeners.
type server struct {
	*system
	journal   *journal.Journal
	metrics   *metrics
	shell     *web.Shell
	public    *fiber.App
	portal    *fiber.App // nil when it shares the public listener
	plain     *fiber.App // nil without http.redirect_listen
	pictures  *web.PhotoRoutes
	bot       *bot.Bot // nil without a token and without a practice chat
	listener  net.Listener
	hrLis     net.Listener
	plainLis  net.Listener
	mark      string // of the data folder
	baseURL   string
	hrURL     string
	practice  *practice // nil but in a demo without a token
	stdout    io.Writer
	sample    *hr.SampleNote
	refuse    func(context.Context, *repository.Store) error // looks at the database before it is touched
	afterBind func(context.Context, *server) error
}

// demoParts is what the demo adds to serve.
type demoParts struct {
	practice *practice
	sample   func(keys) *hr.SampleNote
	// fill hands the sample data in, after the listeners are open and before the
	// doors are.
	fill func(context.Context, *server) error
}

// Memory is let grow before it is tidied, since what a rating needs lives for a
// moment and there is little else, up to a bound that a small server has to spare.
const (
	gcPercent   = 400
	memoryLimit = 160 << 20
)

// layoutLook is how often the program looks whether duties, tablets or opening hours
// were changed, which tablets show at once.
const layoutLook = time.Second

// serve runs until ctx ends. A taken port fails before anything else is touched.
func serve(ctx context.Context, c Config, p program, demo *demoParts) (err error) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
		debug.SetMemoryLimit(memoryLimit)
	}
	s, logger := &server{stdout: p.stdout}, c.logger(p.stderr)
	if err := s.listen(c, logger); err != nil {
		return err
	}
	defer s.closeListeners()
	release, mark, err := alone(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	s.mark = mark
	if s.system, err = openSystem(ctx, c, logger, repository.Options{Lazy: true}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.store.Close()) }()
	if err := s.openJournal(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.journal.Close()) }()
	if demo != nil {
		s.practice, s.afterBind = demo.practice, demo.fill
		s.sample, s.refuse = demo.sample(s.keys), refuseRealData
	}
	if err := s.journal.Begin(ctx, s.roster); err != nil {
		return err
	}
	if err := s.build(); err != nil {
		return err
	}
	defer s.standDown()
	return s.run(ctx)
}

// openJournal puts the journal in front of the database.
func (s *server) openJournal(ctx context.Context) (err error) {
	s.journal, err = journal.Open(ctx, s.store, journal.Options{
		Dir: s.config.Data, Instance: s.config.Instance, Limit: s.config.Limits.JournalRatings,
		Interval: time.Duration(s.config.Limits.KioskInterval), Clock: s.clock, Logger: s.logger, Prepare: s.bringUpToDate,
	})
	if err == nil {
		s.metrics = newMetrics(s.journal.Backlog, s.clock)
		s.takeIn(countedRatings{s.journal, s.metrics}, s.journal, s.journal, s.journal)
		s.metrics.registry.MustRegister(fleetGauges{s.listFleet})
		s.metrics.count("suaraloket_chat_letters", "Messages that wait to be sent on Telegram.", s.messagesWaiting)
	}
	return err
}

// bringUpToDate is run when the database answers first, at the start or later.
func (s *server) bringUpToDate(ctx context.Context) error {
	if s.refuse != nil {
		if err := s.refuse(ctx, s.store); err != nil {
			return err
		}
	}
	ready := s.store.CheckSchema
	if s.config.Database.Migrate {
		ready = s.migrate
	}
	if err := ready(ctx); err != nil {
		return err
	}
	return s.stand(ctx)
}

func (s *server) build() (err error) {
	brand := web.Brand{
		City: s.config.Brand.City, Teal: s.config.Brand.Teal, Gold: s.config.Brand.Gold,
		Contact: s.config.Brand.Contact, Sample: s.sample != nil,
	}
	if s.shell, err = web.NewShell(s.texts, s.logger, brand); err != nil {
		return err
	}
	s.shell.Secure = strings.HasPrefix(s.baseURL, "https://")
	s.shell.Streams.Max = s.config.Limits.Streams
	s.metrics.count("suaraloket_streams", "Open streams of events.", s.shell.OpenStreams)
	if s.pictures, err = web.NewPhotoRoutes(s.shell, s.photos); err != nil {
		return err
	}
	if err := s.buildBot(); err != nil {
		return err
	}
	limiter := web.NewLimiter(s.config.Limits.DevicePerMinute, s.clock)
	programs := api.New(api.Options{
		Shell: s.shell, Intake: s.intake, Roster: s.roster, Passes: s.passes, Visits: s.visits, Kiosks: s.kiosks,
		Fleet: s.fleet, SignOns: s.signOns, Tickets: s.tickets, APIKeys: s.apiKeys, Clock: s.clock,
		Addresses: s.addresses(), Limiter: limiter, KioskInterval: time.Duration(s.config.Limits.KioskInterval),
	})
	site, err := kiosk.New(kiosk.Options{
		Shell: s.shell, Intake: s.intake, Roster: s.roster, Passes: s.passes, Visits: s.visits, Clock: s.clock,
		Addresses: s.addresses(), Limiter: limiter, LaporURL: s.config.LaporURL, PortalPath: s.portalPath(),
	})
	if err != nil {
		return err
	}
	portal, err := hr.New(hr.Options{
		Shell: s.shell, Accounts: s.accounts, APIKeys: s.apiKeys, Reports: s.reports, Roster: s.roster, Kiosks: s.kiosks, Fleet: s.fleet, Calendar: s.calendar, SignOns: s.signOns, Photos: s.photos, Clock: s.clock,
		Passes: s.passes, Addresses: s.addresses(), Telegram: s.bot != nil, StaffChats: s.chats, Sample: s.sample,
		Backlog: s.journal.Backlog,
		Queues:  wire.NewQueues(s.intake, s.kiosks),
	})
	if err != nil {
		return err
	}
	if s.public, err = s.publicApp(); err != nil {
		return err
	}
	site.Mount(s.public)
	programs.Mount(s.public)
	s.mountWebhook(s.public)
	if s.practice != nil {
		s.practice.mount(s.public, s.baseURL)
	}
	if s.plainLis != nil {
		s.plain = web.RedirectApp(s.baseURL)
	}
	if s.hrLis == nil {
		portal.Mount(s.public)
		return nil
	}
	s.portal = s.app()
	portal.Mount(s.portal)
	return nil
}

// portalPath is where the portal stands on the public listener. One that has its
// own is not for everybody to know.
func (s *server) portalPath() string {
	if s.hrLis != nil {
		return ""
	}
	return "/hr/"
}

// publicApp sends who came to a trusted proxy by plain HTTP to the public address. The
// portal's own listener does not: nobody has told us under which name it is reached.
func (s *server) publicApp() (*fiber.App, error) {
	proxies, err := s.config.HTTP.proxies()
	app := s.app()
	if s.shell.Secure && len(proxies) > 0 {
		app.Use(web.ToHTTPS(s.baseURL, proxies))
	}
	return app, err
}

func (s *server) app() *fiber.App {
	app := s.shell.App()
	s.metrics.mount(app)
	app.Get("/readyz", s.readyz)
	s.pictures.Mount(app)
	return app
}

// readiness is what /readyz says.
type readiness struct {
	Status   string  `json:"status"`
	Database string  `json:"database"` // ok or away
	Journal  waiting `json:"journal"`
}

// waiting is how many accepted ratings the database does not have yet, and for how
// long the oldest has been waiting.
type waiting struct {
	Ratings       int64   `json:"ratings"`
	OldestSeconds float64 `json:"oldest_seconds"`
}

// readyz says whether ratings can be accepted, in the database or without it.
func (s *server) readyz(c *fiber.Ctx) error {
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
		ready.Journal.OldestSeconds = s.clock().Sub(backlog.Oldest).Seconds()
	}
	return c.JSON(ready)
}

// run answers until ctx ends, then stops in the order in which nothing is lost: the
// bot finishes what it has in hand, requests under way are answered, and then the
// caller closes the store.
func (s *server) run(ctx context.Context) error {
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
	start("layout", func() error { s.roster.Watch(ctx, layoutLook); return nil })
	start("kiosks", func() error { return s.watchFleet(ctx) })
	start("claims", func() error { s.standOn(ctx); return nil })
	start("http", func() error { return s.public.Listener(s.listener) })
	if s.portal != nil {
		start("hr", func() error { return s.portal.Listener(s.hrLis) })
	}
	if s.plain != nil {
		start("redirect", func() error { return s.plain.Listener(s.plainLis) })
	}
	if err := s.openDoors(ctx); err != nil {
		stop(err)
	}
	botDone := s.startBot(ctx, stop)
	<-ctx.Done()
	s.logger.Info("stopping")
	s.shell.EndStreams() // a stream has no end of its own to wait for
	<-botDone
	err := s.shutDown()
	running.Wait()
	watching()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		err = errors.Join(cause, err)
	}
	return err
}

// watchDatabase lets the journal drain until the returned function is called, after
// the last request was answered.
func (s *server) watchDatabase(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.journal.Run(ctx, s.roster)
	}()
	return func() {
		cancel()
		<-done
	}
}

func (s *server) openDoors(ctx context.Context) error {
	if s.afterBind != nil && !s.journal.Away() {
		if err := s.afterBind(ctx, s); err != nil {
			return err
		}
		s.journal.Copy(ctx, s.roster)
	}
	s.shell.SetReady(true)
	say := s.logger.With("address", s.baseURL, "portal", s.hrURL, "database", s.store.Driver())
	if s.plainLis != nil {
		say = say.With("redirect", s.plainLis.Addr().String())
	}
	say.Info("ready")
	return nil
}

func (s *server) startBot(ctx context.Context, stop context.CancelCauseFunc) <-chan struct{} {
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

func (s *server) shutDown() error {
	if s.practice != nil {
		s.practice.close()
	}
	within := time.Duration(s.config.HTTP.StopWithin)
	err := s.public.ShutdownWithTimeout(within)
	for _, app := range []*fiber.App{s.portal, s.plain} {
		if app != nil {
			err = errors.Join(err, app.ShutdownWithTimeout(within))
		}
	}
	s.closeListeners() // ends a server that had not begun to serve when it was told to stop
	return err
}
