package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	telegram "github.com/go-telegram/bot"

	"suaraloket/bot/backoff"
	"suaraloket/bot/talk"
)

// The answer to a press is tried a few times only: its change is already stored, and
// other answers wait behind it.
const (
	answerTries  = 4
	answerTime   = 20 * time.Second // for all tries of one answer
	answerMethod = "answerCallbackQuery"
)

// answerPress answers a press, which ends the waiting sign on the person's screen.
func (b *Bot) answerPress(ctx context.Context, u talk.Update, r talk.Reply) {
	params := &telegram.AnswerCallbackQueryParams{CallbackQueryID: u.Press.ID, Text: r.Toast, ShowAlert: r.Alert}
	waits, end := backoff.New(250*time.Millisecond, 4*time.Second), time.Now().Add(answerTime)
	for try := 1; ; try++ {
		err := complete(ctx, func(ctx context.Context) error {
			_, err := b.api.AnswerCallbackQuery(ctx, params)
			return err
		})
		if err == nil || !temporary(err) {
			b.logRefusal(err)
			return
		}
		wait := waits.Next(retryAfter(err))
		if try == answerTries || time.Now().Add(wait).After(end) {
			b.logger.Warn("answer dropped", "method", answerMethod, "tries", try, "error", outline(err))
			return
		}
		if !backoff.Sleep(ctx, wait) {
			return
		}
	}
}

// maxAnswers bounds the concurrent answers: beyond it, updates wait.
const maxAnswers = 128

// answers runs answers to presses in the background.
type answers struct {
	slots   chan struct{}
	running sync.WaitGroup
}

func newAnswers() *answers { return &answers{slots: make(chan struct{}, maxAnswers)} }

// start runs an answer when a slot is free. It returns false when ctx ends first.
func (a *answers) start(ctx context.Context, answer func()) bool {
	select {
	case a.slots <- struct{}{}: // a free slot is used even after ctx has ended
	default:
		select {
		case a.slots <- struct{}{}:
		case <-ctx.Done():
			return false
		}
	}
	a.running.Go(func() {
		defer func() { <-a.slots }()
		answer()
	})
	return true
}

// wait waits for the running answers.
func (a *answers) wait() { a.running.Wait() }

// complete lets a call end although ctx has ended.
func complete(ctx context.Context, call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTime)
	defer cancel()
	return call(ctx)
}

// logRefusal logs why Telegram refused an answer. A blocked bot is no event, and neither
// is an expired press.
func (b *Bot) logRefusal(err error) {
	switch {
	case err == nil || errors.Is(err, telegram.ErrorForbidden):
	case errors.Is(err, telegram.ErrorBadRequest):
		b.logger.Debug("telegram refused", "method", answerMethod, "error", outline(err))
	default:
		b.logger.Warn("telegram refused", "method", answerMethod, "error", outline(err))
	}
}
