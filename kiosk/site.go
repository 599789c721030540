// Package kiosk serves residents on the web: the tablet at the counter, the page on their
// own phone, and the QR codes that open it. The scripts of tablet and phone send ratings
// to package api.
package kiosk

import (
	"embed"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/integrity"
	"suaraloket/web"
)

//go:embed pages/*.html pages/*.js pages/partials/*.html
var pageFiles embed.FS

//go:embed static
var static embed.FS

var assets = web.NewAssets(static, "static")

// Options are the parts of the site.
type Options struct {
	Shell     *web.Shell
	Intake    *domain.Intake
	Roster    *domain.Roster
	Passes    *domain.Passes
	Visits    *domain.Visits
	Clock     domain.Clock
	Addresses web.Addresses
	// Limiter counts the requests of a device or a pass, including requests to the API.
	Limiter *web.Limiter
	// Newcomers counts by address the browsers without our cookie that open a code.
	Newcomers *web.Limiter
	APIKeys   *account.APIKeys
	// Staff reports whether the request comes from a browser that is signed in to the portal.
	Staff    func(c *fiber.Ctx) (bool, error)
	Answers  Answerer
	Rules    integrity.Thresholds // for the page that says how scores are made
	LaporURL string               // for complaints that need more than a rating
	// PortalPath is the portal's path for the link on the front page; "" when another
	// server has the portal.
	PortalPath string
}

// Site serves the residents' pages.
type Site struct {
	Options
	pages       *web.Pages
	waited      *web.Limiter // counts those that have waited
	application application
}

// New makes the site. It fails on a template that does not parse.
func New(o Options) (*Site, error) {
	if err := o.Shell.AddAssets(assets); err != nil {
		return nil, err
	}
	pages, err := o.Shell.ParsePages(pageFiles, "pages")
	if err != nil {
		return nil, err
	}
	pages.Compress = true // the pages contain no session, and no text from the address
	s := &Site{Options: o, pages: pages, waited: web.NewLimiter(placesPerMinute, o.Clock)}
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
	app.Get("/tanda-terima", s.receipt)
	app.Get("/cara-menilai", s.method)
	app.Get("/qr/:file", s.code)
}

func (s *Site) front(c *fiber.Ctx) error {
	return s.pages.Render(c, fiber.StatusOK, "front.html", s.PortalPath)
}
