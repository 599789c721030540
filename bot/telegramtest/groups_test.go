package telegramtest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"suaraloket/bot/telegramtest"
)

func TestABotReadsCommandsInAGroup(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	g, p := s.Supergroup(-1009, "Warga RW 5"), s.Person(5, "Dewi", "id")
	for text, updated := range map[string]bool{
		"selamat pagi": false, "/start": true, "/start@SuaraLoketLatihanBot x": true, "/start@BotLain": false,
	} {
		id, err := g.Say(p, text)
		if err != nil || (id != 0) != updated {
			t.Errorf("%q: update %d, %v", text, id, err)
		}
	}
	for _, u := range s.poll() {
		if u.Message.Chat.Type != models.ChatTypeSupergroup || u.Message.Chat.Title != "Warga RW 5" || u.Message.From.ID != 5 {
			t.Errorf("message %+v", u.Message)
		}
	}
	if _, err := g.Say(p, ""); err != telegramtest.ErrText {
		t.Errorf("an empty text: %v", err)
	}
	open := stageWith(t, func(o *telegramtest.Options) { o.ReadsGroups = true })
	if id, err := open.Group(-9, "Keluarga").Say(open.Person(5, "Dewi", "id"), "selamat pagi"); id == 0 || err != nil {
		t.Errorf("with privacy mode off: %d %v", id, err)
	}
}

func TestABotIsRemovedFromAGroup(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b, g, p := s.bot(), s.Group(-9, "Keluarga"), s.Person(5, "Dewi", "id")
	must(t, g.Add(p))
	us := s.poll()
	if len(us) != 2 || us[0].MyChatMember == nil || len(us[1].Message.NewChatMembers) != 1 || !us[1].Message.NewChatMembers[0].IsBot {
		t.Fatalf("updates %+v", us)
	}
	_, err := b.SendMessage(s.ctx, &bot.SendMessageParams{ChatID: -9, Text: "Maaf, saya hanya melayani obrolan pribadi."})
	must(t, err)
	must(t, g.Add(p))
	if !g.Member() || len(g.Messages()) != 3 {
		t.Errorf("member %v, %d messages", g.Member(), len(g.Messages()))
	}
	g.Remove(p)
	if g.Member() {
		t.Error("a member after the removal")
	}
	_, err = b.SendMessage(s.ctx, &bot.SendMessageParams{ChatID: -9, Text: "masih di sini?"})
	if !errors.Is(err, bot.ErrorForbidden) || !strings.Contains(err.Error(), "bot was kicked from the group chat") {
		t.Errorf("after the removal: %v", err)
	}
	if id, err := g.Say(p, "/start"); id != 0 || err != nil {
		t.Errorf("updated after the removal: %d %v", id, err)
	}
	if r := s.say(-9, "x"); r.Text != "Forbidden: bot was kicked from the group chat" {
		t.Errorf("a message after the removal: %q", r.Text)
	}
}

func TestAPersonKnownFromAGroupHasToWriteFirst(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	g, p := s.Group(-9, "Keluarga"), s.Person(5, "Dewi", "id")
	if r := s.say(5, "x"); r.Text != "Bad Request: chat not found" {
		t.Errorf("a stranger: %q", r.Text)
	}
	_, err := g.Say(p, "/start")
	must(t, err)
	if r := s.say(5, "x"); r.Status != 403 || r.Text != "Forbidden: bot can't initiate conversation with a user" {
		t.Errorf("known from the group: %d %q", r.Status, r.Text)
	}
	must(t, p.Start(""))
	if r := s.say(5, "x"); !r.OK {
		t.Errorf("after writing: %q", r.Text)
	}
}

func TestChannelPosts(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	c := s.Channel(-10077, "Kabar Kota")
	id, err := c.Post("Loket tutup pukul 15.00")
	must(t, err)
	u := s.poll()[0]
	if int(u.ID) != id || u.ChannelPost == nil || u.ChannelPost.Chat.Type != models.ChatTypeChannel ||
		u.ChannelPost.From != nil || u.ChannelPost.SenderChat.ID != -10077 {
		t.Errorf("update %+v", u.ChannelPost)
	}
	c.Remove(s.Person(5, "Dewi", "id"))
	if id, _ := c.Post("lagi"); id != 0 {
		t.Error("updated with a post after the removal")
	}
}

func TestAGroupBecomesASupergroup(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	b, g := s.bot(), s.Group(-9, "Keluarga")
	large := g.Upgrade(-1009)
	_, err := b.SendMessage(s.ctx, &bot.SendMessageParams{ChatID: -9, Text: "x"})
	var moved *bot.MigrateError
	if !errors.As(err, &moved) || moved.MigrateToChatID != -1009 {
		t.Errorf("read %v", err)
	}
	if r := s.say(-1009, "x"); !r.OK || large.ID() != -1009 || len(large.Messages()) != 1 {
		t.Errorf("the new one: %q", r.Text)
	}
}

func TestPressingInAGroup(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	g, p := s.Group(-9, "Keluarga"), s.Person(5, "Dewi", "id")
	s.ask("sendMessage", "chat_id", "-9", "text", "Pilih", "reply_markup", `{"inline_keyboard":[[{"text":"Puas","callback_data":"r:3"}]]}`)
	id, err := g.Press(p, g.Messages()[0].ID, "r:3")
	must(t, err)
	q := s.poll()[0].CallbackQuery
	if q.ID != id || q.From.ID != 5 || q.Message.Message.Chat.ID != -9 {
		t.Errorf("press %+v", q)
	}
	if c, _ := s.Callback(id); c.ChatID != -9 || c.PersonID != 5 {
		t.Errorf("kept %+v", c)
	}
	if r := s.ask("answerCallbackQuery", "callback_query_id", id); !r.OK {
		t.Error(r.Text)
	}
}
