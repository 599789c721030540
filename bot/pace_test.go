package bot_test

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"suaraloket/bot"
	"suaraloket/bot/telegramtest"
)

// TestACrowdAtTelegramsPace makes a crowd scan at once; every fourth person presses and writes
// as soon as the question has arrived. Telegram, at its real pace, refuses some chats for a
// time and twice all of them. Its limits are never exceeded, no limited chat gets a message,
// and every person gets every message once, in turn.
func TestACrowdAtTelegramsPace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, servesACrowd)
}

func servesACrowd(t *testing.T) {
	c := newThrong(t)
	c.run(c.bot(parts{pause: bot.DefaultChatPause, perSecond: bot.DefaultPerSecond}))
	c.until("all scans are stored", func() bool { return c.Queue() == 0 })
	var eager sync.WaitGroup
	eager.Go(c.press)
	c.until("all people are served", func() bool {
		return c.served("sendMessage") == c.size+c.size/4 && c.served("editMessageText") == c.size/4
	})
	eager.Wait()
	c.settled()
	if got := c.Exceeded(); got != (telegramtest.Exceeded{}) {
		t.Errorf("Telegram's limits were exceeded: %+v", got)
	}
	c.checkChats()
	log := c.sendings()
	c.checkWaits(log)
	c.checkTurns(log)
}

// throng is a stage with people, numbered from 1.
type throng struct {
	*stage
	size  int
	asked chan int64 // people with the question, for press

	mu      sync.Mutex
	answers int // sent so far
}

// throngSize is two thousand in soak runs.
func throngSize() int {
	if os.Getenv("SUARALOKET_TEST_SOAK_ROUNDS") != "" {
		return 2000
	}
	return 200
}

func newThrong(t *testing.T) *throng {
	t.Helper()
	c := &throng{size: throngSize()}
	c.asked = make(chan int64, c.size)
	c.stage = bubbleStage(t, func(o *telegramtest.Options) {
		o.Clock, o.OnCall = time.Now, c.onCall
		o.Limits = &telegramtest.Limits{Burst: 1}
	})
	for id := int64(1); id <= int64(c.size); id++ {
		must(t, c.Person(id, "Warga", "id").Start(c.passes.Poster("DKC-01")))
		if id%100 == 50 {
			c.Fail("sendMessage", 1+int(id/100)%2, telegramtest.Fault{Status: 429, RetryAfter: 2, Chat: id})
		}
	}
	return c
}

// onCall counts every call; twice it makes Telegram refuse all chats.
func (c *throng) onCall(call telegramtest.Call) {
	if call.Status != 200 || call.Method != "sendMessage" && call.Method != "editMessageText" {
		return
	}
	c.mu.Lock()
	c.answers++
	n := c.answers
	c.mu.Unlock()
	if n == c.size/3 {
		c.Fail("sendMessage", 4, telegramtest.Fault{Status: 429, RetryAfter: 3})
	}
	if n == c.size+c.size/8 {
		c.Fail("sendMessage", 3, telegramtest.Fault{Status: 429, RetryAfter: 2})
		c.Fail("editMessageText", 3, telegramtest.Fault{Status: 429, RetryAfter: 2})
	}
	if id := chatOf(call); id%4 == 0 && call.Method == "sendMessage" && len(c.Person(id, "Warga", "id").Messages()) == 2 {
		c.asked <- id
	}
}

// press makes every fourth person press as soon as the question has arrived, and write a note.
func (c *throng) press() {
	for range c.size / 4 {
		select {
		case id := <-c.asked:
			p := c.Person(id, "Warga", "id")
			m, _ := p.Last()
			_, err := p.Press(m.ID, m.Rows[1][1].Data)
			if err = errors.Join(err, p.Say("cepat")); err != nil {
				c.t.Error(err)
			}
		case <-c.ctx.Done():
			return
		}
	}
}

func (c *throng) served(method string) int { return c.Count(method, 200) }

