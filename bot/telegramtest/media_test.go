package telegramtest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"suaraloket/bot/telegramtest"
)

func TestWhatIsNotText(t *testing.T) {
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

func TestAForwardTellsTheAuthor(t *testing.T) {
	s := newStage(t)
	must(t, s.Person(5, "Dewi", "id").Forward("Orang lain", "/start loket"))
	m := s.poll()[0].Message
	if m.ForwardOrigin.Type != models.MessageOriginTypeHiddenUser || m.ForwardOrigin.MessageOriginHiddenUser.SenderUserName != "Orang lain" || m.Text != "/start loket" {
		t.Errorf("message %+v", m)
	}
}

func TestEditedMessages(t *testing.T) {
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
		t.Error("edited what cannot be edited")
	}
	p.Block()
	if p.Edit(own.ID, "x") != telegramtest.ErrBlocked {
		t.Error("edited in a blocked chat")
	}
}

// fetch gets a file of the server.
func (s *stage) fetch(path string) (int, string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.ctx, http.MethodGet, s.url+path, nil)
	must(s.t, err)
	resp, err := http.DefaultClient.Do(r)
	must(s.t, err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	must(s.t, err)
	return resp.StatusCode, string(body)
}

func TestFilesCanBeFetched(t *testing.T) {
	s := newStage(t)
	b, p := s.bot(), s.Person(5, "Dewi", "id")
	must(t, p.SendDocument("surat.pdf", []byte("isi surat")))
	d := s.poll()[0].Message.Document
	if d.FileName != "surat.pdf" || d.FileSize != 9 {
		t.Errorf("document %+v", d)
	}
	f, err := b.GetFile(s.ctx, &bot.GetFileParams{FileID: d.FileID})
	must(t, err)
	if status, body := s.fetch("/file/bot" + token + "/" + f.FilePath); status != 200 || body != "isi surat" {
		t.Errorf("%d %q", status, body)
	}
	if !strings.HasPrefix(b.FileDownloadLink(f), s.url+"/file/bot"+token+"/documents/") {
		t.Errorf("link %q", b.FileDownloadLink(f))
	}
	for path, want := range map[string]int{
		"/file/bot" + token + "/documents/lain": 404, "/file/bot1:x/" + f.FilePath: 401, "/file/" + f.FilePath: 404,
	} {
		if status, _ := s.fetch(path); status != want {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
	}
	if r := s.ask("getFile", "file_id", "AgACx"); r.Text != "Bad Request: invalid file_id" {
		t.Errorf("unknown: %q", r.Text)
	}
	if r := s.ask("getFile"); r.Text != "Bad Request: file_id not specified" {
		t.Errorf("none: %q", r.Text)
	}
	must(t, p.SendDocument("besar.bin", bytes.Repeat([]byte("x"), 20<<20+1)))
	large, _ := p.Last()
	if r := s.ask("getFile", "file_id", large.FileID); r.Text != "Bad Request: file is too big" {
		t.Errorf("too large: %q", r.Text)
	}
}

func TestAPhotoIsSentOnceAndThenByItsID(t *testing.T) {
	s := newStage(t)
	b, p := s.bot(), s.Person(5, "Dewi", "id")
	must(t, p.Start(""))
	sent, err := b.SendPhoto(s.ctx, &bot.SendPhotoParams{ChatID: 5, Photo: &models.InputFileUpload{Filename: "p.jpg", Data: strings.NewReader("wajah")}})
	must(t, err)
	largest := sent.Photo[len(sent.Photo)-1]
	f, err := b.GetFile(s.ctx, &bot.GetFileParams{FileID: largest.FileID})
	must(t, err)
	if _, body := s.fetch("/file/bot" + token + "/" + f.FilePath); body != "wajah" {
		t.Errorf("kept %q", body)
	}
	again, err := b.SendPhoto(s.ctx, &bot.SendPhotoParams{ChatID: 5, Photo: &models.InputFileString{Data: largest.FileID}})
	must(t, err)
	if got := again.Photo[len(again.Photo)-1]; got.FileUniqueID != largest.FileUniqueID {
		t.Errorf("another picture: %+v", got)
	}
	if m, _ := p.Last(); m.FileID != largest.FileID {
		t.Errorf("message %+v", m)
	}
	must(t, p.SendVoice())
	voice, _ := p.Last()
	for id, text := range map[string]string{
		voice.FileID: "can't use file of type Voice as Photo",
		"bukan id":   "wrong remote file identifier specified: can't unserialize it",
	} {
		if r := s.ask("sendPhoto", "chat_id", "5", "photo", id); r.Text != "Bad Request: "+text {
			t.Errorf("%s: %q", id, r.Text)
		}
	}
}

// TestAMarkedPerson is what a search of logs, tables and backups begins with.
func TestAMarkedPerson(t *testing.T) {
	s := newStage(t)
	p := s.Meet(telegramtest.Profile{
		ID: 4503599627370495, FirstName: "Zzyxdepan", LastName: "Zzyxbelakang", Username: "zzyxnama", Lang: "id", Photo: []byte("zzyxfoto"),
	})
	must(t, p.Start(""))
	raw := s.Sent()[0]
	for _, marker := range []string{"4503599627370495", "Zzyxdepan", "Zzyxbelakang", "zzyxnama"} {
		if !bytes.Contains(raw, []byte(marker)) {
			t.Errorf("the update lacks %s: %s", marker, raw)
		}
	}
	var photos models.UserProfilePhotos
	must(t, json.Unmarshal(s.ask("getUserProfilePhotos", "user_id", "4503599627370495").Result, &photos))
	f, err := s.bot().GetFile(s.ctx, &bot.GetFileParams{FileID: photos.Photos[0][1].FileID})
	must(t, err)
	if _, body := s.fetch("/file/bot" + token + "/" + f.FilePath); body != "zzyxfoto" || photos.TotalCount != 1 {
		t.Errorf("picture %q", body)
	}
	chat, err := s.bot().GetChat(s.ctx, &bot.GetChatParams{ChatID: p.ID()})
	must(t, err)
	if chat.Username != "zzyxnama" || chat.LastName != "Zzyxbelakang" || chat.Photo.BigFileID != f.FileID {
		t.Errorf("chat %+v", chat)
	}
	if r := s.ask("getUserProfilePhotos", "user_id", "7"); r.Text != "Bad Request: user not found" {
		t.Errorf("a stranger's: %q", r.Text)
	}
	must(t, s.Person(8, "Polos", "id").Start(""))
	if r := s.ask("getUserProfilePhotos", "user_id", "8"); string(r.Result) != `{"photos":[],"total_count":0}` {
		t.Errorf("without a picture: %s", r.Result)
	}
}
