package bot_test

import (
	"strings"
	"testing"
	"time"

	"suaraloket/bot/telegramtest"
)

// step is one action of a person and the expected chat afterwards.
type step struct {
	start   string // the counter of the scanned code; "-" for no code, "!" for a foreign one
	say     string
	sticker bool
	voice   bool
	press   string // the button's text
	after   time.Duration

	says    []string // in the newest message
	hides   []string
	buttons []string // texts, all of them, row by row
	toast   string   // part of it
	spoken  int      // total of the bot's messages, when it matters
}

func (s *stage) play(p *telegramtest.Person, st step) (callback string) {
	s.t.Helper()
	s.clock.pass(st.after + time.Millisecond) // no two acts of a person are at the same time
	var err error
	switch {
	case st.start == "-":
		err = p.Start("")
	case st.start == "!":
		err = p.Start("p1_DKC-01_abcdefghjkmnp")
	case st.start != "":
		err = p.Start(s.passes.Poster(st.start))
	case st.say != "":
		err = p.Say(st.say)
	case st.sticker:
		err = p.SendSticker()
	case st.voice:
		err = p.SendVoice()
	case st.press != "":
		callback = s.press(p, st.press)
	}
	must(s.t, err)
	s.settled()
	return callback
}

func (s *stage) check(p *telegramtest.Person, st step, callback string) {
	s.t.Helper()
	m := latest(s.t, p)
	has(s.t, "message", m.Text, st.says...)
	lacks(s.t, "message", m.Text, append(st.hides, "bot.", "{", "}", "refusal.")...)
	if st.buttons != nil {
		var texts []string
		for _, row := range m.Rows {
			for _, b := range row {
				texts = append(texts, b.Text)
			}
		}
		if got, want := strings.Join(texts, "|"), strings.Join(st.buttons, "|"); got != want {
			s.t.Errorf("buttons %q, want %q", got, want)
		}
	}
	if callback != "" && !strings.Contains(s.toast(callback).Text, st.toast) {
		s.t.Errorf("toast %q, want %q", s.toast(callback).Text, st.toast)
	}
	if n := len(replies(p)); st.spoken != 0 && n != st.spoken {
		s.t.Errorf("the bot has sent %d messages, want %d", n, st.spoken)
	}
}

func facesID() []string {
	return []string{"😟 Tidak puas", "😕 Kurang puas", "🙂 Puas", "😄 Sangat puas"}
}

func thanksID(reasons ...string) []string {
	return append(reasons, "Ubah", "Tambah catatan", "Tentang petugas", "Survei lengkap")
}

func poorID() []string {
	return append(thanksID("Menunggu lama", "Kurang jelas", "Kurang ramah", "Diminta uang di luar tarif resmi"), "Laporkan ke SP4N-LAPOR!")
}

