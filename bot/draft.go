package bot

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"suaraloket/bot/outbox"
	"suaraloket/bot/talk"
	"suaraloket/domain"
)

// draft collects the effects of one update: its reply becomes messages that are stored in
// the transaction of its main change, or by finish when there is none.
type draft struct {
	talk.Turn
	bot   *Bot
	doubt bool // it is unknown whether the update is already done, or what it has to wait behind
	// messages and contents are those of the last effects that were made.
	messages []domain.Message
	contents []outbox.Content
}

func (b *Bot) newDraft(u talk.Update) *draft {
	d := &draft{bot: b, Turn: talk.Turn{Update: u}}
	d.Effects = d.effects
	return d
}

// deferredDraft is the draft of an update that was deferred at a time.
func (b *Bot) deferredDraft(u talk.Update, at time.Time) *draft {
	d := b.newDraft(u)
	d.Said = at
	return d
}

// effects makes the effects of a reply.
func (d *draft) effects(r talk.Reply) domain.Effects {
	d.Reply, d.messages, d.contents = r, nil, nil
	if r.Earlier != nil {
		c := contentOf(d.Update, r.Earlier.Reply)
		c.Edit = r.Earlier.Message
		d.add(c)
	}
	if r.Text != "" {
		d.add(contentOf(d.Update, r))
	} else if r.Toast != "" && d.Deferred() { // the press was answered when it came, so the toast becomes a message
		d.add(outbox.Content{Chat: d.Update.ChatID(), Text: r.Toast})
	}
	return domain.Effects{Update: d.key(), Messages: d.messages, Screen: d.Screen}
}

func (d *draft) add(c outbox.Content) {
	d.messages = append(d.messages, d.bot.outbox.Message(c))
	d.contents = append(d.contents, c)
}

// key identifies the update. A deferred update is done twice: deferred, and handled.
func (d *draft) key() string {
	key := d.bot.updateKey(d.Update)
	if d.Deferred() {
		key += ":deferred"
	}
	return key
}

// finish stores the effects of a reply that no use case has stored.
func (d *draft) finish(ctx context.Context, r talk.Reply) error {
	err := d.bot.store.FinishUpdate(ctx, d.effects(r))
	d.Stored = err == nil
	return err
}

// updateKey identifies an update of this bot. Its number alone does not: after a week without
// updates Telegram begins with any number. The rest is keyed, since it follows from the number
// of a person.
func (b *Bot) updateKey(u talk.Update) string {
	if u.ID == 0 {
		return ""
	}
	mac := hmac.New(sha256.New, b.updatesKey)
	mac.Write([]byte(u.Identity()))
	return b.id + ":" + strconv.FormatInt(u.ID, 10) + ":" + hex.EncodeToString(mac.Sum(nil)[:8])
}
