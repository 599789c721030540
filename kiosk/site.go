// Package kiosk is everything that a resident touches on the web: the tablet at
// the counter, the page on the resident's own phone, the codes that lead there and
// the interface by which both hand a rating in.
package kiosk

import (
	"embed"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/web"
)

//go:embed pages/*.html pages/*.js pages/partials/*.html
var pageFiles embed.FS

// Options are what the site is built of.
type Options struct {
	Shell   *web.Shell
	Intake  *domain.Intake
	Roster  *domain.Roster
	Passes  *domain.Passes
	Visits  *domain.Visits
	Kiosks  *domain.Kiosks
	Fleet   *domain.Fleet
	SignOns *account.SignOns
	Tickets *domain.Tickets
	APIKeys *account.APIKeys
	Clock   domain.Clock
	// PublicURL is the configured base address without a slash at its end. The Host
	// of a request never makes a link: it is the sender's word.
	PublicURL func() string
	// BotLink is the address that opens the bot with a pass. It is refused when there
	// is no bot, or its name is not known yet.
	BotLink func(pass string) (string, error)
	// DevicePerMinute is how many requests a device or a pass may make a minute; 0 is any number.
	DevicePerMinute int
	// KioskInterval is the least time between two ratings of a tablet, for which its
	// faces rest; 0 is none.
	KioskInterval time.Duration
	LaporURL      string // where a complaint that is more than a rating goes
	// PortalPath leads staff from the front page to the portal; "" when it stands elsewhere.
	PortalPath string
}

// Site answers the residents' part of the web.
type Site struct {
	Options
	pages       *web.Pages
	limiter     *web.Limiter
	application application
}

// New makes the site. It fails on a page that does not parse.
func New(o Options) (*Site, error) {
	pages, err := o.Shell.ParsePages(pageFiles, "pages")
	if err != nil {
		return nil, err
	}
	pages.Compress = true // they hold no session, and show nothing that an address says
	s := &Site{Options: o, pages: pages, limiter: web.NewLimiter(o.DevicePerMinute, o.Clock)}
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
	app.Post("/api/v1/ratings", s.postRating)
	app.Patch("/api/v1/ratings/:id", s.patchRating)
	app.Post("/api/v1/tickets", s.postTicket)
	app.Get("/api/v1/counters/:code", s.publicCounter)
	app.Get("/api/v1/kiosk", s.ownCounter)
	app.Get("/api/v1/kiosk/events", s.follow)
	app.Get("/api/v1/kiosk/officers", s.candidates)
	app.Post("/api/v1/kiosk/sign-on", s.signOn)
	app.Post("/api/v1/kiosks/pair", s.pair)
	app.Post("/api/v1/kiosks/heartbeat", s.heartbeat)
}

func (s *Site) front(c *fiber.Ctx) error {
	return s.pages.Render(c, fiber.StatusOK, "front.html", s.PortalPath)
}

// bearer gives the key of an Authorization header, "" when there is none.
func bearer(c *fiber.Ctx) string {
	scheme, key, _ := strings.Cut(strings.TrimSpace(c.Get(fiber.HeaderAuthorization)), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(key)
}
