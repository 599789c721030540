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

// people is how many residents queue up: each scans and presses, 500 updates in all.
const people = 250

// TestChatLosesNothingOverAStop ends the real program twice, in the middle of 250
// scans and in the middle of 250 presses, politely and like a power cut: every
// person is asked, every press is counted once.
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
				link := programtest.ChatCode(t, program.Base, programtest.ReadDemo(t, dir).Counters[0].Code)
				program.Stop()

				crowd := queueUp(t, pretend, link)
				second := throughTheMiddle(t, pretend, end, env, args)
				askAgain(t, second, crowd, link)
				second.Stop()
				pressAll(t, crowd)
				last := throughTheMiddle(t, pretend, end, env, args)
				for _, person := range crowd {
					programtest.WaitForChat(t, person, func(m telegramtest.Message) bool { return m.Edited })
				}
				said(t, last)
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

// throughTheMiddle runs the program until the first part of what is queued has been
// confirmed, ends it, and runs it again until nothing is left. Telegram is slow until
// then, so that the end falls into work in hand.
func throughTheMiddle(t *testing.T, pretend *telegramtest.Server, end func(*programtest.Process), env, args []string) *programtest.Process {
	t.Helper()
	queued := pretend.Queue()
	for _, method := range []string{"sendMessage", "editMessageText"} {
		pretend.Fail(method, -1, telegramtest.Fault{Latency: 20 * time.Millisecond})
	}
	first := programtest.Start(t, env, args...)
	browsertest.Eventually(t, "a part is confirmed", func() bool { return pretend.Queue() < queued })
	end(first)
	pretend.ClearFaults()
	if pretend.Queue() == 0 {
		t.Error("nothing was left to lose")
	}
	second := programtest.Start(t, env, args...)
	browsertest.Eventually(t, "nothing is left", func() bool { return pretend.Queue() == 0 })
	return second
}

// said waits until nothing is left to be sent.
func said(t *testing.T, p *programtest.Process) {
	t.Helper()
	browsertest.Eventually(t, "everything is said", func() bool { return messagesLeft(t, p.Base) == 0 })
}

// messagesLeft is how many messages wait, as a program tells.
func messagesLeft(t *testing.T, base string) (n int) {
	t.Helper()
	_, body := programtest.Get(t, base+"/metrics")
	_, rest, _ := strings.Cut(string(body), "\nsuaraloket_chat_letters ")
	if _, err := fmt.Sscan(rest, &n); err != nil {
		t.Fatalf("no messages in the metrics: %v", err)
	}
	return n
}

// askAgain lets each person without a question scan once more: whether a question arrived that
// was on its way when the program was killed is not known, so it is not sent again.
func askAgain(t *testing.T, p *programtest.Process, crowd []*telegramtest.Person, link string) {
	t.Helper()
	said(t, p)
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
		t.Errorf("%d were not asked: more than were on their way", unasked)
	}
	for _, person := range crowd {
		programtest.WaitForChat(t, person, func(m telegramtest.Message) bool { return len(m.Rows) > 0 })
	}
	said(t, p)
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
		if _, err := person.Press(asked.ID, asked.Rows[0][3].Data); err != nil {
			t.Fatal(err)
		}
	}
}

// pressLabel lets everybody press the button with this label.
func pressLabel(t *testing.T, crowd []*telegramtest.Person, label string) {
	t.Helper()
	for _, person := range crowd {
		m := programtest.WaitForChat(t, person, func(m telegramtest.Message) bool { return dataOf(m, label) != "" })
		if _, err := person.Press(m.ID, dataOf(m, label)); err != nil {
			t.Fatal(err)
		}
	}
}

// dataOf is the data of a message's button with this label, "" for none.
func dataOf(m telegramtest.Message, label string) string {
	for _, row := range m.Rows {
		for _, b := range row {
			if b.Text == label {
				return b.Data
			}
		}
	}
	return ""
}
