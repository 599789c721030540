package bot_test

import (
	"testing"
	"time"

	"suaraloket/bot"
	"suaraloket/bot/telegramtest"
)

// TestAnotherProgramContinues checks that only one of two programs polls, and that the other
// continues when it stops.
func TestAnotherProgramContinues(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	stop := s.run(s.bot(parts{instance: "a"}))
	p := s.Person(4242, "Dewi", "id")
	s.play(p, step{start: "DKC-01"})
	s.run(s.bot(parts{instance: "b"}))
	s.play(p, step{press: "Puas"})
	lacks(t, "log", s.log.String(), "lease lost")
	stop()
	s.play(p, step{press: "Ubah"})
	s.play(p, step{press: "Sangat puas"})
	if n, _ := s.counted(); n != 1 || len(replies(p)) != 1 {
		t.Errorf("counted %d, %d messages", n, len(replies(p)))
	}
	for _, call := range s.CallsOf("getUpdates") {
		if call.Status == 409 {
			t.Error("two polled at once")
		}
	}
}

// TestTheLeaseOfAKilledProgramEnds checks that the lease of a killed program ends within
// seconds, and that another program sends its stored messages once.
func TestTheLeaseOfAKilledProgramEnds(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	const lease = 4 * time.Second
	held, err := s.store.AcquireLease(s.ctx, "chat:7000000001", "killed", lease)
	if !held || err != nil {
		t.Fatal(held, err)
	}
	var people []*telegramtest.Person
	for i := range 5 {
		p := s.Person(int64(500+i), "Warga", "id")
		must(t, p.Start(s.passes.Poster("DKC-01")))
		people = append(people, p)
	}
	began := time.Now()
	s.run(s.bot(parts{instance: "b"}))
	s.settled()
	if took := time.Since(began); took < lease/2 { // the latest time: outbox.TestTheLeaseIsAcquiredWhenItEnds
		t.Errorf("taken over after %v", took)
	}
	for _, p := range people {
		if n := len(replies(p)); n != 1 {
			t.Errorf("%d messages", n)
		}
	}
}

// TestOnlyTheLeaderSends checks that the leader sends the messages that another program has
// stored, once.
func TestOnlyTheLeaderSends(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.run(s.bot(parts{instance: "a"}))
	people := make([]*telegramtest.Person, 10)
	for i := range people {
		people[i] = s.Person(int64(500+i), "Warga", "id")
		must(t, people[i].Say("halo"))
	}
	s.settled()
	other := s.bot(parts{instance: "b", webhook: "https://suara.example", perSecond: 3})
	s.run(other)
	for i, p := range people {
		must(t, other.Push(s.ctx, bot.SecretOf(key, token), pushed(int64(7000+i), p.ID(), "/bantuan")))
	}
	s.settled()
	s.until("the other program has forgotten its messages", func() bool { return bot.InMemory(other) == 0 })
	for _, p := range people {
		if n := len(replies(p)); n != 2 {
			t.Errorf("%d messages", n)
		}
	}
}
