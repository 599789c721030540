package telegramtest_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/go-telegram/bot/models"

	"suaraloket/bot/telegramtest"
)

// talkers makes each of n persons send "0", "1", … up to each-1, one after the other.
func talkers(s *stage, n, each int) {
	s.t.Helper()
	for i := range each {
		for p := range n {
			must(s.t, s.Person(int64(100+p), "Orang", "id").Say(strconv.Itoa(i)))
		}
	}
}

// inOrder reports whether all updates came by id, and whether those of each chat did.
func inOrder(us []models.Update) (all, each bool) {
	last := map[int64]int64{}
	all, each = true, true
	for i, u := range us {
		all = all && (i == 0 || us[i-1].ID < u.ID)
		each = each && last[u.Message.Chat.ID] < u.ID
		last[u.Message.Chat.ID] = u.ID
	}
	return all, each
}

func TestPollsOutOfOrderLoseNothing(t *testing.T) {
	for _, c := range []struct {
		order     telegramtest.Order
		all, each bool
	}{
		{telegramtest.InOrder, true, true}, {telegramtest.LanesShuffled, false, true}, {telegramtest.AllShuffled, false, false},
	} {
		t.Run(fmt.Sprint(c.order), func(t *testing.T) {
			s := stageWith(t, func(o *telegramtest.Options) { o.Delivery = telegramtest.Delivery{Order: c.order, Seed: 7} })
			talkers(s, 5, 6)
			var got []models.Update
			for offset := 0; s.Queue() > 0; {
				us := s.poll("limit", "12", "offset", strconv.Itoa(offset))
				for _, u := range us {
					offset = max(offset, int(u.ID)+1)
				}
				got = append(got, us...)
			}
			if all, each := inOrder(got); len(got) != 30 || all != c.all || each != c.each {
				t.Errorf("%d updates, in order %v, each chat in order %v", len(got), all, each)
			}
		})
	}
}

func TestPushesOutOfOrder(t *testing.T) {
	for _, c := range []struct {
		order telegramtest.Order
		each  bool
	}{{telegramtest.InOrder, true}, {telegramtest.LanesShuffled, true}, {telegramtest.AllShuffled, false}} {
		t.Run(fmt.Sprint(c.order), func(t *testing.T) {
			s := pushStage(t, func(o *telegramtest.Options) { o.Delivery = telegramtest.Delivery{Order: c.order, Seed: 7} })
			h := s.hook(nil)
			talkers(s, 5, 6)
			s.set("url", h.URL, "max_connections", "8")
			s.delivered()
			if _, each := inOrder(h.pushed()); len(h.pushed()) != 30 || each != c.each {
				t.Errorf("%d updates, each chat in order: %v", len(h.pushed()), each)
			}
		})
	}
}

func TestEveryUpdateTwice(t *testing.T) {
	s := stageWith(t, func(o *telegramtest.Options) { o.Delivery.Twice = 1 })
	sayNumbers(t, s.Person(3, "Eko", "id"), 1, 3)
	first := s.poll()
	after := strconv.FormatInt(first[2].ID+1, 10)
	if got := s.poll("offset", after); texts(got) != "1 2 3 " || got[0].ID != first[0].ID {
		t.Errorf("after confirming: %q", texts(got))
	}
	if got := s.poll("offset", after); len(got) != 0 || s.Queue() != 0 {
		t.Errorf("a third time: %q", texts(got))
	}

	s = pushStage(t, func(o *telegramtest.Options) { o.Delivery.Twice = 1 })
	h := s.hook(nil)
	s.set("url", h.URL, "max_connections", "1")
	sayNumbers(t, s.Person(3, "Eko", "id"), 1, 3)
	s.delivered()
	times := map[int64]int{}
	for _, u := range h.pushed() {
		times[u.ID]++
	}
	if len(times) != 3 || len(h.pushed()) != 6 {
		t.Errorf("pushed %v", times)
	}
}

func TestOneUpdateAgain(t *testing.T) {
	s := pushStage(t, nil)
	must(t, s.Person(3, "Eko", "id").Say("sekali lagi"))
	u := s.poll()[0]
	after := strconv.FormatInt(u.ID+1, 10)
	s.poll("offset", after)
	got := make(chan []models.Update, 1)
	go func() { got <- s.poll("timeout", "50", "offset", after) }()
	s.waitServer("the poll waits", s.Polling)
	must(t, s.Again(int(u.ID)))
	if us := <-got; len(us) != 1 || us[0].ID != u.ID {
		t.Errorf("polled %+v", us)
	}
	h := s.hook(nil)
	s.set("url", h.URL)
	must(t, s.Again(int(u.ID)))
	s.delivered()
	if us := h.pushed(); len(us) != 1 || us[0].ID != u.ID {
		t.Errorf("pushed %+v", us)
	}
	if s.Again(1) == nil {
		t.Error("an unknown update came again")
	}
}

