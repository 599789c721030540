package talk

import (
	"context"

	"suaraloket/domain"
)

// The two answers to the question whether to erase.
const (
	eraseYes = "yes"
	eraseNo  = "no"
)

// askErase describes what would be erased and asks once.
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

// erase anonymizes the person's ratings and stores the reply in the same transaction.
// While one of the ratings waits for the database it is not possible, and the reply asks
// to try later.
func (t *Talk) erase(ctx context.Context, who resident, answer string) (Reply, error) {
	switch answer {
	case eraseNo:
		kept := who.texts.T("bot.erase.kept")
		return Reply{Toast: kept, Text: kept}, nil
	case eraseYes:
	default:
		return stale(who), nil
	}
	var reply Reply
	err := t.traces.Erase(ctx, who.id, func(n int) domain.Effects {
		title := who.texts.T("bot.erase.done.title")
		reply = Reply{Toast: title, Heading: title, Text: who.texts.T("bot.erase.done", "n", who.texts.Number(int64(n)))}
		return who.turn.Effects(reply)
	})
	if StoreAway(err) {
		return Reply{Toast: who.texts.T("bot.erase.later.short"), Text: who.texts.T("bot.erase.later"), Rows: eraseOrNot(who)}, nil
	}
	who.turn.Stored = err == nil
	return reply, err
}

// erased explains why a person who has rated the counter today and erased the rating is
// not asked again.
func erased(who resident) Reply {
	text := who.texts.T("bot.erase.rated")
	return Reply{Toast: text, Text: text}
}
