// Package kiosk is everything that a resident touches on the web: the tablet at
// the counter, the page on the resident's own phone and the codes that lead there.
// Both hand ratings in through package api.
package kiosk

import (
	"embed"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/web"
)

//go:embed pages/*.html pages/*.js pages/partials/*.html
var pageFiles embed.FS

//go:embed static
var static embed.FS

var assets = web.NewAssets(static, "static")

// Options are what the site is built of.
type Options struct {
	Shell     *web.Shell
	Intake    *domain.Intake
	Roster    *domain.Roster
	Passes    *domain.Passes
	Visits    *domain.Visits
	Clock     domain.Clock
	Addresses web.Addresses
	// Limiter counts the requests of a device or a pass, those of programs included.
	Limiter  *web.Limiter
	LaporURL string // where a complaint that is more than a rating goes
	// PortalPath leads staff from the front page to the portal; "" when it stands elsewhere.
	PortalPath string
}

// Site answers the residents' part of the web.
type Site struct {
	Options
	pages       *web.Pages
	application application
}

// New makes the site. It fails on a page that does not parse.
func New(o Options) (*Site, error) {
	if err := o.Shell.AddAssets(assets); err != nil {
		return nil, err
	}
	pages, err := o.Shell.ParsePages(pageFiles, "pages")
	if err != nil {
		return nil, err
	}
	pages.Compress = true // they hold no session, and show nothing that an address says
	s := &Site{Options: o, pages: pages}
	s.application, err = s.newApplication()
	return s, err
}

// Mount adds the site's routes to the application.
func (s *Site) Mount(app *fiber.App) {
	app.Get("/", s.front)
	app.Get("/k", s.tablet)
	app.Get("/k/display", s.display)
	app.Get("/k/sw.js", s.worker)
	app.Get("/k/icon-:size", s.tabletIcon)
	app.Get("/k/manifest.webmanifest", s.tabletManifest)
	app.Get("/r/:counter", s.openPage)
	app.Post("/r/:counter", s.postPage)
	app.Get("/qr/:file", s.code)
}

func (s *Site) front(c *fiber.Ctx) error {
	return s.pages.Render(c, fiber.StatusOK, "front.html", s.PortalPath)
}
