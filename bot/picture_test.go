package bot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/bot/telegramtest"
	"suaraloket/domain"
)

// look is a step and the picture of its message: "small P-01.jpg", "large DKC-02/…", or ""
// for none.
type look struct {
	step
	shows string
}

// pictured describes the picture of a message.
func pictured(t testing.TB, m telegramtest.Message) string {
	t.Helper()
	v := m.Preview
	photo, ours := strings.CutPrefix(v.URL, "https://suara.example/photos/")
	switch {
	case v == telegramtest.Preview{Disabled: true}:
		return ""
	case ours && v.Above && v.Small && !v.Large:
		return "small " + photo
	case ours && v.Above && v.Large && !v.Small:
		return "large " + photo
	}
	t.Errorf("the preview is %+v", v)
	return ""
}

func TestThePhotoIsAboveTheQuestion(t *testing.T) {
	const siti, ratna, both = "small P-01.jpg", "small P-03.jpg", "large DKC-02/P-02+P-03.jpg"
	picks := []string{"1 · Budi & <Rekan>", "2 · Ibu Ratna", "Saya tidak yakin"}
	for name, talk := range map[string]struct {
		lang   string
		photos []string
		looks  []look
	}{
		"one officer": {lang: "id", photos: []string{"P-01"}, looks: []look{
			{step{start: "DKC-01", says: []string{"Ibu Siti"}, buttons: facesID(), spoken: 1}, siti},
			{step{press: "Sangat puas", toast: "Terima kasih", says: []string{"sudah tercatat"}}, siti},
			{step{press: "Ramah", toast: "Tercatat"}, siti},
			{step{press: "Ubah", says: []string{"Pilih jawaban"}}, siti},
			{step{press: "Kembali"}, siti},
			{step{press: "Ubah"}, siti},
			{step{press: "Kurang puas", toast: "Sudah kami ubah"}, siti},
			{step{press: "Tambah catatan", says: []string{"Silakan tulis"}}, siti},
			{step{press: "Kembali"}, siti},
			{step{press: "Tentang petugas", says: []string{"Apakah petugasnya kompeten?"}}, siti},
			{step{press: "Lewati"}, siti},
			{step{press: "Selesai"}, siti},
			{step{press: "Ubah", after: 11 * time.Minute, toast: "sepuluh menit", spoken: 1}, siti},
		}},
		"the age": {lang: "id", photos: []string{"P-01"}, looks: append(append([]look{
			{step{start: "DKC-01"}, siti}, {step{press: "Puas"}, siti}, {step{press: "Survei lengkap"}, siti},
		}, many(10, look{step{press: "Lewati"}, siti})...),
			look{step{press: "30–39", says: []string{"Berapa usia"}}, siti}, look{step{press: "34", spoken: 1}, siti})},
		"no officer has a photo": {lang: "id", looks: []look{
			{step{start: "DKC-01", buttons: facesID(), spoken: 1}, ""}, {step{press: "Puas"}, ""}, {step{press: "Ubah"}, ""}, {step{press: "Sangat puas", spoken: 1}, ""},
		}},
		"another has a photo": {lang: "id", photos: []string{"P-03"}, looks: []look{
			{step{start: "DKC-01"}, ""}, {step{press: "Puas", spoken: 1}, ""},
		}},
		"several, both with a photo": {lang: "jv", photos: []string{"P-02", "P-03"}, looks: []look{
			{step{start: "DKC-02", says: []string{"Sinten ingkang"}, spoken: 1}, both},
			{step{press: "1 · Budi & <Rekan>", says: []string{"Budi"}}, "small P-02.jpg"},
		}},
		"several, one with a photo": {lang: "id", photos: []string{"P-03"}, looks: []look{
			{step{start: "DKC-02", says: []string{"Siapa yang melayani"}, buttons: picks, spoken: 1}, both},
			{step{press: "2 · Ibu Ratna", says: []string{"Ibu Ratna\n"}, hides: []string{"2 · Ibu"}, buttons: facesID()}, ratna},
			{step{press: "Sangat puas", says: []string{"Ibu Ratna"}, spoken: 1}, ratna},
		}},
		"several, the one without": {lang: "id", photos: []string{"P-03"}, looks: []look{
			{step{start: "DKC-02", buttons: picks}, both},
			{step{press: "1 · Budi & <Rekan>", says: []string{"Budi"}, hides: []string{"1 ·"}, buttons: facesID()}, ""},
			{step{press: "Puas", spoken: 1}, ""},
		}},
		"several, not sure": {lang: "id", photos: []string{"P-03"}, looks: []look{
			{step{start: "DKC-02"}, both}, {step{press: "Saya tidak yakin", buttons: facesID()}, ""}, {step{press: "Puas", spoken: 1}, ""},
		}},
		"several, none with a photo": {lang: "id", photos: []string{"P-01"}, looks: []look{
			{step{start: "DKC-02", buttons: []string{"Budi & <Rekan>", "Ibu Ratna", "Saya tidak yakin"}}, ""},
			{step{press: "Ibu Ratna", spoken: 1}, ""},
		}},
		"too late": {lang: "id", photos: []string{"P-01"}, looks: []look{
			{step{start: "DKC-01"}, siti},
			{step{press: "Puas", after: 16 * time.Minute, says: []string{"kedaluwarsa"}, buttons: []string{}, spoken: 1}, ""},
		}},
		"picked too late": {lang: "en", photos: []string{"P-03"}, looks: []look{
			{step{start: "DKC-02"}, both},
			{step{press: "2 · Ibu Ratna", after: 16 * time.Minute, says: []string{"expired"}, buttons: []string{}, spoken: 1}, ""},
		}},
		"erased": {lang: "id", photos: []string{"P-01"}, looks: []look{
			{step{start: "DKC-01"}, siti}, {step{press: "Puas"}, siti}, {step{say: "/hapus"}, ""}, {step{press: "Ya, hapus"}, ""}, {step{start: "DKC-01"}, ""},
		}},
		"again, and what has no face": {lang: "id", photos: []string{"P-01"}, looks: []look{
			{step{start: "DKC-01"}, siti}, {step{press: "Puas"}, siti},
			{step{start: "DKC-01", says: []string{"sudah menilai"}, spoken: 2}, siti},
			{step{say: "Petugasnya ramah", spoken: 3}, ""}, {step{say: "/bantuan", spoken: 4}, ""},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.photograph(talk.photos...)
			s.run(s.bot(parts{picture: shownAt}))
			p := s.Person(4242, "Dewi", talk.lang)
			for i, l := range talk.looks {
				s.check(p, l.step, s.play(p, l.step))
				if got := pictured(t, latest(t, p)); got != l.shows {
					t.Errorf("step %d shows %q, want %q", i+1, got, l.shows)
				}
			}
			if sent := len(s.CallsOf("sendMessage")); sent != len(replies(p)) {
				t.Errorf("%d messages were sent, %d are shown", sent, len(replies(p)))
			}
		})
	}
}

