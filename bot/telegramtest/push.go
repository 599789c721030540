package telegramtest

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"
)

const (
	maxResend     = 60             // units between two pushes of an update, up to twice that (Source: WEBHOOK_MAX_RESEND_TIMEOUT)
	maxRetryAfter = 3600           // units that the bot can ask for (Source: MAX_RETRY_AFTER)
	goneTime      = 23 * time.Hour // of only 410 before the webhook is closed (Source: WEBHOOK_DROP_TIMEOUT)
)

// pushed is the delivery state of an update under a webhook.
type pushed struct {
	busy        bool // in flight
	after       time.Time
	delay, fail int // units waited last; failures so far
}

// wake starts as many pushes as there are updates and connections for; the caller holds
// the lock.
func (h *webhook) wake() {
	for h.s.hook == h && h.active < h.max {
		u := h.next()
		if u == nil {
			return
		}
		h.active++
		h.s.pushing.Go(func() { h.work(u) })
	}
}

// next selects an update to push and marks it as in flight. It considers only the first 2 ×
// max_connections updates (Source: max_loaded_updates_), so that many stuck ones block the
// others. Of each lane only the first may go; of those the one that has waited longest goes.
func (h *webhook) next() *update {
	q := &h.s.queue
	q.expire(h.s.now())
	var ready []*update
	taken := map[lane]bool{}
	now := time.Now()
	for _, u := range q.pending[:min(2*h.max, len(q.pending))] {
		first := !taken[u.lane]
		taken[u.lane] = true
		free := first || h.s.deliverer.Order == AllShuffled
		if free && !u.push.busy && !now.Before(u.push.after) {
			ready = append(ready, u)
		}
	}
	u := h.s.deliverer.choose(ready)
	if u != nil {
		u.push.busy = true
		u.handOut()
	}
	return u
}

// choose returns the update that has waited longest, or any when the order is shuffled.
func (d *deliverer) choose(ready []*update) *update {
	if len(ready) == 0 {
		return nil
	}
	if d.Order != InOrder {
		return ready[d.dice.IntN(len(ready))]
	}
	best := ready[0]
	for _, u := range ready {
		if u.push.after.Before(best.push.after) {
			best = u
		}
	}
	return best
}

// work pushes one update after the other on one connection.
func (h *webhook) work(u *update) {
	for u != nil {
		r := h.post(u)
		h.s.mu.Lock()
		u = h.settle(u, r)
		h.s.mu.Unlock()
	}
}

// settle records the result of u and returns the next update; the caller holds the lock.
func (h *webhook) settle(u *update, r pushResult) *update {
	if h.s.hook != h { // closed meanwhile: u is pending as if it had never been pushed
		return nil
	}
	u.push.busy = false
	if r.failure == "" {
		h.goneSince = time.Time{}
		h.succeed(u)
	} else {
		h.fail(u, r)
	}
	next := (*update)(nil)
	if h.s.hook == h {
		next = h.next()
	}
	if next == nil {
		h.active--
	} else {
		h.wake() // another lane may have become free as well
	}
	h.s.notify()
	return next
}

func (h *webhook) succeed(u *update) {
	h.s.queue.drop(u)
	if h.s.deliverer.twice(u) {
		h.s.handAgain(u)
	}
}

// fail schedules the next push of u: after the Retry-After of the answer, or else after 0,
// 2, 4, 8 … units (Source: on_update_error), or drops u when it would expire before.
func (h *webhook) fail(u *update, r pushResult) {
	h.failedAt, h.failure = h.s.now(), r.failure
	h.gone(r.status)
	if h.s.hook != h {
		return
	}
	units := min(max(r.retryAfter, 0), maxRetryAfter)
	u.push.delay = max(u.push.delay, 1)
	if units == 0 && u.push.fail > 0 {
		u.push.delay = min(maxResend+h.s.deliverer.dice.IntN(maxResend+1), 2*u.push.delay)
		units = u.push.delay
	}
	wait := time.Duration(units) * h.s.opts.RetryUnit
	if h.s.now().Add(wait).After(u.Until) {
		h.s.queue.drop(u)
		return
	}
	u.push.fail++
	u.push.after = time.Now().Add(wait)
	if wait > 0 {
		time.AfterFunc(wait, func() {
			h.s.mu.Lock()
			defer h.s.mu.Unlock()
			h.wake()
		})
	}
}

// gone closes the webhook after 23 hours of only 410.
func (h *webhook) gone(status int) {
	switch {
	case status == 0: // no answer is no reason to close the webhook
	case status != http.StatusGone:
		h.goneSince = time.Time{}
	case h.goneSince.IsZero():
		h.goneSince = h.s.now()
	case h.s.now().Sub(h.goneSince) > goneTime:
		h.s.unhook()
	}
}

// pushResult is the result of one push; failure is empty when the bot accepted the update.
type pushResult struct {
	status     int
	retryAfter int
	failure    string
}

// post pushes u (Source: send_update) and executes the call in the answer.
func (h *webhook) post(u *update) pushResult {
	r, err := http.NewRequestWithContext(h.ctx, http.MethodPost, h.address.String(), bytes.NewReader(u.appendJSON(nil)))
	if err != nil {
		return pushResult{failure: err.Error()}
	}
	r.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.secret)
	}
	answer, err := h.client.Do(r)
	if err != nil {
		return pushResult{failure: outage(err)}
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxBody))
	if err != nil {
		return pushResult{failure: outage(err)}
	}
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		after, _ := strconv.Atoi(answer.Header.Get("Retry-After")) // 0 when it is absent or a date
		return pushResult{answer.StatusCode, after,
			"Wrong response from the webhook: " + strconv.Itoa(answer.StatusCode) + " " + http.StatusText(answer.StatusCode)}
	}
	h.s.callInAnswer(h.ctx, answer.Header.Get("Content-Type"), body)
	return pushResult{status: answer.StatusCode}
}

// outage describes a push without an answer in Telegram's wording.
func outage(err error) string {
	var network net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "Connection refused"
	case errors.Is(err, syscall.ECONNRESET):
		return "Connection reset by peer"
	case errors.As(err, &network) && network.Timeout():
		return "Read timeout expired"
	}
	return "Connection closed"
}
