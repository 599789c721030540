package telegramtest_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-telegram/bot/models"

	"suaraloket/bot/telegramtest"
)

// TestFailedPushesComeAgain covers every kind of failed push.
func TestFailedPushesComeAgain(t *testing.T) {
	for _, c := range []struct {
		name    string
		fail    func(w http.ResponseWriter)
		message string
	}{
		{"an error", func(w http.ResponseWriter) { w.WriteHeader(500) }, "Wrong response from the webhook: 500 Internal Server Error"},
		{"a redirection", func(w http.ResponseWriter) { w.Header().Set("Location", "/"); w.WriteHeader(302) }, "Wrong response from the webhook: 302 Found"},
		{"with Retry-After", func(w http.ResponseWriter) { w.Header().Set("Retry-After", "3"); w.WriteHeader(429) }, "Wrong response from the webhook: 429 Too Many Requests"},
		{"a closed connection", func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, "Connection closed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := pushStage(t, nil)
			h := s.hook(func(n int, _ models.Update, w http.ResponseWriter) {
				if n < 5 {
					c.fail(w)
				}
			})
			s.set("url", h.URL)
			must(t, s.Person(3, "Eko", "id").Say("lima kali"))
			s.delivered()
			if got := h.pushed(); len(got) != 5 || got[0].ID != got[4].ID {
				t.Errorf("pushed %d times", len(got))
			}
			if i := s.WebhookInfo(); i.Failure != c.message || !i.FailedAt.Equal(s.clock.now()) {
				t.Errorf("info %+v", i)
			}
		})
	}
}

func TestAPushThatTakesTooLongComesAgain(t *testing.T) {
	s := pushStage(t, func(o *telegramtest.Options) { o.WebhookTimeout = 50 * time.Millisecond })
	over := make(chan struct{})
	h := s.hook(func(n int, _ models.Update, _ http.ResponseWriter) {
		if n == 1 {
			s.hold(over)
		}
	})
	s.set("url", h.URL)
	must(t, s.Person(3, "Eko", "id").Say("dua kali"))
	s.delivered()
	close(over)
	if i := s.WebhookInfo(); len(h.pushed()) != 2 || i.Failure != "Read timeout expired" {
		t.Errorf("pushed %d times, info %+v", len(h.pushed()), i)
	}
}

func TestNoListenerAtTheWebhook(t *testing.T) {
	s := pushStage(t, func(o *telegramtest.Options) { o.RetryUnit = time.Hour })
	h := s.hook(nil)
	address := h.URL
	h.Close()
	s.set("url", address)
	must(t, s.Person(3, "Eko", "id").Say("belum"))
	s.waitServer("it fails", func() bool { return s.WebhookInfo().Failure == "Connection refused" })
	if i := s.WebhookInfo(); i.Pending != 1 {
		t.Errorf("info %+v", i)
	}
	s.clock.pass(24 * time.Hour)
	if i := s.WebhookInfo(); i.Pending != 0 {
		t.Errorf("after a day: %+v", i)
	}
}

func TestOrderUnderAWebhook(t *testing.T) {
	s := pushStage(t, nil)
	stuckAt, let := make(chan struct{}), make(chan struct{})
	h := s.hook(func(_ int, u models.Update, _ http.ResponseWriter) {
		if u.Message != nil && u.Message.Text == "macet" {
			close(stuckAt)
			s.hold(let)
		}
	})
	stuck, other := s.Person(3, "Eko", "id"), s.Person(4, "Fitri", "id")
	must(t, stuck.Say("macet"))
	s.ask("sendMessage", "chat_id", "3", "text", "Pilih", "reply_markup", `{"inline_keyboard":[[{"text":"Puas","callback_data":"r:3"}]]}`)
	must(t, stuck.Say("di belakangnya"))
	_, err := stuck.PressLast("r:3")
	must(t, err)
	must(t, other.Say("lewat"))
	s.set("url", h.URL, "max_connections", "4")
	<-stuckAt
	s.waitServer("what is not behind the stuck message", func() bool { return s.Queue() == 2 })
	got := h.pushed()
	seen := map[string]bool{}
	for _, u := range got {
		if u.CallbackQuery != nil {
			seen["press"] = true
		} else {
			seen[u.Message.Text] = true
		}
	}
	if len(got) != 3 || !seen["press"] || !seen["lewat"] || seen["di belakangnya"] {
		t.Errorf("pushed %v", seen)
	}
	close(let)
	s.delivered()
	if last := h.pushed()[3]; last.Message.Text != "di belakangnya" {
		t.Errorf("last %+v", last)
	}
}

func TestSeveralPushesAtOnceButNoMore(t *testing.T) {
	s := pushStage(t, nil)
	var mu sync.Mutex
	now, most := 0, 0
	count := func(step int) {
		mu.Lock()
		defer mu.Unlock()
		now += step
		most = max(most, now)
	}
	full := make(chan struct{})
	var once sync.Once
	h := s.hook(func(n int, _ models.Update, _ http.ResponseWriter) {
		count(1)
		defer count(-1)
		if n == 5 {
			once.Do(func() { close(full) })
		}
		s.hold(full)
	})
	s.set("url", h.URL, "max_connections", "5")
	for id := range int64(40) {
		must(t, s.Person(100+id, "Orang", "id").Say("halo"))
	}
	s.delivered()
	if most != 5 || len(h.pushed()) != 40 {
		t.Errorf("%d at once, %d in all", most, len(h.pushed()))
	}
}