func many(n int, l look) (all []look) {
	for range n {
		all = append(all, l)
	}
	return all
}

func TestATicketShowsItsOfficer(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.photograph("P-02", "P-03")
	s.run(s.bot(parts{picture: shownAt}))
	p := s.Person(4242, "Dewi", "id")
	m := s.begin(p, s.ticket(domain.TicketOrder{Counter: "DKC-02", Officer: "P-03", Service: "KTP-EL", Valid: time.Hour}))
	if got := pictured(t, m); got != "small P-03.jpg" || strings.Contains(m.Text, "1 ·") {
		t.Errorf("it shows %q over %q", got, m.Text)
	}
	s.pressed(p, "Sangat puas")
	if got := pictured(t, latest(t, p)); got != "small P-03.jpg" {
		t.Errorf("the thanks show %q", got)
	}
}

// TestARemovedPhoto removes the photo between the question and the thanks.
func TestARemovedPhoto(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.photograph("P-01")
	s.run(s.bot(parts{picture: shownAt}))
	p := s.Person(4242, "Dewi", "id")
	s.play(p, step{start: "DKC-01"})
	must(t, s.store.DropPhoto(s.ctx, "P-01"))
	s.play(p, step{start: "DKC-01"}) // reads the current counter
	s.play(p, step{press: "Puas"})
	if got := pictured(t, latest(t, p)); got != "" || len(replies(p)) != 2 {
		t.Errorf("it shows %q in %d messages", got, len(replies(p)))
	}
}

