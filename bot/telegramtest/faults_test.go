package telegramtest_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-telegram/bot"

	"suaraloket/bot/telegramtest"
)

func (s *stage) sendTo(b *bot.Bot, text string) error {
	_, err := b.SendMessage(s.ctx, &bot.SendMessageParams{ChatID: 5, Text: text})
	return err
}

func TestTooManyRequests(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b, p := s.bot(), s.Person(5, "Dewi", "id")
	must(t, p.Start(""))
	s.Fail("sendMessage", 2, telegramtest.Fault{Status: 429, RetryAfter: 7})
	for range 2 {
		err := s.sendTo(b, "x")
		var slow *bot.TooManyRequestsError
		if !errors.As(err, &slow) || slow.RetryAfter != 7 {
			t.Errorf("read %v", err)
		}
	}
	must(t, s.sendTo(b, "x"))
	if got := len(p.Messages()); got != 2 {
		t.Errorf("%d messages, want /start and one", got)
	}
	calls := s.CallsOf("sendMessage")
	if len(calls) != 3 || calls[0].Status != 429 || calls[0].RetryAfter != 7 || calls[2].RetryAfter != 0 || calls[2].Status != 200 || calls[0].Params["text"] != "x" {
		t.Errorf("recorded %+v", calls)
	}
}

func TestBlockedByThePerson(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b, p := s.bot(), s.Person(5, "Dewi", "id")
	must(t, p.Start(""))
	p.Block()
	p.Block()
	if err := s.sendTo(b, "x"); !errors.Is(err, bot.ErrorForbidden) || !strings.Contains(err.Error(), "bot was blocked by the user") {
		t.Errorf("read %v", err)
	}
	if err := p.Say("x"); err != telegramtest.ErrBlocked {
		t.Errorf("wrote to a blocked bot: %v", err)
	}
	p.Unblock()
	must(t, s.sendTo(b, "x"))
	p.Block()
	must(t, p.Start("lagi"))
	must(t, s.sendTo(b, "y"))
	var statuses []string
	for _, u := range s.poll() {
		if u.MyChatMember != nil {
			statuses = append(statuses, string(u.MyChatMember.NewChatMember.Type))
		}
	}
	if got := strings.Join(statuses, " "); got != "kicked member kicked member" {
		t.Errorf("the bot read %q", got)
	}
}

func TestBrokenAnswers(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b, p := s.bot(), s.Person(5, "Dewi", "id")
	must(t, p.Start(""))
	s.Fail("sendMessage", 1, telegramtest.Fault{Status: 502, Body: "<html>Bad Gateway</html>"})
	if err := s.sendTo(b, "x"); err == nil || !strings.Contains(err.Error(), "<html>") {
		t.Errorf("an HTML page: %v", err)
	}
	s.Fail("SENDMESSAGE", 1, telegramtest.Fault{Status: 500})
	if err := s.sendTo(b, "x"); err == nil || !strings.Contains(err.Error(), "500 Internal Server Error") {
		t.Errorf("500: %v", err)
	}
	s.Fail("sendMessage", 1, telegramtest.Fault{Status: 403})
	if err := s.sendTo(b, "x"); !errors.Is(err, bot.ErrorForbidden) {
		t.Errorf("403: %v", err)
	}
	s.Fail("sendMessage", 1, telegramtest.Fault{Reset: true})
	if err := s.sendTo(b, "x"); err == nil {
		t.Error("a closed connection reads as success")
	}
	if got := len(p.Messages()); got != 1 {
		t.Errorf("%d messages, want only /start", got)
	}
	calls := s.CallsOf("sendMessage")
	if len(calls) != 4 || calls[3].Status != 0 || calls[0].Status != 502 {
		t.Errorf("recorded %+v", calls)
	}
}

func TestALostAnswerStillSends(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b, p := s.bot(), s.Person(5, "Dewi", "id")
	must(t, p.Start(""))
	s.Fail("sendMessage", 1, telegramtest.Fault{Reset: true, AfterEffect: true})
	if err := s.sendTo(b, "sampai"); err == nil {
		t.Error("the answer was not lost")
	}
	if m := last(p.Messages()); m.Text != "sampai" {
		t.Errorf("the message was not sent: %+v", m)
	}
}

