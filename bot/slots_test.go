package bot_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/bot/telegramtest"
	"suaraloket/domain"
)

// screen pairs a tablet with the counter and returns the code on its screen at a moment.
func (s *stage) screen(counter string) func() string {
	s.t.Helper()
	tablet := domain.Kiosk{ID: "tablet-" + counter, Counter: counter, KeyHash: domain.HashKey(counter)}
	must(s.t, s.store.SaveKiosk(s.ctx, tablet))
	return func() string {
		return domain.SlotCode(s.passes.SlotKey(tablet), counter, domain.SlotAt(s.clock.now()))
	}
}

// ticket makes a ticket and returns its code.
func (s *stage) ticket(o domain.TicketOrder) string {
	s.t.Helper()
	roster := domain.NewRoster(s.store, s.store, s.clock.now)
	_, code, _, err := domain.NewTickets(s.store, roster, s.passes, s.clock.now).Make(s.ctx, o)
	must(s.t, err)
	return code
}

// begin scans a code and returns the reply.
func (s *stage) begin(p *telegramtest.Person, code string) telegramtest.Message {
	s.t.Helper()
	must(s.t, p.Start(code))
	s.settled()
	return latest(s.t, p)
}

// TestARotatingCodeInTheChat checks that a photo of a rotating code is refused in the chat
// after its time and after its use. The reply asks to scan again.
func TestARotatingCodeInTheChat(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{}))
	dewi, adi := s.Person(4242, "Dewi", "id"), s.Person(4343, "Adi", "id")
	show := s.screen("DKC-01")
	code := show()
	has(t, "the question", s.begin(dewi, code).Text, "Ibu Siti", "Bagaimana pelayanan")
	has(t, "the question of another person", s.begin(adi, code).Text, "Bagaimana pelayanan") // nothing is used yet
	has(t, "toast", s.toast(s.pressed(dewi, "Sangat puas")).Text, "Terima kasih")

	refused := s.pressed(adi, "Puas")
	has(t, "toast of a used code", s.toast(refused).Text, "sudah dipakai", "pindai lagi")
	m := latest(t, adi)
	has(t, "the answer to it", m.Text, "Kode ini sudah dipakai. Silakan pindai lagi kode QR di loket.")
	if len(m.Rows) != 0 || strings.Count(m.Text, "pindai") != 1 {
		t.Errorf("%+v", m)
	}
	has(t, "a photo of it", s.begin(adi, code).Text, "Kode ini sudah dipakai")
	has(t, "the person of the rating", s.begin(dewi, code).Text, "sudah menilai loket ini hari ini", "Sangat puas")

	s.clock.pass(time.Minute)
	has(t, "the next code", s.begin(adi, show()).Text, "Bagaimana pelayanan")
	has(t, "toast", s.toast(s.pressed(adi, "Kurang puas")).Text, "Terima kasih")
	code = show()
	s.clock.pass(3 * time.Minute)
	late := s.Person(4444, "Rini", "en")
	has(t, "a photo after three minutes", s.begin(late, code).Text, "This code has expired. Please scan the QR code at the counter again.")
	if n, _ := s.counted(); n != 2 {
		t.Errorf("counted %d", n)
	}
	for person, place := range map[int64]domain.Assurance{4242: domain.AssuranceSlot, 4343: domain.AssuranceSlot} {
		if r, _ := s.rating(person); r.Assurance != place || !strings.HasPrefix(r.Claim, "slot:DKC-01:") || r.Author == "" || r.Visit != "" {
			t.Errorf("stored %+v", r)
		}
	}
}

// pressed presses a button and waits for the answer.
func (s *stage) pressed(p *telegramtest.Person, text string) string {
	s.t.Helper()
	id := s.press(p, text)
	s.settled()
	return id
}

// TestACodeIsGoodForPhoneOrChat uses one code on the phone first and another one in the chat
// first.
func TestACodeIsGoodForPhoneOrChat(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{}))
	roster := domain.NewRoster(s.store, s.store, s.clock.now)
	intake := domain.NewIntake(roster, s.store, s.clock.now, domain.Limits{SlotRatings: 1})
	visits := domain.NewVisits(s.passes, roster, intake, s.store, s.people)
	phone := func(code string) error {
		visit, err := visits.Open(s.ctx, code, "")
		if err == nil {
			_, _, err = intake.Submit(s.ctx, domain.Submission{ID: uuid.NewString(), Right: visit.Right, Value: 1})
		}
		return err
	}
	show, dewi := s.screen("DKC-01"), s.Person(4242, "Dewi", "id")
	code := show()
	must(t, phone(code))
	has(t, "used on the phone", s.begin(dewi, code).Text, "sudah dipakai")
	s.clock.pass(domain.SlotTime)
	code = show()
	s.begin(dewi, code)
	s.pressed(dewi, "Puas")
	if refusal, ok := domain.Refusal(phone(code)); !ok || !refusal.Is(domain.ErrPassUsed) {
		t.Errorf("used in the chat: %v", refusal)
	}
	ticket := s.ticket(domain.TicketOrder{Counter: "DKC-01"})
	must(t, phone(ticket))
	used := s.begin(s.Person(4343, "Adi", "id"), ticket)
	has(t, "a ticket used on the phone", used.Text, "Tiket ini sudah dipakai")
	if lacks(t, "a ticket used on the phone", used.Text, "Puas", "Tanda terima"); len(used.Rows) != 0 {
		t.Errorf("buttons %v", used.Rows)
	}
	if n, _ := s.counted(); n != 3 {
		t.Errorf("counted %d", n)
	}
}

