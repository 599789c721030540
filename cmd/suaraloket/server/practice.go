package server

import (
	"net/url"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"

	"suaraloket/bot/telegramtest"
)

// practiceToken is the token of the pretend Telegram, which has no address outside the
// process.
const practiceToken = "1:practice"

// PracticePath is the path of the practice chat of a demo.
const PracticePath = "/practice/"

// Practice is the pretend Telegram inside a demo, with a page for chatting with the bot
// without a token.
type Practice struct{ server *telegramtest.Server }

// NewPractice starts the pretend Telegram.
func NewPractice() *Practice {
	return &Practice{server: telegramtest.New(telegramtest.Options{Token: practiceToken})}
}

func (p *Practice) token() string { return p.server.Token() }

func (p *Practice) close() { p.server.Close() }

func (p *Practice) mount(app *fiber.App, site string) {
	app.Use("/practice", adaptor.HTTPHandler(p.server.Practice(PracticePath, site)))
}

// Path opens the practice chat with a pass.
func (p *Practice) Path(pass string) string { return PracticePath + "?start=" + url.QueryEscape(pass) }
