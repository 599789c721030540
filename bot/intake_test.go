package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"suaraloket/bot/telegramtest"
	"suaraloket/domain"
)

const (
	crowd = 50 // people
	notes = 9  // texts of each after the press
)

// queueCrowd sends fifty people the question. Then, while no bot runs, each person presses an
// answer and writes nine numbered notes: 500 updates.
func queueCrowd(s *stage) []*telegramtest.Person {
	s.t.Helper()
	stop := s.run(s.bot(parts{}))
	var people []*telegramtest.Person
	for i := range crowd {
		p := s.Person(int64(9000+i), "Warga", "id")
		must(s.t, p.Start(s.passes.Poster("DKC-01")))
		people = append(people, p)
	}
	s.settled()
	stop()
	for _, p := range people {
		s.press(p, facesID()[p.ID()%4])
	}
	for n := 0; n < notes; n += 3 {
		for _, p := range people { // three in a row, which lanes could overtake
			for i := range 3 {
				must(s.t, p.Say(numbered(n+i)))
			}
		}
	}
	if q := s.Queue(); q != crowd*(1+notes) {
		s.t.Fatalf("%d updates wait", q)
	}
	return people
}

func numbered(n int) string { return fmt.Sprintf("catatan ke-%d", n+1) }

// checkCrowd checks that nothing is lost, duplicated or out of order.
func checkCrowd(s *stage, people []*telegramtest.Person) {
	s.t.Helper()
	var want []string
	for n := range notes {
		want = append(want, numbered(n))
	}
	for _, p := range people {
		r, ok := s.rating(p.ID())
		if !ok || r.Value != int(p.ID()%4)+1 {
			s.t.Errorf("person %d: stored %v, value %d", p.ID(), ok, r.Value)
		}
		if r.Comment != strings.Join(want, "\n") {
			s.t.Errorf("person %d: notes out of order: %q", p.ID(), r.Comment)
		}
	}
	if n, by := s.counted(); n != crowd || by["P-01"] != crowd {
		s.t.Errorf("counted %d: %v", n, by)
	}
}

// afterWrites calls do at the n-th write of ratings.
func afterWrites(n int64, do func()) func() error {
	var count atomic.Int64
	return func() error {
		if count.Add(1) == n {
			do()
		}
		return nil
	}
}

func TestAGracefulStopLosesNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	people := queueCrowd(s)
	ctx, cancel := context.WithCancel(s.ctx)
	first := s.bot(parts{ratings: stumbling{s.store, afterWrites(230, cancel)}})
	before := s.Confirmed()
	must(t, first.Run(ctx))
	left := s.Queue()
	if left == 0 || left >= 500 || left%100 == 0 {
		t.Fatalf("%d updates are left: the stop was not in the middle of a batch", left)
	}
	if done := s.Confirmed() - before; done != 500-left {
		t.Errorf("confirmed %d of %d", done, 500-left)
	}
	s.run(s.bot(parts{}))
	s.settled()
	checkCrowd(s, people)
}

func TestAKillLosesNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	people := queueCrowd(s)
	ctx, cancel := context.WithCancel(s.ctx)
	wire := &line{}
	var dead atomic.Bool
	count := afterWrites(230, func() { dead.Store(true); wire.cut.Store(true); cancel() })
	store := stumbling{s.store, func() error {
		if err := count(); err != nil || dead.Load() {
			return domain.ErrUnavailable // nothing of a killed program reaches the store
		}
		return nil
	}}
	first := s.bot(parts{ratings: store, transport: wire})
	before := s.Confirmed()
	must(t, first.Run(ctx))
	if done := s.Confirmed() - before; done == 0 || done%100 != 0 {
		t.Errorf("a killed bot confirmed %d", done)
	}
	s.run(s.bot(parts{}))
	s.settled()
	checkCrowd(s, people)
}

func TestAPressWithANewNumberIsTheSameRating(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	stop := s.run(s.bot(parts{}))
	p := s.Person(4242, "Dewi", "id")
	s.play(p, step{start: "DKC-01"})
	s.play(p, step{press: "Puas"})
	pressed := s.Callbacks()[0]
	s.play(p, step{press: "Ubah"})
	s.play(p, step{press: "Sangat puas"})
	for range 3 {
		_, err := s.Repeat(pressed.UpdateID)
		must(t, err)
	}
	s.settled()
	stop()
	s.run(s.bot(parts{}))
	_, err := s.Repeat(pressed.UpdateID)
	must(t, err)
	s.settled()
	r, _ := s.rating(p.ID())
	if n, _ := s.counted(); n != 1 || r.Value != 4 {
		t.Errorf("counted %d, value %d: a repeated press undid the change", n, r.Value)
	}
	if n := len(replies(p)); n != 1 {
		t.Errorf("%d messages", n)
	}
}

func TestAnotherAnswerBeforeTheThanksIsACorrection(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	stop := s.run(s.bot(parts{}))
	p := s.Person(4242, "Dewi", "id")
	s.play(p, step{start: "DKC-01"})
	stop()
	s.press(p, "Sangat puas")
	s.press(p, "Tidak puas")
	stop = s.run(s.bot(parts{}))
	s.settled()
	stop()
	if r, _ := s.rating(p.ID()); r.Value != 1 {
		t.Errorf("value %d", r.Value)
	}
	has(t, "thanks", latest(t, p).Text, "Sudah kami ubah", "Tidak puas")
	s.clock.pass(11 * time.Minute)
	for _, c := range s.Callbacks() {
		_, err := s.Repeat(c.UpdateID)
		must(t, err)
	}
	s.run(s.bot(parts{}))
	s.settled()
	if r, _ := s.rating(p.ID()); r.Value != 1 {
		t.Errorf("value %d after the same presses again", r.Value)
	}
	if n, _ := s.counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
}

