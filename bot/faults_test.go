package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"suaraloket/bot"
	"suaraloket/bot/telegramtest"
	"suaraloket/domain"
)

func TestAnswersSurviveTelegramsFaults(t *testing.T) {
	page := telegramtest.Fault{Status: 502, Body: "<html><title>502 Bad Gateway</title></html>"}
	for name, c := range map[string]struct {
		method string
		times  int
		fault  telegramtest.Fault
	}{
		"a question is limited":              {"sendMessage", 1, telegramtest.Fault{Status: 429, RetryAfter: 1}},
		"a question meets a proxy's page":    {"sendMessage", 2, page},
		"a question meets a page of 200":     {"sendMessage", 2, telegramtest.Fault{Status: 200, Body: "\n<html>Selamat datang di Wi-Fi kantor</html>"}},
		"a question meets an empty answer":   {"sendMessage", 2, telegramtest.Fault{Status: 200, Empty: true}},
		"thanks meet an empty answer":        {"editMessageText", 2, telegramtest.Fault{Status: 200, Empty: true}},
		"a question meets a forbidden page":  {"sendMessage", 1, telegramtest.Fault{Status: 403, Body: "<html>blocked</html>"}},
		"a question meets a refused token":   {"sendMessage", 1, telegramtest.Fault{Status: 401}},
		"thanks meet a refused token":        {"editMessageText", 1, telegramtest.Fault{Status: 401}},
		"the poll meets a page of 200":       {"getUpdates", 2, telegramtest.Fault{Status: 200, Body: "<html>"}},
		"the poll meets an empty answer":     {"getUpdates", 2, telegramtest.Fault{Status: 200, Empty: true}},
		"thanks meet a proxy's page":         {"editMessageText", 2, page},
		"thanks meet a server error":         {"editMessageText", 2, telegramtest.Fault{Status: 500}},
		"a toast loses its connection":       {"answerCallbackQuery", 2, telegramtest.Fault{Reset: true}},
		"the poll meets a proxy's page":      {"getUpdates", 2, page},
		"the poll is limited":                {"getUpdates", 1, telegramtest.Fault{Status: 429, RetryAfter: 1}},
		"the poll loses its connection":      {"getUpdates", 2, telegramtest.Fault{Reset: true, AfterEffect: true}},
		"another program polls for a moment": {"getUpdates", 1, telegramtest.Fault{Status: 409}},
		"the menu meets a server error":      {"setMyCommands", 2, page},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.Fail(c.method, c.times, c.fault)
			s.run(s.bot(parts{}))
			p := s.Person(4242, "Dewi", "id")
			s.play(p, step{start: "DKC-01"})
			s.play(p, step{press: "Puas", toast: "Terima kasih"})
			has(t, "thanks", latest(t, p).Text, "Terima kasih, sudah tercatat")
			if n, _ := s.counted(); n != 1 || len(replies(p)) != 1 {
				t.Errorf("counted %d, %d messages", n, len(replies(p)))
			}
			s.until("the menu is offered", func() bool { return len(s.Commands("en")) == 9 })
		})
	}
}

func TestALimitedChatDelaysNoOther(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.Fail("sendMessage", 1, telegramtest.Fault{Status: 429, RetryAfter: 3600})
	s.run(s.bot(parts{}))
	p, other := s.Person(4242, "Dewi", "id"), s.Person(4343, "Adi", "id")
	must(t, p.Start(s.passes.Poster("DKC-01")))
	s.until("the chat is limited", func() bool { return len(s.CallsOf("sendMessage")) == 1 })
	must(t, other.Say("/bantuan"))
	s.until("the other is answered", func() bool { return len(replies(other)) == 1 })
	if n := len(replies(p)); n != 0 || s.messages() == 0 {
		t.Errorf("%d messages, %d queued", n, s.messages())
	}
	has(t, "the next one", latest(t, other).Text, "Cara menilai")
}

func TestABlockedChatGetsNoMessages(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Person(4242, "Dewi", "id")
	must(t, p.Start(s.passes.Poster("DKC-01")))
	p.Block()
	s.run(s.bot(parts{}))
	s.settled()
	if calls := s.CallsOf("sendMessage"); len(calls) != 1 || calls[0].Status != 403 {
		t.Errorf("calls %+v", calls)
	}
}

