// Package hr is the portal, the site that staff sign in to. HR and administrators see
// the city, heads see their unit, officers see their own results, viewers the published figures
// of a unit. The use cases of the
// domain narrow what a visitor sees; this package and its sections show it.
package hr

import (
	"context"
	"embed"
	"slices"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/integrity"
	"suaraloket/domain/notice"
	"suaraloket/domain/report"
	inspection "suaraloket/domain/review"
	"suaraloket/domain/wire"
	"suaraloket/hr/board"
	"suaraloket/hr/fleet"
	"suaraloket/hr/frame"
	"suaraloket/hr/officer"
	"suaraloket/hr/review"
	"suaraloket/hr/setting"
	"suaraloket/web"
)

//go:embed pages/*.html pages/partials/*.html
var pageFiles embed.FS

//go:embed static
var static embed.FS

var assets = web.NewAssets(static, "static")

// SampleAccount is a public account of the sample city.
type SampleAccount struct {
	Login    string
	Password string
	Role     domain.Role
}

// SampleNote is shown below the sign-in form of the sample city.
type SampleNote struct {
	Accounts []SampleAccount
}

// Options are the dependencies of the portal.
type Options struct {
	Shell      *web.Shell
	Accounts   *account.Manager
	Keeper     *account.Keeper
	APIKeys    *account.APIKeys
	Reports    *report.Reporter
	Low        *report.LowComments
	FeeReports *inspection.FeeReports
	Held       *inspection.HeldRatings
	Record     *inspection.Record
	Roster     *domain.Roster
	Kiosks     *domain.Kiosks
	Fleet      *domain.Fleet
	Calendar   *domain.Calendar
	Visits     *integrity.Visits
	SignOns    *account.SignOns
	Photos     *domain.Photos
	StaffChats *notice.StaffChats
	Clock      domain.Clock
	// Passes makes the passes of posters, Addresses the links in the codes.
	Passes    *domain.Passes
	Addresses web.Addresses
	// Queues accepts the files that the staff corner of a tablet writes.
	Queues *wire.Queues
	// Telegram reports that a bot is running, so that pages offer codes that open it.
	Telegram bool
	// Backlog counts the accepted ratings that the database does not hold yet; nil where
	// there is no backlog.
	Backlog func(context.Context) (domain.Backlog, error)
	// TokenRefused reports that Telegram refuses the bot's token; nil without a bot.
	TokenRefused func() bool
	// Sample is nil except in the sample city.
	Sample *SampleNote
}

// Site answers every request under /hr.
type Site struct {
	Options
	frame *frame.Frame
}

// New makes the portal. It returns an error if a page does not parse.
func New(o Options) (*Site, error) {
	if err := o.Shell.AddAssets(assets); err != nil {
		return nil, err
	}
	pages, err := o.Shell.ParsePages(pageFiles, "pages")
	if err != nil {
		return nil, err
	}
	return &Site{Options: o, frame: frame.New(frame.Options{
		Shell: o.Shell, Clock: o.Clock, Pages: pages, Fleet: o.Fleet, Roster: o.Roster,
		Backlog: o.Backlog, TokenRefused: o.TokenRefused,
	})}, nil
}

// Mount adds the portal's routes to the application.
func (s *Site) Mount(app *fiber.App) {
	app.Use(frame.Root, s.wrap)
	for _, r := range s.routes() {
		app.Add(r.Method, r.Path, s.guard(r))
		if r.Method == fiber.MethodGet {
			app.Add(fiber.MethodHead, r.Path, s.guard(r))
		}
	}
}

// routes is the single table of routes: those of the portal itself and of its sections.
func (s *Site) routes() []frame.Route {
	own := []frame.Route{
		frame.Get("/", frame.SignedIn, s.home),
		frame.Get("/masuk", frame.Public, s.signInPage),
		frame.Post("/masuk", frame.Public, s.signIn),
		frame.Post("/keluar", frame.SignedIn, s.signOut),
	}
	return slices.Concat(own, s.board().Routes(), s.officer().Routes(), s.fleet().Routes(), s.setting().Routes(), s.review().Routes())
}

func (s *Site) board() *board.Section {
	return &board.Section{Frame: s.frame, Reports: s.Reports, Low: s.Low, Record: s.Record, Roster: s.Roster}
}

func (s *Site) officer() *officer.Section {
	return &officer.Section{Frame: s.frame, Reports: s.Reports, Record: s.Record, SignOns: s.SignOns, Photos: s.Photos}
}

func (s *Site) fleet() *fleet.Section {
	return &fleet.Section{
		Frame: s.frame, Roster: s.Roster, Kiosks: s.Kiosks, Fleet: s.Fleet, Calendar: s.Calendar, Visits: s.Visits,
		Passes: s.Passes, Addresses: s.Addresses, Queues: s.Queues, Telegram: s.Telegram,
	}
}

func (s *Site) review() *review.Section {
	return &review.Section{Frame: s.frame, Fees: s.FeeReports, Held: s.Held, Reports: s.Reports, Roster: s.Roster}
}

func (s *Site) setting() *setting.Section {
	return &setting.Section{
		KeepSession: s.keepSession,
		Frame:       s.frame, Accounts: s.Accounts, Keeper: s.Keeper, APIKeys: s.APIKeys, Roster: s.Roster, StaffChats: s.StaffChats,
		Record:    s.Record,
		Addresses: s.Addresses, Telegram: s.Telegram,
	}
}
