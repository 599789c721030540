package telegramtest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/go-telegram/bot/models"

	"suaraloket/bot/telegramtest"
)

// poll fetches updates as the library's types.
func (s *stage) poll(pairs ...string) []models.Update {
	s.t.Helper()
	r := s.ask("getUpdates", pairs...)
	if !r.OK {
		s.t.Fatalf("getUpdates: %d %s", r.Status, r.Text)
	}
	var got []models.Update
	must(s.t, json.Unmarshal(r.Result, &got))
	return got
}

func texts(us []models.Update) string {
	all := ""
	for _, u := range us {
		if u.Message != nil {
			all += u.Message.Text + " "
		}
	}
	return all
}

func sayNumbers(t *testing.T, p *telegramtest.Person, from, to int) {
	t.Helper()
	for i := from; i <= to; i++ {
		must(t, p.Say(strconv.Itoa(i)))
	}
}

func TestOffsetsConfirmAndForget(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Person(3, "Eko", "id")
	if s.Confirmed() != 0 {
		t.Errorf("confirmed %d before anything", s.Confirmed())
	}
	sayNumbers(t, p, 1, 6)
	all := s.poll("offset", "1") // the first offset of the library: far below every id
	if texts(all) != "1 2 3 4 5 6 " || s.Queue() != 6 || s.Confirmed() != 0 {
		t.Fatalf("first: %q, queue %d, confirmed %d", texts(all), s.Queue(), s.Confirmed())
	}
	if again := s.poll(); texts(again) != texts(all) || again[0].ID != all[0].ID {
		t.Errorf("not confirmed, but %q came instead", texts(again))
	}
	if got := s.poll("limit", "2"); texts(got) != "1 2 " {
		t.Errorf("limit 2: %q", texts(got))
	}
	if got := s.poll("limit", "0"); texts(got) != "1 " {
		t.Errorf("limit 0 is 1: %q", texts(got))
	}
	third := strconv.FormatInt(all[2].ID, 10)
	if got := s.poll("offset", third); texts(got) != "3 4 5 6 " {
		t.Errorf("offset at the third: %q", texts(got))
	}
	if s.Confirmed() != int(all[1].ID) || s.Queue() != 4 {
		t.Errorf("confirmed %d, queue %d", s.Confirmed(), s.Queue())
	}
	if got := s.poll(); texts(got) != "3 4 5 6 " {
		t.Errorf("the first two came back: %q", texts(got))
	}
	if got := s.poll("offset", "-2"); texts(got) != "5 6 " || s.Queue() != 2 {
		t.Errorf("offset -2: %q, queue %d", texts(got), s.Queue())
	}
	if got := s.poll("offset", strconv.FormatInt(all[5].ID+1000, 10)); texts(got) != "5 6 " {
		t.Errorf("an offset far ahead confirms nothing: %q", texts(got))
	}
	if got := s.poll("offset", strconv.FormatInt(all[5].ID+1, 10)); len(got) != 0 || s.Queue() != 0 {
		t.Errorf("all confirmed: %q, queue %d", texts(got), s.Queue())
	}
	if s.Confirmed() != int(all[5].ID) {
		t.Errorf("confirmed %d", s.Confirmed())
	}
}

func TestAtMostAHundredAtOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	sayNumbers(t, s.Person(3, "Eko", "id"), 1, 130)
	if got := s.poll("limit", "1000"); len(got) != 100 {
		t.Errorf("%d at once", len(got))
	}
}

func TestUpdatesLiveForADay(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Person(3, "Eko", "id")
	must(t, p.Say("lama"))
	s.clock.pass(time.Hour)
	must(t, p.Say("baru"))
	s.clock.pass(23*time.Hour - time.Second)
	if s.Queue() != 2 {
		t.Errorf("queue %d within the day", s.Queue())
	}
	s.clock.pass(time.Second)
	if got := s.poll(); texts(got) != "baru " {
		t.Errorf("after a day: %q", texts(got))
	}
	if s.Confirmed() != 0 {
		t.Error("an expired update counts as confirmed")
	}
}

func TestLongPollWaitsForUpdates(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Person(3, "Eko", "id")
	got := make(chan []models.Update, 1)
	go func() { got <- s.poll("timeout", "50") }()
	s.waitServer("the poll waits", s.Polling)
	must(t, p.Say("akhirnya"))
	if us := <-got; texts(us) != "akhirnya " {
		t.Errorf("got %q", texts(us))
	}
	if s.Polling() {
		t.Error("the poll is answered, but counted as waiting")
	}
	begin := time.Now()
	if us := s.poll("timeout", "1", "offset", strconv.Itoa(s.lastID(p)+1)); len(us) != 0 || time.Since(begin) < time.Second {
		t.Errorf("an empty poll of one second: %q after %v", texts(us), time.Since(begin))
	}
}

// lastID returns the id of the newest update.
func (s *stage) lastID(*telegramtest.Person) int {
	s.t.Helper()
	sent := s.Sent()
	var u models.Update
	must(s.t, json.Unmarshal(sent[len(sent)-1], &u))
	return int(u.ID)
}

