package web

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// ToHTTPS redirects GET and HEAD requests that reached one of the proxies by plain HTTP to
// the same page under base, an address without a final slash. It trusts no other header
// of a proxy: cookies and HSTS follow from the public address, and no limit depends on the
// client's address. Fiber does not learn the proxies, because it would also trust their
// other headers, such as the host name. Other methods pass: their data was already sent
// unencrypted, and a redirect cannot undo that.
func ToHTTPS(base string, proxies []netip.Prefix) fiber.Handler {
	return func(c *fiber.Ctx) error {
		reads := c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead
		if !reads || !forwardedPlain(c) || !fromOneOf(c, proxies) {
			return c.Next()
		}
		return toHTTPS(c, base)
	}
}

// RedirectApp redirects every request to the same page under base.
func RedirectApp(base string) *fiber.App {
	app := fiber.New(fiber.Config{
		DisableStartupMessage: true, EnableTrustedProxyCheck: true,
		ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, BodyLimit: maxBody,
	})
	app.Use(func(c *fiber.Ctx) error { return toHTTPS(c, base) })
	return app
}

// toHTTPS takes the path and the query from the request, and the host only from base.
func toHTTPS(c *fiber.Ctx, base string) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Redirect(base+string(c.Request().URI().RequestURI()), fiber.StatusPermanentRedirect)
}

// forwardedPlain reports whether the proxy nearest to the browser received plain HTTP.
func forwardedPlain(c *fiber.Ctx) bool {
	first, _, _ := strings.Cut(c.Get(fiber.HeaderXForwardedProto), ",")
	return strings.EqualFold(strings.TrimSpace(first), "http")
}

func fromOneOf(c *fiber.Ctx, proxies []netip.Prefix) bool {
	peer, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	return ok && slices.ContainsFunc(proxies, func(network netip.Prefix) bool { return network.Contains(peer.Unmap()) })
}
