package bot

import (
	"context"
	"crypto/subtle"
	"errors"

	telegram "github.com/go-telegram/bot"
)

// pushesAtOnce is how many updates Telegram may push at once.
const pushesAtOnce = 64

// Why a pushed update is not taken.
var (
	ErrNotTelegram = errors.New("not from Telegram")
	ErrUnreadable  = errors.New("no update")
	ErrNotDone     = errors.New("the update is not done")
)

// Pushed reports whether updates are pushed at all.
func (b *Bot) Pushed() bool { return b.webhook != "" }

// Trusts reports whether a secret is the one that Telegram was told.
func (b *Bot) Trusts(secret string) bool {
	return subtle.ConstantTimeCompare([]byte(secret), []byte(b.secret)) == 1
}

// Push takes one update that Telegram pushes, with the secret that it brings, and
// returns nil once everything that follows of it is stored. Refusals: ErrNotTelegram,
// ErrUnreadable for what is no update, ErrNotDone for what Telegram shall push again.
func (b *Bot) Push(ctx context.Context, secret string, body []byte) error {
	if !b.Trusts(secret) {
		return ErrNotTelegram
	}
	u, err := readUpdate(body)
	if err != nil || u.ID == 0 {
		return ErrUnreadable
	}
	if b.outbox.crowded(b.most) {
		return ErrNotDone
	}
	defer b.lanes.enter(u.chatID())()
	todo, known := b.notDone(ctx, []update{u})
	if len(todo) == 0 {
		return nil
	}
	if ctx.Err() != nil || !b.handle(ctx, &draft{bot: b, update: u, doubt: !known}) {
		return ErrNotDone
	}
	return nil
}

// setWebhook has Telegram push updates, and tries until it does.
func (b *Bot) setWebhook(ctx context.Context) {
	for away := pollBackoff(); ctx.Err() == nil; {
		_, err := b.api.SetWebhook(ctx, &telegram.SetWebhookParams{
			URL: b.webhook, SecretToken: b.secret, MaxConnections: pushesAtOnce, AllowedUpdates: kinds(),
		})
		if err == nil {
			b.logger.Info("telegram pushes updates")
			return
		}
		if what := outline(err); what != away.told {
			away.told = what
			b.logger.Warn("webhook not set, trying on", "error", what)
		}
		away.wait(ctx, retryAfter(err))
	}
}

// leaveWebhook ends an earlier delivery by webhook, beside which Telegram refuses to
// be polled. When another program polls with the same token, it changes nothing.
func (b *Bot) leaveWebhook(ctx context.Context) {
	if _, err := b.api.DeleteWebhook(ctx, &telegram.DeleteWebhookParams{}); err != nil {
		b.logger.Warn("webhook not left", "error", outline(err))
	}
}
