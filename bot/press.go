package bot

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	telegram "github.com/go-telegram/bot"
)

// An answer is tried a few times and not for ever: behind it others wait, and what
// it answers is stored already.
const (
	answerTries  = 4
	answerTime   = 20 * time.Second // the most that all tries of one answer wait
	answerMethod = "answerCallbackQuery"
)

// thank answers a press, which ends its waiting on the person's screen.
func (b *Bot) thank(ctx context.Context, u update, r reply) {
	answer := &telegram.AnswerCallbackQueryParams{CallbackQueryID: u.Press.ID, Text: r.toast, ShowAlert: r.alert}
	waits, end := callBackoff(), time.Now().Add(answerTime)
	for try := 1; ; try++ {
		err := finish(ctx, func(ctx context.Context) error {
			_, err := b.api.AnswerCallbackQuery(ctx, answer)
			return err
		})
		if err == nil || !passing(err) {
			b.logRefused(err)
			return
		}
		wait := waits.step(retryAfter(err))
		if try == answerTries || time.Now().Add(wait).After(end) {
			b.logger.Warn("answer let go", "method", answerMethod, "tries", try, "error", outline(err))
			return
		}
		if !sleep(ctx, wait) {
			return
		}
	}
}

// thanksAtOnce bounds the answers under way: with more, updates wait.
const thanksAtOnce = 128

// thanking is answers under way.
type thanking struct {
	slots chan struct{}
	crew  sync.WaitGroup
}

func newThanking() *thanking { return &thanking{slots: make(chan struct{}, thanksAtOnce)} }

func (t *thanking) start(thank func()) {
	t.slots <- struct{}{}
	t.crew.Go(func() {
		defer func() { <-t.slots }()
		thank()
	})
}

// wait waits for those that have begun.
func (t *thanking) wait() { t.crew.Wait() }

// finish lets a call end although the program is about to stop.
func finish(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTime)
	defer cancel()
	return do(ctx)
}

// passing says whether the trouble may pass: Telegram is away, answers with a
// proxy's page or asks to wait. What it refused it will refuse again.
func passing(err error) bool {
	for _, final := range []error{
		telegram.ErrorForbidden, telegram.ErrorBadRequest, telegram.ErrorUnauthorized,
		telegram.ErrorNotFound, telegram.ErrorConflict,
	} {
		if errors.Is(err, final) {
			return false
		}
	}
	return !telegram.IsMigrateError(err)
}

// logRefused tells of a refusal that is not of everyday: that somebody blocked the
// bot, or pressed long ago, is.
func (b *Bot) logRefused(err error) {
	switch {
	case err == nil || errors.Is(err, telegram.ErrorForbidden):
	case errors.Is(err, telegram.ErrorBadRequest):
		b.logger.Debug("telegram refused", "method", answerMethod, "error", outline(err))
	default:
		b.logger.Warn("telegram refused", "method", answerMethod, "error", outline(err))
	}
}

// undone says that what was asked has surely not been done: nobody was reached, or who
// answered could not. After any other trouble nobody knows.
func undone(err error) bool {
	var server *serverError
	var network *net.OpError
	return errors.As(err, &server) || errors.As(err, &network) && network.Op == "dial"
}
