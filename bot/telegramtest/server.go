package telegramtest

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Server is one pretend Telegram with one bot. It is safe for concurrent use.
type Server struct {
	opts    Options
	methods map[string]method
	closed  chan struct{}
	close   sync.Once
	pushing sync.WaitGroup // webhook pushes under way

	mu        sync.Mutex
	changed   chan struct{} // closed at every change to wake waits; nil while there are none
	chats     map[int64]*chat
	nextMsg   int
	queue     queue
	deliverer *deliverer
	hook      *webhook // nil while none is set
	hookSet   time.Time
	queries   map[string]*query
	asked     []string // ids of queries, oldest first
	nextAsk   int64
	faults    map[string][]*scripted
	ledger    ledger
	limits    *limiter // nil: no limits
	files     files
	profile   profile
	visitors  map[string]*visitor
}

// New creates a server for the one bot of o.
func New(o Options) *Server {
	o = o.withDefaults()
	return &Server{
		opts:      o,
		methods:   methods(),
		closed:    make(chan struct{}),
		chats:     map[int64]*chat{},
		nextMsg:   o.FirstID,
		queue:     newQueue(o.FirstID),
		deliverer: newDeliverer(o.Delivery),
		queries:   map[string]*query{},
		nextAsk:   int64(o.FirstID) << 32,
		faults:    map[string][]*scripted{},
		limits:    newLimiter(o.Limits),
		profile:   newProfile(),
		visitors:  map[string]*visitor{},
	}
}

// Close ends every long poll, of the bot and of practice pages, and every webhook push, and
// waits for the pushes. Later polls are refused with 502.
func (s *Server) Close() {
	s.close.Do(func() {
		s.mu.Lock()
		close(s.closed)
		s.unhook()
		s.mu.Unlock()
	})
	s.pushing.Wait()
}

// Token returns the token that the bot has to use.
func (s *Server) Token() string { return s.opts.Token }

// Username returns the bot's name in links, without the @.
func (s *Server) Username() string { return s.opts.Username }

// Handler serves the Bot API at /bot<TOKEN>/<method>.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serve) }

// Wait returns as soon as ok returns true, at once or after a change on the server, or
// with the error of ctx. ok may call every method of Server and Person but Wait.
func (s *Server) Wait(ctx context.Context, ok func() bool) error {
	for {
		s.mu.Lock()
		changed := s.watch()
		s.mu.Unlock()
		if ok() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// watch returns a channel that is closed at the next change; the caller holds the lock.
func (s *Server) watch() <-chan struct{} {
	if s.changed == nil {
		s.changed = make(chan struct{})
	}
	return s.changed
}

// notify wakes all waits for a change. Without waits it costs almost nothing. The caller holds
// the lock.
func (s *Server) notify() {
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
}

func (s *Server) now() time.Time { return s.opts.Clock() }

// botID returns the number before the colon of the token, as the library reads it too.
func (s *Server) botID() int64 {
	head, _, _ := strings.Cut(s.opts.Token, ":")
	id, err := strconv.ParseInt(head, 10, 64)
	if err != nil {
		return 0
	}
	return id
}
