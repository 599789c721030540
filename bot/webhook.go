package bot

import (
	"context"
	"crypto/subtle"
	"errors"

	telegram "github.com/go-telegram/bot"

	"suaraloket/bot/talk"
)

// maxConnections is the number of updates that Telegram may push concurrently.
const maxConnections = 64

// Refusals of a pushed update.
var (
	ErrNotTelegram = errors.New("the request is not from Telegram")
	ErrUnreadable  = errors.New("the request is no update")
	ErrNotDone     = errors.New("the update is not done")
)

// Pushed reports whether Telegram pushes updates.
func (b *Bot) Pushed() bool { return b.webhook != "" }

// Trusts reports whether a secret is the one that Telegram sends.
func (b *Bot) Trusts(secret string) bool {
	return subtle.ConstantTimeCompare([]byte(secret), []byte(b.secret)) == 1
}

// Push handles one pushed update with the secret of its request, and returns nil when all
// its effects are stored. Refusals: ErrNotTelegram, ErrUnreadable for anything but an
// update, ErrNotDone for an update that Telegram has to push again.
func (b *Bot) Push(ctx context.Context, secret string, body []byte) error {
	if !b.Trusts(secret) {
		return ErrNotTelegram
	}
	u, err := talk.ReadUpdate(body)
	if err != nil || u.ID == 0 {
		return ErrUnreadable
	}
	if b.outbox.Full(b.limit) {
		return ErrNotDone
	}
	defer b.lanes.enter(u.ChatID())()
	todo, known := b.notDone(ctx, []talk.Update{u})
	if len(todo) == 0 {
		return nil
	}
	d := b.newDraft(u)
	d.doubt = !known
	if ctx.Err() != nil || !b.handle(ctx, d) {
		return ErrNotDone
	}
	return nil
}

// setWebhook has Telegram push updates, and retries until it succeeds.
func (b *Bot) setWebhook(ctx context.Context) {
	var outage outageLog
	for away := pollBackoff(); ctx.Err() == nil; {
		_, err := b.api.SetWebhook(ctx, &telegram.SetWebhookParams{
			URL: b.webhook, SecretToken: b.secret, MaxConnections: maxConnections, AllowedUpdates: talk.Kinds(),
		})
		if err == nil {
			b.logger.Info("webhook set")
			return
		}
		if what := outline(err); outage.changed(what) {
			b.logger.Warn("webhook not set, will retry", "error", what)
		}
		away.Wait(ctx, retryAfter(err))
	}
}

// deleteWebhook ends an earlier delivery by webhook, since Telegram refuses polls beside
// it. When another program polls with the same token, it changes nothing.
func (b *Bot) deleteWebhook(ctx context.Context) {
	if _, err := b.api.DeleteWebhook(ctx, &telegram.DeleteWebhookParams{}); err != nil {
		b.logger.Warn("webhook not deleted", "error", outline(err))
	}
}
