package hr

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/web"
)

// The cookies: of a session, and of the form with which one begins.
const (
	sessionCookie = "sl_session"
	formCookie    = "sl_form"
)

// formField is the hidden field that proves that a form is one of ours.
const formField = "_form"

// formHeader carries the same from a page's own script. No other site can set it
// without asking first, which nobody answers.
const formHeader = "X-Form-Token"

// errFormStale refuses a form that was not sent from one of our pages, or from one
// whose session is over.
var errFormStale = &domain.Error{Code: domain.CodeForbidden, Key: "form_stale"}

// cookieName hardens the name where browsers reach us by HTTPS: they keep such a
// cookie to this very host.
func (s *Site) cookieName(name string) string {
	if s.Shell.Secure {
		return "__Host-" + name
	}
	return name
}

// setCookie keeps a value for as long as the browser is open.
func (s *Site) setCookie(c *fiber.Ctx, name, value string) {
	c.Cookie(&fiber.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", HTTPOnly: true,
		Secure: s.Shell.Secure, SameSite: fiber.CookieSameSiteLaxMode, SessionOnly: true,
	})
}

func (s *Site) dropCookie(c *fiber.Ctx, name string) {
	c.Cookie(&fiber.Cookie{
		Name: s.cookieName(name), Path: "/", HTTPOnly: true, MaxAge: -1,
		Secure: s.Shell.Secure, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// visitor finds out who sent the request. Nobody in particular is no refusal.
func (s *Site) visitor(c *fiber.Ctx) (visitor, error) {
	token := c.Cookies(s.cookieName(sessionCookie))
	if token == "" {
		return visitor{}, nil
	}
	actor, err := web.Within(func(ctx context.Context) (domain.Actor, error) { return s.Accounts.Actor(ctx, token) })
	if refusal, ok := domain.Refusal(err); ok && refusal.Is(domain.ErrSignedOut) {
		return visitor{}, nil
	}
	if err != nil {
		return visitor{}, err
	}
	return visitor{Actor: actor, Token: token}, nil
}

// formSecret is what a form's token is made of: the session, or for the form that
// begins one a cookie of its own.
func (s *Site) formSecret(c *fiber.Ctx, asks permission, who visitor) string {
	if asks == permitNobody {
		return c.Cookies(s.cookieName(formCookie))
	}
	return who.Token
}

// formToken is the hidden field's value for a secret.
func formToken(secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("form"))
	return hex.EncodeToString(mac.Sum(nil))
}

// beginForm gives the browser a secret for the sign-in form, unless it has one.
func (s *Site) beginForm(c *fiber.Ctx) string {
	secret := c.Cookies(s.cookieName(formCookie))
	if len(secret) < 20 {
		secret = rand.Text()
		s.setCookie(c, formCookie, secret)
	}
	return secret
}

// ownForm says whether a form was sent from one of our own pages: by what the
// browser says of its origin, and by the hidden field.
func (s *Site) ownForm(c *fiber.Ctx, secret string) bool {
	if secret == "" || !sameOrigin(c) {
		return false
	}
	token := c.Get(formHeader)
	if token == "" {
		token = c.FormValue(formField)
	}
	return hmac.Equal([]byte(token), []byte(formToken(secret)))
}

// sameOrigin reads Sec-Fetch-Site and, from browsers that do not send it, Origin.
// A program that sends neither is told by the hidden field alone.
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

// nextPage gives the address if it is a page of the portal to which somebody may be
// sent after signing in, and "" otherwise.
func nextPage(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || strings.ContainsAny(address, "\\\r\n\t") {
		return ""
	}
	if !strings.HasPrefix(address, root+"/") || strings.Contains(u.Path, "//") || strings.Contains(u.Path, "..") {
		return ""
	}
	for _, own := range []string{"/masuk", "/keluar"} {
		if u.Path == root+own {
			return ""
		}
	}
	return address
}