func TestTelegramIsAwayAtTheStart(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.Fail("", -1, telegramtest.Fault{Status: 502, Body: "<html>"})
	b := s.bot(parts{})
	s.run(b)
	if _, err := b.Username(s.ctx); err == nil {
		t.Error("a name without Telegram")
	}
	s.until("it was tried three times", func() bool { return len(s.CallsOf("getUpdates")) >= 3 })
	s.ClearFaults()
	p := s.Person(4242, "Dewi", "en")
	s.play(p, step{start: "-"})
	has(t, "answer", latest(t, p).Text, "Welcome")
	has(t, "log", s.log.String(), "telegram unavailable", "telegram recovered")
	lacks(t, "log", s.log.String(), "html", token)
	for range 2 {
		name, err := b.Username(s.ctx)
		if err != nil || name != "SuaraLoketLatihanBot" {
			t.Errorf("name %q: %v", name, err)
		}
	}
	asked := slices.DeleteFunc(s.CallsOf("getMe"), func(c telegramtest.Call) bool { return c.Status != 200 })
	if len(asked) != 1 {
		t.Errorf("asked for the name %d times", len(asked))
	}
}

func TestAStopWhileTelegramIsAwayIsQuick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := bubbleStage(t, func(*telegramtest.Options) {})
		s.Fail("", -1, telegramtest.Fault{Reset: true})
		b := s.bot(parts{})
		stop := s.run(b)
		if _, err := b.Username(s.ctx); err == nil || strings.Contains(err.Error(), token) {
			t.Errorf("a name without Telegram, or the token in the error: %v", err)
		}
		s.until("it was tried", func() bool { return len(s.CallsOf("getUpdates")) >= 2 })
		begin := time.Now()
		stop()
		if d := time.Since(begin); d > 3*time.Second {
			t.Errorf("the stop took %v", d)
		}
	})
}

func TestNothingIsConfirmedWhileTheStoreIsAway(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	var away atomic.Bool
	var tries atomic.Int64
	enough := make(chan struct{})
	store := stumbling{s.store, func() error {
		if !away.Load() {
			return nil
		}
		if tries.Add(1) == 4 {
			close(enough)
		}
		return domain.ErrUnavailable
	}}
	stop := s.run(s.bot(parts{ratings: store}))
	p := s.Person(4242, "Dewi", "id")
	s.play(p, step{start: "DKC-01"})
	away.Store(true)
	id := s.press(p, "Sangat puas")
	<-enough
	if c, _ := s.Callback(id); s.Queue() != 1 || len(c.Answers) != 0 {
		t.Errorf("queue %d, answers %v: thanked before it was stored", s.Queue(), c.Answers)
	}
	stop() // also during the retries: the press stays with Telegram
	if s.Queue() != 1 {
		t.Error("the press was confirmed by the stop")
	}
	away.Store(false)
	s.run(s.bot(parts{ratings: store}))
	s.settled()
	if r, ok := s.rating(p.ID()); !ok || r.Value != 4 {
		t.Errorf("stored %v, value %d", ok, r.Value)
	}
	has(t, "toast", s.toast(id).Text, "Terima kasih")
	has(t, "log", s.log.String(), "store unavailable")
}

// TestAStopConfirmsNothingThatIsNotDone checks that a stop confirms no update that is not
// done, even when a done one came before it with a higher number.
func TestAStopConfirmsNothingThatIsNotDone(t *testing.T) {
	first := firstSeed(t)
	for seed := first; seed < first+4; seed++ { // of two orders
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			p, other := s.Person(4242, "Dewi", "id"), s.Person(4343, "Adi", "id")
			stop := s.run(s.bot(parts{}))
			s.play(p, step{start: "DKC-01"})
			stop()
			id := s.press(p, "Sangat puas")
			must(t, other.Say("/bantuan"))
			s.SetDelivery(telegramtest.Delivery{Order: telegramtest.LanesShuffled, Seed: seed})
			stop = s.run(s.bot(parts{ratings: stumbling{s.store, func() error { return domain.ErrUnavailable }}}))
			s.until("the other is answered", func() bool { return len(replies(other)) == 1 })
			stop()
			s.run(s.bot(parts{}))
			has(t, "toast", s.toast(id).Text, "Terima kasih")
		})
	}
}