// checkChats checks that every person has got each message once.
func (c *throng) checkChats() {
	c.t.Helper()
	for id := int64(1); id <= int64(c.size); id++ {
		got := replies(c.Person(id, "Warga", "id"))
		want, edited := 1, false
		if id%4 == 0 {
			want, edited = 2, true
		}
		if len(got) != want || got[0].Edited != edited {
			c.t.Errorf("chat %d: %+v", id, got)
		}
	}
	if n, _ := c.counted(); n != int64(c.size/4) {
		c.t.Errorf("%d ratings", n)
	}
}

// sending is one call that sends a message or was refused.
type sending struct {
	chat int64
	turn int // messages that the chat got before
	at   time.Time
	wait time.Duration // how long to wait; 0 when it was accepted
}

// until is when a refused one may be tried again.
func (s sending) until() time.Time { return s.at.Add(s.wait) }

func chatOf(call telegramtest.Call) int64 {
	id, _ := strconv.ParseInt(call.Params["chat_id"], 10, 64)
	return id
}

// sendings returns all of them in order.
func (c *throng) sendings() (log []sending) {
	turns := map[int64]int{}
	for _, call := range c.Calls() {
		if call.Method != "sendMessage" && call.Method != "editMessageText" {
			continue
		}
		s := sending{chat: chatOf(call), turn: turns[chatOf(call)], at: call.At, wait: time.Duration(call.RetryAfter) * time.Second}
		if s.wait == 0 {
			turns[s.chat]++
		}
		log = append(log, s)
	}
	return log
}

// atOnce is the maximum of messages in flight.
const atOnce = 16

// checkWaits checks that a limited chat gets no message, and no chat does after a second
// one was limited meanwhile, except for messages in flight.
func (c *throng) checkWaits(log []sending) {
	c.t.Helper()
	storms, singles := 0, 0
	for i, s := range log {
		if s.wait == 0 {
			continue
		}
		late := 0
		for _, next := range log[i+1:] {
			if !next.at.Before(s.until()) {
				break
			}
			if late++; next.chat == s.chat {
				c.t.Errorf("chat %d was limited for %v and tried after %v", s.chat, s.wait, next.at.Sub(s.at))
			}
		}
		if !slices.ContainsFunc(log[:i], func(before sending) bool { return before.wait > 0 && s.at.Before(before.until()) }) {
			singles++
			continue
		}
		if storms++; late > atOnce {
			c.t.Errorf("all were limited for %v, %d were tried", s.wait, late)
		}
	}
	if storms < 3 || singles < 2 {
		c.t.Errorf("%d times all were limited, %d times one", storms, singles)
	}
}

// checkTurns checks that chats are served in the order of their scans, as far as that order is
// known: updates of one poll have none. No second message goes before a first one, and a
// limited chat comes next when its wait is over.
func (c *throng) checkTurns(log []sending) {
	c.t.Helper()
	const poll = 100
	over := map[int64]time.Time{} // by chat, when the last wait was over
	sent, passed := 0, map[int64]int{}
	seconds := 0
	for _, s := range log {
		if s.wait > 0 {
			over[s.chat] = s.until()
			passed[s.chat] = 0
			continue
		}
		sent++
		for chat, since := range over {
			if chat != s.chat && s.at.After(since) {
				passed[chat]++
			}
		}
		_, limited := over[s.chat]
		delete(over, s.chat)
		switch {
		case s.turn > 0:
			seconds++
		case limited && passed[s.chat] > 2*bot.DefaultPerSecond+atOnce:
			c.t.Errorf("chat %d, limited, waited for %d others after its time was over", s.chat, passed[s.chat])
		case limited:
		case sent > int(s.chat)+poll+atOnce:
			c.t.Errorf("chat %d was served as number %d", s.chat, sent)
		case seconds > atOnce:
			c.t.Errorf("chat %d was served after %d second messages", s.chat, seconds)
		}
	}
}
