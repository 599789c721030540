package bot

import (
	"context"
	"strings"
	"time"
	"unicode/utf16"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// mail is what a letter says once it is opened: one message, or, with the number of a
// message, what that message says from now on.
type mail struct {
	Chat int64          `json:"c"`
	Edit int            `json:"e,omitempty"`
	Text string         `json:"t"`
	Bold int            `json:"b,omitempty"` // how much of the text's beginning is bold, in UTF-16 units
	Rows [][]mailButton `json:"r,omitempty"`
	// Deferred makes the letter one to ourselves: an update that waits for the database.
	Deferred *deferred `json:"u,omitempty"`
}

type mailButton struct {
	Text string `json:"t"`
	Data string `json:"d,omitempty"`
	URL  string `json:"u,omitempty"`
}

// waits are those between two tries.
func (m mail) waits() *backoff {
	if m.Deferred != nil {
		return newBackoff(250*time.Millisecond, deferTime)
	}
	return newBackoff(250*time.Millisecond, letterTry)
}

// mailOf makes what a reply says in the chat of an update: to a press it changes the
// pressed message.
func mailOf(u update, r reply) mail {
	m := mail{Chat: u.chatID(), Text: r.whole(), Bold: r.bold()}
	if u.Press != nil && u.Press.Message != nil {
		m.Edit = u.Press.Message.ID
	}
	for _, row := range r.rows {
		var line []mailButton
		for _, b := range row {
			line = append(line, mailButton{Text: b.text, Data: b.data, URL: b.url})
		}
		m.Rows = append(m.Rows, line)
	}
	return m
}

// bold makes the first line bold where there is a heading. It is counted in UTF-16
// units, so no text has to be escaped.
func (r reply) bold() int {
	if r.heading == "" {
		return 0
	}
	first, _, _ := strings.Cut(r.heading, "\n")
	return len(utf16.Encode([]rune(first)))
}

func (m mail) entities() []models.MessageEntity {
	if m.Bold == 0 {
		return nil
	}
	return []models.MessageEntity{{Type: models.MessageEntityTypeBold, Length: m.Bold}}
}

func (m mail) keyboard() models.ReplyMarkup {
	if len(m.Rows) == 0 {
		return nil
	}
	var rows [][]models.InlineKeyboardButton
	for _, row := range m.Rows {
		var line []models.InlineKeyboardButton
		for _, b := range row {
			line = append(line, models.InlineKeyboardButton{Text: b.Text, CallbackData: b.Data, URL: b.URL})
		}
		rows = append(rows, line)
	}
	return models.InlineKeyboardMarkup{InlineKeyboard: rows}
}

// method is how Telegram calls what the mail asks for.
func (m mail) method() string {
	if m.Edit != 0 {
		return "editMessageText"
	}
	return "sendMessage"
}

// post asks Telegram once.
func (b *Bot) post(ctx context.Context, m mail) error {
	if m.Edit == 0 {
		_, err := b.api.SendMessage(ctx, &telegram.SendMessageParams{
			ChatID: m.Chat, Text: m.Text, Entities: m.entities(), ReplyMarkup: m.keyboard(), LinkPreviewOptions: noPreview(),
		})
		return err
	}
	_, err := b.api.EditMessageText(ctx, &telegram.EditMessageTextParams{
		ChatID: m.Chat, MessageID: m.Edit, Text: m.Text, Entities: m.entities(), ReplyMarkup: m.keyboard(), LinkPreviewOptions: noPreview(),
	})
	if err != nil && strings.Contains(err.Error(), "message is not modified") {
		return nil
	}
	return err
}

func noPreview() *models.LinkPreviewOptions {
	return &models.LinkPreviewOptions{IsDisabled: telegram.True()}
}
