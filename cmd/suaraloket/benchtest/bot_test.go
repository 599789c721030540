package benchtest

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"suaraloket/bot/telegramtest"
	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/web/browsertest"
)

// timedTelegram is the pretend Telegram. It records when it delivers each press and when the
// press is answered.
type timedTelegram struct {
	*telegramtest.Server
	mu        sync.Mutex
	delivered map[string]time.Time // by the press's id
	answered  map[string]time.Time
	waiting   map[string]chan struct{}
}

func newTimedTelegram(t testing.TB) (*timedTelegram, []string) {
	t.Helper()
	o := &timedTelegram{delivered: map[string]time.Time{}, answered: map[string]time.Time{}, waiting: map[string]chan struct{}{}}
	o.Server = telegramtest.New(telegramtest.Options{
		Token: "123456:" + strings.Repeat("b", 35), Username: "SuaraLoketUjiBot", CountCalls: true, OnCall: o.called,
	})
	web := httptest.NewServer(http.HandlerFunc(o.serve))
	t.Cleanup(func() {
		o.Close()
		web.Close()
	})
	return o, []string{"SUARALOKET_TELEGRAM_TOKEN=" + o.Token(), "SUARALOKET_TELEGRAM_API_URL=" + web.URL}
}

// called records the answers to presses.
func (o *timedTelegram) called(c telegramtest.Call) {
	if c.Method != "answerCallbackQuery" || c.Status != http.StatusOK {
		return
	}
	id := c.Params["callback_query_id"]
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answered[id] = c.At
	if waiting := o.waiting[id]; waiting != nil {
		close(waiting)
		delete(o.waiting, id)
	}
}

func (o *timedTelegram) serve(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/getUpdates") {
		o.Handler().ServeHTTP(w, r)
		return
	}
	copied := &copiedAnswer{ResponseWriter: w}
	o.Handler().ServeHTTP(copied, r)
	o.note(copied.body.Bytes(), copied.at)
}

// copiedAnswer copies an answer and records when it began.
type copiedAnswer struct {
	http.ResponseWriter
	body bytes.Buffer
	at   time.Time
}

func (c *copiedAnswer) Write(p []byte) (int, error) {
	if c.body.Len() == 0 {
		c.at = time.Now()
	}
	c.body.Write(p)
	return c.ResponseWriter.Write(p)
}

// note records which presses an answer delivers. It does not decode the JSON, which costs more.
func (o *timedTelegram) note(answer []byte, at time.Time) {
	const before = `"callback_query":{"id":"`
	o.mu.Lock()
	defer o.mu.Unlock()
	for {
		_, rest, found := bytes.Cut(answer, []byte(before))
		if !found {
			return
		}
		id, rest, _ := bytes.Cut(rest, []byte(`"`))
		o.delivered[string(id)], answer = at, rest
	}
}

// press presses a face of a person's question, waits for the answer and returns how long the
// answer took.
func (o *timedTelegram) press(t testing.TB, p *telegramtest.Person, face int) time.Duration {
	asked, _ := p.Last()
	began := time.Now()
	id, err := p.Press(asked.ID, asked.Rows[face/2][face%2].Data)
	if err != nil {
		t.Error(err)
		return 0
	}
	o.mu.Lock()
	if at, known := o.answered[id]; known {
		o.mu.Unlock()
		return at.Sub(began)
	}
	waiting := make(chan struct{})
	o.waiting[id] = waiting
	o.mu.Unlock()
	select {
	case <-waiting:
	case <-time.After(browsertest.Patience()):
		t.Error("a press was not answered")
	}
	return time.Since(began)
}

// atOnce keeps chats presses under way: each next press follows the answer to an earlier one.
func (o *timedTelegram) atOnce(t testing.TB, chats int, people []*telegramtest.Person) stint {
	t.Helper()
	var next atomic.Int64
	var mu sync.Mutex
	var s stint
	began := time.Now()
	var crew sync.WaitGroup
	for range chats {
		crew.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(people)); i = next.Add(1) - 1 {
				took := o.press(t, people[i], int(i%4))
				mu.Lock()
				s.calls = append(s.calls, took)
				mu.Unlock()
			}
		})
	}
	crew.Wait()
	s.took, s.ended = time.Since(began), len(people)
	return s
}

// rush lets all people press at once and returns the time from the delivery of each press to its
// answer.
func (o *timedTelegram) rush(t testing.TB, people []*telegramtest.Person) stint {
	t.Helper()
	presses := make([]telegramtest.Press, len(people))
	for i, p := range people {
		asked, _ := p.Last()
		presses[i] = telegramtest.Press{Person: p, Data: asked.Rows[i%4/2][i%2].Data}
	}
	began := time.Now()
	ids, err := o.PressAll(presses)
	if err != nil {
		t.Fatal(err)
	}
	s := stint{ended: len(people)}
	browsertest.EventuallyMoving(t, "every press is answered", func() (string, bool) {
		o.mu.Lock()
		defer o.mu.Unlock()
		return fmt.Sprint(len(o.answered)), len(o.answered) >= len(o.delivered) && o.hasAnswered(ids)
	})
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, id := range ids {
		s.calls = append(s.calls, o.answered[id].Sub(o.delivered[id]))
		s.took = max(s.took, o.answered[id].Sub(began))
	}
	return s
}

