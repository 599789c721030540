package telegramtest_test

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/go-telegram/bot"

	"suaraloket/bot/telegramtest"
)

func limited(t *testing.T, l telegramtest.Limits) *stage {
	t.Helper()
	return stageWith(t, func(o *telegramtest.Options) { o.Limits = &l })
}

func (s *stage) say(chat int64, text string) reply {
	s.t.Helper()
	return s.ask("sendMessage", "chat_id", strconv.FormatInt(chat, 10), "text", text)
}

func TestOneMessageASecondInAChat(t *testing.T) {
	s := limited(t, telegramtest.Limits{})
	p := s.Person(5, "Dewi", "id")
	must(t, p.Start(""))
	for i := range 3 {
		if r := s.say(5, "x"); !r.OK {
			t.Fatalf("message %d of a short burst: %s", i, r.Text)
		}
	}
	r := s.say(5, "x")
	if r.Status != 429 || r.Parameters.RetryAfter != 1 || r.Text != "Too Many Requests: retry after 1" {
		t.Errorf("the fourth: %d %q %d", r.Status, r.Text, r.Parameters.RetryAfter)
	}
	var slow *bot.TooManyRequestsError
	if err := s.sendTo(s.bot(), "x"); !errors.As(err, &slow) || slow.RetryAfter != 1 {
		t.Errorf("the library reads %v", err)
	}
	s.clock.pass(999 * time.Millisecond)
	if s.say(5, "x").OK {
		t.Error("just too early")
	}
	s.clock.pass(time.Millisecond)
	if r := s.say(5, "x"); !r.OK {
		t.Errorf("a second later: %s", r.Text)
	}
	if e := s.Exceeded(); e != (telegramtest.Exceeded{Chat: 3}) || len(p.Messages()) != 5 {
		t.Errorf("exceeded %+v, %d messages", e, len(p.Messages()))
	}
}

func TestEditsCountAndAnswersDoNot(t *testing.T) {
	s := limited(t, telegramtest.Limits{Burst: 1})
	p := s.asked(5)
	m, _ := p.Last()
	edit := []string{"chat_id", "5", "message_id", strconv.Itoa(m.ID), "text", "Terima kasih"}
	for range 5 {
		id, err := p.PressLast("r:3")
		must(t, err)
		if r := s.ask("answerCallbackQuery", "callback_query_id", id); !r.OK {
			t.Errorf("answer: %s", r.Text)
		}
	}
	if r := s.ask("editMessageText", edit...); r.Status != 429 {
		t.Errorf("an edit within the second: %d", r.Status)
	}
	s.clock.pass(time.Second)
	if r := s.ask("editMessageText", edit...); !r.OK {
		t.Errorf("an edit after a second: %s", r.Text)
	}
	if r := s.say(5, "x"); r.Status != 429 {
		t.Errorf("a message within the second of an edit: %d", r.Status)
	}
}

func TestThirtyMessagesASecondInAll(t *testing.T) {
	s := limited(t, telegramtest.Limits{})
	for id := int64(1); id <= 31; id++ {
		must(t, s.Person(id, "Orang", "id").Start(""))
	}
	for id := int64(1); id <= 30; id++ {
		if r := s.say(id, "x"); !r.OK {
			t.Fatalf("message %d: %s", id, r.Text)
		}
		if id == 10 {
			s.clock.pass(500 * time.Millisecond)
		}
	}
	if r := s.say(31, "x"); r.Status != 429 || r.Parameters.RetryAfter != 1 {
		t.Errorf("the 31st: %d", r.Status)
	}
	s.clock.pass(500 * time.Millisecond)
	for range 3 {
		if r := s.say(31, "x"); !r.OK {
			t.Errorf("once the first are a second old: %s", r.Text)
		}
	}
	if e := s.Exceeded(); e != (telegramtest.Exceeded{Overall: 1}) {
		t.Errorf("exceeded %+v", e)
	}
}

func TestTwentyMessagesAMinuteInAGroup(t *testing.T) {
	s := limited(t, telegramtest.Limits{})
	s.Group(-9, "Warga RW 5")
	for i := range 20 {
		if r := s.say(-9, "x"); !r.OK {
			t.Fatalf("message %d: %s", i, r.Text)
		}
		s.clock.pass(time.Second)
	}
	if r := s.say(-9, "x"); r.Status != 429 || r.Parameters.RetryAfter != 40 {
		t.Errorf("the 21st: %d, wait %d", r.Status, r.Parameters.RetryAfter)
	}
	s.clock.pass(40 * time.Second)
	if r := s.say(-9, "x"); !r.OK || s.Exceeded().Group != 1 {
		t.Errorf("after the wait: %s, exceeded %+v", r.Text, s.Exceeded())
	}
}

func TestOneSetWebhookASecond(t *testing.T) {
	s := limited(t, telegramtest.Limits{})
	s.set("url", "https://contoh.go.id/a")
	if r := s.ask("setWebhook", "url", "https://contoh.go.id/b"); r.Status != 429 || r.Parameters.RetryAfter != 1 {
		t.Errorf("within the second: %d %q", r.Status, r.Text)
	}
	s.clock.pass(time.Second)
	s.set("url", "https://contoh.go.id/b")
	if s.Exceeded().Webhook != 1 {
		t.Errorf("exceeded %+v", s.Exceeded())
	}
}

func TestWithoutLimitsNothingIsExceeded(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	must(t, s.Person(5, "Dewi", "id").Start(""))
	for range 50 {
		if r := s.say(5, "x"); !r.OK {
			t.Fatal(r.Text)
		}
	}
	if s.Exceeded() != (telegramtest.Exceeded{}) {
		t.Errorf("exceeded %+v", s.Exceeded())
	}
}
