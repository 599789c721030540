// Package hr is the portal: everything that staff sign in to. HR and administrators
// see the city, heads their unit, officers their own results; what a person may see
// is narrowed in the domain, and here it is drawn.
package hr

import (
	"context"
	"embed"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/locale"
	"suaraloket/domain/notice"
	"suaraloket/domain/report"
	"suaraloket/domain/wire"
	"suaraloket/web"
)

//go:embed pages/*.html pages/partials/*.html
var pageFiles embed.FS

//go:embed static
var static embed.FS

var assets = web.NewAssets(static, "static")

// SampleAccount is an account of the sample city that anybody may try.
type SampleAccount struct {
	Login    string
	Password string
	Role     domain.Role
}

// SampleNote is shown beneath the sign-in form of the sample city.
type SampleNote struct {
	Accounts []SampleAccount
}

// Options are what the portal is built of.
type Options struct {
	Shell      *web.Shell
	Accounts   *account.Manager
	APIKeys    *account.APIKeys
	Reports    *report.Reporter
	Roster     *domain.Roster
	Kiosks     *domain.Kiosks
	Fleet      *domain.Fleet
	Calendar   *domain.Calendar
	SignOns    *account.SignOns
	Photos     *domain.Photos
	StaffChats *notice.StaffChats
	Clock      domain.Clock
	// Passes makes the passes of posters, Addresses what the codes open.
	Passes    *domain.Passes
	Addresses web.Addresses
	// Queues takes in the files that a tablet's staff corner writes.
	Queues *wire.Queues
	// Telegram says that a bot answers, so that codes which open it are offered.
	Telegram bool
	// Backlog says what was accepted and is not in the database yet; nil: nothing ever waits.
	Backlog func(context.Context) (domain.Backlog, error)
	// Sample is nil in a real installation.
	Sample *SampleNote
}

// Site answers everything under /hr.
type Site struct {
	Options
	pages   *web.Pages
	catalog *locale.Catalog // the languages of staff
}

// New makes the portal. It fails on a page that does not parse.
func New(o Options) (*Site, error) {
	if err := o.Shell.AddAssets(assets); err != nil {
		return nil, err
	}
	pages, err := o.Shell.ParsePages(pageFiles, "pages")
	if err != nil {
		return nil, err
	}
	return &Site{Options: o, pages: pages, catalog: o.Shell.Texts.ForStaff()}, nil
}

// Mount adds the portal's routes to the application.
func (s *Site) Mount(app *fiber.App) {
	app.Use(root, s.frame)
	for _, r := range s.routes() {
		app.Add(r.method, r.path, s.guard(r))
		if r.method == fiber.MethodGet {
			app.Add(fiber.MethodHead, r.path, s.guard(r))
		}
	}
}

// root is where the portal lies.
const root = "/hr"

// done is web.Within for a use case that gives nothing but a refusal.
func done(use func(context.Context) error) error {
	_, err := web.Within(func(ctx context.Context) (struct{}, error) { return struct{}{}, use(ctx) })
	return err
}

// texts speak the reader's language.
func (s *Site) texts(c *fiber.Ctx) locale.Texts {
	return s.catalog.In(s.Shell.LanguageOf(c, s.catalog))
}
