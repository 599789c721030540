package server

import (
	"net/url"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"

	"suaraloket/bot/telegramtest"
)

// practiceToken opens the pretend Telegram, which nobody outside can reach.
const practiceToken = "1:practice"

// PracticePath is where the demo's practice chat stands.
const PracticePath = "/practice/"

// Practice is the pretend Telegram inside the demo, and the page on which anyone
// can talk to the bot without a token.
type Practice struct{ server *telegramtest.Server }

func NewPractice() *Practice {
	return &Practice{server: telegramtest.New(telegramtest.Options{Token: practiceToken})}
}

func (p *Practice) token() string { return p.server.Token() }

func (p *Practice) close() { p.server.Close() }

func (p *Practice) mount(app *fiber.App, site string) {
	app.Use("/practice", adaptor.HTTPHandler(p.server.Practice(PracticePath, site)))
}

func (p *Practice) Path(pass string) string { return PracticePath + "?start=" + url.QueryEscape(pass) }
