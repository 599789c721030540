package bot

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"strings"
	"sync/atomic"
	"time"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"suaraloket/bot/outbox"
	"suaraloket/bot/talk"
)

// contentOf returns the message that shows a reply in the chat of an update: the reply to a
// press edits the pressed message.
func contentOf(u talk.Update, r talk.Reply) outbox.Content {
	c := outbox.Content{Chat: u.ChatID(), Text: r.Whole(), Bold: r.Bold(), Picture: r.Picture.Address, Large: r.Picture.Large}
	if u.Press != nil && u.Press.Message != nil {
		c.Edit = u.Press.Message.ID
	}
	for _, row := range r.Rows {
		var line []outbox.Button
		for _, b := range row {
			line = append(line, outbox.Button{Text: b.Text, Data: b.Data, URL: b.URL})
		}
		c.Rows = append(c.Rows, line)
	}
	return c
}

// transport delivers the outbox's messages to Telegram.
type transport struct{ *Bot }

// Send implements outbox.Transport.
func (t transport) Send(ctx context.Context, c outbox.Content) outbox.Result {
	err := t.post(ctx, c)
	t.noteToken(&t.sendsRefused, err)
	return resultOf(err)
}

// Handle implements outbox.Transport.
func (t transport) Handle(ctx context.Context, raw json.RawMessage) (done bool) {
	var put deferred
	if err := json.Unmarshal(raw, &put); err != nil {
		t.logger.Error("deferred update dropped", "error", outline(err))
		return true
	}
	return t.handleDeferred(ctx, put)
}

// resultOf classifies the error of a call.
func resultOf(err error) outbox.Result {
	if err == nil {
		return outbox.Result{}
	}
	result := outbox.Result{RetryAfter: retryAfter(err), Reason: outline(err)}
	var slow *telegram.TooManyRequestsError
	switch {
	case errors.As(err, &slow):
		result.Outcome = outbox.Limited
	case errors.Is(err, telegram.ErrorForbidden):
		result.Outcome = outbox.Blocked
	case errors.Is(err, telegram.ErrorBadRequest):
		result.Outcome = outbox.Invalid
	case unauthorized(err):
		result.Outcome = outbox.Unauthorized
	case !temporary(err):
		result.Outcome = outbox.Refused
	case notDelivered(err):
		result.Outcome = outbox.NotDelivered
	default:
		result.Outcome = outbox.Unknown
	}
	return result
}

// temporary reports whether an error may pass: Telegram is away, answers with a proxy's
// page or asks to wait. What Telegram refused it will refuse again.
func temporary(err error) bool {
	for _, final := range []error{
		telegram.ErrorForbidden, telegram.ErrorBadRequest, telegram.ErrorUnauthorized,
		telegram.ErrorNotFound, telegram.ErrorConflict,
	} {
		if errors.Is(err, final) {
			return false
		}
	}
	return !telegram.IsMigrateError(err)
}

// notDelivered reports whether a request has certainly had no effect: the connection
// failed, the answering server could not process it, or the answer is not Telegram's. After
// any other failure the effect is unknown.
func notDelivered(err error) bool {
	var server *serverError
	var network *net.OpError
	return errors.As(err, &server) || errors.Is(err, errNotTelegram) || errors.As(err, &network) && network.Op == "dial"
}

// unauthorized reports whether Telegram refuses the token. For a token of the wrong form it
// answers that it knows no such address.
func unauthorized(err error) bool {
	return errors.Is(err, telegram.ErrorUnauthorized) || errors.Is(err, telegram.ErrorNotFound)
}

// noteToken notes from the result of a poll or a message whether Telegram accepts the token.
func (b *Bot) noteToken(which *atomic.Bool, err error) {
	refused := unauthorized(err)
	if !refused && err != nil && temporary(err) {
		return // the answer says nothing about the token
	}
	if which.Swap(refused) == refused {
		return
	}
	if refused {
		b.logger.Error("telegram refuses the token, messages wait", "error", outline(err))
	} else {
		b.logger.Info("telegram accepts the token again")
	}
}

// TokenRefused reports whether Telegram refuses the token. Messages wait until it accepts it.
func (b *Bot) TokenRefused() bool { return b.pollsRefused.Load() || b.sendsRefused.Load() }

// retryAfter is how long Telegram asks to wait, 0 when it does not.
func retryAfter(err error) time.Duration {
	var slow *telegram.TooManyRequestsError
	if errors.As(err, &slow) {
		return time.Duration(slow.RetryAfter) * time.Second
	}
	return 0
}

// post calls Telegram once.
func (b *Bot) post(ctx context.Context, c outbox.Content) error {
	if c.Edit == 0 {
		_, err := b.api.SendMessage(ctx, &telegram.SendMessageParams{
			ChatID: c.Chat, Text: c.Text, Entities: entities(c), ReplyMarkup: keyboard(c), LinkPreviewOptions: preview(c),
		})
		return err
	}
	_, err := b.api.EditMessageText(ctx, &telegram.EditMessageTextParams{
		ChatID: c.Chat, MessageID: c.Edit, Text: c.Text, Entities: entities(c), ReplyMarkup: keyboard(c), LinkPreviewOptions: preview(c),
	})
	if err != nil && strings.Contains(err.Error(), "message is not modified") {
		return nil
	}
	return err
}

func entities(c outbox.Content) []models.MessageEntity {
	if c.Bold == 0 {
		return nil
	}
	return []models.MessageEntity{{Type: models.MessageEntityTypeBold, Length: c.Bold}}
}

func keyboard(c outbox.Content) models.ReplyMarkup {
	if len(c.Rows) == 0 {
		return nil
	}
	var rows [][]inlineButton
	for _, row := range c.Rows {
		var line []inlineButton
		for _, b := range row {
			line = append(line, inlineButton{Text: b.Text, CallbackData: b.Data, URL: b.URL})
		}
		rows = append(rows, line)
	}
	return map[string]any{"inline_keyboard": rows}
}

// inlineButton is a button as Telegram reads it. That of the library always has an empty
// copy_text as well, which a stricter server refuses.
type inlineButton struct {
	Text         string `json:"text"`
	URL          string `json:"url,omitempty"`
	CallbackData string `json:"callback_data,omitempty"`
}

// preview shows the picture, and disables previews of addresses in the text. A picture that
// Telegram cannot load does not fail the message.
func preview(c outbox.Content) *models.LinkPreviewOptions {
	if c.Picture == "" {
		return &models.LinkPreviewOptions{IsDisabled: telegram.True()}
	}
	options := &models.LinkPreviewOptions{URL: &c.Picture, ShowAboveText: telegram.True()}
	if c.Large {
		options.PreferLargeMedia = telegram.True()
	} else {
		options.PreferSmallMedia = telegram.True()
	}
	return options
}
