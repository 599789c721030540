package bot

import (
	"context"
	"errors"

	"suaraloket/domain"
	"suaraloket/domain/locale"
)

// talk decides what to say. It stores what is to be stored before it says anything,
// and keeps no state of its own.
type talk struct {
	intake      *domain.Intake
	roster      *domain.Roster
	visits      *domain.Visits
	authors     *domain.Authors
	traces      *domain.Traces
	preferences domain.PreferenceStore
	catalog     *locale.Catalog
	publicURL   string
	laporURL    string
	picture     func(counter string, people []domain.Officer) string
	staff       *staffDesk
}

// resident is who we talk to: a keyed hash and a language.
type resident struct {
	id     int64  // of the moment, and never kept
	author string // in the present triwulan
	texts  locale.Texts
	draft  *draft
}

// answer decides on one update. Errors are those of the store; ErrUnavailable asks
// for the same update again.
func (t *talk) answer(ctx context.Context, d *draft) (reply, error) {
	u := d.update
	from := u.from()
	if from == nil || from.Bot {
		return reply{}, nil
	}
	if !u.private() {
		return t.decline(u), nil
	}
	who, err := t.resident(ctx, *from, d.langs)
	if err != nil {
		return reply{}, err
	}
	who.draft = d
	r, err := t.hear(ctx, who, u)
	if refusal, ok := domain.Refusal(err); ok && !refusal.Is(domain.ErrUnavailable) {
		return refused(who, refusal), nil
	}
	return r, err
}

// languages gives what the people of many updates have chosen, in one question. Of
// whom it does not tell is asked when the turn comes.
func (t *talk) languages(ctx context.Context, updates []update) map[string]string {
	var authors []string
	for _, u := range updates {
		if from := u.from(); from != nil && !from.Bot && u.private() {
			if author, err := t.authors.Of(ctx, from.ID, t.roster.Now()); err == nil {
				authors = append(authors, author)
			}
		}
	}
	if len(authors) < 2 {
		return nil
	}
	langs, err := t.preferences.Languages(ctx, authors)
	if err != nil {
		return nil
	}
	return langs
}

func (t *talk) resident(ctx context.Context, from person, langs map[string]string) (resident, error) {
	author, err := t.authors.Of(ctx, from.ID, t.roster.Now())
	if err != nil {
		return resident{}, err
	}
	lang, known := langs[author]
	if !known {
		if lang, err = t.preferences.Language(ctx, author); err != nil {
			return resident{}, err
		}
	}
	if lang == "" {
		lang = from.Lang
	}
	return resident{id: from.ID, author: author, texts: t.catalog.In(lang)}, nil
}

func (t *talk) pressed(ctx context.Context, who resident, text string) (reply, error) {
	d, ok := parseData(text)
	if !ok {
		return stale(who), nil
	}
	switch d.deed {
	case deedLanguage:
		return t.setLanguage(ctx, who, d.last)
	case deedPick:
		return t.pick(ctx, who, d)
	case deedRate:
		return t.rate(ctx, who, d)
	case deedShow:
		return t.showKept(ctx, who, d.last)
	case deedErase:
		return t.erase(ctx, who, d.last)
	}
	return t.amend(ctx, who, d)
}

// decline answers a group, and only when it calls us: what a counter's visitors say
// of an officer is not for others to read.
func (t *talk) decline(u update) reply {
	if u.Message == nil {
		return reply{}
	}
	if name, _, ok := command(u.Message.Text); !ok || t.meant(name) == "" {
		return reply{}
	}
	return reply{text: t.catalog.In(u.Message.From.Lang).T("bot.group")}
}

// refused puts a refusal into the person's words, with the way on. In place of a
// question it leaves no buttons that could only be refused again.
func refused(who resident, refusal *domain.Error) reply {
	sentence := who.texts.Refusal(refusal)
	if saysTheWay(refusal) {
		return reply{toast: sentence, text: sentence}
	}
	return reply{toast: sentence, text: paragraphs(sentence, who.texts.T("bot.scan"))}
}

// saysTheWay tells refusals that ask for a new scan themselves.
func saysTheWay(refusal *domain.Error) bool {
	return refusal.Is(domain.ErrPassInvalid) || refusal.Is(domain.ErrPassExpired) ||
		refusal.Is(domain.ErrPassUsed) || refusal.Is(domain.ErrTicketUsed)
}

// stale answers a button that does nothing any more.
func stale(who resident) reply {
	return reply{toast: who.texts.T("bot.stale"), alert: true}
}

// fault is for when something is wrong with us.
func (t *talk) fault(u update) reply { return t.plain(u, "refusal.internal") }

// putOff is for what waits until the database is back.
func (t *talk) putOff(u update) reply { return t.plain(u, "bot.deferred") }

// later is for what cannot be taken now and can a little later.
func (t *talk) later(u update) reply { return t.plain(u, "refusal.unavailable") }

// plain says one sentence. Nothing is looked up for it.
func (t *talk) plain(u update, key string) reply {
	from := u.from()
	if from == nil || !u.private() {
		return reply{}
	}
	sentence := t.catalog.In(from.Lang).T(key)
	if u.Press != nil {
		return reply{toast: sentence, alert: true}
	}
	return reply{text: sentence}
}

func unknownRating(err error) bool { return errors.Is(err, domain.ErrRatingUnknown) }
