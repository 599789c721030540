package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"suaraloket/bot/telegramtest"
)

// postOffice is the pretend Telegram with a note of when it handed each chat's
// newest update out.
type postOffice struct {
	*telegramtest.Server
	mu     sync.Mutex
	handed map[int64]time.Time
}

func openPostOffice(t testing.TB) (*postOffice, []string) {
	t.Helper()
	o := &postOffice{
		Server: telegramtest.New(telegramtest.Options{Token: "123456:" + strings.Repeat("b", 35), Username: "SuaraLoketUjiBot"}),
		handed: map[int64]time.Time{},
	}
	web := httptest.NewServer(http.HandlerFunc(o.serve))
	t.Cleanup(func() {
		o.Close()
		web.Close()
	})
	return o, []string{"SUARALOKET_TELEGRAM_TOKEN=" + o.Token(), "SUARALOKET_TELEGRAM_API_URL=" + web.URL}
}

func (o *postOffice) serve(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/getUpdates") {
		o.Handler().ServeHTTP(w, r)
		return
	}
	copied := &overheard{ResponseWriter: w}
	o.Handler().ServeHTTP(copied, r)
	o.note(copied.body.Bytes(), copied.at)
}

// overheard keeps a copy of an answer and when it began.
type overheard struct {
	http.ResponseWriter
	body bytes.Buffer
	at   time.Time
}

func (c *overheard) Write(p []byte) (int, error) {
	if c.body.Len() == 0 {
		c.at = time.Now()
	}
	c.body.Write(p)
	return c.ResponseWriter.Write(p)
}

// note reads whose updates were handed out.
func (o *postOffice) note(answer []byte, at time.Time) {
	type from struct {
		From struct{ ID int64 }
	}
	var updates struct {
		Result []struct {
			Message  *from
			Callback *from `json:"callback_query"`
		}
	}
	if json.Unmarshal(answer, &updates) != nil {
		return // a refusal hands nothing out
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, u := range updates.Result {
		for _, source := range []*from{u.Message, u.Callback} {
			if source != nil {
				o.handed[source.From.ID] = at
			}
		}
	}
}

// answers waits until every chat's update was answered by a call of the method and
// gives how long each took, from the first update handed out to the last answer.
func (o *postOffice) answers(t testing.TB, method string, chats int) stint {
	t.Helper()
	waitUntil(t, func() bool { return o.Queue() == 0 && len(o.CallsOf(method)) >= chats })
	o.mu.Lock()
	defer o.mu.Unlock()
	var s stint
	var first, last time.Time
	for _, call := range o.CallsOf(method) {
		chat, err := strconv.ParseInt(call.Params["chat_id"], 10, 64)
		handed, known := o.handed[chat]
		if err != nil || !known || call.Status != http.StatusOK {
			t.Fatalf("%s to %s: %d", method, call.Params["chat_id"], call.Status)
		}
		s.calls = append(s.calls, call.At.Sub(handed))
		if first.IsZero() || handed.Before(first) {
			first = handed
		}
		if call.At.After(last) {
			last = call.At
		}
	}
	if len(s.calls) != chats {
		t.Fatalf("%d chats were answered %d times", chats, len(s.calls))
	}
	s.took, s.ended = last.Sub(first), len(s.calls)
	return s
}

// waitUntil is patient: a benchmark on a busy machine takes as long as it takes.
func waitUntil(t testing.TB, holds func() bool) {
	t.Helper()
	for began := time.Now(); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > 5*time.Minute {
			t.Fatal("it never came true")
		}
	}
}

// benchBot measures the chat: many people scan a code at once, and then press a face.
func benchBot(b *testing.B, r *benchReport) {
	chats := benchNumber(b, "BENCH_CHATS", 2000)
	t := benchTable{
		Title: fmt.Sprintf("The chat, %s people at once", grouped(float64(chats))),
		Note:  "Updates from the pretend Telegram, polled by the running program. Time in ms from handing an update out, up to 100 at once, to its last answer: the question after a scan, the thanks for a stored rating after a press.",
		Head:  []string{"database", "scans/s", "p50", "p99", "presses/s", "p50", "p99"},
	}
	for _, driver := range benchDrivers() {
		b.Run(driver, func(b *testing.B) {
			scans, presses := queueOfPeople(b, driver, chats)
			row := []string{databaseName(driver)}
			for what, s := range map[string]stint{"scans": scans, "presses": presses} {
				r.raw("bot/"+driver+"/"+what, s.raw())
			}
			for _, s := range []stint{scans, presses} {
				row = append(row, grouped(s.perSecond()), milliseconds(s.quantile(0.5)), milliseconds(s.quantile(0.99)))
			}
			t.Rows = append(t.Rows, row)
		})
	}
	r.table(t)
}

func queueOfPeople(b *testing.B, driver string, chats int) (scans, presses stint) {
	b.Helper()
	office, env := openPostOffice(b)
	dir := filepath.Join(b.TempDir(), "demo")
	env = append(append(env, unlimited()...), database(b, driver)...)
	args := []string{"demo", "--dir", dir, "--months", "0", "--listen", "127.0.0.1:0"}
	first := start(b, env, args...)
	var links []string
	for _, counter := range readDemo(b, dir).Counters {
		links = append(links, chatCode(b, first.base, counter.Code))
	}
	first.stop()

	people := make([]*telegramtest.Person, chats)
	for i := range people {
		people[i] = office.Person(int64(1000+i), fmt.Sprintf("Orang %d", i), "id")
		if err := people[i].Start(links[i%len(links)]); err != nil {
			b.Fatal(err)
		}
	}
	program := start(b, env, args...)
	scans = office.answers(b, "sendMessage", chats)
	for i, person := range people {
		if err := pressFace(person, i%4); err != nil {
			b.Fatal(err)
		}
	}
	presses = office.answers(b, "editMessageText", chats)
	program.stop()
	if stored := total(b, dir); stored != int64(chats) {
		b.Fatalf("%d people, %d ratings", chats, stored)
	}
	return scans, presses
}

// pressFace presses a face of the newest question.
func pressFace(person *telegramtest.Person, face int) error {
	for _, m := range person.Messages() {
		if m.FromBot && len(m.Rows) > 0 {
			_, err := person.Press(m.ID, m.Rows[0][face].Data)
			return err
		}
	}
	return fmt.Errorf("nobody was asked: %+v", person.Messages())
}
