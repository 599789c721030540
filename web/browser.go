package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strconv"
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

// browserPart is the length of the random part of a browser's text, and of its signature.
const browserPart = 20

// Browser returns the random text in the cookie of a resident's browser, "" when it sends none.
// The text says nothing about the person, and is stored nowhere.
func (s *Shell) Browser(c *fiber.Ctx) string {
	text := c.Cookies(s.browserCookie())
	if len(text) < 20 || len(text) > 40 || strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		return ""
	}
	return strings.Clone(text) // Fiber reuses the memory
}

// Issued reports whether the text of a browser has our signature: a client cannot make up
// browsers in order to pass limits.
func (s *Shell) Issued(text string) bool {
	return len(text) == 2*browserPart && hmac.Equal([]byte(text), []byte(s.issue(text[:browserPart])))
}

func (s *Shell) issue(random string) string { return random + s.sign("browser", random)[:browserPart] }

// sign gives the letters and digits of a signature.
func (s *Shell) sign(purpose, text string) string {
	mac := hmac.New(sha256.New, s.BrowserKey)
	mac.Write([]byte(purpose + ":" + text))
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil))
}

// KeepBrowser returns the text of the browser, and sets its cookie if it has none.
func (s *Shell) KeepBrowser(c *fiber.Ctx) string {
	text := s.Browser(c)
	if text == "" {
		text = s.issue(rand.Text()[:browserPart])
		s.SetBrowser(c, text)
	}
	return text
}

// SetBrowser sets the cookie of the browser.
func (s *Shell) SetBrowser(c *fiber.Ctx, text string) {
	c.Cookie(&fiber.Cookie{
		Name: s.browserCookie(), Value: text, Path: "/", HTTPOnly: true, Secure: s.Secure,
		SameSite: fiber.CookieSameSiteLaxMode, MaxAge: int(browserTime.Seconds()),
	})
}

// browserCookie is the cookie's name. Under HTTPS its prefix binds it to this host.
func (s *Shell) browserCookie() string {
	if s.Secure {
		return "__Host-" + browserCookie
	}
	return browserCookie
}

// How long a new browser waits while its address sends many, and until when its place is good.
// Browsers come back after BrowserWait; a timer may be early.
const (
	BrowserWait = 2 * time.Second
	timerError  = 500 * time.Millisecond
	placeTime   = time.Minute
)

// Place gives a new browser a place: a text with which it comes back after BrowserWait from the
// same source.
func (s *Shell) Place(source string, now time.Time) string {
	text := strconv.FormatInt(now.UnixMilli(), 36) + "-" + rand.Text()
	return text + "-" + s.sign("place", text+" "+source)
}

// Placed reads a place. A place that is ours and not too old is good, and due when the browser has
// waited. Its browser has one text however often the place is used.
func (s *Shell) Placed(place, source string, now time.Time) (browser string, good, due bool) {
	parts := strings.Split(place, "-")
	if len(parts) != 3 {
		return "", false, false
	}
	text := parts[0] + "-" + parts[1]
	if !hmac.Equal([]byte(place), []byte(text+"-"+s.sign("place", text+" "+source))) {
		return "", false, false
	}
	ms, err := strconv.ParseInt(parts[0], 36, 64)
	age := now.Sub(time.UnixMilli(ms))
	if err != nil || age < 0 || age > placeTime {
		return "", false, false
	}
	return s.issue(s.sign("of place", text)[:browserPart]), true, age >= BrowserWait-timerError
}
