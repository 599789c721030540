package telegramtest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-telegram/bot/models"

	"suaraloket/bot/telegramtest"
)

// hook is the bot's end of a webhook: it records pushes and answers as the test requires.
type hook struct {
	*httptest.Server
	mu     sync.Mutex
	got    []models.Update
	heads  []http.Header
	answer func(n int, u models.Update, w http.ResponseWriter) // n counts pushes from 1
}

func (s *stage) hook(answer func(n int, u models.Update, w http.ResponseWriter)) *hook {
	h := &hook{answer: answer}
	h.Server = httptest.NewServer(http.HandlerFunc(h.serve))
	s.t.Cleanup(func() { close(s.over); s.Close(); h.Close() })
	return h
}

// hold waits for let or for the end of the test.
func (s *stage) hold(let <-chan struct{}) {
	select {
	case <-let:
	case <-s.over:
	}
}

func (h *hook) serve(w http.ResponseWriter, r *http.Request) {
	var u models.Update
	if err := json.NewDecoder(r.Body).Decode(&u); err != nil || r.Method != http.MethodPost {
		w.WriteHeader(http.StatusTeapot)
		return
	}
	h.mu.Lock()
	h.got, h.heads = append(h.got, u), append(h.heads, r.Header)
	n := len(h.got)
	h.mu.Unlock()
	if h.answer != nil {
		h.answer(n, u, w)
	}
}

func (h *hook) pushed() []models.Update {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]models.Update(nil), h.got...)
}

// pushStage is a server that pushes over http and whose seconds between pushes are milliseconds.
func pushStage(t *testing.T, change func(*telegramtest.Options)) *stage {
	t.Helper()
	return stageWith(t, func(o *telegramtest.Options) {
		o.Local, o.RetryUnit = true, time.Millisecond
		if change != nil {
			change(o)
		}
	})
}

func (s *stage) set(pairs ...string) {
	s.t.Helper()
	if r := s.ask("setWebhook", pairs...); !r.OK {
		s.t.Fatalf("setWebhook: %s", r.Text)
	}
}

func (s *stage) delivered() {
	s.t.Helper()
	s.waitServer("all is delivered", func() bool { return s.Queue() == 0 })
}

func TestUpdatesArePushed(t *testing.T) {
	s := pushStage(t, nil)
	h := s.hook(nil)
	p := s.Person(3, "Eko", "id")
	must(t, p.Say("menunggu"))
	s.set("url", h.URL+"/hook", "secret_token", "Rahasia_-9", "max_connections", "3", "allowed_updates", `["message"]`)
	must(t, p.Say("baru"))
	p.Block()
	s.delivered()
	got := h.pushed()
	if texts(got) != "menunggu baru " || s.Confirmed() != int(got[1].ID) {
		t.Errorf("pushed %q, confirmed %d", texts(got), s.Confirmed())
	}
	if head := h.heads[0]; head.Get("X-Telegram-Bot-Api-Secret-Token") != "Rahasia_-9" || head.Get("Content-Type") != "application/json" {
		t.Errorf("headers %v", head)
	}
	i := s.WebhookInfo()
	if i.URL != h.URL+"/hook" || i.Max != 3 || i.Pending != 0 || !i.FailedAt.IsZero() || i.IP != "127.0.0.1" {
		t.Errorf("info %+v", i)
	}
	if r := s.ask("setWebhook", "url", h.URL+"/hook", "secret_token", "Rahasia_-9", "max_connections", "3"); r.Text != "Webhook is already set" {
		t.Errorf("again: %q", r.Text)
	}
}

