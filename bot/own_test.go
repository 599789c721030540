package bot_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"suaraloket/bot/talk"
	"suaraloket/domain"
	"suaraloket/repository"
)

// rateDaily rates the counter on so many days, with a note each.
func (s *stage) rateDaily(days int, note string) {
	s.t.Helper()
	p := s.Person(4242, "Dewi", "id")
	for range days {
		s.clock.pass(24 * time.Hour)
		s.play(p, step{start: "DKC-03"})
		s.play(p, step{press: "Puas"})
		s.play(p, step{say: note})
	}
}

func TestTheHistoryShowsTheNewestTen(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{}))
	p := s.Person(4242, "Dewi", "id")
	s.rateDaily(12, "catatan rahasia")
	s.play(p, step{say: "/riwayat"})
	text := latest(t, p).Text
	has(t, "history", text, "Triwulan IV 2026", "5 Desember 2026", "26 November 2026", "Ini 10 yang terbaru dari 12 penilaian.", "Puas · Tanda terima: ")
	lacks(t, "history", text, "25 November 2026", "catatan rahasia", "Ibu")
	if n := strings.Count(text, "Loket 3"); n != 10 {
		t.Errorf("%d lines", n)
	}
	other := s.Person(4343, "Adi", "id")
	s.play(other, step{say: "/riwayat"})
	has(t, "another's history", latest(t, other).Text, "Belum ada penilaian")
	s.clock.pass(40 * 24 * time.Hour) // the next triwulan
	s.play(p, step{say: "/riwayat"})
	has(t, "history", latest(t, p).Text, "Triwulan I 2027", "Belum ada penilaian")
}

// TestAllNotesAreShown checks that all notes are shown, message by message, and that no
// message is longer than Telegram accepts.
func TestAllNotesAreShown(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{}))
	p := s.Person(4242, "Dewi", "id")
	s.rateDaily(7, strings.Repeat("😀", 900))
	s.play(p, step{say: "/dataku"})
	shown, pages := 0, 1
	for ; ; pages++ {
		m := latest(t, p)
		shown += strings.Count(m.Text, "“")
		if _, more := labelled(m, "Catatan berikutnya"); !more {
			break
		}
		s.play(p, step{press: "Catatan berikutnya"})
	}
	if shown != 7 || pages != 7 {
		t.Errorf("%d notes on %d pages", shown, pages)
	}
	for _, what := range []string{"d:99", "d:-1", "d:x"} {
		s.pushPress(4242, 4242, "private", what)
	}
	s.settled()
}

// TestErasing checks that erased ratings are gone from the database, that the tallies agree,
// and that a second rating is refused.
func TestErasing(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{}))
	p := s.Person(4242, "Dewi", "id")
	for _, st := range []step{
		{say: "/language"}, {press: "English"}, {start: "DKC-01"}, {press: "Satisfied"}, {say: "kata penanda"},
		{press: "Full survey"}, {press: "Suitable"}, {press: "Done"}, {say: "/delete"},
	} {
		s.play(p, st)
	}
	before, _ := s.rating(4242)
	author := s.author(4242)
	s.play(p, step{press: "Yes, delete"})
	has(t, "the answer", latest(t, p).Text, "still count", "no longer linked")
	if r, known := s.rating(4242); known {
		t.Errorf("still found: %+v", r)
	}
	if lang, err := s.store.Language(s.ctx, author); lang != "" || err != nil {
		t.Error(lang, err)
	}
	if _, err := s.store.Rating(s.ctx, before.ID); err == nil {
		t.Error("the rating keeps the id that follows from its person")
	}
	found, err := s.store.Recount(s.ctx, "2026-11")
	if err != nil || found.Ratings != 1 || len(found.Differences) > 0 {
		t.Errorf("%+v %v", found, err)
	}
	if n, _ := s.counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
	s.play(p, step{start: "DKC-01"})
	has(t, "a second scan", latest(t, p).Text, "hari ini", "Besok")
	s.play(p, step{start: "DKC-01", after: 24 * time.Hour})
	has(t, "the next day", latest(t, p).Text, "Bagaimana pelayanan")
}

// refusing is a store of traces that cannot erase, because ratings wait in a journal.
type refusing struct{ *repository.Store }

func (refusing) Anonymize(context.Context, []string, domain.Day, func(*domain.Rating), func(int) domain.Effects) error {
	return domain.ErrUnavailable
}

func TestErasingHasToWait(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{traces: refusing{s.store}}))
	p := s.Person(4242, "Dewi", "id")
	for _, st := range []step{{start: "DKC-01"}, {press: "Puas"}, {say: "/hapus"}, {press: "Ya, hapus"}} {
		s.play(p, st)
	}
	m := latest(t, p)
	has(t, "the answer", m.Text, "belum dapat kami hapus sekarang")
	if _, again := labelled(m, "Ya, hapus"); !again {
		t.Errorf("no way to try again: %+v", m.Rows)
	}
	if r, known := s.rating(4242); !known || r.Value != 3 {
		t.Errorf("%+v", r)
	}
}

