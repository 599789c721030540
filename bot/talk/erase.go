package talk

import (
	"context"

	"suaraloket/domain"
)

// The two answers to whether all shall be erased.
const (
	eraseYes = "yes"
	eraseNo  = "no"
)

// askErase says what would be erased and asks once.
func (t *Talk) askErase(ctx context.Context, who resident) (Reply, error) {
	all, lang, err := t.keptOf(ctx, who)
	if err != nil {
		return Reply{}, err
	}
	if len(all) == 0 && lang == "" {
		return nothingKept(who), nil
	}
	return Reply{
		Heading: who.texts.T("bot.erase.title"),
		Text:    who.texts.T("bot.erase.ask", "n", who.texts.Number(int64(len(all)))),
		Rows:    eraseOrNot(who),
	}, nil
}

func eraseOrNot(who resident) [][]Button {
	return [][]Button{{
		{Text: who.texts.T("bot.erase.yes"), Data: data{action: actionErase, last: eraseYes}.String()},
		{Text: who.texts.T("bot.erase.no"), Data: data{action: actionErase, last: eraseNo}.String()},
	}}
}

// erase removes what leads to the person, together with what is said of it. While a
// rating waits without the database it cannot, and says so.
func (t *Talk) erase(ctx context.Context, who resident, answer string) (Reply, error) {
	switch answer {
	case eraseNo:
		kept := who.texts.T("bot.erase.kept")
		return Reply{Toast: kept, Text: kept}, nil
	case eraseYes:
	default:
		return stale(who), nil
	}
	var said Reply
	err := t.traces.Erase(ctx, who.id, func(n int) domain.Effects {
		title := who.texts.T("bot.erase.done.title")
		said = Reply{Toast: title, Heading: title, Text: who.texts.T("bot.erase.done", "n", who.texts.Number(int64(n)))}
		return who.turn.Effects(said)
	})
	if StoreAway(err) {
		return Reply{Toast: who.texts.T("bot.erase.later.short"), Text: who.texts.T("bot.erase.later"), Rows: eraseOrNot(who)}, nil
	}
	who.turn.Stored = err == nil
	return said, err
}

// erased tells whoever has rated a counter today and erased it why it is not asked again.
func erased(who resident) Reply {
	said := who.texts.T("bot.erase.rated")
	return Reply{Toast: said, Text: said}
}
