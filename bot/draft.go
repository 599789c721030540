package bot

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
)

// draft is what is to be left behind of one update. Whoever stores an effect hands in
// after with it, so that the reply is stored in the same transaction.
type draft struct {
	bot    *Bot
	update update
	langs  map[string]string // chosen languages by author, of the updates that came together
	doubt  bool              // that the update is not done is not known
	said   time.Time         // of an update that was deferred: when it came; else zero
	// reply and letters are those of the last aftermath that was made.
	reply   reply
	letters []domain.Message
	mails   []mail // what the letters say
	// stored says that an effect took the aftermath along.
	stored bool
}

// after gives the aftermath that says a reply.
func (d *draft) after(r reply) domain.Effects {
	d.reply, d.letters, d.mails = r, nil, nil
	if r.text != "" {
		d.write(mailOf(d.update, r))
	} else if r.toast != "" && d.deferred() { // its press has been answered: it is said apart
		d.write(mail{Chat: d.update.chatID(), Text: r.toast})
	}
	return domain.Effects{Update: d.key(), Messages: d.letters}
}

// write adds a letter.
func (d *draft) write(m mail) {
	d.letters = append(d.letters, domain.Message{ID: uuid.Must(uuid.NewV7()).String(), Sealed: d.bot.sealer.seal(m)})
	d.mails = append(d.mails, m)
}

// key names what is done. An update that was deferred is done twice: kept, and heard.
func (d *draft) key() string {
	key := d.bot.updateKey(d.update)
	if d.deferred() {
		key += ":deferred"
	}
	return key
}

func (d *draft) deferred() bool { return !d.said.IsZero() }

// settle stores what is to be said when no effect takes it along.
func (d *draft) settle(ctx context.Context, r reply) error {
	err := d.bot.store.FinishUpdate(ctx, d.after(r))
	d.stored = err == nil
	return err
}

// withRating gives the aftermath of a rating that is being stored.
func (d *draft) withRating(say func(domain.Rating) reply) func(domain.Rating) domain.Effects {
	return func(r domain.Rating) domain.Effects { return d.after(say(r)) }
}

// updateKey names an update for ever: a bot's updates have numbers of their own.
func (b *Bot) updateKey(u update) string {
	if u.ID == 0 {
		return ""
	}
	return b.id + ":" + strconv.FormatInt(u.ID, 10)
}
