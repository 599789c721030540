package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain/locale"
)

const languageCookie = "lang"

// Language returns the language of a request: ?lang= first, which is remembered, then the
// cookie of an earlier choice, then the browser's preference.
func (s *Shell) Language(c *fiber.Ctx) string { return s.LanguageOf(c, s.Texts) }

// LanguageOf is Language for the languages of another catalog.
func (s *Shell) LanguageOf(c *fiber.Ctx, texts *locale.Catalog) string {
	if chosen := s.ChosenLanguage(c, texts); chosen != "" {
		return chosen
	}
	return texts.Match(c.Get(fiber.HeaderAcceptLanguage))
}

// ChosenLanguage is the language that the person has chosen, now or before, "" for none.
func (s *Shell) ChosenLanguage(c *fiber.Ctx, texts *locale.Catalog) string {
	if asked := c.Query("lang"); texts.Has(asked) {
		s.RememberLanguage(c, asked)
		return asked
	}
	if chosen := c.Cookies(languageCookie); texts.Has(chosen) {
		return chosen
	}
	return ""
}

// RememberLanguage stores the choice in a cookie for a year. The cookie contains nothing
// else.
func (s *Shell) RememberLanguage(c *fiber.Ctx, lang string) {
	c.Cookie(&fiber.Cookie{
		Name: languageCookie, Value: lang, Path: "/", HTTPOnly: true, Secure: s.Secure,
		SameSite: fiber.CookieSameSiteLaxMode, Expires: time.Now().AddDate(1, 0, 0),
	})
}
