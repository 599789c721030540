package bot

import (
	"context"
	"errors"
	"strings"
	"unicode"

	"suaraloket/domain"
)

// hear answers whatever a person sends, the unexpected with a way on.
func (t *talk) hear(ctx context.Context, who resident, u update) (reply, error) {
	if u.Press != nil {
		return t.pressed(ctx, who, u.Press.Data)
	}
	m := u.Message
	switch {
	case m == nil:
		return edited(who, u.Edited), nil
	case bool(m.Forwarded):
		return reply{text: who.texts.T("bot.forwarded")}, nil
	case bool(m.Contact), bool(m.Location):
		return reply{text: paragraphs(who.texts.T("bot.contact"), who.texts.T("bot.scan"))}, nil
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

// lost says why a message leads nowhere, and where to read what does.
func lost(who resident, key string) reply {
	return reply{text: paragraphs(who.texts.T(key), offers(who.texts, "help"))}
}

// words takes a text for the code of a counter, if it is one: nobody remembers whether
// it was asked for. Else it is a note. A mere number answers a question whose buttons
// were not seen.
func (t *talk) words(ctx context.Context, who resident, text string) (reply, error) {
	counter, err := t.roster.FindCounter(ctx, text)
	switch {
	case err == nil:
		return t.openTyped(ctx, who, counter)
	case !errors.Is(err, domain.ErrCounterUnknown):
		return reply{}, err
	case bareNumber(text):
		return reply{text: who.texts.T("bot.number")}, nil
	}
	return t.note(ctx, who, text)
}

// edited answers an edited text: what it became is not read. Of the rest, a place that
// moves is edited all the time.
func edited(who resident, m *message) reply {
	if m.Text == "" {
		return reply{}
	}
	return reply{text: who.texts.T("bot.edited")}
}

// byCode answers the wish to rate by a code in words, and asks for it where there is none.
func (t *talk) byCode(ctx context.Context, who resident, text string) (reply, error) {
	if text == "" {
		return reply{heading: who.texts.T("bot.code.title"), text: who.texts.T("bot.code.ask")}, nil
	}
	counter, err := t.roster.FindCounter(ctx, text)
	if errors.Is(err, domain.ErrCounterUnknown) {
		return reply{text: who.texts.T("bot.code.unknown")}, nil
	}
	if err != nil {
		return reply{}, err
	}
	return t.openTyped(ctx, who, counter)
}

func (t *talk) openTyped(ctx context.Context, who resident, counter domain.Counter) (reply, error) {
	visit, err := t.visits.OpenTyped(ctx, counter.Code, who.author)
	if err != nil {
		return reply{}, err
	}
	return t.begin(ctx, who, visit)
}

// looksLikeCode says whether a text could be the code of a counter: one word with
// letters and digits.
func looksLikeCode(text string) bool {
	code := domain.NormalCode(text)
	return domain.ValidCode(code, domain.MaxCode) && strings.ContainsFunc(code, unicode.IsDigit) && strings.ContainsFunc(code, unicode.IsLetter)
}

// bareNumber says whether a text is a number of up to three digits.
func bareNumber(text string) bool {
	text = strings.TrimSpace(text)
	return len(text) >= 1 && len(text) <= 3 && strings.Trim(text, "0123456789") == ""
}
