package bot

import (
	"context"
	"slices"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"suaraloket/domain/locale"
)

// menu lists what the chat can be asked for, in the order of its menu. How a
// command is written stands among the texts of each language.
func menu() []string {
	return []string{"start", "rate", "history", "language", "help", "privacy", "mydata", "delete", "cancel"}
}

// meant gives what a written command stands for, in whichever language, or "".
func (t *talk) meant(name string) string {
	for _, lang := range t.catalog.Languages() {
		texts := t.catalog.In(lang)
		at := slices.IndexFunc(menu(), func(topic string) bool { return texts.T("bot.command."+topic) == name })
		if at >= 0 {
			return menu()[at]
		}
	}
	return ""
}

func (t *talk) command(ctx context.Context, who resident, name, rest string) (reply, error) {
	if r, mine, err := t.staff.command(ctx, who, name, firstWord(rest)); mine {
		return r, err
	}
	switch t.meant(name) {
	case "start":
		return t.start(ctx, who, firstWord(rest))
	case "rate":
		return t.byCode(ctx, who, rest)
	case "history":
		return t.history(ctx, who)
	case "language":
		return t.offerLanguages(who), nil
	case "help":
		return t.help(who), nil
	case "privacy":
		return reply{heading: who.texts.T("bot.privacy.title"), text: who.texts.T("bot.privacy")}, nil
	case "mydata":
		return t.kept(ctx, who, 0)
	case "delete":
		return t.askErase(ctx, who)
	case "cancel":
		return t.cancel(ctx, who)
	}
	return lost(who, "bot.lost"), nil
}

// start opens what a deep link carries, or welcomes.
func (t *talk) start(ctx context.Context, who resident, payload string) (reply, error) {
	if payload != "" {
		return t.open(ctx, who, payload)
	}
	return reply{
		heading: who.texts.T("bot.welcome.title"),
		text:    paragraphs(who.texts.T("bot.welcome"), offers(who.texts, "help", "privacy", "language")),
	}, nil
}

func (t *talk) help(who resident) reply {
	page := ""
	if t.publicURL != "" {
		page = who.texts.T("bot.help.page", "address", t.publicURL)
	}
	return reply{
		heading: who.texts.T("bot.help.title"),
		text:    paragraphs(who.texts.T("bot.help"), offers(who.texts, menu()[1:]...), page),
		rows:    [][]button{t.lapor(who)},
	}
}

// offers lists commands with what they do.
func offers(texts locale.Texts, topics ...string) string {
	var said []string
	for _, topic := range topics {
		said = append(said, "/"+texts.T("bot.command."+topic)+" – "+texts.T("bot.command."+topic+".about"))
	}
	return lines(said...)
}

// offerLanguages asks for the language, in each language's own name; one below the other,
// so that however many there are, no name is cut off.
func (t *talk) offerLanguages(who resident) reply {
	var rows [][]button
	for _, lang := range t.catalog.Languages() {
		name := t.catalog.In(lang).T("language.name")
		rows = append(rows, []button{{text: name, data: data{deed: deedLanguage, last: lang}.String()}})
	}
	return reply{text: who.texts.T("bot.language"), rows: rows}
}

func (t *talk) setLanguage(ctx context.Context, who resident, lang string) (reply, error) {
	if !t.catalog.Has(lang) {
		return stale(who), nil
	}
	if err := t.preferences.SetLanguage(ctx, who.author, lang); err != nil {
		return reply{}, err
	}
	said := t.catalog.In(lang).T("bot.language.set")
	return reply{toast: said, text: said}, nil
}

// offerCommands shows the menu in every language, the default one to all others.
func (b *Bot) offerCommands(ctx context.Context) {
	b.offerMenu(ctx, "", b.talk.catalog.In(locale.Default))
	for _, lang := range b.talk.catalog.Languages() {
		b.offerMenu(ctx, lang, b.talk.catalog.In(lang))
	}
}

func (b *Bot) offerMenu(ctx context.Context, lang string, texts locale.Texts) {
	params := &telegram.SetMyCommandsParams{LanguageCode: lang}
	for _, topic := range menu() {
		params.Commands = append(params.Commands, models.BotCommand{
			Command: texts.T("bot.command." + topic), Description: texts.T("bot.command." + topic + ".about"),
		})
	}
	for away := pollBackoff(); ctx.Err() == nil; {
		_, err := b.api.SetMyCommands(ctx, params)
		if err == nil {
			return
		}
		if !passing(err) {
			b.logger.Warn("telegram refused the menu", "error", outline(err))
			return
		}
		away.wait(ctx, retryAfter(err))
	}
}
