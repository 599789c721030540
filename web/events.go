package web

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
)

// StreamRules limit the event streams.
type StreamRules struct {
	Max       int           // open at the same time; 0: no limit
	Heartbeat time.Duration // silence after which a comment is sent
	Patience  time.Duration // deadline for the client to receive what is sent
	Lifetime  time.Duration // after which a stream ends and its client reconnects
}

func streamRules() StreamRules {
	return StreamRules{Heartbeat: 15 * time.Second, Patience: 10 * time.Second, Lifetime: time.Hour}
}

// errStreamsFull refuses a stream beyond the limit, and every stream during shutdown.
var errStreamsFull = &domain.Error{Code: domain.CodeUnavailable, Key: "streams_full", RetryAfter: 10 * time.Second}

// Events sends the events of one stream.
type Events struct {
	ctx    context.Context
	frames chan []byte
}

// Send sends an event with a name of one line and data of any number of lines. It blocks
// until the connection accepts the event, so that a slow client only delays its own
// sender. It fails when the stream has ended.
func (e *Events) Send(name string, data []byte) error {
	if name == "" || strings.ContainsAny(name, "\r\n") {
		return fmt.Errorf("invalid event name %q", name)
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

// perHolder is how many streams one holder of a key may have: two pages of a tablet, and those
// before that the server has not yet noticed to be gone.
const perHolder = 4

// Stream answers with the server-sent events that run sends. It refuses when too many
// streams are open. Of one holder, "" for none, the oldest beyond perHolder ends. run starts
// in its own goroutine after the handler has returned, so it must not use c. Its context ends
// when the client disconnects, at the end of Lifetime and at shutdown; run must return then,
// because the connection waits for it. The stream ends when run returns. Stream logs an error
// of run unless it is a refusal or the context has ended.
func (s *Shell) Stream(c *fiber.Ctx, holder string, run func(ctx context.Context, out *Events) error) error {
	st := &stream{shell: s, conn: c.Context().Conn(), run: run, holder: holder, route: c.Route().Path, heartbeat: time.NewTimer(s.Streams.Heartbeat)}
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

// OpenStreams counts the open streams.
func (s *Shell) OpenStreams() int {
	s.open.mu.Lock()
	defer s.open.mu.Unlock()
	return len(s.open.streams)
}

// EndStreams ends all streams and refuses new ones. Call it before the shutdown of the
// applications: the shutdown waits for open connections.
func (s *Shell) EndStreams() {
	s.open.mu.Lock()
	defer s.open.mu.Unlock()
	s.open.closed = true
	for st := range s.open.streams {
		st.end()
	}
}

// openStreams is the set of a shell's open streams.
type openStreams struct {
	mu      sync.Mutex
	closed  bool
	streams map[*stream]struct{}
	made    uint64 // numbers them
}

func (o *openStreams) enter(st *stream, limit int) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed || limit > 0 && len(o.streams) >= limit {
		return errStreamsFull
	}
	if o.streams == nil {
		o.streams = map[*stream]struct{}{}
	}
	o.made++
	st.number = o.made
	o.streams[st] = struct{}{}
	if st.holder != "" {
		o.thin(st.holder)
	}
	return nil
}

// thin ends the oldest streams of a holder who has too many. The caller holds the lock.
func (o *openStreams) thin(holder string) {
	var own []*stream
	for st := range o.streams {
		if st.holder == holder {
			own = append(own, st)
		}
	}
	slices.SortFunc(own, func(a, b *stream) int { return cmp.Compare(a.number, b.number) })
	for _, st := range own[:max(0, len(own)-perHolder)] {
		delete(o.streams, st)
		st.end()
	}
}

func (o *openStreams) leave(st *stream) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.streams, st)
}
