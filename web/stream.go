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

// stream is the body of one answer. The goroutine of the connection reads from it, writes
// to the client, and closes it after the last write or a failure. Read therefore sets the
// deadline of the next write.
type stream struct {
	shell     *Shell
	conn      net.Conn
	id        string // the request's
	route     string
	holder    string // who has opened it
	number    uint64 // streams opened later have higher ones
	run       func(context.Context, *Events) error
	ctx       context.Context
	cancel    context.CancelFunc
	events    Events
	heartbeat *time.Timer
	ended     chan struct{} // closed when run has returned; nil before it starts
	rest      []byte        // of the frame that is being written

	mu   sync.Mutex
	over bool // the stream no longer sets the deadline
}

// comment is the heartbeat: it keeps proxies from closing the connection and detects a
// client that has disconnected.
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

// fill calls run. It turns a panic into an error and drops a refusal.
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

// allow sets the deadline of the next write.
func (s *stream) allow(patience time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return nil
	}
	return s.conn.SetWriteDeadline(time.Now().Add(patience))
}

// endTimeout is the deadline for the last write at shutdown.
const endTimeout = time.Second

// end ends the stream from another goroutine and shortens the deadline of a write that
// waits for a stalled client.
func (s *stream) end() {
	s.cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.over {
		s.over = true
		_ = s.conn.SetWriteDeadline(time.Now().Add(endTimeout)) // fails only on a closed connection
	}
}

// Close is called by the connection after the last write or a failure.
func (s *stream) Close() error {
	s.mu.Lock()
	s.over = true // the connection may serve its next request
	s.mu.Unlock()
	s.cancel()
	s.heartbeat.Stop()
	if s.ended != nil {
		<-s.ended
	}
	s.shell.open.leave(s)
	return nil
}
