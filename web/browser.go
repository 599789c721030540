package web

import (
	"crypto/rand"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// browserCookie contains the random text of a resident's browser, browserTime is how long the
// browser keeps it.
const (
	browserCookie = "sl_browser"
	browserTime   = 100 * 24 * time.Hour
)

// Browser returns the random text in the cookie of a resident's browser, "" when it sends none.
// The text says nothing about the person, and is stored nowhere.
func (s *Shell) Browser(c *fiber.Ctx) string {
	text := c.Cookies(s.browserCookie())
	if len(text) < 20 || len(text) > 40 || strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		return ""
	}
	return strings.Clone(text) // Fiber reuses the memory
}

// KeepBrowser returns the text of the browser, and sets its cookie if it has none.
func (s *Shell) KeepBrowser(c *fiber.Ctx) string {
	text := s.Browser(c)
	if text == "" {
		text = rand.Text()
		c.Cookie(&fiber.Cookie{
			Name: s.browserCookie(), Value: text, Path: "/", HTTPOnly: true, Secure: s.Secure,
			SameSite: fiber.CookieSameSiteLaxMode, MaxAge: int(browserTime.Seconds()),
		})
	}
	return text
}

// browserCookie is the cookie's name. Under HTTPS its prefix binds it to this host.
func (s *Shell) browserCookie() string {
	if s.Secure {
		return "__Host-" + browserCookie
	}
	return browserCookie
}
