package bot_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"suaraloket/bot"
	"suaraloket/domain"
)

// pushed is an update with a message, as Telegram pushes it.
func pushed(id int64, from int64, text string) []byte {
	body, _ := json.Marshal(map[string]any{"update_id": id, "message": map[string]any{
		"message_id": id, "text": text, "chat": map[string]any{"id": from, "type": "private"},
		"from": map[string]any{"id": from, "first_name": "Dewi", "language_code": "id"},
	}})
	return body
}

// pressed is an update with a press.
func pressed(id, from int64, data string) []byte {
	body, _ := json.Marshal(map[string]any{"update_id": id, "callback_query": map[string]any{
		"id": fmt.Sprint(id), "data": data, "from": map[string]any{"id": from, "language_code": "id"},
		"message": map[string]any{"message_id": 7, "chat": map[string]any{"id": from, "type": "private"}},
	}})
	return body
}

func (s *stage) hook() (b *bot.Bot, secret string) {
	s.t.Helper()
	b = s.bot(parts{webhook: "https://suara.example/telegram/webhook"})
	return b, bot.SecretOf(key, token)
}

func TestOnlyTelegramPushes(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b, secret := s.hook()
	for what, c := range map[string]struct {
		secret, body string
		want         error
	}{
		"no secret":      {"", string(pushed(1, 4242, "/start")), bot.ErrNotTelegram},
		"wrong secret":   {secret[:63] + "x", string(pushed(1, 4242, "/start")), bot.ErrNotTelegram},
		"longer secret":  {secret + "0", string(pushed(1, 4242, "/start")), bot.ErrNotTelegram},
		"no JSON":        {secret, "hello", bot.ErrUnreadable},
		"nothing":        {secret, "", bot.ErrUnreadable},
		"no number":      {secret, "{}", bot.ErrUnreadable},
		"odd content":    {secret, `{"update_id":5,"message":"?"}`, nil},
		"another number": {secret, `{"update_id":"5"}`, bot.ErrUnreadable},
	} {
		if err := b.Push(s.ctx, c.secret, []byte(c.body)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", what, err, c.want)
		}
	}
	if s.messages() != 0 {
		t.Errorf("%d messages", s.messages())
	}
}

// TestAPushIsDoneOnce checks that a push returns when everything is stored, and that a
// repeated push has no effect.
func TestAPushIsDoneOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b, secret := s.hook()
	for range 3 {
		must(t, b.Push(s.ctx, secret, pushed(1, 4242, "/start "+s.passes.Poster("DKC-01"))))
	}
	if n := s.messages(); n != 1 {
		t.Errorf("%d messages of one update", n)
	}
	pass, err := s.passes.OpenChat(s.passes.Poster("DKC-01"))
	must(t, err)
	var crew sync.WaitGroup
	for i := range 200 { // copies of one press, half of them under its own number
		crew.Go(func() {
			if err := b.Push(s.ctx, secret, pressed(int64(100+i%100), 4242, "r3:P-01:"+pass)); err != nil {
				t.Error(err)
			}
		})
	}
	crew.Wait()
	if n, _ := s.counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
}

// TestAnUnfinishedPushIsRepeated checks that Telegram has to push again while the store is
// away.
func TestAnUnfinishedPushIsRepeated(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	ctx, cancel := context.WithCancel(s.ctx)
	b := s.bot(parts{webhook: "https://suara.example", ratings: stumbling{s.store, func() error {
		cancel()
		return domain.ErrUnavailable
	}}})
	pass, err := s.passes.OpenChat(s.passes.Poster("DKC-01"))
	must(t, err)
	secret := bot.SecretOf(key, token)
	if err := b.Push(ctx, secret, pressed(1, 4242, "r3:P-01:"+pass)); !errors.Is(err, bot.ErrNotDone) {
		t.Errorf("%v", err)
	}
	again, _ := s.hook()
	must(t, again.Push(s.ctx, secret, pressed(1, 4242, "r3:P-01:"+pass)))
	if n, _ := s.counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
}

// TestUpdatesWaitWhileTheOutboxIsFull checks that no more updates are accepted while too many
// messages are queued.
func TestUpdatesWaitWhileTheOutboxIsFull(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	slow := s.bot(parts{webhook: "https://suara.example", maxMessages: 3, perSecond: 0.001})
	stop := s.run(slow)
	s.until("the program leads", func() bool { return strings.Contains(s.log.String(), "lease acquired") })
	secret := bot.SecretOf(key, token)
	refused := int64(0)
	for id := int64(1); refused == 0; id++ {
		must(t, s.ctx.Err())
		switch err := slow.Push(s.ctx, secret, pushed(id, 4242+id, "/bantuan")); {
		case errors.Is(err, bot.ErrNotDone):
			refused = id
		case err != nil || s.messages() > 5: // one may be on its way, and one counted late
			t.Fatalf("update %d: %v, %d messages", id, err, s.messages())
		}
	}
	stop()
	quick := s.bot(parts{webhook: "https://suara.example", maxMessages: 3})
	s.run(quick)
	s.settled()
	for err := errors.New("not tried"); err != nil; err = quick.Push(s.ctx, secret, pushed(refused, 4242, "/bantuan")) {
		must(t, s.ctx.Err())
	}
}