func TestAMethodInTheAnswerIsExecuted(t *testing.T) {
	s := pushStage(t, nil)
	h := s.hook(func(n int, u models.Update, w http.ResponseWriter) {
		switch n {
		case 1:
			w.Header().Set("Content-Type", "application/json")
			_, _ = fmt.Fprintf(w, `{"method":"sendMessage","chat_id":%d,"text":"dari jawaban"}`, u.Message.Chat.ID)
		case 2:
			w.Header().Set("Content-Type", "application/x-www-form-urlencoded")
			_, _ = io.WriteString(w, "method=deleteWebhook")
		default:
			_, _ = io.WriteString(w, "OK")
		}
	})
	s.set("url", h.URL)
	p := s.Person(3, "Eko", "id")
	for _, text := range []string{"satu", "dua", "tiga"} {
		must(t, p.Say(text))
	}
	s.delivered()
	var answered []string
	for _, m := range p.Messages() {
		if m.FromBot {
			answered = append(answered, m.Text)
		}
	}
	if strings.Join(answered, "|") != "dari jawaban" || s.WebhookInfo().URL == "" {
		t.Errorf("answered %q, webhook %q", answered, s.WebhookInfo().URL)
	}
	if calls := s.CallsOf("sendMessage"); len(calls) != 1 || !calls[0].InAnswer || calls[0].Status != 200 {
		t.Errorf("calls %+v", calls)
	}
}

func TestGoneForADayClosesTheWebhook(t *testing.T) {
	s := pushStage(t, nil)
	h := s.hook(func(n int, _ models.Update, w http.ResponseWriter) {
		if n == 2 {
			s.clock.pass(23*time.Hour + time.Second)
		}
		w.WriteHeader(http.StatusGone)
	})
	s.set("url", h.URL)
	must(t, s.Person(3, "Eko", "id").Say("tidak ada orang"))
	s.waitServer("it is closed", func() bool { return s.WebhookInfo().URL == "" })
	if got := s.poll(); texts(got) != "tidak ada orang " {
		t.Errorf("polled %q", texts(got))
	}
}

func TestAPushInFlightIsRepeatedWhenTheWebhookIsDeleted(t *testing.T) {
	s := pushStage(t, nil)
	arrived, over := make(chan struct{}), make(chan struct{})
	h := s.hook(func(n int, _ models.Update, _ http.ResponseWriter) {
		if n == 1 {
			close(arrived)
			s.hold(over)
		}
	})
	s.set("url", h.URL)
	must(t, s.Person(3, "Eko", "id").Say("dua kali"))
	<-arrived
	s.ask("deleteWebhook")
	close(over)
	if got := s.poll(); texts(got) != "dua kali " {
		t.Errorf("polled %q", texts(got))
	}
	s.set("url", h.URL)
	s.delivered()
	if got := h.pushed(); len(got) != 2 || got[0].ID != got[1].ID {
		t.Errorf("pushed %d times", len(got))
	}
	must(t, s.Person(3, "Eko", "id").Say("dibuang"))
	s.ask("deleteWebhook", "drop_pending_updates", "true")
	if s.Queue() != 0 {
		t.Errorf("queue %d", s.Queue())
	}
}

func TestAStuckChatBlocksTwiceTheConnections(t *testing.T) {
	s := pushStage(t, nil)
	stuckAt, let := make(chan struct{}, 9), make(chan struct{})
	h := s.hook(func(_ int, u models.Update, _ http.ResponseWriter) {
		if u.Message.Chat.ID == 3 {
			stuckAt <- struct{}{}
			s.hold(let)
		}
	})
	sayNumbers(t, s.Person(3, "Eko", "id"), 1, 3)
	must(t, s.Person(4, "Fitri", "id").Say("masih dilihat"))
	must(t, s.Person(5, "Gita", "id").Say("di luar jangkauan"))
	s.set("url", h.URL, "max_connections", "2")
	<-stuckAt
	// The server considers four updates: three of the stuck chat and that of Fitri, then that of Gita.
	s.waitServer("the updates in view are served", func() bool { return s.Queue() == 3 })
	sayNumbers(t, s.Person(3, "Eko", "id"), 4, 8)
	must(t, s.Person(6, "Hadi", "id").Say("tertahan"))
	if s.Queue() != 9 || len(h.pushed()) != 3 {
		t.Errorf("queue %d, pushed %d", s.Queue(), len(h.pushed()))
	}
	close(let)
	s.delivered()
}

// taker is a webhook without a network: it accepts everything at once.
type taker struct{}

func (taker) RoundTrip(r *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, r.Body)
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: r, Header: http.Header{}}, nil
}

// BenchmarkPush measures pushes by the server itself, over 40 connections to a webhook that
// accepts all at once.
func BenchmarkPush(b *testing.B) {
	s := stageWith(b, func(o *telegramtest.Options) { o.WebhookTransport = taker{} })
	for i := range b.N {
		must(b, s.Person(int64(i%10_000+1), "Orang", "id").Say("halo"))
	}
	b.ResetTimer()
	s.set("url", "https://contoh.go.id/hook")
	for s.Queue() > 0 {
		time.Sleep(time.Millisecond)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
}