func TestAPanicAffectsOneUpdateOnly(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	unlucky := s.Person(31337420, "Marsinah", "en")
	panics := moody{s.store, s.author(unlucky.ID()), func() (string, error) { panic("about Marsinah 31337420") }}
	var others []*telegramtest.Person
	for i := range 20 {
		if i == 10 {
			must(t, unlucky.Say("rahasia Marsinah"))
		}
		p := s.Person(int64(500+i), "Warga", "id")
		must(t, p.Start(s.passes.Poster("DKC-01")))
		others = append(others, p)
	}
	s.run(s.bot(parts{preferences: panics}))
	s.settled()
	for _, p := range others {
		has(t, "question", latest(t, p).Text, "Ibu Siti")
	}
	has(t, "apology", latest(t, unlucky).Text, "Something went wrong")
	has(t, "log", s.log.String(), "handler panicked", "doubles_test.go", "talk.go")
	lacks(t, "log", s.log.String(), "Marsinah", "31337420", "rahasia")
}

func TestTheReplyToAnInternalError(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	broken := moody{s.store, s.author(4242), func() (string, error) { return "", errors.New("column of Marsinah") }}
	s.run(s.bot(parts{preferences: broken}))
	p := s.Person(4242, "Dewi", "id")
	s.play(p, step{start: "DKC-01"})
	has(t, "answer", latest(t, p).Text, "gangguan di pihak kami")
	lacks(t, "answer", latest(t, p).Text, "Marsinah")
	lacks(t, "log", s.log.String(), "Marsinah")
}

func TestTheMenuIsSetInEachLanguage(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{}))
	s.until("the menu is offered", func() bool {
		jv := s.Commands("jv") // the last language to be offered it
		return len(jv) > 0 && jv[len(jv)-1].Description == "Mboten saestu"
	})
	indonesian := "start nilai riwayat bahasa bantuan privasi dataku hapus batal"
	for lang, want := range map[string]string{
		"id": indonesian, "fr": indonesian, "jv": indonesian, "en": "start rate history language help privacy mydata delete cancel",
	} {
		var names []string
		for _, c := range s.Commands(lang) {
			names = append(names, c.Command)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: %s", lang, got)
		}
	}
}

func TestAnEarlierWebhookIsDeleted(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.Fail("getUpdates", 1, telegramtest.Fault{Status: 409})
	s.run(s.bot(parts{}))
	s.until("the webhook is deleted", func() bool { return len(s.CallsOf("deleteWebhook")) > 0 })
	if drop := s.CallsOf("deleteWebhook")[0].Params["drop_pending_updates"]; drop == "true" {
		t.Error("pending updates were dropped")
	}
}

func TestWithoutANetwork(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{transport: s.Transport()}))
	p := s.Person(4242, "Dewi", "id")
	s.play(p, step{start: "DKC-01"})
	s.play(p, step{press: "Puas"})
	if n, _ := s.counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
}

func TestWhyTelegramRefusedIsLogged(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{laporURL: "no address"}))
	p := s.Person(4242, "Dewi", "id")
	s.play(p, step{say: "/bantuan"})
	has(t, "log", s.log.String(), "message dropped", "Wrong HTTP URL")
}

func TestAnEmptyTokenIsRefused(t *testing.T) {
	if _, err := bot.New(bot.Options{Token: " "}); err == nil {
		t.Error("an empty token is accepted")
	}
}

func TestWhatALogLineContainsOfAnError(t *testing.T) {
	for want, err := range map[string]error{
		"refused: unavailable":      domain.ErrUnavailable,
		"context deadline exceeded": context.DeadlineExceeded,
		"*errors.errorString":       errors.New("nama Marsinah"),
	} {
		if got := bot.Outline(err); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
