package hr_test

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/notice"
	"suaraloket/hr"
)

var linkPattern = regexp.MustCompile(`href="https://t\.me/SuaraLoketBot\?start=([A-Za-z0-9_-]{1,64})"`)

// withBot enables the bot.
func withBot(options *hr.Options) { options.Telegram = true }

// code makes a link code and gives the page and the code.
func (b *browser) code() (answer, string) {
	b.o.t.Helper()
	a := b.send("/hr/telegram/kode", url.Values{"_form": {b.token("/hr/cara")}})
	found := linkPattern.FindStringSubmatch(a.Body)
	if found == nil {
		b.o.t.Fatalf("no link to the bot: %d", a.Status)
	}
	return a, found[1]
}

func (o *office) chats() *notice.StaffChats { return notice.NewStaffChats(o.store, o.clock) }

// linkChat links a chat with a code.
func (o *office) linkChat(code, chat string) error {
	o.t.Helper()
	sealed := notice.SealedChat{Sealed: []byte(chat), Hash: chat}
	return o.chats().Link(context.Background(), code, sealed, "id", func(notice.LinkedChat) domain.Effects { return domain.Effects{} })
}

// rolesSay is what the page shows to each role before and after a chat is linked.
func rolesSay() map[string]struct{ must, linked, never []string } {
	weekly, alert, alarm := "Ringkasan mingguan, Senin pagi", "Kabar tentang keluhan tertulis", "Kabar bila tablet terputus"
	return map[string]struct{ must, linked, never []string }{
		"ratna":  {[]string{"ringkasan hasil Anda sendiri", "siapa yang menilai"}, []string{weekly}, []string{"kota kami kirim", alert, alarm}},
		"kepala": {[]string{"di unit Anda", "tetap dibaca di portal"}, []string{alert}, []string{"hasil Anda sendiri", weekly, alarm}},
		"hr":     {[]string{"ringkasan kota", "tablet terputus"}, []string{weekly, alarm}, []string{"hasil Anda sendiri", alert}},
		"admin":  {[]string{"ringkasan kota", "tablet terputus"}, []string{weekly, alarm}, []string{"hasil Anda sendiri", alert}},
	}
}

func TestAChatIsLinkedFromThePortal(t *testing.T) {
	for login, says1 := range rolesSay() {
		t.Run(login, func(t *testing.T) {
			o := openOffice(t, withBot)
			b := o.as(login)
			says(t, "before", b.get("/hr/telegram").Body, append(says1.must, "Hubungkan Telegram Anda", "berlaku 10 menit",
				"Penilaian yang Anda berikan sebagai warga tidak dihubungkan", `aria-current="page">Kabar Telegram`), append(says1.never, "Putuskan", "hr.telegram", "t.me"))
			made, code := b.code()
			if made.Header.Get("Cache-Control") != "no-store" {
				t.Error("the page with the code may be cached")
			}
			says(t, "the code", made.Body, []string{"sampai 09.24 WIB", "data:image/svg&#43;xml;base64,", "tekan Mulai", `rel="noopener noreferrer"`, `href="/hr/telegram?lang=en"`}, []string{"hr.telegram"})
			says(t, "still", b.get("/hr/telegram").Body, []string{"Buat kode"}, []string{code, "Putuskan"})
			check(t, o.linkChat(code, "chat of "+login))
			says(t, "linked", b.get("/hr/telegram").Body, append(says1.linked, "Terhubung sejak 23 November 2026, 09.14 WIB", `value="20:00"`, `value="07:00"`, "/henti"),
				append(says1.never, "Buat kode", "chat of", code, "hr.telegram"))
			b.chooses("en")
			says(t, "in English", b.get("/hr/telegram").Body, []string{"Linked since", "/stop"}, []string{"Terhubung"})
			if strings.Contains(o.logs.String(), code) {
				t.Error("the code is in the log")
			}
		})
	}
}

func TestANewLinkCodeReplacesTheFirst(t *testing.T) {
	o := openOffice(t, withBot)
	b := o.as("ratna")
	_, first := b.code()
	_, second := b.code()
	if err := o.linkChat(first, "1"); !domain.ErrLinkUnknown.Is(err) {
		t.Errorf("the first: %v", err)
	}
	o.later(notice.LinkTime + time.Second)
	if err := o.linkChat(second, "1"); !domain.ErrLinkExpired.Is(err) {
		t.Errorf("late: %v", err)
	}
	_, third := b.code()
	check(t, o.linkChat(third, "1"))
	check(t, o.linkChat(third, "1"))
	if err := o.linkChat(third, "2"); !domain.ErrLinkUsed.Is(err) {
		t.Errorf("another chat: %v", err)
	}
}

