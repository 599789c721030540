package web

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
)

// StreamRules bound the streams of events.
type StreamRules struct {
	Max       int           // open at once; 0: no bound
	Heartbeat time.Duration // silence after which a comment is sent
	Patience  time.Duration // how long the client may leave what is sent untaken
	Lifetime  time.Duration // after which a stream ends, and its client asks again
}

func streamRules() StreamRules {
	return StreamRules{Heartbeat: 15 * time.Second, Patience: 10 * time.Second, Lifetime: time.Hour}
}

// errStreamsFull refuses a stream beyond the bound, and every one while the program stops.
var errStreamsFull = &domain.Error{Code: domain.CodeUnavailable, Key: "streams_full", RetryAfter: 10 * time.Second}

// Events is where the events of one stream go.
type Events struct {
	ctx    context.Context
	frames chan []byte
}

// Send hands an event over, a name of one line and data of any number of lines, and
// returns when the connection has taken it: a slow client holds its sender up and
// nobody else. It fails when the stream is over.
func (e *Events) Send(name string, data []byte) error {
	if name == "" || strings.ContainsAny(name, "\r\n") {
		return fmt.Errorf("an event cannot be named %q", name)
	}
	select {
	case e.frames <- frame(name, data):
		return nil
	case <-e.ctx.Done():
		return context.Cause(e.ctx)
	}
}

func frame(name string, data []byte) []byte {
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	var out bytes.Buffer
	out.WriteString("event: " + name + "\n")
	for line := range bytes.SplitSeq(data, []byte("\n")) {
		out.WriteString("data: ")
		out.Write(line)
		out.WriteByte('\n')
	}
	out.WriteByte('\n')
	return out.Bytes()
}

// Stream answers with server-sent events that run sends. It refuses when too many
// streams are open. run begins when the answer is written, in a goroutine of its own
// and after the handler has returned: it must not use c. Its context ends when the
// client is gone, when the stream has had its time and when the program stops; run
// must return then, since the connection waits for it. When run returns, the stream
// ends; an error that is neither a refusal nor the end of the context is logged.
func (s *Shell) Stream(c *fiber.Ctx, run func(ctx context.Context, out *Events) error) error {
	st := &stream{shell: s, conn: c.Context().Conn(), run: run, route: c.Route().Path, heartbeat: time.NewTimer(s.Streams.Heartbeat)}
	st.id, _ = c.Locals(requestID).(string)
	st.ctx, st.cancel = context.WithTimeout(context.Background(), s.Streams.Lifetime)
	st.events = Events{ctx: st.ctx, frames: make(chan []byte)}
	if err := s.open.enter(st, s.Streams.Max); err != nil {
		st.cancel()
		return err
	}
	c.Set(fiber.HeaderContentType, "text/event-stream")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Accel-Buffering", "no")
	c.Response().ImmediateHeaderFlush = true
	c.Context().SetBodyStream(st, -1)
	return nil
}

// OpenStreams counts the streams that have not ended.
func (s *Shell) OpenStreams() int {
	s.open.mu.Lock()
	defer s.open.mu.Unlock()
	return len(s.open.streams)
}

// EndStreams ends every stream and refuses new ones, before the applications are shut
// down: they wait for what is open, and a stream has no end of its own.
func (s *Shell) EndStreams() {
	s.open.mu.Lock()
	defer s.open.mu.Unlock()
	s.open.closed = true
	for st := range s.open.streams {
		st.end()
	}
}

// openStreams are a shell's.
type openStreams struct {
	mu      sync.Mutex
	closed  bool
	streams map[*stream]struct{}
}

func (o *openStreams) enter(st *stream, bound int) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed || bound > 0 && len(o.streams) >= bound {
		return errStreamsFull
	}
	if o.streams == nil {
		o.streams = map[*stream]struct{}{}
	}
	o.streams[st] = struct{}{}
	return nil
}

func (o *openStreams) leave(st *stream) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.streams, st)
}
