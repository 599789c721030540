package bot

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf16"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// An answer is tried a few times and not for ever: behind it others wait, and what
// it answers is stored already.
const (
	answerTries = 4
	answerTime  = 20 * time.Second // the most that all tries of one call wait
)

// deliver brings the reply to the person. It says false only when ctx ended while a
// call was waiting for its next try; the update is repeated then.
func (b *Bot) deliver(ctx context.Context, u update, r reply) bool {
	if u.Press == nil {
		return r.text == "" || b.send(ctx, u.chatID(), r) != errStopped
	}
	if b.answerPress(ctx, u.Press.ID, r) == errStopped {
		return false
	}
	if r.text == "" {
		return true
	}
	err := b.edit(ctx, u, r)
	if errors.Is(err, telegram.ErrorBadRequest) {
		err = b.send(ctx, u.chatID(), r) // the message has gone or is too old to be changed
	}
	return err != errStopped
}

func (b *Bot) answerPress(ctx context.Context, id string, r reply) error {
	return b.call(ctx, "answerCallbackQuery", true, func(ctx context.Context) error {
		_, err := b.api.AnswerCallbackQuery(ctx, &telegram.AnswerCallbackQueryParams{
			CallbackQueryID: id, Text: r.toast, ShowAlert: r.alert,
		})
		return err
	})
}

func (b *Bot) send(ctx context.Context, chat int64, r reply) error {
	return b.call(ctx, "sendMessage", false, func(ctx context.Context) error {
		_, err := b.api.SendMessage(ctx, &telegram.SendMessageParams{
			ChatID: chat, Text: r.whole(), Entities: r.entities(), ReplyMarkup: r.keyboard(),
			LinkPreviewOptions: noPreview(),
		})
		return err
	})
}

func (b *Bot) edit(ctx context.Context, u update, r reply) error {
	if u.Press.Message == nil {
		return telegram.ErrorBadRequest
	}
	err := b.call(ctx, "editMessageText", true, func(ctx context.Context) error {
		_, err := b.api.EditMessageText(ctx, &telegram.EditMessageTextParams{
			ChatID: u.chatID(), MessageID: u.Press.Message.ID, Text: r.whole(), Entities: r.entities(),
			ReplyMarkup: r.keyboard(), LinkPreviewOptions: noPreview(),
		})
		if err != nil && strings.Contains(err.Error(), "message is not modified") {
			return nil
		}
		return err
	})
	return err
}

func noPreview() *models.LinkPreviewOptions {
	return &models.LinkPreviewOptions{IsDisabled: telegram.True()}
}

var errStopped = errors.New("stopping")

// call tries a call to Telegram again while that can help. repeatable says that
// doing it twice is as good as once: after a call without an answer nobody knows
// whether it was done.
func (b *Bot) call(ctx context.Context, method string, repeatable bool, do func(context.Context) error) error {
	waits, end := callBackoff(), time.Now().Add(answerTime)
	for try := 1; ; try++ {
		err := finish(ctx, do)
		if err == nil || !passing(err) {
			b.logRefused(method, err)
			return err
		}
		wait := waits.step(retryAfter(err))
		lost := errors.Is(err, context.DeadlineExceeded) && !repeatable
		if lost || try == answerTries || time.Now().Add(wait).After(end) {
			b.logger.Warn("answer let go", "method", method, "tries", try, "error", outline(err))
			return err
		}
		if !sleep(ctx, wait) {
			return errStopped
		}
	}
}

// finish lets a call end although the program is about to stop.
func finish(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTime)
	defer cancel()
	return do(ctx)
}

// passing says whether the trouble may pass: Telegram is away, answers with a
// proxy's page or asks to wait. What it refused it will refuse again.
func passing(err error) bool {
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

// logRefused tells of a refusal that is not of everyday: that somebody blocked the
// bot, or pressed long ago, is.
func (b *Bot) logRefused(method string, err error) {
	switch {
	case err == nil || errors.Is(err, telegram.ErrorForbidden):
	case errors.Is(err, telegram.ErrorBadRequest) && method != "sendMessage":
		b.logger.Debug("telegram refused", "method", method, "error", outline(err))
	default:
		b.logger.Warn("telegram refused", "method", method, "error", outline(err))
	}
}

// entities makes the first line bold where there is a heading. They count in UTF-16 units; with them no text
// has to be escaped.
func (r reply) entities() []models.MessageEntity {
	if r.heading == "" {
		return nil
	}
	first, _, _ := strings.Cut(r.heading, "\n")
	return []models.MessageEntity{{Type: models.MessageEntityTypeBold, Length: len(utf16.Encode([]rune(first)))}}
}

func (r reply) keyboard() models.ReplyMarkup {
	if len(r.rows) == 0 {
		return nil
	}
	var rows [][]models.InlineKeyboardButton
	for _, row := range r.rows {
		var line []models.InlineKeyboardButton
		for _, button := range row {
			line = append(line, models.InlineKeyboardButton{Text: button.text, CallbackData: button.data, URL: button.url})
		}
		rows = append(rows, line)
	}
	return models.InlineKeyboardMarkup{InlineKeyboard: rows}
}
