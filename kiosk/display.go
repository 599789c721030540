package kiosk

import (
	"github.com/gofiber/fiber/v2"

	"suaraloket/domain/locale"
)

// displayPage is the counter's screen. It contains no counter: the script loads it with
// the key of the tablet.
type displayPage struct {
	Base  string // public address for the codes
	Bot   string // address prefix of codes that open the bot, "" for the phone page
	Texts map[string]string
}

// display answers GET /k/display. The language is Indonesian, as on the tablet, or that of
// ?lang=. With ?to=telegram the codes open the bot; it refuses that without a bot.
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