// TestAPressOfACodeIsRepeated delivers a press twice, and corrects and changes it with the
// same buttons as any other press.
func TestAPressOfACodeIsRepeated(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{}))
	p, show := s.Person(4242, "Dewi", "id"), s.screen("DKC-01")
	s.begin(p, show())
	s.pressed(p, "Puas")
	_, err := s.Repeat(s.Callbacks()[0].UpdateID)
	must(t, err)
	s.settled()
	has(t, "thanks", latest(t, p).Text, "Terima kasih, sudah tercatat", "Puas")
	s.clock.pass(5 * time.Minute) // the code has expired long ago, the visit has not
	s.pressed(p, "Ubah")
	has(t, "toast", s.toast(s.pressed(p, "Tidak puas")).Text, "ubah")
	if r, _ := s.rating(p.ID()); r.Value != 1 || r.Claim == "" {
		t.Errorf("stored %+v", r)
	}
	if n, _ := s.counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
}

func TestATicketInTheChat(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{}))
	dewi, adi := s.Person(4242, "Dewi", "id"), s.Person(4343, "Adi", "id")
	code := s.ticket(domain.TicketOrder{Counter: "DKC-02", Officer: "P-03", Service: "KTP-EL", Valid: time.Hour})
	m := s.begin(dewi, code)
	has(t, "the question", m.Text, "Ibu Ratna", "Bagaimana pelayanan")
	lacks(t, "the question", m.Text, "Siapa yang melayani", "Budi")
	s.begin(adi, code)
	s.pressed(dewi, "Sangat puas")
	has(t, "thanks", latest(t, dewi).Text, "Ibu Ratna", "Sangat puas")
	if r, _ := s.rating(dewi.ID()); r.Officer != "P-03" || r.Service != "KTP-EL" || r.Assurance != domain.AssuranceTicket || !strings.HasPrefix(r.Claim, "ticket:") {
		t.Errorf("stored %+v", r)
	}
	has(t, "the other's press", s.toast(s.pressed(adi, "Tidak puas")).Text, "Tiket ini sudah dipakai", "pindai kode QR")
	has(t, "the other's start", s.begin(adi, code).Text, "Tiket ini sudah dipakai")
	other := s.ticket(domain.TicketOrder{Counter: "DKC-01", Valid: time.Hour})
	s.clock.pass(61 * time.Minute)
	has(t, "an old ticket", s.begin(adi, other).Text, "kedaluwarsa", "pindai lagi")
	has(t, "a forged one", s.begin(adi, other[:len(other)-2]+"00").Text, "pindai kode QR")
	if n, _ := s.counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
}

// TestCodesWorkWithoutTheDatabase presses a button whose code was opened without a query.
func TestCodesWorkWithoutTheDatabase(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	away := &atomic.Bool{}
	away.Store(true)
	s.run(s.bot(parts{ratings: blind{s.store, away}}))
	p, show := s.Person(4242, "Dewi", "id"), s.screen("DKC-01")
	has(t, "the question", s.begin(p, show()).Text, "Bagaimana pelayanan")
	has(t, "toast", s.toast(s.pressed(p, "Puas")).Text, "Terima kasih")
	if r, ok := s.rating(p.ID()); !ok || r.Assurance != domain.AssuranceSlot {
		t.Errorf("stored %+v", r)
	}
}

// TestPhonesAndChatsAtOnce checks that one code allows one rating, whichever comes first.
func TestPhonesAndChatsAtOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	show := s.screen("DKC-01")
	var people []*telegramtest.Person
	s.run(s.bot(parts{}))
	code := show()
	for id := range int64(8) {
		p := s.Person(5000+id, "Orang", "id")
		must(t, p.Start(code))
		people = append(people, p)
	}
	s.settled()
	for _, p := range people {
		s.press(p, "Puas")
	}
	s.settled()
	if n, _ := s.counted(); n != 1 {
		t.Errorf("counted %d", n)
	}
	thanked := 0
	for _, p := range people {
		if strings.Contains(latest(t, p).Text, "Terima kasih") {
			thanked++
		}
	}
	if taken, err := s.store.Claimed(context.Background(), []string{"slot:DKC-01:" + domain.SlotAt(s.clock.now()).String() + ":0"}); thanked != 1 || len(taken) != 1 || err != nil {
		t.Errorf("%d thanked, %v %v", thanked, taken, err)
	}
}