func TestACodeInWords(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{}))
	p := s.Person(4242, "Dewi", "en")
	s.play(p, step{say: "/nilai dkc 01"})
	s.play(p, step{press: "Very satisfied"})
	r, _ := s.rating(4242)
	if r.Assurance != domain.AssuranceTyped || r.Counter != "DKC-01" || r.Officer != "P-01" || r.Value != 4 {
		t.Errorf("%+v", r)
	}
	s.play(p, step{start: "DKC-01"}) // the code itself afterwards: the same visit
	has(t, "a scan", latest(t, p).Text, "You have rated this counter today")
	s.play(p, step{press: "Change"})
	s.play(p, step{press: "Dissatisfied"})
	if r, _ := s.rating(4242); r.Value != 1 || r.Assurance != domain.AssuranceTyped {
		t.Errorf("%+v", r)
	}
	s.play(p, step{say: "dkc 02"}) // a code, and no note
	has(t, "another code", latest(t, p).Text, "Loket 2", "Who served you?")
	if n, _ := s.counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
	if r, _ := s.rating(4242); r.Comment != "" {
		t.Errorf("noted %q", r.Comment)
	}
}

// TestTheSurveyIsStoredAnswerByAnswer checks that each answer of the survey is stored and
// counted at once.
func TestTheSurveyIsStoredAnswerByAnswer(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{}))
	p := s.Person(4242, "Dewi", "en")
	s.play(p, step{start: "DKC-01"})
	s.play(p, step{press: "Satisfied"})
	s.play(p, step{press: "Full survey"})
	for i, label := range []string{
		"Suitable", "Easy", "Very quick", "Free", "As promised", "Competent", "Polite and friendly", "Good", "Well managed", "Female",
		"30–39", "34", "Bachelor (S1)", "Self-employed",
	} {
		s.play(p, step{press: label})
		r, _ := s.rating(4242)
		if want := min(i+1, 9); len(r.Answers) != want {
			t.Errorf("after %s: %v", label, r.Answers)
		}
	}
	r, _ := s.rating(4242)
	if want := (domain.Respondent{Sex: "P", Age: 34, Education: "S1", Occupation: "wirausaha"}); r.Respondent != want {
		t.Errorf("%+v", r.Respondent)
	}
	if r.Answers["waktu"] != 4 || r.Answers["kompetensi"] != 3 || r.Answers["pengaduan"] != 4 || r.Answers["sarana"] != 3 {
		t.Errorf("%v", r.Answers)
	}
	found, err := s.store.Recount(s.ctx, "2026-11")
	if err != nil || len(found.Differences) > 0 {
		t.Errorf("%+v %v", found, err)
	}
	if len(replies(p)) != 1 {
		t.Errorf("%d messages instead of one", len(replies(p)))
	}
}

// TestALiveLocationGetsNoReplies checks that a shared live location, which is edited all the
// time, does not get a reply each time.
func TestALiveLocationGetsNoReplies(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{}))
	p := s.Person(4242, "Dewi", "id")
	s.play(p, step{start: "-"})
	for range 5 {
		_, err := s.PushRaw(map[string]any{"edited_message": map[string]any{
			"message_id": 5, "from": map[string]any{"id": 4242, "language_code": "id"}, "edit_date": 1,
			"chat": map[string]any{"id": 4242, "type": "private"}, "location": map[string]any{"latitude": 1, "longitude": 2},
		}})
		must(t, err)
	}
	s.settled()
	if n := len(replies(p)); n != 1 {
		t.Errorf("%d messages", n)
	}
}

// TestCommandsOfEveryLanguageWork checks that every command works in every language, and that
// the help of each language lists it.
func TestCommandsOfEveryLanguageWork(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{}))
	s.until("the menu is offered", func() bool { return len(s.Commands("jv")) == 9 && len(s.Commands("en")) == 9 })
	for i, lang := range []string{"id", "en", "jv"} {
		p := s.Person(int64(5000+i), "Dewi", lang)
		s.play(p, step{say: "/help"})
		help := latest(t, p).Text
		for _, c := range slices.Concat(s.Commands("id"), s.Commands("en"), s.Commands("jv")) {
			s.play(p, step{say: "/" + c.Command})
			lacks(t, "/"+c.Command, latest(t, p).Text, "belum kami pahami", "cannot make sense", "dereng saged mangertosi")
		}
		for _, c := range s.Commands(lang)[1:] {
			has(t, "help in "+lang, help, "/"+c.Command+" – "+c.Description)
		}
	}
}

// The history shows what the Inspektorat has answered to a report, and to that person only.
func TestTheHistoryShowsTheAnswerToAReport(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{answers: answers{}}))
	p := s.Person(4242, "Dewi", "id")
	s.play(p, step{start: "DKC-03"})
	s.play(p, step{press: "Puas"})
	s.play(p, step{say: "/riwayat"})
	text := latest(t, p).Text
	has(t, "history", text, "Jawaban Inspektorat untuk ", ": Uangnya dikembalikan. ", "…")
	if n := len([]rune(text)); n > 500 {
		t.Errorf("%d characters", n)
	}
	other := s.Person(4343, "Adi", "id")
	s.play(other, step{say: "/riwayat"})
	lacks(t, "another's history", latest(t, other).Text, "Inspektorat", "Uangnya")
}

// answers gives every receipt a long answer.
type answers struct{ talk.Answers }

func (answers) AnswerTo(context.Context, string) (string, error) {
	return "Uangnya dikembalikan. " + strings.Repeat("Terima kasih. ", 100), nil
}
