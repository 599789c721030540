package bot_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"suaraloket/bot/telegramtest"
)

// After a week without updates Telegram may begin with any number, also a lower one. All
// updates are taken, more than one poll of them, and one line of the log says so.
func TestUpdatesThatAreNumberedAnew(t *testing.T) {
	t.Parallel()
	for _, by := range []int{-999_000, -100, 500_000} {
		s := stageWith(t, func(o *telegramtest.Options) { o.FirstID = 1_000_000 })
		s.run(s.bot(parts{}))
		p := s.Person(4242, "Dewi", "id")
		s.play(p, step{start: "DKC-01"})
		s.settled()
		if !s.Renumber(by) {
			t.Fatal("an update waits")
		}
		s.play(p, step{press: "Sangat puas", toast: "Terima kasih"})
		for i := range 230 {
			must(t, s.Person(int64(5000+i), "Adi", "id").Say("/privasi"))
		}
		s.settled()
		if n, _ := s.counted(); n != 1 {
			t.Errorf("counted %d", n)
		}
		for i := range 230 {
			if n := len(replies(s.Person(int64(5000+i), "Adi", "id"))); n != 1 {
				t.Errorf("person %d has %d messages", i, n)
			}
		}
		if n := strings.Count(s.log.String(), "telegram numbers updates anew"); by < 0 && n != 1 {
			t.Errorf("%d warnings; log:\n%s", n, s.log)
		}
	}
}

// A new update may have the number of one that is done. It is another update.
func TestAPushedUpdateMayHaveTheNumberOfAnother(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b, secret := s.hook()
	s.run(b)
	for _, person := range []int64{4242, 4343} {
		for range 2 { // the second one is the same update again
			must(t, b.Push(s.ctx, secret, pushed(7, person, "/privasi")))
		}
	}
	s.until("both are answered", func() bool { return len(s.CallsOf("sendMessage")) == 2 })
	s.settled()
	if n := len(s.CallsOf("sendMessage")); n != 2 {
		t.Errorf("%d messages", n)
	}
}

// The webhook knows an update by what it is, also after a restart: the same person's new update
// with the number of an old one is answered, and an old one that comes again is not.
func TestPushesOfOnePersonAfterARenumbering(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *stage) {
		b, secret := s.hook()
		stop := s.run(b)
		answered := func(what string, want int, pushes ...[]byte) {
			t.Helper()
			for _, push := range pushes {
				must(t, b.Push(s.ctx, secret, push))
			}
			s.until(what, func() bool { return len(s.CallsOf("sendMessage")) >= want })
			s.settled()
			if n := len(s.CallsOf("sendMessage")); n != want {
				t.Errorf("%s: %d messages, want %d", what, n, want)
			}
		}
		old, other := pushed(900_007, 4242, "/privasi"), pushed(900_008, 4242, "/bantuan")
		answered("two updates", 2, old, other, old)
		anew := underNumber(7, old, "/bantuan") // Telegram begins with a lower number
		answered("a lower number", 3, anew, anew)
		again := underNumber(900_007, old, "/riwayat") // and reaches the old number once more
		answered("the old number", 4, again, again, old)
		stop()
		b, secret = s.hook()
		s.run(b)
		answered("after a restart", 4, old, other, anew, again)
		answered("an old number after a restart", 5, underNumber(900_008, other, "/mulai"))
	})
}

// underNumber is another message of the person of a pushed update, with a number.
func underNumber(id int64, push []byte, text string) []byte {
	var u map[string]any
	_ = json.Unmarshal(push, &u)
	u["update_id"] = id
	message := u["message"].(map[string]any)
	message["text"], message["message_id"] = text, message["message_id"].(float64)+100
	raw, _ := json.Marshal(u)
	return raw
}

// answering answers every poll at once with the same updates, whatever they confirm.
type answering struct {
	http.RoundTripper
	updates string
	polls   atomic.Int64
}

func (a *answering) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.URL.Path, "/getUpdates") {
		return a.RoundTripper.RoundTrip(r)
	}
	a.polls.Add(1)
	body := fmt.Sprintf(`{"ok":true,"result":[%s]}`, a.updates)
	return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(body)), Header: http.Header{}, Request: r}, nil
}

// A poll that brings nothing new is not repeated at once.
func TestPollsThatBringNothingNewArePaced(t *testing.T) {
	for name, updates := range map[string]string{"none": "", "the same": string(json.RawMessage(pushed(7, 4242, "/privasi")))} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := bubbleStage(t, func(*telegramtest.Options) {})
				a := &answering{RoundTripper: s.Transport(), updates: updates}
				stop := s.run(s.bot(parts{transport: a}))
				time.Sleep(10 * time.Minute)
				stop()
				if n := a.polls.Load(); n < 100 || n > 800 {
					t.Errorf("%d polls in ten minutes", n)
				}
				if n := strings.Count(s.log.String(), "delivers updates again"); n != min(1, len(updates)) {
					t.Errorf("%d warnings; log:\n%s", n, s.log)
				}
				if n := len(s.CallsOf("sendMessage")); n != min(1, len(updates)) {
					t.Errorf("%d messages", n)
				}
			})
		})
	}
}

// While Telegram refuses the token nothing is dropped, and little is asked. It goes on when
// the token is accepted.
func TestARefusedTokenStopsSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := bubbleStage(t, func(*telegramtest.Options) {})
		b := s.bot(parts{})
		s.run(b)
		people := make([]*telegramtest.Person, 40)
		for i := range people {
			people[i] = s.Person(int64(5000+i), "Adi", "id")
		}
		must(t, people[0].Say("/privasi"))
		s.settled()
		s.Fail("sendMessage", -1, telegramtest.Fault{Status: 401})
		for _, p := range people[1:] {
			must(t, p.Say("/privasi"))
		}
		s.until("the token is refused", b.TokenRefused)
		before := len(s.CallsOf("sendMessage"))
		time.Sleep(time.Hour)
		if n := len(s.CallsOf("sendMessage")) - before; n < 60 || n > 400 {
			t.Errorf("%d tries in an hour", n)
		}
		s.ClearFaults()
		s.settled()
		for i, p := range people {
			if n := len(replies(p)); n != 1 {
				t.Errorf("person %d has %d messages", i, n)
			}
		}
		if b.TokenRefused() {
			t.Error("the token is still taken for refused")
		}
		has(t, "log", s.log.String(), "telegram refuses the token", "telegram accepts the token again")
		if n := strings.Count(s.log.String(), "telegram refuses the token"); n != 1 {
			t.Errorf("%d lines", n)
		}
	})
}
