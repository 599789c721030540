// Package web is the Fiber shell that all sites share: the application with its
// middleware, pages, refusals, assets, languages, limits and event streams.
package web

import (
	"log/slog"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/locale"
)

// Sizes and times of the HTTP server.
const (
	maxBody      = 64 << 10
	headerBuffer = 16 << 10
	readTimeout  = 10 * time.Second
	writeTimeout = 30 * time.Second
	idleTimeout  = 60 * time.Second
)

// Brand is the city's configuration: its names and two colours of the form #RRGGBB.
type Brand struct {
	City    string // Kota Pangkalpinang
	Teal    string
	Gold    string
	Contact string // for residents' questions about their data, may be empty
	Sample  bool   // the data is sample data; every page shows a notice
}

// Shell is the base of all sites.
type Shell struct {
	Texts  *locale.Catalog
	Logger *slog.Logger
	Brand  Brand
	// Secure is true when browsers reach the server by HTTPS. It marks cookies as Secure
	// and sends HSTS.
	Secure bool
	// Proxies are the proxies in front. Source believes what they say about an address.
	Proxies []netip.Prefix
	// BrowserKey signs the cookies of residents' browsers; all instances have the same.
	BrowserKey []byte
	// Streams limit the event streams.
	Streams StreamRules

	assets       *assets
	refusals     *Pages
	ready        atomic.Bool
	open         openStreams
	writeTimeout time.Duration
}

// NewShell makes a shell that is not ready yet: until SetReady everything but
// /healthz and /assets answers 503.
func NewShell(texts *locale.Catalog, logger *slog.Logger, brand Brand) (*Shell, error) {
	s := &Shell{Texts: texts, Logger: logger, Brand: brand, Streams: streamRules(), assets: newAssets(), writeTimeout: writeTimeout}
	if err := s.AddAssets(shared); err != nil {
		return nil, err
	}
	if err := s.assets.addBrand(brand); err != nil {
		return nil, err
	}
	var err error
	s.refusals, err = s.ParsePages(templates, "templates")
	return s, err
}

// SetReady starts or stops answering requests.
func (s *Shell) SetReady(ready bool) { s.ready.Store(ready) }

// App makes an application with all middleware and only the routes of the assets and of
// /healthz.
func (s *Shell) App() *fiber.App {
	app := fiber.New(fiber.Config{
		Immutable:               true, // handlers keep strings after the request
		DisableStartupMessage:   true,
		BodyLimit:               maxBody,
		ReadBufferSize:          headerBuffer,
		ReadTimeout:             readTimeout,
		WriteTimeout:            s.writeTimeout,
		IdleTimeout:             idleTimeout,
		EnableTrustedProxyCheck: true, // ignore forwarding headers of every sender
		ErrorHandler:            s.refuse,
	})
	app.Use(s.identify, s.recoverPanic, refuseEncoded, s.harden)
	app.Get("/healthz", func(c *fiber.Ctx) error { return c.SendString("ok\n") })
	app.Use(s.gate)
	s.assets.mount(app)
	return app
}

const requestID = "request_id"

func (s *Shell) identify(c *fiber.Ctx) error {
	id := uuid.NewString()
	c.Locals(requestID, id)
	c.Set(fiber.HeaderXRequestID, id)
	return c.Next()
}

// ErrMediaType refuses a body of an unsupported type.
var ErrMediaType = &domain.Error{Code: domain.CodeMediaType, Key: "media_type"}

// refuseEncoded refuses every compressed request: Fiber decompresses without a limit, so
// that a small body could fill the memory.
func refuseEncoded(c *fiber.Ctx) error {
	if len(c.Request().Header.ContentEncoding()) > 0 {
		return ErrMediaType
	}
	return c.Next()
}

// recoverPanic turns a panic of a handler into an error.
func (s *Shell) recoverPanic(c *fiber.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicError{p}
		}
	}()
	return c.Next()
}

func (s *Shell) harden(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; script-src 'self'; style-src 'self'; "+
		"img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; media-src 'self'; "+
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	if s.Secure {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000")
	}
	return c.Next()
}

func (s *Shell) gate(c *fiber.Ctx) error {
	if s.ready.Load() {
		return c.Next()
	}
	return &domain.Error{Code: domain.CodeUnavailable, Key: "starting", RetryAfter: time.Second}
}
