package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	telegram "github.com/go-telegram/bot"
)

const (
	pollTime    = 30 * time.Second // how long Telegram holds a call while nothing happens
	pollSize    = 100              // the most updates of one call
	maxAnswer   = 32 << 20         // bytes
	confirmTime = 3 * time.Second
)

// Run answers the chat until ctx ends: it sends letters, polls for updates or has them
// pushed, and lets one of several programs do what only one may. Then it finishes the
// updates it is at, tells Telegram which ones are done, and returns nil: the others
// come again. A Telegram that is away is waited for.
func (b *Bot) Run(ctx context.Context) error {
	defer b.closeIdle()
	var crew sync.WaitGroup
	defer crew.Wait()
	b.outbox.lookOnce(ctx)
	sending, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop() // what the last updates leave is stored; it is sent by whoever is next
	defer b.thanking.wait()
	crew.Go(func() { b.outbox.run(sending) })
	crew.Go(func() { b.forget(ctx) })
	b.lead(ctx, func(ctx context.Context) {
		var menu sync.WaitGroup
		menu.Go(func() { b.offerCommands(ctx) })
		menu.Go(func() { b.talk.staff.tell(ctx) })
		defer menu.Wait()
		b.receive(ctx)
	})
	return nil
}

// begin notes that this program begins to take updates.
func (b *Bot) begin() { b.began.Store(time.Now().UnixNano()) }

// receive takes updates as the configuration has it, until ctx ends.
func (b *Bot) receive(ctx context.Context) {
	b.begin()
	if b.webhook != "" {
		b.setWebhook(ctx)
		<-ctx.Done()
		return
	}
	b.leaveWebhook(ctx)
	b.pollOn(ctx)
}

// pollOn polls until ctx ends.
func (b *Bot) pollOn(ctx context.Context) {
	var next int64
	away := pollBackoff()
	for ctx.Err() == nil {
		if b.outbox.crowded(b.most) { // what was promised comes first
			sleep(ctx, lookEvery)
			continue
		}
		updates, err := b.poll(ctx, next, pollTime)
		if err != nil {
			b.waitForTelegram(ctx, err, away)
			continue
		}
		b.backAgain(away)
		next = b.handleAll(ctx, updates, next)
	}
	b.confirm(ctx, next)
}

// poll asks for the updates from number next on, which confirms those below it.
func (b *Bot) poll(ctx context.Context, next int64, hold time.Duration) ([]update, error) {
	question, err := json.Marshal(map[string]any{
		"offset": next, "limit": pollSize, "timeout": int(hold.Seconds()), "allowed_updates": kinds(),
	})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, b.updates, bytes.NewReader(question))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := b.poller.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	return readPoll(io.LimitReader(response.Body, maxAnswer))
}

// polled is Telegram's answer to getUpdates.
type polled struct {
	OK          bool              `json:"ok"`
	Result      []json.RawMessage `json:"result"`
	Code        int               `json:"error_code"`
	Description string            `json:"description"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
	} `json:"parameters"`
}

var errUnreadable = errors.New("telegram gave an answer that cannot be read")

func readPoll(body io.Reader) ([]update, error) {
	var answer polled
	if err := json.NewDecoder(body).Decode(&answer); err != nil {
		return nil, errUnreadable
	}
	if !answer.OK {
		return nil, answer.refusal()
	}
	updates := make([]update, 0, len(answer.Result))
	for _, raw := range answer.Result {
		u, err := readUpdate(raw)
		if err != nil {
			return nil, errUnreadable
		}
		updates = append(updates, u)
	}
	return updates, nil
}

// refusal says it in the terms of the library, so that there is one table of errors.
func (p polled) refusal() error {
	switch p.Code {
	case http.StatusTooManyRequests:
		return &telegram.TooManyRequestsError{Message: p.Description, RetryAfter: p.Parameters.RetryAfter}
	case http.StatusUnauthorized, http.StatusNotFound:
		return telegram.ErrorUnauthorized
	case http.StatusConflict:
		return telegram.ErrorConflict
	}
	return errUnreadable
}

// waitForTelegram says once for each kind of trouble what is wrong, and waits.
func (b *Bot) waitForTelegram(ctx context.Context, err error, away *backoff) {
	if ctx.Err() != nil {
		return
	}
	if what := outline(err); what != away.told {
		away.told = what
		b.logger.Warn("telegram is away, trying on", "error", what)
	}
	if errors.Is(err, telegram.ErrorConflict) { // a webhook, or another program with the token
		b.leaveWebhook(ctx)
	}
	away.wait(ctx, retryAfter(err))
}

func (b *Bot) backAgain(away *backoff) {
	if away.told != "" {
		b.logger.Info("telegram answers again")
	}
	away.reset()
}

// confirm tells Telegram at the end what is done. When that fails, the updates come
// again, and are the same ratings then.
func (b *Bot) confirm(ctx context.Context, next int64) {
	if next == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), confirmTime)
	defer cancel()
	again := pollBackoff()
	for {
		_, err := b.poll(ctx, next, 0)
		if err == nil {
			return
		}
		if !again.wait(ctx, retryAfter(err)) {
			b.logger.Warn("last updates not confirmed, they will come again", "error", outline(err))
			return
		}
	}
}
