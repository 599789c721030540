package bot

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
func (t *talk) askErase(ctx context.Context, who resident) (reply, error) {
	all, lang, err := t.keptOf(ctx, who)
	if err != nil {
		return reply{}, err
	}
	if len(all) == 0 && lang == "" {
		return nothingKept(who), nil
	}
	return reply{
		heading: who.texts.T("bot.erase.title"),
		text:    who.texts.T("bot.erase.ask", "n", who.texts.Number(int64(len(all)))),
		rows:    eraseOrNot(who),
	}, nil
}

func eraseOrNot(who resident) [][]button {
	return [][]button{{
		{text: who.texts.T("bot.erase.yes"), data: data{deed: deedErase, last: eraseYes}.String()},
		{text: who.texts.T("bot.erase.no"), data: data{deed: deedErase, last: eraseNo}.String()},
	}}
}

// erase removes what leads to the person, together with what is said of it. While a
// rating waits without the database it cannot, and says so.
func (t *talk) erase(ctx context.Context, who resident, answer string) (reply, error) {
	switch answer {
	case eraseNo:
		kept := who.texts.T("bot.erase.kept")
		return reply{toast: kept, text: kept}, nil
	case eraseYes:
	default:
		return stale(who), nil
	}
	var said reply
	err := t.traces.Erase(ctx, who.id, func(n int) domain.Effects {
		title := who.texts.T("bot.erase.done.title")
		said = reply{toast: title, heading: title, text: who.texts.T("bot.erase.done", "n", who.texts.Number(int64(n)))}
		return who.draft.after(said)
	})
	if storeAway(err) {
		return reply{toast: who.texts.T("bot.erase.later.short"), text: who.texts.T("bot.erase.later"), rows: eraseOrNot(who)}, nil
	}
	who.draft.stored = err == nil
	return said, err
}

// erased tells whoever has rated a counter today and erased it why it is not asked again.
func erased(who resident) reply {
	said := who.texts.T("bot.erase.rated")
	return reply{toast: said, text: said}
}
