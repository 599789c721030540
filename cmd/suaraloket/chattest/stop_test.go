package chattest

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"suaraloket/bot/telegramtest"
	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/repository"
	"suaraloket/web/browsertest"
)

// people is the number of residents. Each one scans and presses: 500 updates in all.
const people = 250

// TestChatLosesNothingOverAStop ends the real program twice, during 250 scans and during 250
// presses, by a graceful stop or by a kill. It checks that every person is asked and that
// every press is counted once.
func TestChatLosesNothingOverAStop(t *testing.T) {
	t.Parallel()
	ends := map[string]func(*programtest.Process){"stop": (*programtest.Process).Stop, "kill": (*programtest.Process).Kill}
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		for name, end := range ends {
			t.Run(driver+"/"+name, func(t *testing.T) {
				t.Parallel()
				pretend, env := programtest.Telegram(t)
				dir := filepath.Join(t.TempDir(), "demo")
				env = append(env, programtest.Database(t, driver)...)
				args := []string{"demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0"}
				program := programtest.Start(t, env, args...)
				link := programtest.ChatCode(t, programtest.ReadDemo(t, dir).Counters[0])
				program.Stop()

				crowd := queueUp(t, pretend, link)
				second := runInterrupted(t, pretend, end, env, args)
				scanAgain(t, second, crowd, link)
				second.Stop()
				pressAll(t, crowd)
				last := runInterrupted(t, pretend, end, env, args)
				for _, person := range crowd {
					programtest.WaitForChat(t, person, func(m telegramtest.Message) bool { return m.Edited })
				}
				waitSent(t, last)
				last.Stop()
				for _, person := range crowd {
					if n := fromBot(person); n != 1 {
						t.Errorf("%d messages", n)
					}
				}
				if got := programtest.Total(t, dir); got != people {
					t.Errorf("%d counted of %d", got, people)
				}
			})
		}
	}
}

func queueUp(t *testing.T, pretend *telegramtest.Server, pass string) []*telegramtest.Person {
	t.Helper()
	crowd := make([]*telegramtest.Person, people)
	for i := range crowd {
		crowd[i] = pretend.Person(int64(1000+i), fmt.Sprintf("Orang %d", i), "id")
		if err := crowd[i].Start(pass); err != nil {
			t.Fatal(err)
		}
	}
	return crowd
}

// runInterrupted runs the program until some of the queued updates are confirmed, ends it, and
// runs it again until the queue is empty. Telegram is slow until the end, so that the program
// has unfinished work at that moment.
func runInterrupted(t *testing.T, pretend *telegramtest.Server, end func(*programtest.Process), env, args []string) *programtest.Process {
	t.Helper()
	queued := pretend.Queue()
	for _, method := range []string{"sendMessage", "editMessageText"} {
		pretend.Fail(method, -1, telegramtest.Fault{Latency: 20 * time.Millisecond})
	}
	first := programtest.Start(t, env, args...)
	browsertest.Eventually(t, "some updates are confirmed", func() bool { return pretend.Queue() < queued })
	end(first)
	pretend.ClearFaults()
	if pretend.Queue() == 0 {
		t.Error("the queue was already empty at the end")
	}
	second := programtest.Start(t, env, args...)
	browsertest.Eventually(t, "the queue is empty", func() bool { return pretend.Queue() == 0 })
	return second
}

// waitSent waits until no message waits to be sent.
func waitSent(t *testing.T, p *programtest.Process) {
	t.Helper()
	browsertest.Eventually(t, "every message is sent", func() bool { return messagesLeft(t, p.Base) == 0 })
}

// messagesLeft returns the number of waiting messages from a program's metrics.
func messagesLeft(t *testing.T, base string) (n int) {
	t.Helper()
	_, body := programtest.Get(t, base+"/metrics")
	_, rest, _ := strings.Cut(string(body), "\nsuaraloket_chat_letters ")
	if _, err := fmt.Sscan(rest, &n); err != nil {
		t.Fatalf("the metrics lack the number of messages: %v", err)
	}
	return n
}

// scanAgain lets each person without a question scan again. A kill can interrupt the sending
// of a question; the program then does not know whether the question arrived, and does not
// send it again.
func scanAgain(t *testing.T, p *programtest.Process, crowd []*telegramtest.Person, link string) {
	t.Helper()
	waitSent(t, p)
	unasked := 0
	for _, person := range crowd {
		if fromBot(person) == 0 {
			unasked++
			if err := person.Start(link); err != nil {
				t.Fatal(err)
			}
		}
	}
	if unasked > 16 {
		t.Errorf("%d people have no question, more than a kill can interrupt", unasked)
	}
	for _, person := range crowd {
		programtest.WaitForChat(t, person, func(m telegramtest.Message) bool { return len(m.Rows) > 0 })
	}
	waitSent(t, p)
}

func fromBot(person *telegramtest.Person) (n int) {
	for _, m := range person.Messages() {
		if m.FromBot {
			n++
		}
	}
	return n
}

func pressAll(t *testing.T, crowd []*telegramtest.Person) {
	t.Helper()
	for _, person := range crowd {
		asked := programtest.WaitForChat(t, person, func(m telegramtest.Message) bool { return len(m.Rows) > 0 })
		if _, err := person.Press(asked.ID, asked.Rows[1][1].Data); err != nil {
			t.Fatal(err)
		}
	}
}

// pressLabel lets each person press the button with this label.
func pressLabel(t *testing.T, crowd []*telegramtest.Person, label string) {
	t.Helper()
	for _, person := range crowd {
		m := programtest.WaitForChat(t, person, func(m telegramtest.Message) bool { return dataOf(m, label) != "" })
		if _, err := person.Press(m.ID, dataOf(m, label)); err != nil {
			t.Fatal(err)
		}
	}
}

// dataOf returns the data of a message's button with this label, a face before it left aside,
// "" if there is none.
func dataOf(m telegramtest.Message, label string) string {
	for _, row := range m.Rows {
		for _, b := range row {
			if strings.TrimLeft(b.Text, "😟😕🙂😄 ") == label {
				return b.Data
			}
		}
	}
	return ""
}
