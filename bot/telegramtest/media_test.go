package telegramtest_test

import (
	"bytes"
	"testing"

	"github.com/go-telegram/bot/models"

	"suaraloket/bot/telegramtest"
)

func TestContentThatIsNotText(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Person(5, "Dewi", "id")
	for kind, send := range map[string]func() error{
		"photo":    func() error { return p.SendPhoto("loket 3", []byte("gambar")) },
		"voice":    p.SendVoice,
		"sticker":  p.SendSticker,
		"document": func() error { return p.SendDocument("surat.pdf", []byte("isi")) },
		"location": func() error { return p.SendLocation(-6.2, 106.8) },
		"contact":  func() error { return p.SendContact("+62811", "Dewi") },
		"poll":     func() error { return p.SendPoll("Puas?", "Ya", "Tidak") },
		"text":     func() error { return p.Forward("Orang lain", "bukan kata saya") },
	} {
		must(t, send())
		us := s.poll("offset", "-1")
		m := us[0].Message
		has := map[string]bool{
			"photo": len(m.Photo) == 2, "voice": m.Voice != nil, "sticker": m.Sticker != nil, "document": m.Document != nil,
			"location": m.Location != nil, "contact": m.Contact != nil, "poll": m.Poll != nil, "text": m.ForwardOrigin != nil,
		}
		for other, there := range has {
			if there != (other == kind) {
				t.Errorf("%s: has %s: %v", kind, other, there)
			}
		}
		if (m.Text != "") != (kind == "text") || (m.Caption != "") != (kind == "photo") {
			t.Errorf("%s: text %q, caption %q", kind, m.Text, m.Caption)
		}
		if seen, _ := p.Last(); seen.Kind != kind {
			t.Errorf("the person sees %q", seen.Kind)
		}
	}
	if m := p.Messages(); len(m) != 8 {
		t.Errorf("%d messages", len(m))
	}
}

func TestAForwardNamesTheAuthor(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	must(t, s.Person(5, "Dewi", "id").Forward("Orang lain", "/start loket"))
	m := s.poll()[0].Message
	if m.ForwardOrigin.Type != models.MessageOriginTypeHiddenUser || m.ForwardOrigin.MessageOriginHiddenUser.SenderUserName != "Orang lain" || m.Text != "/start loket" {
		t.Errorf("message %+v", m)
	}
}

func TestEditedMessages(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Person(5, "Dewi", "id")
	must(t, p.Say("pelayanan baik"))
	own, _ := p.Last()
	must(t, p.Edit(own.ID, "pelayanan baik sekali"))
	u := s.poll()[1]
	if u.EditedMessage == nil || u.EditedMessage.ID != own.ID || u.EditedMessage.Text != "pelayanan baik sekali" || u.EditedMessage.EditDate == 0 {
		t.Errorf("update %+v", u)
	}
	s.say(5, "terima kasih")
	theirs, _ := p.Last()
	if p.Edit(theirs.ID, "x") != telegramtest.ErrNoMessage || p.Edit(1, "x") != telegramtest.ErrNoMessage || p.Edit(own.ID, " ") != telegramtest.ErrText {
		t.Error("edited a message that cannot be edited")
	}
	p.Block()
	if p.Edit(own.ID, "x") != telegramtest.ErrBlocked {
		t.Error("edited in a blocked chat")
	}
}

// TestAMarkedPerson checks the marks for searches of logs, tables and backups.
func TestAMarkedPerson(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Meet(telegramtest.Profile{
		ID: 4503599627370495, FirstName: "Zzyxdepan", LastName: "Zzyxbelakang", Username: "zzyxnama", Lang: "id",
	})
	must(t, p.Start(""))
	raw := s.Sent()[0]
	for _, marker := range []string{"4503599627370495", "Zzyxdepan", "Zzyxbelakang", "zzyxnama"} {
		if !bytes.Contains(raw, []byte(marker)) {
			t.Errorf("the update lacks %s: %s", marker, raw)
		}
	}
}
