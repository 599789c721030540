// Package api serves programs: everything under /api/v1. Tablets and phones send ratings,
// tablets pair and follow their counter, and other systems create tickets.
package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/web"
)

// Options are the parts of the site.
type Options struct {
	Shell     *web.Shell
	Intake    *domain.Intake
	Roster    *domain.Roster
	Passes    *domain.Passes
	Visits    *domain.Visits
	Kiosks    *domain.Kiosks
	Fleet     *domain.Fleet
	SignOns   *account.SignOns
	Tickets   *domain.Tickets
	APIKeys   *account.APIKeys
	Clock     domain.Clock
	Addresses web.Addresses
	// Limiter counts the requests of a device or a pass, including requests for pages.
	Limiter *web.Limiter
	// KeyLimiter counts the requests of an API key.
	KeyLimiter *web.Limiter
	// KioskInterval is the minimum time between two ratings of a tablet, 0 for none. The
	// tablet disables its faces for that time.
	KioskInterval time.Duration
}

// Site serves everything under /api/v1.
type Site struct{ Options }

// New makes the site.
func New(o Options) *Site { return &Site{o} }

// Mount adds the site's routes to the application.
func (s *Site) Mount(app *fiber.App) {
	app.Use("/api/v1", s.checkSignature)
	app.Post("/api/v1/ratings", s.postRating)
	app.Patch("/api/v1/ratings/:id", s.patchRating)
	app.Post("/api/v1/tickets", s.postTicket)
	app.Get("/api/v1/counters/:code", s.publicCounter)
	app.Get("/api/v1/kiosk", s.ownCounter)
	app.Get("/api/v1/kiosk/events", s.follow)
	app.Get("/api/v1/kiosk/officers", s.candidates)
	app.Post("/api/v1/kiosk/sign-on", s.signOn)
	app.Put("/api/v1/kiosk/signing-key", s.setSigningKey)
	app.Post("/api/v1/kiosks/pair", s.pair)
	app.Post("/api/v1/kiosks/heartbeat", s.takeHeartbeat)
}
