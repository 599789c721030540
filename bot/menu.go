package bot

import (
	"context"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// setMenus sets the chat's menu in every language; people of other languages see the
// default one.
func (b *Bot) setMenus(ctx context.Context) {
	b.setMenu(ctx, "")
	for _, lang := range b.talk.MenuLanguages() {
		b.setMenu(ctx, lang)
	}
}

func (b *Bot) setMenu(ctx context.Context, lang string) {
	params := &telegram.SetMyCommandsParams{LanguageCode: lang}
	for _, c := range b.talk.Menu(lang) {
		params.Commands = append(params.Commands, models.BotCommand{Command: c.Name, Description: c.About})
	}
	for away := pollBackoff(); ctx.Err() == nil; {
		_, err := b.api.SetMyCommands(ctx, params)
		if err == nil {
			return
		}
		if !temporary(err) {
			b.logger.Warn("telegram refused", "method", "setMyCommands", "error", outline(err))
			return
		}
		away.Wait(ctx, retryAfter(err))
	}
}
