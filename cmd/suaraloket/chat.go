package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"suaraloket/bot"
	"suaraloket/domain"
	"suaraloket/domain/notice"
	"suaraloket/web"
)

func (s *server) buildBot() error {
	token, api := string(s.config.Telegram.Token), s.config.Telegram.APIURL
	var transport http.RoundTripper
	if s.practice != nil {
		token, transport = s.practice.token(), s.practice.server.Transport()
	}
	if token == "" {
		return nil
	}
	var err error
	s.bot, err = bot.New(bot.Options{
		Token: token, APIURL: api, Transport: transport, Logger: s.logger, Intake: s.intake, Roster: s.roster,
		Visits: s.visits, Authors: s.authors, Traces: domain.NewTraces(s.authors, s.journal, s.clock), Preferences: s.journal, Outbox: s.journal, Leases: s.journal, Texts: s.texts,
		PublicURL: s.baseURL, LaporURL: s.config.LaporURL, Key: s.keys.of("chat"), Instance: s.config.Instance,
		Webhook: s.webhook(), MaxMessages: s.config.Limits.Messages,
		PerSecond: float64(s.config.Limits.MessagesPerSec), ChatPause: time.Duration(s.config.Limits.ChatPause),
		Staff: s.staffOptions(), Picture: s.photosFor(),
	})
	return err
}

// photosFor gives the chat the addresses of the officers' pictures. Telegram opens them
// itself, so that they are told only where it can reach them; the practice chat is here.
func (s *server) photosFor() func(counter string, people []domain.Officer) string {
	if s.config.PublicURL == "" && s.practice == nil {
		return nil
	}
	return func(counter string, people []domain.Officer) string {
		picture := web.LineupAddress(counter, people)
		if len(people) == 1 && people[0].Photo != "" {
			picture = web.PhotoAddress(people[0].Photo)
		}
		if picture == "" {
			return ""
		}
		return s.baseURL + picture
	}
}

// staffOptions are of the database alone: a journal could take what another instance
// has told already.
func (s *server) staffOptions() *bot.StaffOptions {
	portal := ""
	if s.config.PublicURL != "" && s.hrLis == nil { // Telegram refuses a message with an address of this machine alone
		portal = s.hrURL
	}
	return &bot.StaffOptions{
		Chats: s.chats, Portal: portal,
		Notices: notice.NewNotifier(s.store, s.store, s.reports, s.fleet, s.roster, s.clock),
	}
}

// messagesWaiting is for operators: what Telegram has yet to be given. A store that
// cannot be asked tells of none.
func (s *server) messagesWaiting() int {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	n, _ := s.journal.CountMessages(ctx)
	return int(n)
}

const (
	webhookPath  = "/telegram/webhook"
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
	pushTime     = 25 * time.Second // Telegram waits for a minute
	// maxUpdate is the longest update that is read, in bytes: two texts of 4,096 UTF-16
	// units, the message and the one that it answers, each unit written as six
	// characters, and what either has of links and formats, come to some 110 kB.
	maxUpdate = 256 << 10
)

// webhook is where Telegram pushes updates to, "" where they are polled for.
func (s *server) webhook() string {
	if s.config.Telegram.Mode != modeWebhook || s.practice != nil {
		return ""
	}
	return s.baseURL + webhookPath
}

// mountWebhook lets Telegram in, when it is to push.
func (s *server) mountWebhook(app *fiber.App) {
	if s.bot == nil || !s.bot.Pushed() {
		return
	}
	app.Server().HeaderReceived = s.roomForUpdates
	app.Post(webhookPath, func(c *fiber.Ctx) error {
		ctx, cancel := context.WithTimeout(context.Background(), pushTime)
		defer cancel()
		err := s.bot.Push(ctx, c.Get(secretHeader), c.BodyRaw())
		switch {
		case errors.Is(err, bot.ErrNotTelegram):
			return c.SendStatus(fiber.StatusUnauthorized)
		case errors.Is(err, bot.ErrUnreadable):
			return c.SendStatus(fiber.StatusBadRequest)
		case err != nil:
			return c.SendStatus(fiber.StatusServiceUnavailable)
		}
		return c.SendStatus(fiber.StatusOK)
	})
}

// roomForUpdates lets Telegram alone send more than others may: an update that is refused
// for its length would come again for a day, and hold up those behind it.
func (s *server) roomForUpdates(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	if string(header.RequestURI()) == webhookPath && s.bot.Trusts(string(header.Peek(secretHeader))) {
		return fasthttp.RequestConfig{MaxRequestBodySize: maxUpdate}
	}
	return fasthttp.RequestConfig{}
}

// botLink is where a code for the chat leads. Without a bot, or while Telegram does
// not tell its name, it is refused.
func (s *server) botLink(pass string) (string, error) {
	if s.practice != nil {
		return s.baseURL + s.practice.path(pass), nil
	}
	return telegramLink(context.Background(), s.bot, pass)
}

// addresses builds the addresses of the running program.
func (s *server) addresses() web.Addresses {
	return web.Addresses{Base: s.baseURL, Chat: s.botLink}
}

// telegramLink opens a bot with a pass. It asks Telegram for the bot's name, once.
func telegramLink(ctx context.Context, b *bot.Bot, pass string) (string, error) {
	if b == nil {
		return "", &domain.Error{Code: domain.CodeNotFound, Key: "bot_absent"}
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	name, err := b.Username(ctx)
	if err != nil {
		return "", fmt.Errorf("%w: %w", domain.ErrUnavailable, err)
	}
	return "https://t.me/" + name + "?start=" + pass, nil
}