func TestTalks(t *testing.T) {
	for name, talk := range map[string]struct {
		lang    string
		steps   []step
		value   int // of the stored rating, 0 for none
		officer string
		note    string
	}{
		"two taps": {lang: "id", value: 4, officer: "P-01", steps: []step{
			{start: "DKC-01", says: []string{"Ibu Siti\nLoket 1 · Dukcapil", "Bagaimana pelayanan"},
				hides: []string{"Aminah", "1985", "P-01"}, buttons: facesID(), spoken: 1},
			{press: "Sangat puas", toast: "Terima kasih", says: []string{"Terima kasih, sudah tercatat.", "Penilaian Anda: Sangat puas", "Ibu Siti", "Tanda terima: ", "09.24 WIB"},
				hides: []string{"Bagaimana"}, buttons: thanksID("Ramah", "Cepat", "Jelas"), spoken: 1},
		}},
		"in English": {lang: "en-GB", value: 1, officer: "P-01", steps: []step{
			{start: "DKC-01", says: []string{"How was the service"}, hides: []string{"pelayanan"}, buttons: []string{"😟 Dissatisfied", "😕 Not quite satisfied", "🙂 Satisfied", "😄 Very satisfied"}},
			{press: "Dissatisfied", toast: "Thank you", says: []string{"Your rating: Dissatisfied", "09:24 WIB"},
				buttons: []string{"Long wait", "Not clear", "Not friendly", "Asked for money beyond the official fee", "Change", "Add a note", "About the officer", "Full survey", "Report to SP4N-LAPOR!"}, spoken: 1},
		}},
		"a language we do not have": {lang: "fr", steps: []step{
			{start: "-", says: []string{"Selamat datang", "/bantuan"}, hides: []string{"Welcome"}},
		}},
		"no language at all": {lang: "", steps: []step{{start: "-", says: []string{"Selamat datang"}}}},
		"changed within ten minutes": {lang: "id", value: 2, officer: "P-01", steps: []step{
			{start: "DKC-01"}, {press: "Sangat puas"},
			{press: "Ramah", toast: "Tercatat", buttons: thanksID("✓ Ramah", "Cepat", "Jelas")},
			{press: "Ubah", says: []string{"Pilih jawaban yang Anda maksud"}, buttons: append(facesID(), "Kembali"), spoken: 1},
			{press: "Kembali", says: []string{"Sangat puas"}, spoken: 1},
			{press: "Ubah", after: 9 * time.Minute},
			{press: "Kurang puas", toast: "Sudah kami ubah", says: []string{"Penilaian Anda: Kurang puas"}, hides: []string{"Sangat puas"},
				buttons: poorID(), spoken: 1},
		}},
		"too late to change": {lang: "id", value: 3, officer: "P-01", steps: []step{
			{start: "DKC-01"}, {press: "Puas"},
			{press: "Ubah", after: 10*time.Minute + time.Second, toast: "sepuluh menit", says: []string{"sudah menilai", "Penilaian Anda: Puas"},
				buttons: []string{}, spoken: 1},
		}},
		"a note in three messages": {lang: "id", value: 3, officer: "P-01", note: "Petugas ramah\nantrean panjang\n[nomor]\nnama saya [nama]", steps: []step{
			{start: "DKC-01"}, {press: "Puas"},
			{press: "Tambah catatan", says: []string{"Silakan tulis", "NIK"}, buttons: []string{"Kembali"}, spoken: 1},
			{say: "Petugas ramah", says: []string{"sudah kami tambahkan"}, spoken: 2},
			{say: "antrean panjang"}, {say: "Petugas ramah"}, {say: "0812-3456-7890"}, {say: "nama saya Yosefina"}, {say: "nama saya Yosefina"},
			{press: "Ramah", says: []string{"sudah kami tambahkan"}},
		}},
		"a note without asking": {lang: "en", value: 2, officer: "P-01", note: "too slow", steps: []step{
			{start: "DKC-01"}, {press: "Not quite satisfied"}, {say: "too slow", says: []string{"was added"}, spoken: 2},
		}},
		"a note too late": {lang: "id", value: 2, officer: "P-01", steps: []step{
			{start: "DKC-01"}, {press: "Kurang puas"},
			{say: "terlambat", after: 11 * time.Minute, says: []string{"dalam sepuluh menit", "tidak kami simpan"}, buttons: []string{"Laporkan ke SP4N-LAPOR!"}},
		}},
		"a note too long": {lang: "id", value: 2, officer: "P-01", steps: []step{
			{start: "DKC-01"}, {press: "Kurang puas"},
			{say: strings.Repeat("panjang ", 150), says: []string{"terlalu panjang", "kelebihan 199 karakter"}},
		}},
		"several on duty": {lang: "id", value: 4, officer: "P-03", steps: []step{
			{start: "DKC-02", says: []string{"Loket 2", "Siapa yang melayani Anda?"}, buttons: []string{"Budi & <Rekan>", "Ibu Ratna", "Saya tidak yakin"}},
			{press: "Ibu Ratna", says: []string{"Ibu Ratna\nLoket 2"}, buttons: facesID(), spoken: 1},
			{press: "Sangat puas", says: []string{"Ibu Ratna"}, spoken: 1},
		}},
		"several on duty, not sure": {lang: "id", value: 1, officer: "", steps: []step{
			{start: "DKC-02"},
			{press: "Saya tidak yakin", says: []string{"Loket 2 · Dukcapil"}, hides: []string{"Ratna", "Budi", "tidak ada petugas"}, buttons: facesID()},
			{press: "Tidak puas", says: []string{"Tidak puas"}, hides: []string{"Ratna", "Budi"}},
		}},
		"a name with signs": {lang: "id", value: 3, officer: "P-02", steps: []step{
			{start: "DKC-02"}, {press: "Budi & <Rekan>", says: []string{"Budi & <Rekan>"}}, {press: "Puas", says: []string{"Budi & <Rekan>"}},
		}},
		"no officer on duty": {lang: "id", value: 3, officer: "", steps: []step{
			{start: "DKC-03", says: []string{"tidak ada petugas yang tercatat", "berlaku untuk unit"}, buttons: facesID()},
			{press: "Puas", toast: "Terima kasih"},
		}},
		"a tenant's counter": {lang: "id", value: 3, officer: "", steps: []step{
			{start: "BANK-01", says: []string{"Teller 1 · Bank Contoh"}, hides: []string{"Teller Bank", "tidak ada petugas"}, buttons: facesID()},
			{press: "Puas", hides: []string{"Teller Bank"}},
		}},
		"a second scan on the same day": {lang: "id", value: 4, officer: "P-01", steps: []step{
			{start: "DKC-01"}, {press: "Sangat puas"},
			{start: "DKC-01", after: time.Hour, says: []string{"sudah menilai loket ini hari ini", "Sangat puas"}, buttons: []string{}},
		}},
		"a second scan, and still time to change": {lang: "id", value: 1, officer: "P-01", steps: []step{
			{start: "DKC-01"}, {press: "Sangat puas"}, {start: "DKC-01", buttons: thanksID("Ramah", "Cepat", "Jelas")},
			{press: "Ubah"}, {press: "Tidak puas", toast: "ubah", says: []string{"Tidak puas"}},
		}},
		"an expired code": {lang: "id", steps: []step{
			{start: "DKC-01"},
			{press: "Puas", after: 16 * time.Minute, toast: "kedaluwarsa", says: []string{"kedaluwarsa", "pindai lagi"}, buttons: []string{}, spoken: 1},
		}},
		"an expired code before the pick": {lang: "en", steps: []step{
			{start: "DKC-02"}, {press: "Ibu Ratna", after: 16 * time.Minute, toast: "expired", buttons: []string{}, spoken: 1},
		}},
		"a foreign code": {lang: "id", steps: []step{{start: "!", says: []string{"tidak berlaku", "pindai kode QR"}, buttons: []string{}}}},
		"help":           {lang: "id", steps: []step{{say: "/bantuan", says: []string{"Cara menilai", "Halaman kami: https://suara.example", "SP4N"}}}},
		"help with a name": {lang: "en", steps: []step{
			{say: "/HELP@SuaraLoketLatihanBot please", says: []string{"How to rate"}},
		}},
		"privacy":                        {lang: "id", steps: []step{{say: "/privasi", says: []string{"1. ", "10. ", "kode acak", "triwulan", "Nama dan nomor akun Telegram Anda tidak kami simpan"}}}},
		"privacy by its Indonesian name": {lang: "en", steps: []step{{say: "/privasi", says: []string{"What we keep"}}}},
		"in Javanese": {lang: "jv", value: 3, officer: "P-01", steps: []step{
			{start: "DKC-01", says: []string{"Kados pundi pelayanan"}, hides: []string{"Bagaimana"}, buttons: []string{"😟 Mboten marem", "😕 Kirang marem", "🙂 Marem", "😄 Marem sanget"}},
			{press: "Marem", toast: "Matur nuwun", says: []string{"Penilaian panjenengan: Marem", "09.24 WIB"}, hides: []string{"Penilaian Anda"}, spoken: 1},
		}},
		"language": {lang: "id", value: 4, officer: "P-01", steps: []step{
			{say: "/bahasa", says: []string{"Choose a language"}, buttons: []string{"Bahasa Indonesia", "English", "Basa Jawa"}},
			{press: "English", toast: "English", says: []string{"we speak English"}, buttons: []string{}, spoken: 1},
			{start: "DKC-01", says: []string{"How was the service"}}, {press: "Very satisfied", says: []string{"Very satisfied"}},
		}},
		"from Indonesian to Javanese": {lang: "id", steps: []step{
			{say: "/bahasa"}, {press: "Basa Jawa", toast: "basa Jawa", says: []string{"ngangge basa Jawa"}, buttons: []string{}},
			{say: "/bantuan", says: []string{"Cara mbiji"}},
		}},
		"nonsense":        {lang: "id", steps: []step{{say: "asdf qwer", says: []string{"Maaf", "pindai kode QR", "/bantuan"}}}},
		"unknown command": {lang: "en", steps: []step{{say: "/settings", says: []string{"Sorry", "/help"}}}},
		"a sticker":       {lang: "id", steps: []step{{sticker: true, says: []string{"hanya dapat membaca tulisan", "/bantuan"}}}},
		"a voice note":    {lang: "en", steps: []step{{voice: true, says: []string{"only read words"}}}},
		"a sticker after the rating": {lang: "id", value: 3, officer: "P-01", steps: []step{
			{start: "DKC-01"}, {press: "Puas"}, {sticker: true, says: []string{"tulislah dengan kata-kata"}, spoken: 2},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.run(s.bot(parts{publicURL: "https://suara.example"}))
			p := s.Person(4242, "Dewi", talk.lang)
			for _, st := range talk.steps {
				s.check(p, st, s.play(p, st))
			}
			r, rated := s.rating(p.ID())
			if rated != (talk.value > 0) || r.Value != talk.value || r.Officer != talk.officer || r.Comment != talk.note {
				t.Errorf("stored %v: value %d of %q with note %q, want %d of %q with %q",
					rated, r.Value, r.Officer, r.Comment, talk.value, talk.officer, talk.note)
			}
			if n, _ := s.counted(); rated != (n == 1) {
				t.Errorf("counted %d ratings", n)
			}
		})
	}
}