func TestAPressWaitsForTwoAndAHalfMinutes(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.asked(3)
	_, err := p.PressLast("r:3")
	must(t, err)
	s.clock.pass(149 * time.Second)
	if s.Queue() != 2 {
		t.Errorf("queue %d", s.Queue())
	}
	s.clock.pass(time.Second)
	if got := s.poll(); len(got) != 1 || got[0].Message == nil {
		t.Errorf("polled %+v", got)
	}
	s = stageWith(t, func(o *telegramtest.Options) { o.PressLife = time.Hour })
	_, err = s.asked(3).PressLast("r:3")
	must(t, err)
	s.clock.pass(time.Hour - time.Second)
	if s.Queue() != 2 {
		t.Errorf("with another lifetime: queue %d", s.Queue())
	}
}

// asked returns a person with a started chat and a question with faces in it.
func (s *stage) asked(id int64) *telegramtest.Person {
	s.t.Helper()
	p := s.Person(id, "Eko", "id")
	must(s.t, p.Start(""))
	r := s.ask("sendMessage", "chat_id", strconv.FormatInt(id, 10), "text", "Pilih", "reply_markup",
		`{"inline_keyboard":[[{"text":"Puas","callback_data":"r:3"},{"text":"Kurang puas","callback_data":"r:2"}]]}`)
	if !r.OK {
		s.t.Fatal(r.Text)
	}
	return p
}

func TestAPressThatTheAppSendsAgain(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.asked(3)
	id, err := p.PressLast("r:3")
	must(t, err)
	again, err := s.Resend(id)
	must(t, err)
	us := s.poll()
	a, b := us[1].CallbackQuery, us[2].CallbackQuery
	if a.ID != id || b.ID != again || a.ID == b.ID || us[1].ID == us[2].ID {
		t.Errorf("updates %+v", us)
	}
	if a.From.ID != b.From.ID || a.Data != b.Data || a.ChatInstance != b.ChatInstance || a.Message.Message.ID != b.Message.Message.ID {
		t.Errorf("first %+v, then %+v", a, b)
	}
	m, _ := p.Last()
	s.ask("editMessageText", "chat_id", "3", "message_id", strconv.Itoa(m.ID), "text", "Terima kasih")
	if _, err := s.Resend(id); err != telegramtest.ErrNoButton {
		t.Errorf("a button that no longer exists: %v", err)
	}
	if _, err := s.Resend("7"); err != telegramtest.ErrNoButton {
		t.Errorf("an unknown press: %v", err)
	}
}

func TestAnInaccessibleMessage(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.SetDelivery(telegramtest.Delivery{Inaccessible: true})
	p := s.asked(3)
	_, err := p.PressLast("r:2")
	must(t, err)
	q := s.poll()[1].CallbackQuery
	if q.Message.Type != models.MaybeInaccessibleMessageTypeInaccessibleMessage || q.Message.InaccessibleMessage.Chat.ID != 3 {
		t.Errorf("message %+v", q.Message)
	}
}

func TestManyPressAtOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	var presses []telegramtest.Press
	for id := int64(1); id <= 50; id++ {
		presses = append(presses, telegramtest.Press{Person: s.asked(id), Data: "r:3"})
	}
	presses = append(presses, telegramtest.Press{Person: presses[0].Person, Data: "tidak ada"})
	ids, err := s.PressAll(presses)
	if err == nil || len(ids) != 51 || ids[50] != "" || slices.Contains(ids[:50], "") {
		t.Errorf("ids %q, %v", ids, err)
	}
	s.poll()
	c, _ := s.Callback(ids[7])
	if c.PersonID != 8 || c.ChatID != 8 || c.HandedOut.IsZero() || !c.Answered.IsZero() {
		t.Errorf("press %+v", c)
	}
	s.ask("answerCallbackQuery", "callback_query_id", ids[7])
	if c, _ := s.Callback(ids[7]); c.Answered.Before(c.HandedOut) {
		t.Errorf("press %+v", c)
	}
	presses[0].Person.Block()
	if _, err := presses[0].Person.PressLast("r:3"); err != telegramtest.ErrBlocked {
		t.Errorf("pressed in a blocked chat: %v", err)
	}
}
