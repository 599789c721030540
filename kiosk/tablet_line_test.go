package kiosk_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"suaraloket/web/browsertest"
)

// fault is what happens to a request on the line.
type fault int

const (
	fine      fault = iota
	cutBefore       // the connection closes before the request reaches the server
	cutAfter        // the server handles the request, the connection closes before the answer
	never           // the request does not reach the server, no answer comes
	late            // the server handles the request, no answer comes
	error500        // a proxy answers in place of the server
	error429
	error409
)

// line is the network between the tablets and the server. It can be cut, can cause faults,
// and records the ratings sent.
type line struct {
	t       testing.TB
	server  *httptest.Server
	target  string
	release chan struct{} // closed to end the requests without an answer

	mu      sync.Mutex
	cut     bool
	spoil   func(r *http.Request, body []byte) fault
	doubles map[string]http.HandlerFunc // by method and path, in place of the server
	tries   []handedIn                  // POST and PATCH of ratings, in the order of arrival
}

// handedIn is a request with a rating or a change.
type handedIn struct {
	Method  string
	ID      string `json:"id"`
	Seq     int64  `json:"seq"`
	Value   int    `json:"value"`
	Officer string `json:"officer"`
	Counter string `json:"counter"`
	RatedAt string `json:"rated_at"`
	Clock   string `json:"clock"`
	Comment string `json:"comment"`
	Bearer  string
}

// openLine serves the hall through a new line.
func openLine(t testing.TB, h *hall) *line {
	t.Helper()
	browsertest.Chromium(t)
	h.GoLive()
	l := &line{t: t, target: h.Listen(), release: make(chan struct{}), doubles: map[string]http.HandlerFunc{}}
	listener, err := net.Listen("tcp", h.Host+":0")
	check(t, err)
	l.server = httptest.NewUnstartedServer(l)
	check(t, l.server.Listener.Close())
	l.server.Listener = listener
	l.server.Start()
	h.line = l
	t.Cleanup(func() {
		close(l.release)
		l.server.CloseClientConnections()
		l.server.Close()
	})
	return l
}

// set changes the behaviour of the line.
func (l *line) set(change func(l *line)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(l)
}

// down cuts the line with all open connections, or restores it.
func (l *line) down(down bool) {
	l.set(func(l *line) { l.cut = down })
	if down {
		l.server.CloseClientConnections()
	}
}

// serverAway cuts all requests to the API but not to the pages, or restores the line.
func (l *line) serverAway(away bool) {
	l.set(func(l *line) {
		l.spoil = func(r *http.Request, _ []byte) fault {
			if away && strings.HasPrefix(r.URL.Path, "/api/") {
				return cutBefore
			}
			return fine
		}
	})
}

// double answers requests in place of the server.
func (l *line) double(route string, handler http.HandlerFunc) {
	l.set(func(l *line) { l.doubles[route] = handler })
}

// handedIn returns the requests so far with one method.
func (l *line) handedIn(method string) []handedIn {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(l.tries), func(h handedIn) bool { return h.Method != method })
}

// ids returns the ids of the ratings sent, each once.
func (l *line) ids() []string {
	ids := map[string]bool{}
	for _, h := range l.handedIn("POST") {
		ids[h.ID] = true
	}
	return slices.Sorted(maps.Keys(ids))
}

func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	f, double := l.look(r, body)
	switch f {
	case cutBefore:
		panic(http.ErrAbortHandler)
	case never:
		l.wait(r)
		return
	case error500, error429, error409:
		http.Error(w, "spoilt", map[fault]int{error500: 500, error429: 429, error409: 409}[f])
		return
	}
	if double != nil {
		r.Body = io.NopCloser(bytes.NewReader(body))
		double(w, r)
		return
	}
	l.pass(w, r, body, f)
}

// look records a request and chooses its fault.
func (l *line) look(r *http.Request, body []byte) (fault, http.HandlerFunc) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cut {
		return cutBefore, nil
	}
	if strings.HasPrefix(r.URL.Path, "/api/v1/ratings") {
		var h handedIn
		_ = json.Unmarshal(body, &h)
		h.Method, h.Bearer = r.Method, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		if r.Method == http.MethodPatch {
			h.ID = strings.TrimPrefix(r.URL.Path, "/api/v1/ratings/")
		}
		l.tries = append(l.tries, h)
	}
	f := fine
	if l.spoil != nil {
		f = l.spoil(r, body)
	}
	return f, l.doubles[r.Method+" "+r.URL.Path]
}

func (l *line) wait(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-l.release:
	}
}

// pass forwards the request to the server, and the answer to the client unless the fault
// prevents it.
func (l *line) pass(w http.ResponseWriter, r *http.Request, body []byte, f fault) {
	out, err := http.NewRequestWithContext(r.Context(), r.Method, l.target+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	out.Header = r.Header.Clone()
	answer, err := http.DefaultTransport.RoundTrip(out)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer answer.Body.Close()
	if f == fine && strings.HasPrefix(answer.Header.Get("Content-Type"), "text/event-stream") {
		flow(w, answer)
		return
	}
	content, err := io.ReadAll(answer.Body)
	if err != nil || f == cutAfter {
		panic(http.ErrAbortHandler)
	}
	if f == late {
		l.wait(r)
		return
	}
	maps.Copy(w.Header(), answer.Header)
	w.Header().Del("Content-Length")
	w.WriteHeader(answer.StatusCode)
	_, _ = w.Write(content)
}

// flow forwards a stream without buffering.
func flow(w http.ResponseWriter, answer *http.Response) {
	maps.Copy(w.Header(), answer.Header)
	w.WriteHeader(answer.StatusCode)
	part := make([]byte, 4096)
	for {
		n, err := answer.Body.Read(part)
		_, _ = w.Write(part[:n])
		_ = http.NewResponseController(w).Flush()
		if err != nil {
			return
		}
	}
}
