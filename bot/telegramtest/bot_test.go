package telegramtest_test

import (
	"context"
	"encoding/pem"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"suaraloket/bot/telegramtest"
)

const token = "7000000001:practice"

// clock is a time that only tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 23, 2, 14, 5, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// stage is a server behind a real socket, with a clock and a client.
type stage struct {
	*telegramtest.Server
	t     testing.TB
	ctx   context.Context
	url   string
	clock *clock
	over  chan struct{} // closed when the test is
}

func newStage(t *testing.T) *stage {
	t.Helper()
	return stageWith(t, func(*telegramtest.Options) {})
}

// stageWith returns a stage whose server has other options.
func stageWith(t testing.TB, change func(*telegramtest.Options)) *stage {
	t.Helper()
	c := newClock()
	o := telegramtest.Options{Token: token, Clock: c.now}
	change(&o)
	s := telegramtest.New(o)
	web := httptest.NewServer(s.Handler())
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(func() { cancel(); s.Close(); web.Close() })
	return &stage{Server: s, t: t, ctx: ctx, url: web.URL, clock: c, over: make(chan struct{})}
}

// bot returns a bot of the real library that uses the server.
func (s *stage) bot(options ...bot.Option) *bot.Bot {
	s.t.Helper()
	b, err := bot.New(token, append([]bot.Option{
		bot.WithServerURL(s.url),
		bot.WithErrorsHandler(func(error) {}),
		bot.WithDefaultHandler(func(context.Context, *bot.Bot, *models.Update) {}),
	}, options...)...)
	if err != nil {
		s.t.Fatalf("bot.New: %v", err)
	}
	return b
}

func (s *stage) wait(p *telegramtest.Person, what string, ok func([]telegramtest.Message) bool) {
	s.t.Helper()
	if err := s.Await(func() bool { return ok(p.Messages()) }); err != nil {
		s.t.Fatalf("%s: %v; chat: %+v", what, err, p.Messages())
	}
}

func (s *stage) waitServer(what string, ok func() bool) {
	s.t.Helper()
	if err := s.Await(ok); err != nil {
		s.t.Fatalf("%s: %v", what, err)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// pemOf returns a server's certificate as a file.
func pemOf(web *httptest.Server) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw}))
}

func last(ms []telegramtest.Message) telegramtest.Message {
	if len(ms) == 0 {
		return telegramtest.Message{}
	}
	return ms[len(ms)-1]
}

var faces = []string{"Tidak puas", "Kurang puas", "Puas", "Sangat puas"}

func faceRow() models.InlineKeyboardMarkup {
	var row []models.InlineKeyboardButton
	for i, face := range faces {
		row = append(row, models.InlineKeyboardButton{Text: face, CallbackData: "r:" + string(rune('1'+i))})
	}
	return models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{row}}
}

// ratingBot asks after /start, and turns the question into thanks after a press.
func ratingBot(ctx context.Context, b *bot.Bot, u *models.Update) {
	switch {
	case u.Message != nil && strings.HasPrefix(u.Message.Text, "/start"):
		_, _ = b.SendMessage(ctx, &bot.SendMessageParams{
			ChatID: u.Message.Chat.ID, ReplyMarkup: faceRow(),
			Entities: []models.MessageEntity{{Type: models.MessageEntityTypeBold, Length: 12}},
			Text:     "Ibu Ratna S.\nLoket 3 · Kartu Keluarga\n\nBagaimana pelayanan yang Anda terima?",
		})
	case u.CallbackQuery != nil:
		_, _ = b.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{
			CallbackQueryID: u.CallbackQuery.ID, Text: "Terima kasih!",
		})
		m := u.CallbackQuery.Message.Message
		_, _ = b.EditMessageText(ctx, &bot.EditMessageTextParams{
			ChatID: m.Chat.ID, MessageID: m.ID, Text: "Terima kasih. Kode tanda terima: K7M-2QX\n/bantuan",
			ReplyMarkup: models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{
				{{Text: "Salah tekan? Ubah", CallbackData: "undo"}, {Text: "Tambah catatan", CallbackData: "note"}},
				{{Text: "Laporkan ke SP4N-LAPOR!", URL: "https://www.lapor.go.id/"}},
			}},
		})
	case u.Message != nil:
		_, _ = b.SendMessage(ctx, &bot.SendMessageParams{ChatID: u.Message.Chat.ID, Text: "Anda menulis: " + u.Message.Text})
	}
}