func TestPollingAndWebhookExcludeEachOther(t *testing.T) {
	s := pushStage(t, nil)
	h := s.hook(nil)
	first := make(chan reply, 1)
	go func() { r, _ := s.try(s.ctx, "getUpdates", "timeout", "50"); first <- r }()
	s.waitServer("the poll waits", s.Polling)
	s.set("url", h.URL)
	if r := <-first; r.Status != 409 || r.Text != "Conflict: terminated by setWebhook request" {
		t.Errorf("the poll that waited: %d %q", r.Status, r.Text)
	}
	want := "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
	if r := s.ask("getUpdates"); r.Status != 409 || r.Text != want {
		t.Errorf("a poll under a webhook: %d %q", r.Status, r.Text)
	}
	if r := s.ask("deleteWebhook"); r.Text != "Webhook was deleted" {
		t.Errorf("deleting: %q", r.Text)
	}
	if r := s.ask("deleteWebhook"); r.Text != "Webhook is already deleted" {
		t.Errorf("deleting again: %q", r.Text)
	}
	must(t, s.Person(3, "Eko", "id").Say("lewat antrean"))
	if got := s.poll(); texts(got) != "lewat antrean " || len(h.pushed()) != 0 {
		t.Errorf("polled %q, pushed %d", texts(got), len(h.pushed()))
	}
	if i := s.WebhookInfo(); i.URL != "" || i.Max != 0 {
		t.Errorf("info %+v", i)
	}
}

func TestWebhooksThatAreRefused(t *testing.T) {
	for _, c := range []struct{ url, secret, text string }{
		{"http://contoh.go.id/hook", "", "bad webhook: An HTTPS URL must be provided for webhook"},
		{"https://contoh.go.id:8080/hook", "", "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"},
		{"https://127.0.0.1/hook", "", "bad webhook: IP address 127.0.0.1 is reserved"},
		{"https://192.168.1.4:8443/hook", "", "bad webhook: IP address 192.168.1.4 is reserved"},
		{"https://localhost/hook", "", "bad webhook: IP address 127.0.0.1 is reserved"},
		{"https://[2001:db8::1]/hook", "", "bad webhook: IPv6-only addresses are not allowed"},
		{"ftp://contoh.go.id", "", "invalid webhook URL specified"},
		{"https://", "", "invalid webhook URL specified"},
		{"https://contoh.go.id", strings.Repeat("x", 257), "secret token is too long"},
		{"https://contoh.go.id", "tidak boleh", "secret token contains unallowed characters"},
	} {
		s := newStage(t)
		if r := s.ask("setWebhook", "url", c.url, "secret_token", c.secret); r.Status != 400 || r.Text != "Bad Request: "+c.text {
			t.Errorf("%s: %d %q", c.url, r.Status, r.Text)
		}
	}
	s := newStage(t)
	s.set("url", "contoh.go.id:8443/hook", "max_connections", "500", "secret_token", strings.Repeat("a", 256))
	if i := s.WebhookInfo(); i.Max != 100 || i.URL != "contoh.go.id:8443/hook" {
		t.Errorf("info %+v", i)
	}
	s.ask("setWebhook", "url", "ftp://salah")
	if i := s.WebhookInfo(); i.URL != "" {
		t.Errorf("a refused address keeps the old webhook: %+v", i)
	}
}

func TestACustomCertificate(t *testing.T) {
	s := pushStage(t, nil)
	got := make(chan string, 1)
	web := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got <- r.URL.Path }))
	t.Cleanup(web.Close)
	body := "--x\r\nContent-Disposition: form-data; name=\"url\"\r\n\r\n" + web.URL + "/kait\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"certificate\"; filename=\"c.pem\"\r\n\r\n" + pemOf(web) + "\r\n--x--\r\n"
	r, err := s.send(s.ctx, "POST", "/bot"+token+"/setWebhook", "multipart/form-data; boundary=x", body)
	if err != nil || !r.OK || !s.WebhookInfo().HasCertificate {
		t.Fatalf("%+v %v", r, err)
	}
	must(t, s.Person(3, "Eko", "id").Say("aman"))
	if path := <-got; path != "/kait" {
		t.Errorf("path %q", path)
	}
}
