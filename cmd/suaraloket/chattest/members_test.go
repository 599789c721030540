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

// member is one of the programs that share a database and a token. It has its own folder,
// which contains its journal, and its own connection to Telegram.
type member struct {
	*programtest.Process        // nil until it is started
	own                  string // its own address; Process.Base is the public address of all programs
	began                time.Time
	back                 time.Time // when an ended program starts again; zero while it runs
	dir                  string
	env                  []string
	args                 []string
	recorder             *recorder
}

// newMember returns program number n, counted from 1. All programs have the same secret.
func newMember(t *testing.T, pretend *telegramtest.Server, n int, listen string, env ...string) *member {
	t.Helper()
	m := &member{dir: t.TempDir(), own: "http://" + listen, recorder: newRecorder(t, pretend)}
	m.env = append(append(programtest.Unpaced(), programtest.Unruled()...), "SUARALOKET_INSTANCE="+strconv.Itoa(n), "SUARALOKET_SECRET="+strings.Repeat("rahasia ", 5),
		"SUARALOKET_TELEGRAM_TOKEN="+pretend.Token(), "SUARALOKET_TELEGRAM_API_URL="+m.recorder.url)
	m.env = append(m.env, env...)
	m.args = []string{"demo", "--dir", m.dir, "--months", "0", "--listen", listen}
	return m
}

func (m *member) start(t *testing.T) {
	t.Helper()
	m.began = time.Now()
	m.Process = programtest.Start(t, m.env, m.args...)
}

// leads reports whether the program has acquired the lease since its start.
func (m *member) leads() bool { return strings.Contains(m.Stderr.String(), "lease acquired") }

// recorder is a program's own address of Telegram. It records the program's calls.
type recorder struct {
	url string

	mu    sync.Mutex
	calls []recordedCall
}

// recordedCall is one call of a program.
type recordedCall struct {
	method string
	at     time.Time
}

func newRecorder(t *testing.T, pretend *telegramtest.Server) *recorder {
	t.Helper()
	e := &recorder{}
	behind := pretend.Handler()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.mu.Lock()
		e.calls = append(e.calls, recordedCall{path.Base(r.URL.Path), time.Now()})
		e.mu.Unlock()
		behind.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { pretend.Close(); web.Close() }) // web.Close waits for open polls, and pretend.Close ends them
	e.url = web.URL
	return e
}

// since returns the calls after a moment.
func (e *recorder) since(moment time.Time) (calls []recordedCall) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, c := range e.calls {
		if c.at.After(moment) {
			calls = append(calls, c)
		}
	}
	return calls
}

// polled returns the time of the first poll after a moment, and false if there is none.
func (e *recorder) polled(moment time.Time) (at time.Time, ok bool) {
	for _, c := range e.since(moment) {
		if c.method == "getUpdates" {
			return c.at, true
		}
	}
	return at, false
}

// newBalancer starts a load balancer before the programs and returns its address. It assigns
// connections in turn to the programs that accept them.
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

// passOn forwards a connection to the first program that accepts it, until either side closes
// it.
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
