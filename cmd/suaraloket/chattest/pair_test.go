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

// How soon the other program polls: after a kill the lease has to end first, after a stop
// it is free at once.
const (
	takenOverWithin  = 15 * time.Second
	handedOverWithin = 5 * time.Second
	callsUnderWay    = 16 // messages that a kill may cut off
	twinCrowd        = 60
	slowness         = 300 * time.Millisecond
)

// TestTheOtherProgramTakesOver runs two programs with one database and one token: one
// polls, and when it is killed in the midst of presses, notes and messages the other goes
// on where it was. The killed one comes back and waits its turn, which comes when the
// other stops.
func TestTheOtherProgramTakesOver(t *testing.T) {
	p := newTwins(t)
	p.onePolls()
	crowd := p.scan()
	p.isKilled(crowd)
	p.comesBack(crowd)
	p.isStopped(crowd)
	p.check(crowd)
}

// twins are two programs with one database.
type twins struct {
	t             *testing.T
	pretend       *telegramtest.Server
	leases        *sql.DB
	first, second *member
}

func newTwins(t *testing.T) *twins {
	t.Helper()
	dsn := testdb.MySQLDSN(t)
	p := &twins{t: t, pretend: telegramtest.New(telegramtest.Options{Token: "123456:" + strings.Repeat("t", 35), Username: "SuaraLoketUjiBot"})}
	var err error
	if p.leases, err = sql.Open("mysql", dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.leases.Close() })
	shared := []string{"SUARALOKET_DATABASE_DRIVER=mysql", "SUARALOKET_DATABASE_DSN=" + dsn}
	p.first, p.second = newMember(t, p.pretend, 1, programtest.FreeAddress(t), shared...), newMember(t, p.pretend, 2, programtest.FreeAddress(t), shared...)
	return p
}

// onePolls starts both, the first before the second.
func (p *twins) onePolls() {
	p.first.start(p.t)
	browsertest.Eventually(p.t, "the first one polls", p.pretend.Polling)
	p.second.start(p.t)
}

// scan lets a crowd be asked, by the first one.
func (p *twins) scan() []*telegramtest.Person {
	p.t.Helper()
	pass := programtest.ChatCode(p.t, p.first.own, programtest.ReadDemo(p.t, p.first.dir).Counters[0].Code)
	crowd := make([]*telegramtest.Person, twinCrowd)
	for i := range crowd {
		crowd[i] = p.pretend.Person(int64(1000+i), fmt.Sprintf("Orang %d", i), "id")
		if err := crowd[i].Start(pass); err != nil {
			p.t.Fatal(err)
		}
	}
	for _, person := range crowd {
		programtest.WaitForChat(p.t, person, func(m telegramtest.Message) bool { return len(m.Rows) > 0 })
	}
	p.keptWaiting(p.second, 2)
	return crowd
}

// keptWaiting checks that a program without the lease calls no method of Telegram while the
// other one renews the lease so many times.
func (p *twins) keptWaiting(idle *member, holds int) {
	p.t.Helper()
	for range holds {
		before := p.leaseEnds()
		browsertest.Eventually(p.t, "the lease is held on", func() bool { return p.leaseEnds().After(before) })
	}
	if calls := idle.entry.since(idle.began); len(calls) > 0 || idle.leads() {
		p.t.Errorf("it did not lead and called %v\n%s", calls, &idle.Stderr)
	}
	if n := p.pretend.Count("getUpdates", 409); n > 0 {
		p.t.Errorf("two polled at once, %d times", n)
	}
}

