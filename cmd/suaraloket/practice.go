package main

import (
	"net/url"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"

	"suaraloket/bot/telegramtest"
)

// practiceToken opens the pretend Telegram, which nobody outside can reach.
const practiceToken = "1:practice"

// practicePath is where the demo's practice chat stands.
const practicePath = "/practice/"

// practice is the pretend Telegram inside the demo, and the page on which anyone
// can talk to the bot without a token.
type practice struct{ server *telegramtest.Server }

func newPractice() *practice {
	return &practice{server: telegramtest.New(telegramtest.Options{Token: practiceToken})}
}

func (p *practice) token() string { return p.server.Token() }
func (p *practice) close()        { p.server.Close() }

func (p *practice) mount(app *fiber.App, site string) {
	app.Use("/practice", adaptor.HTTPHandler(p.server.Practice(practicePath, site)))
}

func (p *practice) path(pass string) string { return practicePath + "?start=" + url.QueryEscape(pass) }
