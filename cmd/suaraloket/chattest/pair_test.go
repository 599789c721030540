package chattest

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"suaraloket/bot/telegramtest"
	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/repository/testdb"
	"suaraloket/web/browsertest"
)

// The longest time until the other program polls. After a kill it must wait until the lease
// expires; a graceful stop releases the lease.
const (
	takenOverWithin  = 15 * time.Second
	handedOverWithin = 5 * time.Second
	callsUnderWay    = 16 // messages that a kill can interrupt
	pairCrowd        = 60
	slowness         = 300 * time.Millisecond
)

// TestTheOtherProgramTakesOver runs two programs with one database and one token: one
// polls, and when it is killed during presses, notes and messages the other one continues
// where it was. The killed one starts again and waits until the other one stops.
func TestTheOtherProgramTakesOver(t *testing.T) {
	p := newPair(t)
	p.start()
	crowd := p.scan()
	p.killLeader(crowd)
	p.restartKilled(crowd)
	p.stopLeader(crowd)
	p.check(crowd)
}

// pair is two programs with one database.
type pair struct {
	t             *testing.T
	pretend       *telegramtest.Server
	leases        *sql.DB
	first, second *member
}

func newPair(t *testing.T) *pair {
	t.Helper()
	dsn := testdb.MySQLDSN(t)
	p := &pair{t: t, pretend: telegramtest.New(telegramtest.Options{Token: "123456:" + strings.Repeat("t", 35), Username: "SuaraLoketUjiBot"})}
	var err error
	if p.leases, err = sql.Open("mysql", dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.leases.Close() })
	shared := []string{"SUARALOKET_DATABASE_DRIVER=mysql", "SUARALOKET_DATABASE_DSN=" + dsn}
	p.first, p.second = newMember(t, p.pretend, 1, programtest.FreeAddress(t), shared...), newMember(t, p.pretend, 2, programtest.FreeAddress(t), shared...)
	return p
}

// start starts both programs, the second one after the first one polls.
func (p *pair) start() {
	p.first.start(p.t)
	browsertest.Eventually(p.t, "the first program polls", p.pretend.Polling)
	p.second.start(p.t)
}

// scan lets a crowd scan a code and waits until the first program has asked each person.
func (p *pair) scan() []*telegramtest.Person {
	p.t.Helper()
	pass := programtest.ChatCode(p.t, programtest.ReadDemo(p.t, p.first.dir).Counters[0])
	crowd := make([]*telegramtest.Person, pairCrowd)
	for i := range crowd {
		crowd[i] = p.pretend.Person(int64(1000+i), fmt.Sprintf("Orang %d", i), "id")
		if err := crowd[i].Start(pass); err != nil {
			p.t.Fatal(err)
		}
	}
	for _, person := range crowd {
		programtest.WaitForChat(p.t, person, func(m telegramtest.Message) bool { return len(m.Rows) > 0 })
	}
	p.checkIdle(p.second, 2)
	return crowd
}

// checkIdle checks that a program without the lease calls no method of Telegram while the
// other one renews the lease the given number of times.
func (p *pair) checkIdle(idle *member, renewals int) {
	p.t.Helper()
	for range renewals {
		before := p.leaseEnds()
		browsertest.Eventually(p.t, "the lease is renewed", func() bool { return p.leaseEnds().After(before) })
	}
	if calls := idle.recorder.since(idle.began); len(calls) > 0 || idle.leads() {
		p.t.Errorf("the idle program acquired the lease or called %v\n%s", calls, &idle.Stderr)
	}
	if n := p.pretend.Count("getUpdates", 409); n > 0 {
		p.t.Errorf("two programs polled at the same time, %d times", n)
	}
}

func (p *pair) leaseEnds() time.Time {
	p.t.Helper()
	var text string
	err := p.leases.QueryRow("SELECT ends_at FROM leases WHERE name LIKE 'chat:%'").Scan(&text)
	if err != nil {
		p.t.Fatal(err)
	}
	ends, err := time.Parse("2006-01-02 15:04:05.000", text)
	if err != nil {
		p.t.Fatal(err)
	}
	return ends
}

