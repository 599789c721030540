package bot

import (
	"context"
	"log/slog"
	"time"

	"suaraloket/bot/backoff"
	"suaraloket/bot/outbox"
	"suaraloket/bot/talk"
	"suaraloket/domain"
	"suaraloket/domain/notice"
)

// StaffOptions are what the chats of accounts need.
type StaffOptions struct {
	Chats   *notice.StaffChats
	Notices *notice.Notifier
	Portal  string // the portal's address, ending with '/'; "" when it is unknown
	// Every is the time between two checks for notices; 0 is 15 s, so that an alert arrives
	// within a minute.
	Every time.Duration
}

const noticesEvery = 15 * time.Second

// notifier enqueues the notices of accounts. It is nil without accounts.
type notifier struct {
	notices *notice.Notifier
	every   time.Duration
	staff   *talk.Staff
	seal    func(outbox.Content) domain.Message
	logger  *slog.Logger
	refused map[string]bool // links that this key does not open, and that were logged
}

func newNotifier(o *StaffOptions, staff *talk.Staff, seal func(outbox.Content) domain.Message, logger *slog.Logger) *notifier {
	if o == nil {
		return nil
	}
	n := &notifier{notices: o.Notices, every: o.Every, staff: staff, seal: seal, logger: logger, refused: map[string]bool{}}
	if n.every == 0 {
		n.every = noticesEvery
	}
	return n
}

// run enqueues notices until ctx ends. Only the leader runs it.
func (n *notifier) run(ctx context.Context) {
	if n == nil {
		return
	}
	logged := ""
	for {
		err := n.notices.Notify(ctx, n.messages)
		what := ""
		if err != nil {
			what = outline(err)
		}
		switch {
		case what == logged || ctx.Err() != nil:
		case what == "":
			n.logger.Info("staff notices recovered")
			logged = what
		default:
			n.logger.Warn("staff notices failed, will retry", "error", what)
			logged = what
		}
		if !backoff.Sleep(ctx, n.every) {
			return
		}
	}
}

// messages returns the messages of a notice. A chat that was sealed with another key gets
// none.
func (n *notifier) messages(notice notice.Notice) []domain.Message {
	chat, err := n.staff.Chat(notice.Chat.Chat)
	if err != nil {
		if !n.refused[notice.Chat.ID] {
			n.refused[notice.Chat.ID] = true
			n.logger.Warn("staff chat not notified, it has to be linked again", "error", err.Error())
		}
		return nil
	}
	var messages []domain.Message
	for _, r := range n.staff.Render(notice) {
		c := contentOf(talk.Update{Message: &talk.Message{}}, r)
		c.Chat = chat
		messages = append(messages, n.seal(c))
	}
	return messages
}
