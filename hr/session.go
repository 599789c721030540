package hr

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/hr/frame"
	"suaraloket/web"
)

// The cookies of the session, of the sign-in form, and of the accounts that the browser is known
// for.
const (
	sessionCookie = "sl_session"
	formCookie    = "sl_form"
	deviceCookie  = "sl_device"
)

// formField is the hidden field that proves that a form is the portal's own.
const formField = "_form"

// formHeader carries the same value from a page's script. Another site can set it only
// after a CORS preflight request, which the portal does not grant.
const formHeader = "X-Form-Token"

// errFormStale refuses a form that does not come from a page of the portal, or comes
// from a page of an ended session.
var errFormStale = &domain.Error{Code: domain.CodeForbidden, Key: "form_stale"}

// cookieName adds the __Host- prefix under HTTPS: browsers bind such a cookie to this
// host.
func (s *Site) cookieName(name string) string {
	if s.Shell.Secure {
		return "__Host-" + name
	}
	return name
}

// setCookie stores a value until the browser closes.
func (s *Site) setCookie(c *fiber.Ctx, name, value string) {
	c.Cookie(&fiber.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", HTTPOnly: true,
		Secure: s.Shell.Secure, SameSite: fiber.CookieSameSiteLaxMode, SessionOnly: true,
	})
}

// keepSession gives the browser the token of its session.
func (s *Site) keepSession(c *fiber.Ctx, token string) { s.setCookie(c, sessionCookie, token) }

// keepDevice marks the browser as a known device of the actor. The cookie opens nothing.
func (s *Site) keepDevice(c *fiber.Ctx, actor domain.Actor) {
	name := s.cookieName(deviceCookie)
	c.Cookie(&fiber.Cookie{
		Name: name, Value: s.Accounts.Remember(c.Cookies(name), actor), Path: "/", HTTPOnly: true,
		Secure: s.Shell.Secure, SameSite: fiber.CookieSameSiteStrictMode, MaxAge: int(account.DeviceLife.Seconds()),
	})
}

func (s *Site) dropCookie(c *fiber.Ctx, name string) {
	c.Cookie(&fiber.Cookie{
		Name: s.cookieName(name), Path: "/", HTTPOnly: true, MaxAge: -1,
		Secure: s.Shell.Secure, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// visitor reads the visitor from the session cookie. A request without a session is no
// error.
func (s *Site) visitor(c *fiber.Ctx) (frame.Visitor, error) {
	token := c.Cookies(s.cookieName(sessionCookie))
	if token == "" {
		return frame.Visitor{}, nil
	}
	actor, err := web.Within(func(ctx context.Context) (domain.Actor, error) { return s.Accounts.Actor(ctx, token) })
	if refusal, ok := domain.Refusal(err); ok && refusal.Is(domain.ErrSignedOut) {
		return frame.Visitor{}, nil
	}
	if err != nil {
		return frame.Visitor{}, err
	}
	return frame.Visitor{Actor: actor, Token: token}, nil
}

// Staff reports whether a request to another site of this program comes from a browser that is
// signed in to the portal.
func (s *Site) Staff(c *fiber.Ctx) (bool, error) {
	who, err := s.visitor(c)
	return who.SignedIn() && !who.MustChange, err
}

// formSecret is the secret behind a form's token: the session token, or the form cookie
// on the sign-in page.
func (s *Site) formSecret(c *fiber.Ctx, requires frame.Permission, who frame.Visitor) string {
	if requires == frame.Public {
		return c.Cookies(s.cookieName(formCookie))
	}
	return who.Token
}

// beginForm sets the cookie of the sign-in form, unless the browser has one.
func (s *Site) beginForm(c *fiber.Ctx) string {
	secret := c.Cookies(s.cookieName(formCookie))
	if len(secret) < 20 {
		secret = rand.Text()
		s.setCookie(c, formCookie, secret)
	}
	return secret
}

// ownForm reports whether a form comes from a page of the portal. It checks the headers
// about the origin and the hidden field.
func (s *Site) ownForm(c *fiber.Ctx, secret string) bool {
	if secret == "" || !sameOrigin(c) {
		return false
	}
	token := c.Get(formHeader)
	if token == "" {
		token = c.FormValue(formField)
	}
	return hmac.Equal([]byte(token), []byte(frame.FormToken(secret)))
}

// sameOrigin checks Sec-Fetch-Site or, if the browser does not send it, Origin. For a
// program that sends neither, only the hidden field decides.
func sameOrigin(c *fiber.Ctx) bool {
	if site := c.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin" || site == "none"
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, string(c.Request().Host()))
}

// nextPage returns the address if it is a page of the portal that may follow the
// sign-in, and "" otherwise.
func nextPage(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || strings.ContainsAny(address, "\\\r\n\t") {
		return ""
	}
	if !strings.HasPrefix(address, frame.Root+"/") || strings.Contains(u.Path, "//") || strings.Contains(u.Path, "..") {
		return ""
	}
	for _, own := range []string{"/masuk", "/keluar"} {
		if u.Path == frame.Root+own {
			return ""
		}
	}
	return address
}
