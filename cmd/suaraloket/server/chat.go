package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"suaraloket/bot"
	"suaraloket/cmd/suaraloket/config"
	"suaraloket/domain"
	"suaraloket/domain/notice"
	"suaraloket/web"
)

func (s *Server) buildBot() error {
	token, api := string(s.Config.Telegram.Token), s.Config.Telegram.APIURL
	var transport http.RoundTripper
	if s.Practice != nil {
		token, transport = s.Practice.token(), s.Practice.server.Transport()
	}
	if token == "" {
		return nil
	}
	var err error
	s.bot, err = bot.New(bot.Options{
		Token: token, APIURL: api, Transport: transport, Logger: s.Logger, Intake: s.Intake, Roster: s.Roster,
		Visits: s.Visits, Authors: s.Authors, Traces: domain.NewTraces(s.Authors, s.journal, s.Clock), Preferences: s.journal, Outbox: s.journal, Leases: s.journal, Texts: s.Texts,
		PublicURL: s.BaseURL, LaporURL: s.Config.LaporURL, Key: s.Keys.Of("chat"), Instance: s.Config.Instance,
		Webhook: s.webhook(), MaxMessages: s.Config.Limits.Messages,
		PerSecond: float64(s.Config.Limits.MessagesPerSec), ChatPause: time.Duration(s.Config.Limits.ChatPause),
		Staff: s.staffOptions(), Picture: s.photosFor(), Answers: s.feeReports,
	})
	return err
}

// photosFor gives the addresses of the officers' pictures. Telegram downloads them, so it
// gives none without a public address; the practice chat needs none.
func (s *Server) photosFor() func(counter string, people []domain.Officer) string {
	if s.Config.PublicURL == "" && s.Practice == nil {
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
		return s.BaseURL + picture
	}
}

// staffOptions use the database without the journal: a notice in the journal could be a
// duplicate of one that another instance has sent.
func (s *Server) staffOptions() *bot.StaffOptions {
	portal := ""
	if s.Config.PublicURL != "" && s.hrLis == nil { // Telegram refuses a message with an address of this machine alone
		portal = s.HRURL
	}
	return &bot.StaffOptions{
		Chats: s.chats, Portal: portal,
		Notices: notice.NewNotifier(s.Store, s.Store, s.Store, s.Reports, s.fleet, s.Roster, s.Clock),
	}
}

// messagesWaiting is the number of queued messages, for the metrics; 0 if the store does
// not answer.
func (s *Server) messagesWaiting() int {
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

// webhook is the address to which Telegram pushes updates, "" for polling.
func (s *Server) webhook() string {
	if s.Config.Telegram.Mode != config.ModeWebhook || s.Practice != nil {
		return ""
	}
	return s.BaseURL + webhookPath
}

// mountWebhook adds the route of the webhook.
func (s *Server) mountWebhook(app *fiber.App) {
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

// roomForUpdates raises the size limit for Telegram: it would repeat a refused update for
// a day and send no later one.
func (s *Server) roomForUpdates(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	if string(header.RequestURI()) == webhookPath && s.bot.Trusts(string(header.Peek(secretHeader))) {
		return fasthttp.RequestConfig{MaxRequestBodySize: maxUpdate}
	}
	return fasthttp.RequestConfig{}
}

// botLink is the address in the QR code of the chat. It is an error without a bot, or
// while Telegram does not give the name of the bot.
func (s *Server) botLink(pass string) (string, error) {
	if s.Practice != nil {
		return s.BaseURL + s.Practice.Path(pass), nil
	}
	return TelegramLink(context.Background(), s.bot, pass)
}

// Addresses builds the addresses of the running program.
func (s *Server) Addresses() web.Addresses {
	return web.Addresses{Base: s.BaseURL, Chat: s.botLink}
}

// TelegramLink is the link that opens a bot with a pass. It asks Telegram for the name of
// the bot once.
func TelegramLink(ctx context.Context, b *bot.Bot, pass string) (string, error) {
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
