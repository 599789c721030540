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
	// Picture is the address of the picture above the text, "" for none.
	Picture string `json:"p,omitempty"`
	Large   bool   `json:"l,omitempty"` // it is as wide as the message, else small
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
	m := mail{Chat: u.chatID(), Text: r.whole(), Bold: r.bold(), Picture: r.picture.address, Large: r.picture.large}
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
			ChatID: m.Chat, Text: m.Text, Entities: m.entities(), ReplyMarkup: m.keyboard(), LinkPreviewOptions: m.preview(),
		})
		return err
	}
	_, err := b.api.EditMessageText(ctx, &telegram.EditMessageTextParams{
		ChatID: m.Chat, MessageID: m.Edit, Text: m.Text, Entities: m.entities(), ReplyMarkup: m.keyboard(), LinkPreviewOptions: m.preview(),
	})
	if err != nil && strings.Contains(err.Error(), "message is not modified") {
		return nil
	}
	return err
}

// preview shows the picture, and of addresses in the text nothing. A picture that Telegram
// cannot load fails no message.
func (m mail) preview() *models.LinkPreviewOptions {
	if m.Picture == "" {
		return &models.LinkPreviewOptions{IsDisabled: telegram.True()}
	}
	options := &models.LinkPreviewOptions{URL: &m.Picture, ShowAboveText: telegram.True()}
	if m.Large {
		options.PreferLargeMedia = telegram.True()
	} else {
		options.PreferSmallMedia = telegram.True()
	}
	return options
}