// TestAChatWithoutPicturesNumbersNoButtons has an address that Telegram cannot open.
func TestAChatWithoutPicturesNumbersNoButtons(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.photograph("P-02", "P-03")
	s.run(s.bot(parts{}))
	p := s.Person(4242, "Dewi", "id")
	st := step{start: "DKC-02", buttons: []string{"Budi & <Rekan>", "Ibu Ratna", "Saya tidak yakin"}}
	s.check(p, st, s.play(p, st))
	if got := pictured(t, latest(t, p)); got != "" {
		t.Errorf("it shows %q", got)
	}
}

// TestARefusedPictureKeepsTheText checks a message and an edit.
func TestARefusedPictureKeepsTheText(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.photograph("P-01")
	s.Fail("sendMessage", 1, telegramtest.Fault{Status: 400})
	s.Fail("editMessageText", 1, telegramtest.Fault{Status: 400})
	s.run(s.bot(parts{picture: shownAt}))
	p := s.Person(4242, "Dewi", "id")
	st := step{start: "DKC-01", says: []string{"Bagaimana pelayanan"}, buttons: facesID(), spoken: 1}
	s.check(p, st, s.play(p, st))
	if got := pictured(t, latest(t, p)); got != "" {
		t.Errorf("the question shows %q", got)
	}
	st = step{press: "Puas", toast: "Terima kasih", says: []string{"sudah tercatat"}, spoken: 1}
	s.check(p, st, s.play(p, st))
	if got := pictured(t, latest(t, p)); got != "" {
		t.Errorf("the thanks show %q", got)
	}
	for method, want := range map[string]int{"sendMessage": 2, "editMessageText": 2} {
		if n := len(s.CallsOf(method)); n != want {
			t.Errorf("%d calls of %s, want %d", n, method, want)
		}
	}
}

// TestTheRatedOfficerIsNamedAfterTheShift: shifts change within the ten minutes.
func TestTheRatedOfficerIsNamedAfterTheShift(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.photograph("P-01", "P-03")
	s.run(s.bot(parts{picture: shownAt}))
	p := s.Person(4242, "Dewi", "id")
	for _, l := range []look{
		{step{start: "DKC-01", says: []string{"Ibu Siti"}}, "small P-01.jpg"},
		{step{press: "Puas", says: []string{"Ibu Siti"}}, "small P-01.jpg"},
	} {
		s.check(p, l.step, s.play(p, l.step))
	}
	from, now := time.Date(2026, 1, 1, 0, 0, 0, 0, zone()), s.clock.now()
	must(t, s.store.SaveDuties(t.Context(), []domain.Duty{
		{ID: uuid.NewString(), Officer: "P-01", Counter: "DKC-01", From: from, To: now},
		{ID: uuid.NewString(), Officer: "P-03", Counter: "DKC-01", From: now},
	}))
	for i, l := range []look{
		{step{start: "DKC-01", after: time.Minute, says: []string{"sudah menilai", "Ibu Siti"}, hides: []string{"Ratna"}}, "small P-01.jpg"},
		{step{press: "Ubah", says: []string{"Ibu Siti"}, hides: []string{"Ratna"}}, "small P-01.jpg"},
		{step{press: "Kurang puas", says: []string{"Ibu Siti"}, hides: []string{"Ratna"}}, "small P-01.jpg"},
		{step{press: "Tentang petugas", says: []string{"Ibu Siti"}, hides: []string{"Ratna"}}, "small P-01.jpg"},
		{step{say: "/batal", says: []string{"Ibu Siti"}, hides: []string{"Ratna"}}, ""},
	} {
		s.check(p, l.step, s.play(p, l.step))
		if got := pictured(t, latest(t, p)); got != l.shows {
			t.Errorf("step %d shows %q, want %q", i+1, got, l.shows)
		}
	}
}
