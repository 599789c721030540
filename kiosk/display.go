package kiosk

import (
	"github.com/gofiber/fiber/v2"

	"suaraloket/domain/locale"
)

// displayPage is the counter's screen. Which counter it is comes later, by the key of
// the tablet on which the screen is open.
type displayPage struct {
	Base  string // of the addresses that the codes open
	Bot   string // what stands before the codes when they open the bot, "" otherwise
	Texts map[string]string
}

// display answers GET /k/display: Indonesian first, as the tablet; ?lang= sets another
// language, ?to=telegram lets the codes open the bot. It is refused where there is none.
func (s *Site) display(c *fiber.Ctx) error {
	lang := locale.Default
	if asked := c.Query("lang"); s.Shell.Texts.Has(asked) {
		lang = asked
	}
	texts := s.Shell.Texts.In(lang)
	page := displayPage{Base: s.Addresses.Base, Texts: map[string]string{"display.left": texts.T("display.left")}}
	if c.Query("to") == "telegram" {
		bot, err := s.Addresses.Chat("")
		if err != nil {
			return err
		}
		page.Bot = bot
	}
	return s.pages.RenderIn(c, lang, fiber.StatusOK, "display.html", page)
}
