package talk

import (
	"context"
	"errors"
	"strings"
	"unicode"

	"suaraloket/domain"
)

// hear handles whatever a person sends; unexpected messages get an explanation.
func (t *Talk) hear(ctx context.Context, who resident, u Update) (Reply, error) {
	if u.Press != nil {
		return t.pressed(ctx, who, u.Press.Data)
	}
	m := u.Message
	switch {
	case m == nil:
		return edited(who, u.Edited), nil
	case bool(m.Forwarded):
		return Reply{Text: who.texts.T("bot.forwarded")}, nil
	case bool(m.Contact), bool(m.Location):
		return Reply{Text: paragraphs(who.texts.T("bot.contact"), who.texts.T("bot.scan"))}, nil
	}
	name, rest, ok := command(m.Text)
	switch {
	case ok:
		return t.command(ctx, who, name, rest)
	case domain.NormalText(m.Text) == "":
		return lost(who, "bot.wordless"), nil
	}
	return t.words(ctx, who, m.Text)
}

// lost explains that a message has no meaning here, and where to find help.
func lost(who resident, key string) Reply {
	return Reply{Text: paragraphs(who.texts.T(key), offers(who.texts, "help"))}
}

// words handles a text: the code of a counter begins a visit, any other text is a note.
// The chat keeps no state, so it does not matter whether a code was asked for. A mere
// number answers a question whose buttons were overlooked.
func (t *Talk) words(ctx context.Context, who resident, text string) (Reply, error) {
	counter, err := t.roster.FindCounter(ctx, text)
	switch {
	case err == nil:
		return t.openTyped(ctx, who, counter)
	case !errors.Is(err, domain.ErrCounterUnknown):
		return Reply{}, err
	case bareNumber(text):
		return Reply{Text: who.texts.T("bot.number")}, nil
	}
	return t.note(ctx, who, text)
}

// edited answers an edited text: the new text is not read. Other edits get no answer,
// since a shared live location is edited all the time.
func edited(who resident, m *Message) Reply {
	if m.Text == "" {
		return Reply{}
	}
	return Reply{Text: who.texts.T("bot.edited")}
}

// byCode begins a visit from a typed code, and asks for the code where there is none.
func (t *Talk) byCode(ctx context.Context, who resident, text string) (Reply, error) {
	if text == "" {
		return Reply{Heading: who.texts.T("bot.code.title"), Text: who.texts.T("bot.code.ask")}, nil
	}
	counter, err := t.roster.FindCounter(ctx, text)
	if errors.Is(err, domain.ErrCounterUnknown) {
		return Reply{Text: who.texts.T("bot.code.unknown")}, nil
	}
	if err != nil {
		return Reply{}, err
	}
	return t.openTyped(ctx, who, counter)
}

func (t *Talk) openTyped(ctx context.Context, who resident, counter domain.Counter) (Reply, error) {
	visit, err := t.visits.OpenTyped(ctx, counter.Code, who.author)
	if err != nil {
		return Reply{}, err
	}
	return t.begin(ctx, who, visit)
}

// looksLikeCode reports whether a text could be the code of a counter: one word with
// letters and digits.
func looksLikeCode(text string) bool {
	code := domain.NormalCode(text)
	return domain.ValidCode(code, domain.MaxCode) && strings.ContainsFunc(code, unicode.IsDigit) && strings.ContainsFunc(code, unicode.IsLetter)
}

// bareNumber reports whether a text is a number of up to three digits.
func bareNumber(text string) bool {
	text = strings.TrimSpace(text)
	return len(text) >= 1 && len(text) <= 3 && strings.Trim(text, "0123456789") == ""
}
