package telegramtest

import (
	"bytes"
	"errors"
	"io"
	"net/http"
)

// errReset is a closed connection for a caller in the same process.
var errReset = errors.New("connection reset by peer")

// Transport carries requests to the server without a network, for every host name: a demo needs
// no second port, and no other process can reach the Bot API. Use it as
//
//	bot.WithHTTPClient(pollTimeout, &http.Client{Transport: server.Transport()})
func (s *Server) Transport() http.RoundTripper { return transport{s} }

type transport struct{ s *Server }

// RoundTrip serves one request on a goroutine of its own, so that it returns at once when
// the caller's context ends, as from a socket.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	if in.Body == nil {
		in.Body = http.NoBody
	} else if in.ContentLength == 0 && in.Body != http.NoBody {
		in.ContentLength = -1 // of unknown length, which servers and clients write differently
	}
	done := make(chan *recorded, 1)
	go func() {
		done <- t.handle(in)
		_ = in.Body.Close() // releases a writer whose request was not read completely
	}()
	select {
	case rec := <-done:
		if rec.reset {
			return nil, errReset
		}
		return rec.response(r), nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

func (t transport) handle(r *http.Request) (rec *recorded) {
	rec = &recorded{header: http.Header{}, status: http.StatusOK}
	defer func() {
		if p := recover(); p == http.ErrAbortHandler {
			rec.reset = true
		} else if p != nil {
			panic(p)
		}
	}()
	t.s.serve(rec, r)
	return rec
}

// recorded is an answer that is still in memory.
type recorded struct {
	header http.Header
	status int
	body   bytes.Buffer
	reset  bool
}

func (r *recorded) Header() http.Header         { return r.header }
func (r *recorded) WriteHeader(status int)      { r.status = status }
func (r *recorded) Write(b []byte) (int, error) { return r.body.Write(b) }

func (r *recorded) response(to *http.Request) *http.Response {
	return &http.Response{
		Status: http.StatusText(r.status), StatusCode: r.status, Header: r.header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: to,
		Body: io.NopCloser(&r.body), ContentLength: int64(r.body.Len()),
	}
}