// killLeader kills the first program while some updates are not handled and some messages
// are not sent.
func (p *pair) killLeader(crowd []*telegramtest.Person) {
	p.t.Helper()
	for _, method := range []string{"sendMessage", "editMessageText"} {
		p.pretend.Fail(method, -1, telegramtest.Fault{Latency: slowness})
	}
	queued := p.pressAndWrite(crowd)
	browsertest.Eventually(p.t, "some updates are confirmed", func() bool { return p.pretend.Queue() < queued })
	p.first.Kill()
	killed := time.Now()
	if updates, messages := p.pretend.Queue(), messagesLeft(p.t, p.second.own); updates == 0 || messages == 0 {
		p.t.Errorf("%d updates and %d messages waited at the kill, want some of both", updates, messages)
	}
	p.pretend.ClearFaults()
	p.waitForTakeover(p.second, killed, killed, takenOverWithin)
	p.waitSettled(p.second, crowd, "Tidak puas")
	p.checkMessages(crowd)
}

// pressAndWrite queues a press and three notes of each person and returns how many updates
// wait.
func (p *pair) pressAndWrite(crowd []*telegramtest.Person) (queued int) {
	p.t.Helper()
	pressLabel(p.t, crowd, "Tidak puas")
	for _, person := range crowd {
		for _, text := range noteTexts() {
			if err := person.Say(text); err != nil {
				p.t.Fatal(err)
			}
		}
	}
	return p.pretend.Queue()
}

// waitForTakeover waits for the first poll of a program after it was idle, and checks how long
// after the end of the other program it comes.
func (p *pair) waitForTakeover(successor *member, idle, ended time.Time, within time.Duration) {
	p.t.Helper()
	var at time.Time
	browsertest.Eventually(p.t, "the other program polls", func() (polls bool) {
		at, polls = successor.recorder.polled(idle)
		return polls
	})
	took := at.Sub(ended)
	p.t.Logf("taken over after %v", took.Round(time.Millisecond))
	if took > within {
		p.t.Errorf("taken over after %v", took)
	}
}

// waitSettled waits until a program has handled every update and sent every message, and each
// person has the answer to the last press.
func (p *pair) waitSettled(by *member, crowd []*telegramtest.Person, answer string) {
	p.t.Helper()
	browsertest.Eventually(p.t, "every update is handled", func() bool { return p.pretend.Queue() == 0 })
	for _, person := range crowd {
		programtest.WaitForChat(p.t, person, func(m telegramtest.Message) bool { return strings.Contains(m.Text, "Penilaian Anda: "+answer+"\n") })
	}
	waitSent(p.t, by.Process)
}

// checkMessages checks that no person has more messages than the question and one answer to
// each note, and fewer only where a kill interrupted a call.
func (p *pair) checkMessages(crowd []*telegramtest.Person) {
	p.t.Helper()
	missing := 0
	for _, person := range crowd {
		n := fromBot(person)
		if n > 1+len(noteTexts()) {
			p.t.Errorf("%d messages: %+v", n, person.Messages())
		}
		missing += 1 + len(noteTexts()) - n
	}
	interrupted := strings.Count(p.second.Stderr.String(), "whether it arrived is not known")
	if missing > interrupted || interrupted > callsUnderWay {
		p.t.Errorf("%d messages are missing, %d calls were interrupted", missing, interrupted)
	}
}

// restartKilled starts the killed program again and checks that it waits while the other one
// continues.
func (p *pair) restartKilled(crowd []*telegramtest.Person) {
	p.t.Helper()
	p.first.start(p.t)
	pressLabel(p.t, crowd, "Ubah")
	for _, person := range crowd {
		programtest.WaitForChat(p.t, person, func(m telegramtest.Message) bool { return dataOf(m, "Sangat puas") != "" })
	}
	p.checkIdle(p.first, 2)
}

// stopLeader stops the leader gracefully during presses.
func (p *pair) stopLeader(crowd []*telegramtest.Person) {
	p.t.Helper()
	pressLabel(p.t, crowd, "Sangat puas")
	idle := time.Now()
	p.second.StopBy(syscall.SIGTERM) // releases the lease before the process ends
	p.waitForTakeover(p.first, idle, time.Now(), handedOverWithin)
	p.waitSettled(p.first, crowd, "Sangat puas")
}

func (p *pair) check(crowd []*telegramtest.Person) {
	p.t.Helper()
	p.checkMessages(crowd)
	if n := p.pretend.Count("getUpdates", 409); n > 0 {
		p.t.Errorf("two programs polled at the same time, %d times", n)
	}
	p.first.Stop()
	if got := programtest.Total(p.t, p.first.dir); got != pairCrowd {
		p.t.Errorf("%d people rated, %d ratings", pairCrowd, got)
	}
	config := filepath.Join(p.first.dir, "config.yaml")
	programtest.MustRun(p.t, nil, "", "verify", "--config", config)
	for _, notes := range keptNotes(p.t, nil, config) {
		if !slices.Equal(notes, noteTexts()) {
			p.t.Errorf("notes %q", notes)
		}
	}
}