func (p *twins) leaseEnds() time.Time {
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

// isKilled ends the first one while updates are half handled and messages half sent.
func (p *twins) isKilled(crowd []*telegramtest.Person) {
	p.t.Helper()
	for _, method := range []string{"sendMessage", "editMessageText"} {
		p.pretend.Fail(method, -1, telegramtest.Fault{Latency: slowness})
	}
	queued := p.pressAndWrite(crowd)
	browsertest.Eventually(p.t, "a part is confirmed", func() bool { return p.pretend.Queue() < queued })
	p.first.Kill()
	killed := time.Now()
	if updates, messages := p.pretend.Queue(), messagesLeft(p.t, p.second.own); updates == 0 || messages == 0 {
		p.t.Errorf("%d updates and %d messages were left to lose", updates, messages)
	}
	p.pretend.ClearFaults()
	p.takesOver(p.second, killed, killed, takenOverWithin)
	p.settled(p.second, crowd, "Tidak puas")
	p.fewAreMissing(crowd)
}

// pressAndWrite queues a press and three notes of everybody and gives how many updates wait.
func (p *twins) pressAndWrite(crowd []*telegramtest.Person) (queued int) {
	p.t.Helper()
	pressLabel(p.t, crowd, "Tidak")
	for _, person := range crowd {
		for _, text := range noteTexts() {
			if err := person.Say(text); err != nil {
				p.t.Fatal(err)
			}
		}
	}
	return p.pretend.Queue()
}

// takesOver waits until a program polls for the first time after it was idle, and checks how
// long after the end of the other one that is.
func (p *twins) takesOver(heir *member, idle, ended time.Time, within time.Duration) {
	p.t.Helper()
	var at time.Time
	browsertest.Eventually(p.t, "the other polls", func() (polls bool) {
		at, polls = heir.entry.polled(idle)
		return polls
	})
	took := at.Sub(ended)
	p.t.Logf("taken over after %v", took.Round(time.Millisecond))
	if took > within {
		p.t.Errorf("taken over after %v", took)
	}
}

// settled waits until everything is handled and said by a program, and everybody reads
// the answer that was pressed last.
func (p *twins) settled(by *member, crowd []*telegramtest.Person, answer string) {
	p.t.Helper()
	browsertest.Eventually(p.t, "every update is handled", func() bool { return p.pretend.Queue() == 0 })
	for _, person := range crowd {
		programtest.WaitForChat(p.t, person, func(m telegramtest.Message) bool { return strings.Contains(m.Text, "Penilaian Anda: "+answer+"\n") })
	}
	said(p.t, by.Process)
}

// fewAreMissing checks that no person reads more than the question and one answer
// on each note, and less only where a sending was cut off.
func (p *twins) fewAreMissing(crowd []*telegramtest.Person) {
	p.t.Helper()
	missing := 0
	for _, person := range crowd {
		n := fromBot(person)
		if n > 1+len(noteTexts()) {
			p.t.Errorf("%d messages: %+v", n, person.Messages())
		}
		missing += 1 + len(noteTexts()) - n
	}
	cutOff := strings.Count(p.second.Stderr.String(), "whether it arrived is not known")
	if missing > cutOff || cutOff > callsUnderWay {
		p.t.Errorf("%d messages are missing, %d were cut off", missing, cutOff)
	}
}

// comesBack starts the killed one again: it waits while the other goes on.
func (p *twins) comesBack(crowd []*telegramtest.Person) {
	p.t.Helper()
	p.first.start(p.t)
	pressLabel(p.t, crowd, "Ubah")
	for _, person := range crowd {
		programtest.WaitForChat(p.t, person, func(m telegramtest.Message) bool { return dataOf(m, "Sangat") != "" })
	}
	p.keptWaiting(p.first, 2)
}

// isStopped stops the one that leads in good order, in the midst of presses.
func (p *twins) isStopped(crowd []*telegramtest.Person) {
	p.t.Helper()
	pressLabel(p.t, crowd, "Sangat")
	idle := time.Now()
	p.second.StopBy(syscall.SIGTERM) // releases the lease before the process ends
	p.takesOver(p.first, idle, time.Now(), handedOverWithin)
	p.settled(p.first, crowd, "Sangat puas")
}

func (p *twins) check(crowd []*telegramtest.Person) {
	p.t.Helper()
	p.fewAreMissing(crowd)
	if n := p.pretend.Count("getUpdates", 409); n > 0 {
		p.t.Errorf("two polled at once, %d times", n)
	}
	p.first.Stop()
	if got := programtest.Total(p.t, p.first.dir); got != twinCrowd {
		p.t.Errorf("%d people rated, %d ratings", twinCrowd, got)
	}
	config := filepath.Join(p.first.dir, "config.yaml")
	programtest.MustRun(p.t, nil, "", "verify", "--config", config)
	for _, notes := range keptNotes(p.t, nil, config) {
		if !slices.Equal(notes, noteTexts()) {
			p.t.Errorf("notes %q", notes)
		}
	}
}
