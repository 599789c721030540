package chattest

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"suaraloket/bot/telegramtest"
	"suaraloket/cmd/suaraloket/programtest"
)

// member is one of the programs that share a database and a token. Its folder, and with
// it its journal, is its own, and so is its way to Telegram.
type member struct {
	*programtest.Process        // nil until it is started
	own                  string // where it listens; process.base is where all of them are found
	began                time.Time
	back                 time.Time // when one that was ended is to be started again; zero while it runs
	dir                  string
	env                  []string
	args                 []string
	entry                *entry
}

// newMember is the nth program, from 1 on. All of them have one secret.
func newMember(t *testing.T, pretend *telegramtest.Server, n int, listen string, env ...string) *member {
	t.Helper()
	m := &member{dir: t.TempDir(), own: "http://" + listen, entry: newEntry(t, pretend)}
	m.env = append(programtest.Unpaced(), "SUARALOKET_INSTANCE="+strconv.Itoa(n), "SUARALOKET_SECRET="+strings.Repeat("rahasia ", 5),
		"SUARALOKET_TELEGRAM_TOKEN="+pretend.Token(), "SUARALOKET_TELEGRAM_API_URL="+m.entry.url)
	m.env = append(m.env, env...)
	m.args = []string{"demo", "--dir", m.dir, "--months", "0", "--listen", listen}
	return m
}

func (m *member) start(t *testing.T) {
	t.Helper()
	m.began = time.Now()
	m.Process = programtest.Start(t, m.env, m.args...)
}

// leads says whether the program has come to lead since it was started.
func (m *member) leads() bool { return strings.Contains(m.Stderr.String(), "lease acquired") }

// entry is a program's own way to Telegram, which knows who came through it.
type entry struct {
	url string

	mu    sync.Mutex
	calls []passage
}

// passage is a call on its way in.
type passage struct {
	method string
	at     time.Time
}

func newEntry(t *testing.T, pretend *telegramtest.Server) *entry {
	t.Helper()
	e := &entry{}
	behind := pretend.Handler()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.mu.Lock()
		e.calls = append(e.calls, passage{path.Base(r.URL.Path), time.Now()})
		e.mu.Unlock()
		behind.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { pretend.Close(); web.Close() }) // the server waits for polls, which the other ends
	e.url = web.URL
	return e
}

// since gives the calls that came after a moment.
func (e *entry) since(moment time.Time) (calls []passage) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, c := range e.calls {
		if c.at.After(moment) {
			calls = append(calls, c)
		}
	}
	return calls
}

// polled is when the first poll after a moment came; false while there is none.
func (e *entry) polled(moment time.Time) (at time.Time, ok bool) {
	for _, c := range e.since(moment) {
		if c.method == "getUpdates" {
			return c.at, true
		}
	}
	return at, false
}

// newBalancer is a load balancer in front of the programs: it hands each connection to one of those that
// take it, in turn, and gives the address where it does.
func newBalancer(t *testing.T, behind []string) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for turn := 0; ; turn++ {
			from, err := l.Accept()
			if err != nil {
				return
			}
			go passOn(from, append(slices.Clone(behind[turn%len(behind):]), behind[:turn%len(behind)]...))
		}
	}()
	return l.Addr().String()
}

// passOn joins a connection with the first that takes it, until either of them ends it.
func passOn(from net.Conn, behind []string) {
	defer func() { _ = from.Close() }()
	for _, address := range behind {
		to, err := net.Dial("tcp", address)
		if err != nil {
			continue
		}
		go func() {
			_, _ = io.Copy(to, from)
			_ = to.Close()
		}()
		_, _ = io.Copy(from, to)
		return
	}
}
