package bot_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"suaraloket/bot/telegramtest"
	"suaraloket/domain"
)

// onEach runs a test on a stage over each kind of database.
func onEach(t *testing.T, test func(t *testing.T, s *stage)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, newStage(t)) })
	t.Run("mysql", func(t *testing.T) {
		t.Parallel()
		s := newStage(t)
		s.onMySQL()
		test(t, s)
	})
}

// restarted runs the chat of another instance in place of the one that stop ends.
func (s *stage) restarted(stop func(), instance string) (next func()) {
	s.t.Helper()
	stop()
	return s.run(s.bot(parts{instance: instance}))
}

// The question of a counter waits for a face after a restart too: a text is not added to the
// rating of another officer.
func TestAQuestionOnScreenSurvivesARestart(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *stage) {
		p := s.Person(4242, "Dewi", "id")
		stop := s.run(s.bot(parts{}))
		s.play(p, step{start: "DKC-01"})
		s.play(p, step{press: "Puas", after: time.Second})
		s.play(p, step{say: "/nilai DKC-02", after: time.Minute})
		stop = s.restarted(stop, "2")
		s.play(p, step{say: "Petugasnya ramah.", after: time.Minute})
		has(t, "answer", latest(t, p).Text, "Tulisan ini belum kami simpan", "Loket 2", "Loket 1")
		if r, _ := s.rating(p.ID()); r.Counter != "DKC-01" || r.Comment != "" {
			t.Errorf("stored %q at %s", r.Comment, r.Counter)
		}
		s.play(p, step{press: "Ibu Ratna"})
		stop = s.restarted(stop, "3")
		s.play(p, step{press: "Sangat puas", after: time.Second})
		s.restarted(stop, "4")
		s.play(p, step{say: "Petugasnya ramah.", after: time.Second})
		if r, _ := s.rating(p.ID()); r.Counter != "DKC-02" || r.Officer != "P-03" || r.Comment != "Petugasnya ramah." {
			t.Errorf("stored %q of %s at %s", r.Comment, r.Officer, r.Counter)
		}
	})
}

// A question that no longer waits, because its visit is over or because the person has turned
// to an earlier rating, takes no text after a restart either.
func TestAQuestionLeftTakesNoTextAfterARestart(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *stage) {
		p := s.Person(4242, "Dewi", "id")
		stop := s.run(s.bot(parts{}))
		s.play(p, step{start: "DKC-01"})
		s.play(p, step{press: "Puas", after: time.Second})
		s.play(p, step{say: "/nilai DKC-02", after: time.Second})
		s.play(p, step{press: "Cepat", after: time.Second})
		stop = s.restarted(stop, "2")
		s.play(p, step{say: "antre lama", after: time.Second})
		other := s.Person(4343, "Adi", "id")
		s.play(other, step{start: "DKC-02"})
		s.restarted(stop, "3")
		s.play(other, step{say: "antre lama", after: 16 * time.Minute})
		if r, _ := s.rating(p.ID()); r.Comment != "antre lama" {
			t.Errorf("stored %q", r.Comment)
		}
		lacks(t, "answer", latest(t, other).Text, "Tekan dulu")
	})
}

// The message that asked for a note returns to thanks, although the program was restarted.
func TestANoteAskedForBeforeARestart(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *stage) {
		p := s.Person(4242, "Dewi", "id")
		stop := s.run(s.bot(parts{}))
		s.play(p, step{start: "DKC-01"})
		s.play(p, step{press: "Puas", after: time.Second})
		s.play(p, step{press: "Tambah catatan", after: time.Second})
		has(t, "message", latest(t, p).Text, "Silakan tulis catatan")
		s.restarted(stop, "2")
		s.play(p, step{say: "antre lama", after: time.Minute})
		all := replies(p)
		if len(all) != 2 || !strings.HasPrefix(all[0].Text, "Terima kasih") {
			t.Fatalf("messages %+v", all)
		}
		if _, ok := labelled(all[0], "Ubah"); !ok {
			t.Errorf("buttons %+v", all[0].Rows)
		}
	})
}

// What people were asked is deleted when their visits are over.
func TestQuestionsAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := bubbleStage(t, func(*telegramtest.Options) {})
		s.run(s.bot(parts{}))
		s.play(s.Person(4242, "Dewi", "id"), step{start: "DKC-02"})
		kept := func() bool {
			asked, err := s.store.ScreenAt(s.ctx, []string{s.author(4242)}, s.clock.now())
			must(t, err)
			return asked.Counter == "DKC-02"
		}
		time.Sleep(time.Hour) // of the program; for the person none has passed
		if !kept() {
			t.Error("a question that waits is deleted")
		}
		s.clock.pass(domain.VisitTime + time.Second)
		time.Sleep(time.Hour)
		if kept() {
			t.Error("a question whose visit is over is kept")
		}
	})
}

// A text that waited for the database belongs to what was on the screen when it came.
func TestADeferredTextAndTheQuestionOnScreen(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	stop := o.run(o.bot(o.parts()))
	o.rated()
	o.clock.pass(time.Second)
	must(t, o.p.Start(o.passes.Poster("DKC-03")))
	o.until("the person gets the question", func() bool { return strings.Contains(latest(t, o.p).Text, "Loket 3") })
	o.clock.pass(time.Second)
	o.writes("antre lama")
	o.clock.pass(time.Second)
	has(t, "toast", o.toast(o.press(o.p, "Sangat puas")).Text, "Terima kasih")
	stop()
	o.clock.pass(time.Hour)
	o.away.Store(false)
	o.run(o.bot(o.parts()))
	o.settled()
	all, err := o.store.RatingsBy(o.ctx, []string{o.author(o.p.ID())})
	must(t, err)
	if len(all) != 2 || all[0].Comment != "" || all[1].Comment != "" || o.times("Tulisan ini belum kami simpan") != 1 {
		t.Errorf("stored %+v; messages %+v", all, replies(o.p))
	}
}
