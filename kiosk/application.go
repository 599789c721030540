package kiosk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/web"
)

// application is the tablet application: the same bytes for every tablet, so that each
// can cache them and start offline.
type application struct {
	version  string // of the page and all files that it loads
	page     []byte
	small    []byte // the page gzipped
	worker   []byte
	manifest []byte
	icons    map[string]func() ([]byte, error) // by path
}

// newApplication renders the page once. A tablet starts in Indonesian, independent of its
// browser's preference; its script reads ?lang= for another first language.
func (s *Site) newApplication() (app application, err error) {
	files, err := s.Shell.Files(s.tabletAssets())
	if err != nil {
		return app, err
	}
	list, err := json.Marshal(files)
	if err != nil {
		return app, err
	}
	worker, err := pageFiles.ReadFile("pages/sw.js")
	if err != nil {
		return app, err
	}
	if app.manifest, err = s.manifest(); err != nil {
		return app, err
	}
	app.icons = s.icons()
	page, err := s.tabletPage()
	if err != nil {
		return app, err
	}
	draft, err := s.pages.Draw(locale.Default, "/k", "tablet.html", page)
	if err != nil {
		return app, err
	}
	app.version = fingerprint(draft, list, worker, app.manifest)
	page.Version = app.version
	if app.page, err = s.pages.Draw(locale.Default, "/k", "tablet.html", page); err != nil {
		return app, err
	}
	app.small = web.Gzipped("tablet.html", app.page)
	script, err := web.Minify(worker)
	app.worker = fmt.Appendf(nil, "const VERSION = %q;\nconst FILES = %s;\n%s", app.version, list, script)
	return app, err
}

func fingerprint(parts ...[]byte) string {
	sum := sha256.New()
	for _, part := range parts {
		sum.Write(part)
	}
	return hex.EncodeToString(sum.Sum(nil)[:5])
}

type manifestIcon struct {
	Src     string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
}

// manifest is the web app manifest, which a device reads to install the application.
func (s *Site) manifest() ([]byte, error) {
	mask, err := s.Shell.Asset("icon-mask.svg")
	if err != nil {
		return nil, err
	}
	icons := []manifestIcon{
		{Src: "/k/icon-192.png", Sizes: "192x192", Type: "image/png", Purpose: "any"},
		{Src: "/k/icon-512.png", Sizes: "512x512", Type: "image/png", Purpose: "any"},
		{Src: mask, Sizes: "any", Type: "image/svg+xml", Purpose: "maskable"},
	}
	product := s.Shell.Texts.In(locale.Default).T("product.name")
	return json.Marshal(map[string]any{
		"id": "/k", "start_url": "/k", "scope": "/k",
		"name": product + " · " + s.Shell.Brand.City, "short_name": product, "lang": locale.Default,
		"display": "fullscreen", "orientation": "any",
		"theme_color": s.Shell.Brand.Teal, "background_color": "#FBF8F2", "icons": icons,
	})
}

// tablet answers GET /k.
func (s *Site) tablet(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentLanguage, locale.Default)
	return s.sendCached(c, fiber.MIMETextHTMLCharsetUTF8, s.application.page, s.application.small)
}

// worker answers GET /k/sw.js. Its scope is the page, which is outside its own folder.
func (s *Site) worker(c *fiber.Ctx) error {
	c.Set("Service-Worker-Allowed", "/k")
	return s.sendCached(c, fiber.MIMETextJavaScriptCharsetUTF8, s.application.worker, nil)
}

// tabletManifest answers GET /k/manifest.webmanifest.
func (s *Site) tabletManifest(c *fiber.Ctx) error {
	return s.sendCached(c, "application/manifest+json", s.application.manifest, nil)
}

// tabletIcon answers GET /k/icon-192.png and /k/icon-512.png.
func (s *Site) tabletIcon(c *fiber.Ctx) error {
	icon, known := s.application.icons[c.Path()]
	if !known {
		return domain.ErrPageUnknown
	}
	png, err := icon()
	if err != nil {
		return err
	}
	return s.sendCached(c, "image/png", png, nil)
}

// icons returns the icons by path; each is drawn at its first request.
func (s *Site) icons() map[string]func() ([]byte, error) {
	icons := map[string]func() ([]byte, error){}
	for _, size := range []int{192, 512} {
		icons[fmt.Sprintf("/k/icon-%d.png", size)] = sync.OnceValues(func() ([]byte, error) { return s.Shell.Brand.Icon(size) })
	}
	return icons
}

// sendCached answers with a part of the application. Browsers revalidate it at each use;
// the ETag is the version of the application.
func (s *Site) sendCached(c *fiber.Ctx, mime string, body, small []byte) error {
	tag := `"` + s.application.version + `"`
	c.Set(fiber.HeaderETag, tag)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if c.Get(fiber.HeaderIfNoneMatch) == tag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, mime)
	return web.SendSmall(c, body, small)
}
