package kiosk

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"suaraloket/web"
)

// placesPerMinute is how many browsers of one address are admitted in a minute after they have
// waited. It is twice what 200 requests a second can reach, each half a wait and half a visit, so
// that such a flood takes no place from a resident.
const placesPerMinute = 12_000

// waitPage asks a new browser to wait a moment.
type waitPage struct {
	Next  string // the address that it opens then
	After int    // seconds
}

// admit gives the browser that opens a code, or ok false after it has answered with the page
// on which a new browser waits. A browser with our cookie has a limit of its own, and its
// address does not matter. New browsers of one address are admitted at once as long as they are
// few; then each waits for two seconds. So a client that sends no cookie makes others at its
// address wait once, and is refused nothing that they need.
func (s *Site) admit(c *fiber.Ctx) (browser string, ok bool, err error) {
	if browser = s.Shell.Browser(c); s.Shell.Issued(browser) {
		return browser, true, s.Limiter.Admit("browser:" + browser)
	}
	source, place := s.Shell.Source(c), c.Query("wait")
	browser, good, due := s.Shell.Placed(place, source, s.Clock())
	if !good && s.Newcomers.Admit(source) == nil {
		return s.Shell.KeepBrowser(c), true, nil
	}
	if good && !due {
		return "", false, s.askToWait(c, place)
	}
	if good {
		if err := s.Limiter.Admit("browser:" + browser); err != nil {
			return "", false, err
		}
		if s.waited.Admit(source) == nil {
			s.Shell.SetBrowser(c, browser)
			return browser, true, nil
		}
	}
	return "", false, s.askToWait(c, s.Shell.Place(source, s.Clock()))
}

func (s *Site) askToWait(c *fiber.Ctx, place string) error {
	next := url.Values{"pass": {c.Query("pass")}, "wait": {place}}
	if lang := c.Query("lang"); s.Shell.Texts.Has(lang) {
		next.Set("lang", lang)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return s.pages.Render(c, fiber.StatusOK, "wait.html", waitPage{Next: "?" + next.Encode(), After: int(web.BrowserWait.Seconds())})
}
