package web

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// ToHTTPS sends whoever came to one of the proxies by plain HTTP to the same page
// under base, an address without a slash at its end. Nothing else is taken from what a
// proxy says: cookies and HSTS follow from the public address, and nothing is counted
// by the client's. The proxies are not told to Fiber, which would believe them in more,
// the name of the host among it. What is not only read goes through: a redirect would
// not take back what was sent in the open.
func ToHTTPS(base string, proxies []netip.Prefix) fiber.Handler {
	return func(c *fiber.Ctx) error {
		reads := c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead
		if !reads || !saysPlain(c) || !fromOneOf(c, proxies) {
			return c.Next()
		}
		return toHTTPS(c, base)
	}
}

// RedirectApp sends every request to the same page under base.
func RedirectApp(base string) *fiber.App {
	app := fiber.New(fiber.Config{
		DisableStartupMessage: true, EnableTrustedProxyCheck: true,
		ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, BodyLimit: maxBody,
	})
	app.Use(func(c *fiber.Ctx) error { return toHTTPS(c, base) })
	return app
}

// toHTTPS takes path and query from the request and the host from base alone.
func toHTTPS(c *fiber.Ctx, base string) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Redirect(base+string(c.Request().URI().RequestURI()), fiber.StatusPermanentRedirect)
}

// saysPlain reads what the proxy nearest to the browser has said.
func saysPlain(c *fiber.Ctx) bool {
	first, _, _ := strings.Cut(c.Get(fiber.HeaderXForwardedProto), ",")
	return strings.EqualFold(strings.TrimSpace(first), "http")
}

func fromOneOf(c *fiber.Ctx, proxies []netip.Prefix) bool {
	peer, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	return ok && slices.ContainsFunc(proxies, func(network netip.Prefix) bool { return network.Contains(peer.Unmap()) })
}