func TestWhatIsStoredOfARating(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{}))
	p := s.Person(4242, "Dewi", "en")
	s.play(p, step{start: "DKC-01"})
	s.play(p, step{press: "Satisfied"})
	s.play(p, step{press: "Quick"})
	r, _ := s.rating(p.ID())
	if r.Service != "KK" || r.Lang != "en" || r.Channel != "telegram" || r.Counter != "DKC-01" || r.Unit != "DKC" ||
		r.Verdict != "counted" || r.Visit != "" || r.Kiosk != "" || len(r.Author) != 32 || strings.Join(r.Reasons, ",") != "cepat" {
		t.Errorf("stored %+v", r)
	}
	has(t, "thanks", latest(t, p).Text, r.Receipt())
	if e := latest(t, p).Entities; len(e) != 1 || e[0].Type != "bold" || e[0].Offset != 0 || e[0].Length != len("Thank you, your rating is stored.") {
		t.Errorf("entities %+v", e)
	}
}

func TestOneRatingForEachCounter(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{}))
	p := s.Person(4242, "Dewi", "id")
	s.play(p, step{start: "DKC-01"})
	first := latest(t, p)
	s.play(p, step{press: "Puas"})
	s.clock.pass(time.Minute)
	s.play(p, step{start: "DKC-03"})
	s.play(p, step{press: "Sangat puas"})
	if n, _ := s.counted(); n != 2 {
		t.Errorf("counted %d", n)
	}
	note, _ := labelled(replies(p)[0], "Tambah catatan")
	id, err := p.Press(first.ID, note.Data)
	must(t, err)
	s.settled()
	has(t, "toast", s.toast(id).Text, "penilaian Anda yang terakhir")
	s.play(p, step{say: "untuk loket tiga"})
	if r, _ := s.rating(p.ID()); r.Counter != "DKC-03" || r.Comment != "untuk loket tiga" {
		t.Errorf("the note went to %s: %q", r.Counter, r.Comment)
	}
}