func TestLatencyAndScripts(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b, p := s.bot(), s.Person(5, "Dewi", "id")
	must(t, p.Start(""))
	s.Fail("", -1, telegramtest.Fault{Latency: 30 * time.Millisecond})
	begin := time.Now()
	must(t, s.sendTo(b, "pelan"))
	must(t, s.sendTo(b, "pelan"))
	if d := time.Since(begin); d < 60*time.Millisecond {
		t.Errorf("two slow calls took %v", d)
	}
	s.ClearFaults()
	s.Fail("sendMessage", 1, telegramtest.Fault{Latency: time.Hour})
	ctx, hangUp := context.WithTimeout(s.ctx, 20*time.Millisecond)
	defer hangUp()
	if _, err := b.SendMessage(ctx, &bot.SendMessageParams{ChatID: 5, Text: "x"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("cancelled: %v", err)
	}
	s.ClearFaults() // the client may have cancelled the call before it arrived
	s.Fail("sendMessage", 0, telegramtest.Fault{Status: 500})
	must(t, s.sendTo(b, "tidak ada galat"))
}

func TestOldPressesAreNotAnswered(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b, p := s.bot(), s.Person(5, "Dewi", "id")
	must(t, p.Start(""))
	m, err := b.SendMessage(s.ctx, &bot.SendMessageParams{ChatID: 5, Text: "Pilih", ReplyMarkup: faceRow()})
	must(t, err)
	id, err := p.Press(m.ID, "r:1")
	must(t, err)
	answer := func() error {
		_, err := b.AnswerCallbackQuery(s.ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: id, Text: "ya", ShowAlert: true})
		return err
	}
	must(t, answer())
	must(t, answer())
	s.clock.pass(61 * time.Second)
	if err := answer(); !errors.Is(err, bot.ErrorBadRequest) || !strings.Contains(err.Error(), "query is too old") {
		t.Errorf("after a minute: %v", err)
	}
	c := s.Callbacks()
	if len(c) != 1 || len(c[0].Answers) != 2 || !c[0].Answers[0].Alert || c[0].Data != "r:1" {
		t.Errorf("callbacks %+v", c)
	}
	if _, ok := s.Callback("unknown"); ok {
		t.Error("found an unknown press")
	}
}

func TestStickersAndVoice(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Person(5, "Dewi", "en")
	must(t, p.SendSticker())
	must(t, p.SendVoice())
	got := s.poll()
	if len(got) != 2 || got[0].Message.Sticker == nil || got[1].Message.Voice == nil || got[0].Message.Text != "" {
		t.Errorf("got %+v", got)
	}
	if from := got[0].Message.From; from.LanguageCode != "en" || from.FirstName != "Dewi" || got[0].Message.Chat.Type != "private" {
		t.Errorf("from %+v", from)
	}
	must(t, p.Say("/bahasa sekarang"))
	u := s.poll()[2]
	if len(u.Message.Entities) != 1 || u.Message.Entities[0].Length != 7 || u.Message.Entities[0].Type != "bot_command" {
		t.Errorf("entities %+v", u.Message.Entities)
	}
}

func TestAFaultOfOneChat(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for _, id := range []int64{5, 6} {
		must(t, s.Person(id, "Dewi", "id").Start(""))
	}
	s.Fail("sendMessage", 1, telegramtest.Fault{Status: 429, RetryAfter: 7, Chat: 6})
	s.Fail("sendMessage", 1, telegramtest.Fault{Status: 500})
	for i, c := range []struct {
		chat, want int
	}{{5, 500}, {5, 200}, {6, 429}, {6, 200}} {
		if r := s.say(int64(c.chat), strconv.Itoa(i)); r.Status != c.want {
			t.Errorf("call %d: %d, want %d", i, r.Status, c.want)
		}
	}
}
