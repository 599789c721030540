package web

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// ToHTTPS redirects GET and HEAD requests that reached one of the proxies by plain HTTP to
// the same page under base, an address without a final slash. Cookies and HSTS follow from the
// public address. Fiber does not learn the proxies, because it would also trust their
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

func fromOneOf(c *fiber.Ctx, proxies []netip.Prefix) bool { return oneOf(peer(c), proxies) }

func oneOf(address netip.Addr, networks []netip.Prefix) bool {
	return slices.ContainsFunc(networks, func(network netip.Prefix) bool { return network.Contains(address) })
}

// peer is the address at the other end of the connection.
func peer(c *fiber.Ctx) netip.Addr {
	address, _ := netip.AddrFromSlice(c.Context().RemoteIP())
	return address.Unmap()
}

// Source is the network address of the client, for limits: a whole IPv4 address, and the first
// 64 bits of an IPv6 one, in which a client chooses the rest. The chain of X-Forwarded-For is
// followed from its end as long as trusted proxies wrote it.
func (s *Shell) Source(c *fiber.Ctx) string {
	address := peer(c)
	var chain []string
	for _, header := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		chain = append(chain, strings.Split(string(header), ",")...)
	}
	for _, text := range slices.Backward(chain) {
		before, err := netip.ParseAddr(strings.TrimSpace(text))
		if err != nil || !oneOf(address, s.Proxies) {
			break
		}
		address = before.Unmap()
	}
	if address.Is6() {
		network, _ := address.WithZone("").Prefix(64)
		return network.String()
	}
	return address.String()
}