func TestTheSamePressForAnotherOfficerIsNoSecondRating(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{}))
	p := s.Person(4242, "Dewi", "id")
	s.play(p, step{start: "DKC-02"})
	s.play(p, step{start: "DKC-02"})
	both := replies(p)
	choose := func(m telegramtest.Message, officer, answer string) {
		b, _ := labelled(m, officer)
		_, err := p.Press(m.ID, b.Data)
		must(t, err)
		s.settled()
		for _, now := range replies(p) {
			if b, ok := labelled(now, answer); ok && now.ID == m.ID {
				_, err := p.Press(m.ID, b.Data)
				must(t, err)
			}
		}
		s.settled()
	}
	choose(both[0], "Ibu Ratna", "Sangat puas")
	choose(both[1], "Budi & <Rekan>", "Tidak puas")
	r, _ := s.rating(p.ID())
	if n, by := s.counted(); n != 1 || by["P-03"] != 1 || r.Value != 4 {
		t.Errorf("counted %d %v, value %d", n, by, r.Value)
	}
	has(t, "answer", latest(t, p).Text, "sudah menilai", "Sangat puas")
}

// pushPress queues a press of a person as Telegram would, in any chat.
func (s *stage) pushPress(person, chat int64, kind, data string) {
	s.t.Helper()
	_, err := s.PushRaw(map[string]any{"callback_query": map[string]any{
		"id": "1", "from": map[string]any{"id": person, "first_name": "Dewi", "language_code": "id"}, "data": data,
		"message": map[string]any{"message_id": 7, "date": 0, "chat": map[string]any{"id": chat, "type": kind}},
	}})
	must(s.t, err)
}

func TestTwentyCopiesAtOnceAreOneRating(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	pass, err := s.passes.OpenChat(s.passes.Poster("DKC-01"))
	must(t, err)
	for copied := range 20 { // in chats of their own, so that eight lanes race
		s.pushPress(4242, int64(100+copied), "private", "r3:P-01:"+pass)
	}
	s.run(s.bot(parts{}))
	s.settled()
	if n, _ := s.counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
}

func TestAPressWithoutItsMessage(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Person(4242, "Dewi", "id")
	s.run(s.bot(parts{}))
	s.play(p, step{say: "halo"})
	pass, err := s.passes.OpenChat(s.passes.Poster("DKC-01"))
	must(t, err)
	_, err = s.PushRaw(map[string]any{"callback_query": map[string]any{
		"id": "1", "from": map[string]any{"id": 4242, "language_code": "id"}, "data": "r3:P-01:" + pass, "inline_message_id": "x",
	}})
	must(t, err)
	s.settled()
	if n, _ := s.counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
	has(t, "new message", latest(t, p).Text, "Terima kasih, sudah tercatat")
}

func TestAnUnreadableUpdateBlocksNoOther(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.Person(4242, "Dewi", "id")
	for _, odd := range []string{
		`{"message":{"message_id":"no number","chat":5}}`,
		`{"message":{"message_id":1,"chat":{"id":5,"type":"private"},"text":"tanpa pengirim"}}`,
		`{"message":{"message_id":1,"from":{"id":6,"is_bot":true},"chat":{"id":6,"type":"private"},"text":"/start"}}`,
		`{"callback_query":{"id":"2","from":{"id":4242},"data":"r9:P-01:x"}}`,
		`{"callback_query":{"id":"3","from":{"id":4242}}}`,
	} {
		_, err := s.PushRaw(json.RawMessage(odd))
		must(t, err)
	}
	must(t, p.Say("/bantuan"))
	s.run(s.bot(parts{}))
	s.settled()
	has(t, "answer", latest(t, p).Text, "Cara menilai")
	if n := len(replies(p)); n != 1 {
		t.Errorf("%d messages", n)
	}
}

func TestGroupsAreDeclined(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.Person(-100, "Grup", "id") // the pretend Telegram has the group as a person
	group := s.Person(-100, "Grup", "id")
	must(t, group.Say("halo"))
	for _, text := range []string{"/start@SuaraLoketLatihanBot " + s.passes.Poster("DKC-01"), "/other", "apa kabar"} {
		_, err := s.PushRaw(map[string]any{"message": map[string]any{
			"message_id": 1, "from": map[string]any{"id": 4242, "language_code": "id"}, "text": text,
			"chat": map[string]any{"id": -100, "type": "supergroup"},
		}})
		must(t, err)
	}
	pass, err := s.passes.OpenChat(s.passes.Poster("DKC-01"))
	must(t, err)
	s.pushPress(4242, -100, "supergroup", "r3:P-01:"+pass)
	s.run(s.bot(parts{}))
	s.settled()
	all := replies(group)
	declined := 0
	for _, m := range all {
		if strings.Contains(m.Text, "percakapan pribadi") {
			declined++
		}
		lacks(t, "group", m.Text, "Ibu Siti", "Terima kasih, sudah")
	}
	if n, _ := s.counted(); n != 0 || declined != 1 {
		t.Errorf("counted %d, declined %d times", n, declined)
	}
}