func TestTheSecondPollEndsTheFirst(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	first, second := make(chan reply, 1), make(chan reply, 1)
	go func() { r, _ := s.try(s.ctx, "getUpdates", "timeout", "50"); first <- r }()
	s.waitServer("the first waits", s.Polling)
	go func() { r, _ := s.try(s.ctx, "getUpdates", "timeout", "50"); second <- r }()
	r := <-first
	if r.Status != 409 || r.Text != "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running" {
		t.Errorf("the older one read %d %q", r.Status, r.Text)
	}
	must(t, s.Person(3, "Eko", "id").Say("untuk yang kedua"))
	if r := <-second; !r.OK {
		t.Errorf("the newer one read %d %q", r.Status, r.Text)
	}
}

func TestAClosedPollLosesNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	ctx, hangUp := context.WithCancel(s.ctx)
	done := make(chan error, 1)
	go func() { _, err := s.try(ctx, "getUpdates", "timeout", "50"); done <- err }()
	s.waitServer("the poll waits", s.Polling)
	hangUp()
	if err := <-done; err == nil {
		t.Error("a cancelled poll has an answer")
	}
	s.waitServer("the poll is cancelled", func() bool { return !s.Polling() })
	must(t, s.Person(3, "Eko", "id").Say("masih ada"))
	if got := s.poll(); texts(got) != "masih ada " {
		t.Errorf("got %q", texts(got))
	}
}

func TestCloseEndsPolls(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	got := make(chan reply, 1)
	go func() { r, _ := s.try(s.ctx, "getUpdates", "timeout", "50"); got <- r }()
	s.waitServer("the poll waits", s.Polling)
	s.Close()
	s.Close()
	if r := <-got; r.Status != 502 {
		t.Errorf("read %d %q", r.Status, r.Text)
	}
}

func TestAllowedUpdatesArePersistent(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Person(3, "Eko", "id")
	must(t, p.Say("satu"))
	s.poll("allowed_updates", `["callback_query"]`)
	must(t, p.Say("tidak diminta"))
	if got := s.poll(); texts(got) != "satu " {
		t.Errorf("waiting updates stay, others that are not requested do not come: %q", texts(got))
	}
	must(t, p.Say("tetap tidak"))
	s.poll("allowed_updates", "[]")
	must(t, p.Say("dua"))
	if got := s.poll(); texts(got) != "satu dua " {
		t.Errorf("after the reset: %q", texts(got))
	}
	if id, err := s.PushRaw(map[string]any{"chat_member": map[string]any{}}); id != 0 || err != nil {
		t.Errorf("chat_member comes without a request: %d %v", id, err)
	}
}

func TestTheSamePressUnderANewID(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Person(3, "Eko", "id")
	must(t, p.Start(""))
	s.ask("sendMessage", "chat_id", "3", "text", "Pilih", "reply_markup",
		`{"inline_keyboard":[[{"text":"Puas","callback_data":"r:3"}]]}`)
	id, err := p.Press(last(p.Messages()).ID, "r:3")
	must(t, err)
	c, _ := s.Callback(id)
	again, err := s.Repeat(c.UpdateID)
	must(t, err)
	raw, err := s.PushRaw(json.RawMessage(fmt.Sprintf(`{"update_id":1,"callback_query":{"id":%q,"data":"r:3"}}`, id)))
	must(t, err)
	got := s.poll()
	if len(got) != 4 || got[1].CallbackQuery.ID != id || got[2].CallbackQuery.ID != id || got[3].CallbackQuery.ID != id {
		t.Fatalf("got %+v", got)
	}
	if again <= c.UpdateID || int(got[2].ID) != again || int(got[3].ID) != raw {
		t.Errorf("ids %d, %d, %d", c.UpdateID, again, raw)
	}
	if m := got[2].CallbackQuery.Message.Message; m == nil || m.Text != "Pilih" || m.Chat.ID != 3 || !m.From.IsBot {
		t.Errorf("message of the press: %+v", m)
	}
	if _, err := s.Repeat(1); err == nil {
		t.Error("repeated an unknown update")
	}
	for _, bad := range []string{`[]`, `{}`, `{"update_id":1}`, `{"message":{},"callback_query":{}}`} {
		if _, err := s.PushRaw(json.RawMessage(bad)); err == nil {
			t.Errorf("accepted %s", bad)
		}
	}
}

func TestManyAtOnceLoseNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	const people, each = 8, 25
	var all sync.WaitGroup
	for n := range people {
		all.Go(func() {
			p := s.Person(int64(100+n), "Orang", "id")
			for i := range each {
				if err := p.Say(strconv.Itoa(i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	next := map[int64]int{}
	offset, seen := 0, 0
	for seen < people*each {
		for _, u := range s.poll("timeout", "5", "offset", strconv.Itoa(offset)) {
			if want := strconv.Itoa(next[u.Message.Chat.ID]); u.Message.Text != want {
				t.Fatalf("chat %d: %q came, want %q", u.Message.Chat.ID, u.Message.Text, want)
			}
			next[u.Message.Chat.ID]++
			offset = int(u.ID) + 1
			seen++
		}
	}
	all.Wait()
}
