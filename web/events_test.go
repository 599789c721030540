package web_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"suaraloket/domain"
	"suaraloket/web"
	"suaraloket/web/browsertest"
)

// station is a shell with an application on a real listener.
type station struct {
	t       *testing.T
	shell   *web.Shell
	app     *fiber.App
	log     bytes.Buffer // only read after the application has stopped
	address string
	config  *tls.Config // nil: plain HTTP
}

// open makes a station with a short heartbeat; change adjusts it.
func open(t *testing.T, overTLS bool, change func(*station)) *station {
	t.Helper()
	s := &station{t: t}
	s.shell = shell(t, &s.log, pangkalpinang())
	s.shell.Streams.Heartbeat = 10 * time.Millisecond
	s.shell.SetReady(true)
	change(s)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address, listener = listener.Addr().String(), bare{listener}
	if overTLS {
		pair := httptest.NewUnstartedServer(nil)
		pair.StartTLS()
		pair.Close()
		s.config = &tls.Config{InsecureSkipVerify: true}
		listener = tls.NewListener(listener, &tls.Config{Certificates: pair.TLS.Certificates})
	}
	served := make(chan error, 1)
	go func() { served <- s.app.Listener(listener) }()
	t.Cleanup(func() {
		s.stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return s
}

// bare hides that the connections are TCP, so that the kernel's timeout is not set and
// the tests check only our own deadlines. The kernel's buffers are small.
type bare struct{ net.Listener }

func (b bare) Accept() (net.Conn, error) {
	conn, err := b.Listener.Accept()
	if err == nil {
		err = conn.(*net.TCPConn).SetWriteBuffer(smallBuffer)
	}
	return struct{ net.Conn }{conn}, err
}

// smallBuffer is the size of the kernel's buffers for a connection, in bytes, and fills is
// more than all buffers between a stream and its client hold.
const (
	smallBuffer = 16 << 10
	fills       = 1 << 20
)

// streaming adds the route /api/stream.
func (s *station) streaming(run func(context.Context, *web.Events) error) {
	if s.app == nil {
		s.app = s.shell.App()
	}
	s.app.Get("/api/stream", func(c *fiber.Ctx) error { return s.shell.Stream(c, c.Get("X-Holder"), run) })
}

// stop shuts down as the program does, and checks that everything has ended.
func (s *station) stop() {
	s.t.Helper()
	s.shell.EndStreams()
	if err := s.app.ShutdownWithTimeout(browsertest.Patience()); err != nil {
		s.t.Errorf("shutdown: %v", err)
	}
	if n := s.shell.OpenStreams(); n != 0 {
		s.t.Errorf("%d streams are open after the shutdown", n)
	}
}

func (s *station) dial() net.Conn {
	s.t.Helper()
	conn, err := net.Dial("tcp", s.address)
	if err == nil {
		err = conn.(*net.TCPConn).SetReadBuffer(smallBuffer)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	if s.config != nil {
		conn = tls.Client(conn, s.config)
	}
	s.t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// ask sends a request over the connection and returns the answer and a reader of its body.
func (s *station) ask(conn net.Conn, path string) (*http.Response, *bufio.Reader) {
	s.t.Helper()
	if _, err := fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path); err != nil {
		s.t.Fatal(err)
	}
	read := bufio.NewReader(conn)
	answer, err := http.ReadResponse(read, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer, bufio.NewReader(answer.Body)
}

// line reads until the given line.
func (s *station) line(read *bufio.Reader, want string) {
	s.t.Helper()
	for {
		line, err := read.ReadString('\n')
		if err != nil {
			s.t.Fatalf("%v before %q", err, want)
		}
		if strings.TrimRight(line, "\n") == want {
			return
		}
	}
}

// writeDeadline is a short deadline of the server that a client which reads never misses,
// also on a loaded machine.
const writeDeadline = time.Second

// untilOver sends nothing and waits for the end of the context.
func untilOver(ctx context.Context, _ *web.Events) error {
	<-ctx.Done()
	return ctx.Err()
}

func both(t *testing.T, test func(t *testing.T, overTLS bool)) {
	for _, overTLS := range []bool{false, true} {
		t.Run(map[bool]string{false: "plain", true: "TLS"}[overTLS], func(t *testing.T) { test(t, overTLS) })
	}
}

func TestEventsArriveAsTheyAreSent(t *testing.T) {
	both(t, func(t *testing.T, overTLS bool) {
		long := strings.Repeat("x", 100_000) // larger than all buffers
		s := open(t, overTLS, func(s *station) {
			s.streaming(func(_ context.Context, out *web.Events) error {
				if err := out.Send("two\nlines", nil); err == nil {
					return errors.New("an event name of two lines is accepted")
				}
				return errors.Join(out.Send("kiosk", []byte("{\n\r\n\r}")), out.Send("long", []byte(long)), out.Send("empty", nil))
			})
		})
		answer, read := s.ask(s.dial(), "/api/stream")
		for header, want := range map[string]string{
			"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff",
		} {
			if got := answer.Header.Get(header); got != want {
				t.Errorf("%s: %q", header, got)
			}
		}
		body, err := io.ReadAll(read)
		want := "event: kiosk\ndata: {\ndata: \ndata: \ndata: }\n\nevent: long\ndata: " + long + "\n\nevent: empty\ndata: \n\n"
		if got := strings.ReplaceAll(string(body), ":\n\n", ""); err != nil || got != want {
			t.Errorf("%v, %d bytes, %.80q", err, len(got), got)
		}
	})
}

// TestStreamOutlivesTheWriteTimeout checks that a stream may last longer than the write
// timeout, and that the timeout applies again to the next answer on the same connection.
func TestStreamOutlivesTheWriteTimeout(t *testing.T) {
	both(t, func(t *testing.T, overTLS bool) {
		enough := make(chan struct{})
		cut := make(chan struct{})
		s := open(t, overTLS, func(s *station) {
			s.shell.SetWriteTimeout(writeDeadline)
			s.streaming(func(_ context.Context, out *web.Events) error {
				<-enough
				return out.Send("last", []byte("1"))
			})
			s.app.Get("/api/flood", func(c *fiber.Ctx) error {
				c.Context().SetBodyStream(flood{cut}, -1)
				return nil
			})
		})
		conn := s.dial()
		answer, read := s.ask(conn, "/api/stream")
		for began := time.Now(); time.Since(began) < 2*writeDeadline; {
			s.line(read, ":")
		}
		close(enough)
		s.line(read, "event: last")
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			t.Fatal(err)
		}
		s.ask(conn, "/api/flood")
		browsertest.Eventually(t, "an answer that the client does not read is cut off", func() bool {
			select {
			case <-cut:
				return true
			default:
				return false
			}
		})
	})
}

// flood is an endless body.
type flood struct{ closed chan struct{} }

func (f flood) Read(p []byte) (int, error) { return len(p), nil }

func (f flood) Close() error {
	close(f.closed)
	return nil
}

func TestDisconnectEndsTheStream(t *testing.T) {
	both(t, func(t *testing.T, overTLS bool) {
		var running atomic.Int32
		s := open(t, overTLS, func(s *station) {
			s.streaming(func(ctx context.Context, out *web.Events) error {
				running.Add(1)
				defer running.Add(-1)
				return untilOver(ctx, out)
			})
		})
		conn := s.dial()
		_, read := s.ask(conn, "/api/stream")
		s.line(read, ":")
		if running.Load() != 1 || s.shell.OpenStreams() != 1 {
			t.Errorf("%d running, %d open", running.Load(), s.shell.OpenStreams())
		}
		_ = conn.Close()
		browsertest.Eventually(t, "the stream ends", func() bool { return running.Load() == 0 && s.shell.OpenStreams() == 0 })
	})
}

// fillAll first sends more than all buffers hold and then closes underWay. It keeps
// sending until an error, which it sends to stopped.
func fillAll(underWay chan<- struct{}, stopped chan<- error) func(context.Context, *web.Events) error {
	return func(_ context.Context, out *web.Events) error {
		err := out.Send("big", make([]byte, fills))
		close(underWay)
		for err == nil {
			err = out.Send("next", nil)
		}
		stopped <- err
		return err
	}
}

func TestClientThatDoesNotReadIsDropped(t *testing.T) {
	both(t, func(t *testing.T, overTLS bool) {
		stopped := make(chan error, 1)
		s := open(t, overTLS, func(s *station) {
			s.shell.Streams.Patience = writeDeadline
			s.streaming(fillAll(make(chan struct{}), stopped))
		})
		s.ask(s.dial(), "/api/stream")
		if err := <-stopped; !errors.Is(err, context.Canceled) { // a client that is not dropped ends the run
			t.Error(err)
		}
		browsertest.Eventually(t, "the stream ends", func() bool { return s.shell.OpenStreams() == 0 })
	})
}

// TestShutdownEndsEveryStream checks that Shutdown ends every stream, also one whose client
// does not read, and refuses new ones.
func TestShutdownEndsEveryStream(t *testing.T) {
	both(t, func(t *testing.T, overTLS bool) {
		underWay, stopped := make(chan struct{}), make(chan error, 1)
		s := open(t, overTLS, func(s *station) {
			s.shell.Streams.Patience = time.Hour
			s.streaming(untilOver)
			s.app.Get("/api/full", func(c *fiber.Ctx) error { return s.shell.Stream(c, c.Get("X-Holder"), fillAll(underWay, stopped)) })
		})
		other := s.dial()
		s.ask(other, "/healthz")
		var bodies []io.Reader
		for range 5 {
			answer, _ := s.ask(s.dial(), "/api/stream")
			bodies = append(bodies, answer.Body)
		}
		s.ask(s.dial(), "/api/full")
		<-underWay
		s.shell.EndStreams()
		if answer, _ := s.ask(other, "/api/stream"); answer.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("a stream is accepted after the shutdown: %d", answer.StatusCode)
		}
		for _, body := range bodies {
			if _, err := io.Copy(io.Discard, body); err != nil {
				t.Errorf("a stream ends with an error: %v", err)
			}
		}
		s.stop()
		if err := <-stopped; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestStreamsAreLimited(t *testing.T) {
	s := open(t, false, func(s *station) {
		s.shell.Streams.Max = 2
		s.streaming(untilOver)
	})
	first := s.dial()
	s.ask(first, "/api/stream")
	s.ask(s.dial(), "/api/stream")
	answer, read := s.ask(s.dial(), "/api/stream")
	body, _ := read.Peek(40)
	if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") != "10" {
		t.Errorf("one too many: %d, Retry-After %q, %s", answer.StatusCode, answer.Header.Get("Retry-After"), body)
	}
	_ = first.Close()
	browsertest.Eventually(t, "a new stream is accepted", func() bool {
		answer, _ := s.ask(s.dial(), "/api/stream")
		return answer.StatusCode == http.StatusOK
	})
}

func TestStreamEndsAfterItsLifetime(t *testing.T) {
	s := open(t, false, func(s *station) {
		s.shell.Streams.Lifetime = 50 * time.Millisecond
		s.streaming(untilOver)
	})
	answer, _ := s.ask(s.dial(), "/api/stream")
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		t.Errorf("the stream ends with an error: %v", err)
	}
	s.stop()
	if s.log.Len() > 0 {
		t.Errorf("logged %s", &s.log)
	}
}

// TestFailedStreamIsLogged checks that a failure is logged once with the request's id, and
// that a refusal and a normal end are not logged.
func TestFailedStreamIsLogged(t *testing.T) {
	for name, c := range map[string]struct {
		run    func(context.Context, *web.Events) error
		logged int
	}{
		"panic":   {func(context.Context, *web.Events) error { panic("rahasia") }, 1},
		"error":   {func(context.Context, *web.Events) error { return errors.New("rahasia") }, 1},
		"refusal": {func(context.Context, *web.Events) error { return domain.ErrUnavailable }, 0},
		"end":     {func(context.Context, *web.Events) error { return nil }, 0},
	} {
		s := open(t, false, func(s *station) { s.streaming(c.run) })
		answer, read := s.ask(s.dial(), "/api/stream")
		body, err := io.ReadAll(read)
		s.stop()
		id := answer.Header.Get("X-Request-Id")
		if err != nil || strings.Contains(string(body), "rahasia") || strings.Count(s.log.String(), id) != c.logged {
			t.Errorf("%s: %v, body %q, logged %s", name, err, body, &s.log)
		}
	}
}

// TestHeadStartsNoStream checks that a HEAD request, which has no body, starts no stream and
// does not count as one.
func TestHeadStartsNoStream(t *testing.T) {
	var runs atomic.Int32
	s := open(t, false, func(s *station) {
		s.streaming(func(context.Context, *web.Events) error { runs.Add(1); return nil })
	})
	answer, err := http.Head("http://" + s.address + "/api/stream")
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatal(answer, err)
	}
	browsertest.Eventually(t, "no stream is open", func() bool { return s.shell.OpenStreams() == 0 })
	if runs.Load() != 0 {
		t.Error("run was called")
	}
}

// TestStreamOverHTTP10 streams over HTTP/1.0, which old proxies use and which has no chunked
// encoding.
func TestStreamOverHTTP10(t *testing.T) {
	s := open(t, false, func(s *station) {
		s.streaming(func(_ context.Context, out *web.Events) error { return out.Send("kiosk", []byte("1")) })
	})
	conn := s.dial()
	if _, err := io.WriteString(conn, "GET /api/stream HTTP/1.0\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil || string(body) != "event: kiosk\ndata: 1\n\n" {
		t.Errorf("%v %q", err, body)
	}
}

// One key has four streams at most: a fifth one ends the oldest, which may be one whose client
// is gone.
func TestOneHolderHasFourStreams(t *testing.T) {
	s := open(t, false, func(s *station) {
		s.streaming(func(ctx context.Context, out *web.Events) error {
			if err := out.Send("first", []byte("1")); err != nil {
				return err
			}
			return untilOver(ctx, out)
		})
	})
	begin := func(holder string) *bufio.Reader {
		conn := s.dial()
		if _, err := fmt.Fprintf(conn, "GET /api/stream HTTP/1.1\r\nHost: x\r\nX-Holder: %s\r\n\r\n", holder); err != nil {
			t.Fatal(err)
		}
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		read := bufio.NewReader(answer.Body)
		s.line(read, "event: first")
		return read
	}
	var own []*bufio.Reader
	begin("other")
	for range 6 {
		own = append(own, begin("tablet"))
	}
	for _, read := range own[:2] {
		if _, err := io.ReadAll(read); err != nil {
			t.Errorf("an old stream: %v", err)
		}
	}
	if n := s.shell.OpenStreams(); n != 5 {
		t.Errorf("%d streams are open", n)
	}
}