// hasAnswered reports whether all presses are answered. The caller holds the lock.
func (o *timedTelegram) hasAnswered(ids []string) bool {
	for _, id := range ids {
		if o.answered[id].IsZero() {
			return false
		}
	}
	return true
}

// courier is the rate of the reference in updates per second: courier on two cores, which does
// not store durably what it answers.
const courier = 285

// benchBot measures the chat: presses are stored and answered.
func benchBot(b *testing.B, r *benchReport) {
	rush := benchNumber(b, "BENCH_CHATS", 10_000)
	t := benchTable{
		Title: "The chat: presses stored and answered",
		Note: fmt.Sprintf("From the pretend Telegram, polled by the running program; everything durable; the messages follow at 25 a second meanwhile. At once: each chat presses after the answer to the one before, ms from the press to answerCallbackQuery. Rush: %s people press at the same moment, ms from handing a press out, up to 100 at once, to its answer. ÷ 285: times courier's rate.",
			grouped(float64(rush))),
		Head: []string{"database", "chats", "presses/s", "÷ 285", "p50", "p99"},
	}
	for _, driver := range benchDrivers() {
		b.Run(driver, func(b *testing.B) {
			for _, m := range measureChat(b, driver, rush) {
				r.raw("bot/"+driver+"/"+m.chats, m.raw())
				t.Rows = append(t.Rows, []string{
					databaseName(driver), m.chats, grouped(m.perSecond()), fmt.Sprintf("%.1f", m.perSecond()/courier),
					milliseconds(m.quantile(0.5)), milliseconds(m.quantile(0.99)),
				})
			}
		})
	}
	r.table(t)
}

type chatStint struct {
	chats string
	stint
}

// atOnceSizes returns pairs: how many chats press at once, and how many presses are measured.
func atOnceSizes() [][2]int { return [][2]int{{1, 400}, {8, 2000}, {32, 4000}} }

// startChat starts the program. If BENCH_PROFILE names a folder, the program writes its CPU
// profile there.
func startChat(b *testing.B, env []string, driver string, args ...string) *programtest.Process {
	folder := os.Getenv("BENCH_PROFILE")
	if folder == "" {
		return programtest.Start(b, env, args...)
	}
	return programtest.StartRole(b, programtest.RoleProfiled, append(env, programtest.ProfileVariable+"="+filepath.Join(folder, "chat-"+driver+".pprof")), args...)
}

func measureChat(b *testing.B, driver string, rush int) (all []chatStint) {
	b.Helper()
	telegram, env := newTimedTelegram(b)
	dir := filepath.Join(b.TempDir(), "demo")
	env = append(append(env, programtest.Unlimited()...), programtest.Database(b, driver)...)
	paced := append(slices.Clone(env), "SUARALOKET_LIMITS_LETTERS_PER_SECOND=25", "SUARALOKET_LIMITS_CHAT_PAUSE=1s")
	args := []string{"demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0"}
	first := programtest.Start(b, env, args...)
	var links []string
	for _, counter := range programtest.ReadDemo(b, dir).Counters {
		links = append(links, programtest.ChatCode(b, counter))
	}
	first.Stop()
	number := rush
	for _, size := range atOnceSizes() {
		number += size[1]
	}
	people := make([]*telegramtest.Person, number)
	for i := range people {
		people[i] = telegram.Person(int64(1000+i), fmt.Sprintf("Orang %d", i), "id")
		if err := people[i].Start(links[i%len(links)]); err != nil {
			b.Fatal(err)
		}
	}
	program := programtest.Start(b, env, args...)
	browsertest.EventuallyMoving(b, "every question is sent", func() (string, bool) {
		sent, queued := telegram.Count("sendMessage", http.StatusOK), telegram.Queue()
		return fmt.Sprint(sent, queued), sent >= number && queued == 0
	})
	program.Stop()
	program = startChat(b, paced, driver, args...)
	rest := people
	for _, size := range atOnceSizes() {
		all = append(all, chatStint{fmt.Sprint(size[0]), telegram.atOnce(b, size[0], rest[:size[1]])})
		rest = rest[size[1]:]
	}
	all = append(all, chatStint{grouped(float64(len(rest))) + ", rush", telegram.rush(b, rest)})
	program.Stop()
	if stored := programtest.Total(b, dir); stored != int64(number) {
		b.Fatalf("%d people, %d ratings", number, stored)
	}
	return all
}
