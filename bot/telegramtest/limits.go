package telegramtest

import (
	"time"
)

// Limits are how often a bot may send and edit. Figures and wording are those of the answer to
// "My bot is hitting limits" in Telegram's bots FAQ: one message a second in a chat with short
// bursts, 20 a minute in a group, about 30 a second in all. Sending and editing count together
// (tdlib/td#3034), answers to presses do not count at all (tdlib/telegram-bot-api#648). A refused
// call costs nothing. All limits use [Options.Clock].
type Limits struct {
	// PerChat is the time between two messages of a chat; one second when zero.
	PerChat time.Duration
	// Burst is the number of messages that a quiet chat accepts at once; three when zero.
	// Telegram allows bursts without a published figure; 1 allows none.
	Burst int
	// PerSecond is how many messages may go out within any second; 30 when zero.
	PerSecond int
	// PerGroupMinute is how many messages a group accepts within any minute; 20 when zero.
	PerGroupMinute int
	// PerWebhook is the time between two calls of setWebhook; one second when zero (Source:
	// next_allowed_set_webhook_time_).
	PerWebhook time.Duration
}

func (l Limits) withDefaults() Limits {
	l.PerChat, l.PerWebhook = orElse(l.PerChat, time.Second), orElse(l.PerWebhook, time.Second)
	for figure, none := range map[*int]int{&l.Burst: 3, &l.PerSecond: 30, &l.PerGroupMinute: 20} {
		if *figure == 0 {
			*figure = none
		}
	}
	return l
}

// Exceeded counts the calls that were refused because of Limits, by limit.
type Exceeded struct{ Chat, Group, Overall, Webhook int }

// Exceeded returns how often Limits were exceeded.
func (s *Server) Exceeded() Exceeded {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.limits == nil {
		return Exceeded{}
	}
	return s.limits.exceeded
}

// limiter applies Limits; nil limits nothing.
type limiter struct {
	Limits
	exceeded Exceeded
	all      window
	chats    map[int64]time.Time // when the chat's bucket is empty again
	groups   map[int64]*window
	hooks    time.Time // when setWebhook may come again
}

func newLimiter(l *Limits) *limiter {
	if l == nil {
		return nil
	}
	full := l.withDefaults()
	return &limiter{
		Limits: full, all: newWindow(full.PerSecond, time.Second),
		chats: map[int64]time.Time{}, groups: map[int64]*window{},
	}
}

// message counts one message to c, or refuses it with the time to wait.
func (l *limiter) message(c *chat, now time.Time) error {
	if l == nil {
		return nil
	}
	group := l.group(c)
	if wait := l.chatWait(c, now); wait > 0 {
		l.exceeded.Chat++
		return tooMany(seconds(wait))
	}
	if wait := group.wait(now); wait > 0 {
		l.exceeded.Group++
		return tooMany(seconds(wait))
	}
	if wait := l.all.wait(now); wait > 0 {
		l.exceeded.Overall++
		return tooMany(seconds(wait))
	}
	l.all.add(now)
	group.add(now)
	l.chats[c.id] = later(l.chats[c.id], now).Add(l.PerChat)
	return nil
}

// chatWait is the time until the chat's bucket has room for one more.
func (l *limiter) chatWait(c *chat, now time.Time) time.Duration {
	room := time.Duration(l.Burst-1) * l.PerChat
	return l.chats[c.id].Add(-room).Sub(now)
}

// group returns the window of a group, and a window without a limit for other chats.
func (l *limiter) group(c *chat) *window {
	if !c.group() {
		return nil
	}
	if l.groups[c.id] == nil {
		w := newWindow(l.PerGroupMinute, time.Minute)
		l.groups[c.id] = &w
	}
	return l.groups[c.id]
}

// webhook counts one call of setWebhook, or refuses it.
func (l *limiter) webhook(now time.Time) error {
	if l == nil {
		return nil
	}
	if wait := l.hooks.Sub(now); wait > 0 {
		l.exceeded.Webhook++
		return tooMany(seconds(wait))
	}
	l.hooks = now.Add(l.PerWebhook)
	return nil
}

// seconds to wait, in Telegram's form: whole, and never zero.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// window limits the calls within any span of time; nil is no limit.
type window struct {
	span  time.Duration
	times []time.Time // of the last ones, a ring
	next  int
}

func newWindow(n int, span time.Duration) window {
	return window{span: span, times: make([]time.Time, n)}
}

func (w *window) wait(now time.Time) time.Duration {
	if w == nil || w.times[w.next].IsZero() {
		return 0
	}
	return w.times[w.next].Add(w.span).Sub(now)
}

func (w *window) add(now time.Time) {
	if w == nil {
		return
	}
	w.times[w.next] = now
	w.next = (w.next + 1) % len(w.times)
}
