package web

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"suaraloket/domain"
)

// stream is the body of one answer. The goroutine of its connection reads from it,
// writes what it has read to the client, and closes it when that fails or is done.
// So it is here, before each write, that the time for it is set.
type stream struct {
	shell     *Shell
	conn      net.Conn
	id        string // the request's
	route     string
	run       func(context.Context, *Events) error
	ctx       context.Context
	cancel    context.CancelFunc
	events    Events
	heartbeat *time.Timer
	ended     chan struct{} // closed when run has returned; nil before it has begun
	rest      []byte        // of the frame that is being written

	mu   sync.Mutex
	over bool // the deadline is not ours to move any more
}

// comment keeps connections open that proxies would close, and shows us a client
// that has gone.
const comment = ":\n\n"

// Read waits for the next frame or heartbeat.
func (s *stream) Read(p []byte) (int, error) {
	if s.ended == nil {
		s.begin()
	}
	if len(s.rest) == 0 {
		s.rest = s.next()
	}
	if len(s.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, s.allow(s.shell.Streams.Patience)
}

func (s *stream) next() []byte {
	s.heartbeat.Reset(s.shell.Streams.Heartbeat)
	select {
	case frame := <-s.events.frames:
		return frame
	case <-s.heartbeat.C:
		return []byte(comment)
	case <-s.ended:
	case <-s.ctx.Done():
	}
	return nil
}

func (s *stream) begin() {
	s.ended = make(chan struct{})
	expectAnswers(s.conn, s.shell.Streams.Patience)
	go func() {
		defer close(s.ended)
		if err := s.fill(); err != nil && s.ctx.Err() == nil {
			s.shell.Logger.Error("stream failed", "request_id", s.id, "route", s.route, "error", err.Error())
		}
	}()
}

// fill keeps a panic to the stream in which it happened.
func (s *stream) fill() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicError{p}
		}
	}()
	err = s.run(s.ctx, &s.events)
	var refusal *domain.Error
	if errors.As(err, &refusal) {
		return nil
	}
	return err
}

// allow gives the client time from now on to take what is written next.
func (s *stream) allow(patience time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return nil
	}
	return s.conn.SetWriteDeadline(time.Now().Add(patience))
}

// farewell is how long the end of a stream may take when the program stops.
const farewell = time.Second

// end is called from outside. A write that waits for a stalled client waits no longer.
func (s *stream) end() {
	s.cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.over {
		s.over = true
		_ = s.conn.SetWriteDeadline(time.Now().Add(farewell)) // it fails where the connection is gone
	}
}

// Close is called by the connection when it has written the last byte or failed.
func (s *stream) Close() error {
	s.mu.Lock()
	s.over = true // the connection goes on to its next request
	s.mu.Unlock()
	s.cancel()
	s.heartbeat.Stop()
	if s.ended != nil {
		<-s.ended
	}
	s.shell.open.leave(s)
	return nil
}
