package hr

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/hr/frame"
)

const visitorLocal = "hr.visitor"

// guard checks the visitor's permission, and accepts a form only from the portal's own
// pages.
func (s *Site) guard(r frame.Route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		who, err := s.visitor(c)
		if err != nil {
			return err
		}
		c.Locals(visitorLocal, who)
		if r.Requires != frame.Public && !who.SignedIn() {
			return c.Redirect(signInAddress(c), fiber.StatusSeeOther)
		}
		if who.MustChange && r.Requires != frame.Public && !openWithOneTime(r.Path) {
			return c.Redirect(frame.Root+"/sandi", fiber.StatusSeeOther)
		}
		if !who.May(r.Requires) {
			return domain.ErrNotAllowed
		}
		if r.Method == fiber.MethodPost && !s.ownForm(c, s.formSecret(c, r.Requires, who)) {
			return errFormStale
		}
		return r.Handle(c, who)
	}
}

// openWithOneTime reports whether a page opens for a person who has still to change a one-time
// password.
func openWithOneTime(path string) bool {
	return path == frame.Root+"/sandi" || path == frame.Root+"/keluar"
}

// home redirects to the visitor's first page.
func (s *Site) home(c *fiber.Ctx, who frame.Visitor) error {
	return c.Redirect(who.Start(), fiber.StatusSeeOther)
}

// signInAddress is the sign-in page, which returns to the requested page.
func signInAddress(c *fiber.Ctx) string {
	address := frame.Root + "/masuk"
	if next := c.OriginalURL(); c.Method() == fiber.MethodGet && nextPage(next) != "" {
		address += "?next=" + url.QueryEscape(next)
	}
	return address
}
