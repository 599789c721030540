// Package talk is the conversation with residents and, by link, with staff: it turns an
// update into changes and a Reply. It knows no transport: package bot reads the updates
// and sends the replies.
package talk

import (
	"context"
	"errors"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/locale"
)

// Options are the use cases and addresses that the chat needs.
type Options struct {
	Intake      *domain.Intake
	Roster      *domain.Roster
	Visits      *domain.Visits
	Authors     *domain.Authors
	Traces      *domain.Traces
	Preferences domain.PreferenceStore
	Screens     domain.ScreenStore
	Texts       *locale.Catalog
	PublicURL   string
	LaporURL    string
	Picture     func(counter string, people []domain.Officer) string
	Staff       *Staff // nil for a chat with residents only
	Answers     Answers
}

// Answers finds what the Inspektorat has answered to a report.
type Answers interface {
	// AnswerTo gives the answer under a receipt, "" for none.
	AnswerTo(ctx context.Context, receipt string) (string, error)
}

// Talk answers updates. It stores what an update changes before it returns the reply, and
// keeps no state of its own.
type Talk struct {
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
	staff       *Staff
	screens     domain.ScreenStore
	answers     Answers
}

// New returns a Talk over the use cases.
func New(o Options) *Talk {
	return &Talk{
		intake: o.Intake, roster: o.Roster, visits: o.Visits, authors: o.Authors, traces: o.Traces,
		preferences: o.Preferences, catalog: o.Texts, publicURL: o.PublicURL, laporURL: o.LaporURL, picture: o.Picture, staff: o.Staff,
		screens: o.Screens, answers: o.Answers,
	}
}

// resident is the person of an update: a keyed hash and a language.
type resident struct {
	id     int64  // never stored
	author string // in the current triwulan
	texts  locale.Texts
	turn   *Turn
}

// Now is the current time in the zone of the city.
func (t *Talk) Now() time.Time { return t.roster.Now() }

// Answer handles one update and returns the reply. Errors are those of the store; after
// ErrUnavailable the same update has to be handled again.
func (t *Talk) Answer(ctx context.Context, turn *Turn) (Reply, error) {
	u := turn.Update
	from := u.From()
	if from == nil || from.Bot {
		return Reply{}, nil
	}
	if !u.Private() {
		return t.decline(u), nil
	}
	who, err := t.resident(ctx, *from, turn.Langs)
	if err != nil {
		return Reply{}, err
	}
	who.turn, turn.Screen = turn, nil
	r, err := t.hear(ctx, who, u)
	if refusal, ok := domain.Refusal(err); ok && !refusal.Is(domain.ErrUnavailable) {
		return refused(who, refusal), nil
	}
	return r, err
}

// Languages returns the chosen languages of the people of many updates, by author, in one
// query. For people that are missing the language is read when their update is handled.
func (t *Talk) Languages(ctx context.Context, updates []Update) map[string]string {
	var authors []string
	for _, u := range updates {
		if from := u.From(); from != nil && !from.Bot && u.Private() {
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

func (t *Talk) resident(ctx context.Context, from Person, langs map[string]string) (resident, error) {
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

func (t *Talk) pressed(ctx context.Context, who resident, text string) (Reply, error) {
	d, ok := parseData(text)
	if !ok {
		return stale(who), nil
	}
	switch d.action {
	case actionLanguage:
		return t.setLanguage(ctx, who, d.last)
	case actionPick:
		return t.pick(ctx, who, d)
	case actionRate:
		return t.rate(ctx, who, d)
	case actionShow:
		return t.showKept(ctx, who, d.last)
	case actionErase:
		return t.erase(ctx, who, d.last)
	}
	return t.amend(ctx, who, d)
}

// decline answers a command in a group, and nothing else: an opinion about an officer is
// not for other readers.
func (t *Talk) decline(u Update) Reply {
	if u.Message == nil {
		return Reply{}
	}
	if name, _, ok := command(u.Message.Text); !ok || t.meant(name) == "" {
		return Reply{}
	}
	return Reply{Text: t.catalog.In(u.Message.From.Lang).T("bot.group")}
}

// refused is the reply to a refusal, with what to do next. Where it replaces a question it
// leaves no buttons, since they would be refused again.
func refused(who resident, refusal *domain.Error) Reply {
	sentence := who.texts.Refusal(refusal)
	if saysTheWay(refusal) {
		return Reply{Toast: sentence, Text: sentence}
	}
	return Reply{Toast: sentence, Text: paragraphs(sentence, who.texts.T("bot.scan"))}
}

// saysTheWay reports whether the text of a refusal already asks for a new scan.
func saysTheWay(refusal *domain.Error) bool {
	return refusal.Is(domain.ErrPassInvalid) || refusal.Is(domain.ErrPassExpired) ||
		refusal.Is(domain.ErrPassUsed) || refusal.Is(domain.ErrTicketUsed)
}

// stale is the reply to a button that no longer works.
func stale(who resident) Reply {
	return Reply{Toast: who.texts.T("bot.stale"), Alert: true}
}

// Fault explains that the program has an error.
func (t *Talk) Fault(u Update) Reply { return t.plain(u, "refusal.internal") }

// Deferred explains that the update waits for the database.
func (t *Talk) Deferred(u Update) Reply { return t.plain(u, "bot.deferred") }

// Unavailable asks the person to try again later.
func (t *Talk) Unavailable(u Update) Reply { return t.plain(u, "refusal.unavailable") }

// plain is a reply of one sentence that needs no query.
func (t *Talk) plain(u Update, key string) Reply {
	from := u.From()
	if from == nil || !u.Private() {
		return Reply{}
	}
	sentence := t.catalog.In(from.Lang).T(key)
	if u.Press != nil {
		return Reply{Toast: sentence, Alert: true}
	}
	return Reply{Text: sentence}
}

func unknownRating(err error) bool { return errors.Is(err, domain.ErrRatingUnknown) }
