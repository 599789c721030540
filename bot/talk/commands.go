package talk

import (
	"cmp"
	"context"
	"slices"

	"suaraloket/domain/locale"
)

// menu lists the topics of the chat's menu, in order. The texts of each language name
// their commands.
func menu() []string {
	return []string{"start", "rate", "history", "language", "help", "privacy", "mydata", "delete", "cancel"}
}

// meant returns the topic of a command in any language, or "".
func (t *Talk) meant(name string) string {
	for _, lang := range t.catalog.Languages() {
		texts := t.catalog.In(lang)
		at := slices.IndexFunc(menu(), func(topic string) bool { return texts.T("bot.command."+topic) == name })
		if at >= 0 {
			return menu()[at]
		}
	}
	return ""
}

func (t *Talk) command(ctx context.Context, who resident, name, rest string) (Reply, error) {
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
		return Reply{Heading: who.texts.T("bot.privacy.title"), Text: who.texts.T("bot.privacy")}, nil
	case "mydata":
		return t.kept(ctx, who, 0)
	case "delete":
		return t.askErase(ctx, who)
	case "cancel":
		return t.cancel(ctx, who)
	}
	return lost(who, "bot.lost"), nil
}

// start opens what a deep link carries, or welcomes the person.
func (t *Talk) start(ctx context.Context, who resident, payload string) (Reply, error) {
	if payload != "" {
		return t.open(ctx, who, payload)
	}
	return Reply{
		Heading: who.texts.T("bot.welcome.title"),
		Text:    paragraphs(who.texts.T("bot.welcome"), offers(who.texts, "help", "privacy", "language")),
	}, nil
}

func (t *Talk) help(who resident) Reply {
	page := ""
	if t.publicURL != "" {
		page = who.texts.T("bot.help.page", "address", t.publicURL)
	}
	return Reply{
		Heading: who.texts.T("bot.help.title"),
		Text:    paragraphs(who.texts.T("bot.help"), offers(who.texts, menu()[1:]...), page),
		Rows:    [][]Button{t.lapor(who)},
	}
}

// offers lists commands with their descriptions.
func offers(texts locale.Texts, topics ...string) string {
	var parts []string
	for _, topic := range topics {
		parts = append(parts, "/"+texts.T("bot.command."+topic)+" – "+texts.T("bot.command."+topic+".about"))
	}
	return lines(parts...)
}

// offerLanguages asks for the language, in each language's own name; one button per row,
// so that no name is cut off.
func (t *Talk) offerLanguages(who resident) Reply {
	var rows [][]Button
	for _, lang := range t.catalog.Languages() {
		name := t.catalog.In(lang).T("language.name")
		rows = append(rows, []Button{{Text: name, Data: data{action: actionLanguage, last: lang}.String()}})
	}
	return Reply{Text: who.texts.T("bot.language"), Rows: rows}
}

func (t *Talk) setLanguage(ctx context.Context, who resident, lang string) (Reply, error) {
	if !t.catalog.Has(lang) {
		return stale(who), nil
	}
	if err := t.preferences.SetLanguage(ctx, who.author, lang); err != nil {
		return Reply{}, err
	}
	text := t.catalog.In(lang).T("bot.language.set")
	return Reply{Toast: text, Text: text}, nil
}

// Command is a line of the chat's menu.
type Command struct{ Name, About string }

// Menu returns the menu in a language, "" for the default language.
func (t *Talk) Menu(lang string) []Command {
	texts := t.catalog.In(cmp.Or(lang, locale.Default))
	var all []Command
	for _, topic := range menu() {
		all = append(all, Command{texts.T("bot.command." + topic), texts.T("bot.command." + topic + ".about")})
	}
	return all
}

// MenuLanguages lists the languages of the texts.
func (t *Talk) MenuLanguages() []string { return t.catalog.Languages() }