func TestChatSettingsAreSaved(t *testing.T) {
	o := openOffice(t, withBot)
	b := o.as("hr")
	_, code := b.code()
	check(t, o.linkChat(code, "1"))
	send := func(form url.Values) answer {
		t.Helper()
		form.Set("_form", b.token("/hr/telegram"))
		return b.send("/hr/telegram", form)
	}
	chat := func() notice.StaffChat {
		t.Helper()
		c, err := o.store.StaffChat(context.Background(), "hr")
		check(t, err)
		return c
	}
	a := send(url.Values{"wish": {"alarm", "alert", "all"}, "from": {"21:30"}, "until": {"06.15"}, "lang": {"en"}})
	if a.to() != "/hr/telegram?selesai=simpan" {
		t.Fatalf("%d to %s", a.Status, a.to())
	}
	says(t, "kept", b.get(a.to()).Body, []string{"sudah disimpan", `value="21:30"`, `value="06:15"`, `value="alarm" checked`, `value="weekly">`, `<option value="en" selected>`}, []string{`value="alert"`})
	if c := chat(); len(c.Topics) != 1 || c.Quiet != (notice.QuietHours{From: 21*60 + 30, Until: 6*60 + 15}) || c.Lang != "en" {
		t.Errorf("%+v", c)
	}
	a = send(url.Values{"wish": {"weekly"}, "from": {"sore"}, "until": {"07:00"}, "lang": {"xx"}})
	says(t, "wrong", a.Body, []string{"Jam ditulis seperti 20.00", `aria-invalid="true"`, `value="sore"`, `value="weekly" checked`}, []string{`value="alarm" checked`})
	if a.Status != 422 || chat().Quiet.From != 21*60+30 {
		t.Errorf("%d %+v", a.Status, chat())
	}
	if a = send(url.Values{"from": {"08:00"}, "until": {"08:00"}, "lang": {"xx"}}); a.Status != 303 || len(chat().Topics) != 0 || chat().Lang != "id" {
		t.Errorf("%d %+v", a.Status, chat())
	}
}

func TestAChatIsUnlinked(t *testing.T) {
	o := openOffice(t, withBot)
	b := o.as("kepala")
	ended := func(what string) {
		t.Helper()
		says(t, what, b.get("/hr/telegram").Body, []string{"Hubungkan Telegram Anda"}, []string{"Terhubung sejak"})
		if list, err := o.store.StaffChats(context.Background()); err != nil || len(list) != 0 {
			t.Errorf("%s: %v %v", what, list, err)
		}
	}
	link := func() {
		t.Helper()
		_, code := b.code()
		check(t, o.linkChat(code, "1"))
	}
	link()
	form := b.token("/hr/telegram")
	for range 2 { // a second click has no effect
		if a := b.send("/hr/telegram/putus", url.Values{"_form": {form}}); a.to() != "/hr/telegram?selesai=putus" {
			t.Errorf("%d to %s", a.Status, a.to())
		}
	}
	says(t, "said", b.get("/hr/telegram?selesai=putus").Body, []string{"Hubungan sudah diputus"}, nil)
	ended("from the portal")
	if a := b.send("/hr/telegram", url.Values{"_form": {form}, "from": {"20:00"}, "until": {"07:00"}}); a.to() != "/hr/telegram" {
		t.Errorf("settings without a chat: %d to %s", a.Status, a.to())
	}
	link()
	check(t, o.chats().EndChat(context.Background(), "1", func(int64) domain.Effects { return domain.Effects{} }))
	ended("in the chat")
	link()
	a := b.send("/hr/sandi", url.Values{"_form": {b.token("/hr/sandi")}, "old": {secret}, "new": {secret + " baru"}, "again": {secret + " baru"}})
	if a.Status != 303 {
		t.Fatal(a.Status)
	}
	ended("with the password")
}

func TestThePageWithoutABot(t *testing.T) {
	o := openOffice(t)
	b := o.as("ratna")
	says(t, "the page", b.get("/hr/telegram").Body, []string{"Bot Telegram belum dipasang"}, []string{"Buat kode", "Hubungkan"})
	if a := b.send("/hr/telegram/kode", url.Values{"_form": {b.token("/hr/cara")}}); a.Status != 404 {
		t.Errorf("a code without a bot: %d", a.Status)
	}
}

func TestNoLinkCodeWhileTelegramIsUnavailable(t *testing.T) {
	o := openOffice(t, func(options *hr.Options) {
		options.Telegram = true
		options.Addresses.Chat = func(string) (string, error) { return "", domain.ErrUnavailable }
	})
	b := o.as("ratna")
	if a := b.send("/hr/telegram/kode", url.Values{"_form": {b.token("/hr/cara")}}); a.Status != 503 || !strings.Contains(a.Body, `class="h-nav"`) {
		t.Errorf("%d", a.Status)
	}
}

// A link code belongs to the signed-in account.
func TestALinkCodeNeedsTheOwnSession(t *testing.T) {
	o := openOffice(t, withBot)
	if a := o.browser().send("/hr/telegram/kode", nil); a.Status != 303 || !strings.HasPrefix(a.to(), "/hr/masuk") {
		t.Errorf("not signed in: %d", a.Status)
	}
	if a := o.as("ratna").send("/hr/telegram/kode", url.Values{"login": {"hr"}}); a.Status != 403 {
		t.Errorf("a foreign form: %d", a.Status)
	}
	b := o.as("ratna")
	a := b.send("/hr/telegram/kode", url.Values{"login": {"hr"}, "_form": {b.token("/hr/cara")}})
	code := linkPattern.FindStringSubmatch(a.Body)[1]
	check(t, o.linkChat(code, "1"))
	if _, err := o.store.StaffChat(context.Background(), "hr"); !domain.ErrChatMissing.Is(err) {
		t.Errorf("of another: %v", err)
	}
}