func TestAWholeRatingThroughTheLibrary(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.bot(bot.WithDefaultHandler(ratingBot))
	ctx, stop := context.WithCancel(s.ctx)
	done := make(chan struct{})
	go func() { b.Start(ctx); close(done) }()
	t.Cleanup(func() { stop(); <-done })

	p := s.Person(42, "Siti", "id")
	must(t, p.Start("LOKET7-abc"))
	s.wait(p, "question", func(ms []telegramtest.Message) bool { return len(ms) == 2 })
	asked := last(p.Messages())
	if want := "Ibu Ratna S.\nLoket 3 · Kartu Keluarga\n\nBagaimana pelayanan yang Anda terima?"; asked.Text != want {
		t.Errorf("text %q, want %q", asked.Text, want)
	}
	if len(asked.Entities) != 1 || asked.Entities[0] != (telegramtest.Entity{Type: "bold", Length: 12}) {
		t.Errorf("entities %+v", asked.Entities)
	}
	if len(asked.Rows) != 1 || len(asked.Rows[0]) != 4 || asked.Rows[0][3].Data != "r:4" {
		t.Fatalf("rows %+v", asked.Rows)
	}

	id, err := p.Press(asked.ID, "r:4")
	must(t, err)
	s.wait(p, "thanks", func(ms []telegramtest.Message) bool { return last(ms).Edited })
	thanks := last(p.Messages())
	if thanks.ID != asked.ID || len(p.Messages()) != 2 {
		t.Errorf("the question was not edited: %+v", p.Messages())
	}
	if thanks.Rows[1][0].URL != "https://www.lapor.go.id/" {
		t.Errorf("address of button: %+v", thanks.Rows)
	}
	if c, _ := s.Callback(id); len(c.Answers) != 1 || c.Answers[0].Text != "Terima kasih!" || c.PersonID != 42 {
		t.Errorf("callback %+v", c)
	}
	if _, err := p.Press(asked.ID, "r:4"); err != telegramtest.ErrNoButton {
		t.Errorf("pressing a button that no longer exists: %v", err)
	}
}

func TestWhatTheLibrarySendsOnTheWire(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.bot()
	p := s.Person(1, "Budi", "id")
	must(t, p.Start(""))
	me, err := b.GetMe(s.ctx)
	must(t, err)
	if me.Username != "SuaraLoketLatihanBot" || !me.IsBot || me.ID != 7000000001 {
		t.Errorf("me %+v", me)
	}
	_, err = b.SendMessage(s.ctx, &bot.SendMessageParams{ChatID: 1, Text: "Poster"})
	must(t, err)
	if m := last(p.Messages()); m.Kind != "text" || m.Text != "Poster" {
		t.Errorf("message %+v", m)
	}
	for _, c := range s.Calls() {
		if c.ContentType != "multipart/form-data" || c.ContentLength != -1 {
			t.Errorf("%s came as %q with length %d", c.Method, c.ContentType, c.ContentLength)
		}
	}
	sent := s.CallsOf("sendMessage")
	if len(sent) != 1 || sent[0].Params["text"] != "Poster" || sent[0].Status != 200 {
		t.Errorf("recorded %+v", sent)
	}
}

func TestTheBotsProfileIsKept(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.bot()
	menu := []models.BotCommand{{Command: "bantuan", Description: "Cara memakai bot ini"}}
	_, err := b.SetMyCommands(s.ctx, &bot.SetMyCommandsParams{Commands: menu})
	must(t, err)
	_, err = b.SetMyCommands(s.ctx, &bot.SetMyCommandsParams{LanguageCode: "en",
		Commands: []models.BotCommand{{Command: "help", Description: "How to use this bot"}}})
	must(t, err)
	if got := s.Commands("en"); len(got) != 1 || got[0].Command != "help" {
		t.Errorf("en: %+v", got)
	}
	if got := s.Commands("jv"); len(got) != 1 || got[0].Command != "bantuan" {
		t.Errorf("another language: %+v", got)
	}
	_, err = b.SetMyCommands(s.ctx, &bot.SetMyCommandsParams{Commands: []models.BotCommand{{Command: "Bantuan!", Description: "x"}}})
	if err == nil {
		t.Error("a bad command name was accepted")
	}
}

func TestTheServerWithoutANetwork(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b := s.bot(bot.WithServerURL("http://telegram.invalid"), bot.WithHTTPClient(5*time.Second, s.client()),
		bot.WithDefaultHandler(ratingBot))
	ctx, stop := context.WithCancel(s.ctx)
	done := make(chan struct{})
	go func() { b.Start(ctx); close(done) }()
	p := s.Person(9, "Ani", "id")
	must(t, p.Say("halo"))
	s.wait(p, "echo", func(ms []telegramtest.Message) bool { return last(ms).Text == "Anda menulis: halo" })
	s.waitServer("next poll", s.Polling)
	stop()
	<-done
	s.waitServer("the poll is cancelled", func() bool { return !s.Polling() })
	s.Fail("sendMessage", 1, telegramtest.Fault{Reset: true})
	if _, err := b.SendMessage(s.ctx, &bot.SendMessageParams{ChatID: 9, Text: "x"}); err == nil || !strings.Contains(err.Error(), "reset") {
		t.Errorf("reset in the same process: %v", err)
	}
}