func TestTheNextDayIsANewRating(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{}))
	p := s.Person(4242, "Dewi", "id")
	s.play(p, step{start: "DKC-01"})
	s.play(p, step{press: "Puas"})
	old := latest(t, p)
	s.play(p, step{start: "DKC-01", after: 24 * time.Hour, buttons: facesID()})
	s.play(p, step{press: "Sangat puas"})
	if n, _ := s.counted(); n != 2 {
		t.Errorf("counted %d", n)
	}
	change, _ := labelled(old, "Ubah")
	id, err := p.Press(old.ID, change.Data)
	must(t, err)
	s.settled()
	has(t, "toast", s.toast(id).Text, "tidak berlaku")
}

func TestAVisitAcrossMidnight(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{}))
	p := s.Person(4242, "Dewi", "id")
	s.clock.pass(14*time.Hour + 45*time.Minute) // 23.59
	s.play(p, step{start: "DKC-01"})
	asked := latest(t, p)
	face, _ := labelled(asked, "Puas")
	s.play(p, step{press: "Puas"})
	before, _ := s.rating(p.ID())
	s.clock.pass(2 * time.Minute)
	pressed := s.Callbacks()[0]
	_, err := s.Repeat(pressed.UpdateID)
	must(t, err)
	s.settled()
	after, _ := s.rating(p.ID())
	if n, _ := s.counted(); n != 1 || after.ID != before.ID || !strings.HasPrefix(face.Data, "r3:P-01:c1_DKC-01_") {
		t.Errorf("counted %d; %s, then %s; %s", n, before.ID, after.ID, face.Data)
	}
}
