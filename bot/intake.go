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

	"suaraloket/bot/backoff"
	"suaraloket/bot/outbox"
	"suaraloket/bot/talk"
)

const (
	pollTime    = 30 * time.Second // how long Telegram holds a call while there is no update
	pollSize    = 100              // updates of one call
	maxAnswer   = 32 << 20         // bytes
	confirmTime = 3 * time.Second
	fullPause   = time.Second // between two checks of a full outbox
)

// Run answers the chat until ctx ends: it sends messages, and polls for updates or has
// them pushed; the lease decides which of several programs does. Then it completes the
// updates in progress, confirms to Telegram which ones are done, and returns nil: the
// others come again. While Telegram is away it retries.
func (b *Bot) Run(ctx context.Context) error {
	defer b.closeIdle()
	var workers sync.WaitGroup
	defer workers.Wait()
	b.outbox.Sync(ctx)
	sending, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop() // messages of the last updates are stored; the next leader sends them
	defer b.answers.wait()
	workers.Go(func() { b.outbox.Run(sending) })
	workers.Go(func() { b.enforceRetention(ctx) })
	lease := outbox.Lease{Store: b.leases, Name: "chat:" + b.id, Holder: b.instance}
	b.outbox.Lead(ctx, lease, func(ctx context.Context) {
		var background sync.WaitGroup
		background.Go(func() { b.setMenus(ctx) })
		background.Go(func() { b.notifier.run(ctx) })
		background.Go(func() { b.forgetScreens(ctx) })
		defer background.Wait()
		b.receive(ctx)
	})
	return nil
}

// begin notes that this program begins to receive updates.
func (b *Bot) begin() { b.began.Store(time.Now().UnixNano()) }

// receive receives updates as configured, until ctx ends.
func (b *Bot) receive(ctx context.Context) {
	b.begin()
	if b.webhook != "" {
		b.setWebhook(ctx)
		<-ctx.Done()
		return
	}
	b.deleteWebhook(ctx)
	b.pollLoop(ctx)
}

// pollBackoff waits between tries of calls that repeat until they succeed.
func pollBackoff() *backoff.Backoff { return backoff.New(250*time.Millisecond, 30*time.Second) }

// outageLog logs each kind of error of an outage once.
type outageLog struct{ logged string }

// changed reports whether an error is of a new kind.
func (o *outageLog) changed(what string) bool {
	if what == o.logged {
		return false
	}
	o.logged = what
	return true
}

// pollLoop polls until ctx ends.
func (b *Bot) pollLoop(ctx context.Context) {
	var next int64
	var outage, repeats outageLog
	away, idle := pollBackoff(), idleBackoff()
	for ctx.Err() == nil {
		if b.outbox.Full(b.limit) { // queued messages come first
			backoff.Sleep(ctx, fullPause)
			continue
		}
		asked := time.Now()
		updates, err := b.poll(ctx, next, pollTime)
		b.noteToken(&b.pollsRefused, err)
		if err != nil {
			b.waitForTelegram(ctx, err, away, &outage)
			continue
		}
		if outage.changed("") {
			b.logger.Info("telegram recovered")
		}
		away.Reset()
		var fresh int
		if next, fresh = b.handleAll(ctx, updates, next); fresh > 0 {
			idle.Reset()
			repeats.changed("")
			continue
		}
		if len(updates) > 0 && repeats.changed("repeated") {
			b.logger.Warn("telegram delivers updates again that are done", "updates", len(updates))
		}
		backoff.Sleep(ctx, idle.Next(0)-time.Since(asked))
	}
	b.confirm(ctx, next)
}

// idleBackoff spaces polls that bring nothing new. Telegram holds such a poll itself; a
// proxy, or Telegram with updates that it has numbered anew, may answer it at once.
func idleBackoff() *backoff.Backoff { return backoff.New(100*time.Millisecond, 2*time.Second) }

// poll requests the updates from number next on, which confirms those below it.
func (b *Bot) poll(ctx context.Context, next int64, hold time.Duration) ([]talk.Update, error) {
	question, err := json.Marshal(map[string]any{
		"offset": next, "limit": pollSize, "timeout": int(hold.Seconds()), "allowed_updates": talk.Kinds(),
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

var errUnreadable = errors.New("telegram sent an unreadable answer")

func readPoll(body io.Reader) ([]talk.Update, error) {
	var answer polled
	if err := json.NewDecoder(body).Decode(&answer); err != nil {
		return nil, errUnreadable
	}
	if !answer.OK {
		return nil, answer.refusal()
	}
	updates := make([]talk.Update, 0, len(answer.Result))
	for _, raw := range answer.Result {
		u, err := talk.ReadUpdate(raw)
		if err != nil {
			return nil, errUnreadable
		}
		updates = append(updates, u)
	}
	return updates, nil
}

// refusal is the error of the library for a refused poll, so that there is one set of
// errors.
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

// waitForTelegram logs each kind of error once, and waits.
func (b *Bot) waitForTelegram(ctx context.Context, err error, away *backoff.Backoff, outage *outageLog) {
	if ctx.Err() != nil {
		return
	}
	if what := outline(err); outage.changed(what) {
		b.logger.Warn("telegram unavailable, will retry", "error", what)
	}
	if errors.Is(err, telegram.ErrorConflict) { // a webhook, or another program with the token
		b.deleteWebhook(ctx)
	}
	away.Wait(ctx, retryAfter(err))
}

// confirm confirms the done updates to Telegram at the end. When that fails, the updates
// come again, and change nothing then.
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
		if !again.Wait(ctx, retryAfter(err)) {
			b.logger.Warn("updates not confirmed, they will be delivered again", "error", outline(err))
			return
		}
	}
}
