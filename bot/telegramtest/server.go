package telegramtest

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options say which bot the server knows and what time it is.
type Options struct {
	// Token is the bot's whole token, "<bot id>:<secret>".
	Token string
	// Username of the bot without the @; "SuaraLoketLatihanBot" when empty.
	Username string
	// Name is what people see as the bot's name; "Suara Loket" when empty.
	Name string
	// Clock gives the time that stamps messages and ages updates; time.Now when nil.
	// Waiting (long polls, latencies) always takes real time.
	Clock func() time.Time
	// QueryLifetime is how long after a press the bot may answer it; one minute when zero.
	// Telegram publishes no figure, only the refusal.
	QueryLifetime time.Duration
	// FirstID is the first update_id and message_id; when zero, the seconds of Clock, so that
	// a bot which remembers ids meets no old one again after the server was started anew.
	FirstID int
}

func (o Options) withDefaults() Options {
	if o.Username == "" {
		o.Username = "SuaraLoketLatihanBot"
	}
	if o.Name == "" {
		o.Name = "Suara Loket"
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.QueryLifetime == 0 {
		o.QueryLifetime = time.Minute
	}
	if o.FirstID == 0 {
		o.FirstID = int(o.Clock().Unix())
	}
	return o
}

// Server is one pretend Telegram with one bot. It is safe for concurrent use.
type Server struct {
	opts    Options
	methods map[string]method
	closed  chan struct{}
	close   sync.Once

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced at every change: wakes whoever waits
	chats    map[int64]*chat
	nextMsg  int
	queue    queue
	queries  map[string]*query
	asked    []string // ids of queries, oldest first
	nextAsk  int64
	faults   map[string][]*scripted
	calls    []Call
	profile  profile
	visitors map[string]*visitor
}

// New makes a server that knows the one bot of o.
func New(o Options) *Server {
	o = o.withDefaults()
	return &Server{
		opts:     o,
		methods:  methods(),
		closed:   make(chan struct{}),
		changed:  make(chan struct{}),
		chats:    map[int64]*chat{},
		nextMsg:  o.FirstID,
		queue:    newQueue(o.FirstID),
		queries:  map[string]*query{},
		nextAsk:  int64(o.FirstID) << 32,
		faults:   map[string][]*scripted{},
		profile:  newProfile(),
		visitors: map[string]*visitor{},
	}
}

// Close ends every long poll, of the bot and of practice pages; later ones are refused with 502.
func (s *Server) Close() { s.close.Do(func() { close(s.closed) }) }

// Token is the token that the bot has to use.
func (s *Server) Token() string { return s.opts.Token }

// Username is the bot's name in links, without the @.
func (s *Server) Username() string { return s.opts.Username }

// Handler serves the Bot API at /bot<TOKEN>/<method>.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serve) }

// Wait returns as soon as ok says yes, which it asks at once and after every change on the
// server, or with the error of ctx. ok may call every method of Server and Person but Wait.
func (s *Server) Wait(ctx context.Context, ok func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
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

// notify wakes everybody who waits for a change; the caller holds the lock.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Server) now() time.Time { return s.opts.Clock() }

// botID is the number before the colon of the token, as the library reads it too.
func (s *Server) botID() int64 {
	head, _, _ := strings.Cut(s.opts.Token, ":")
	id, err := strconv.ParseInt(head, 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// method is one method of the Bot API; its result becomes "result" of the answer.
type method func(s *Server, ctx context.Context, p params) (any, error)

// methods lists what the server understands, in lower case: Telegram ignores case here (Source: Query).
func methods() map[string]method {
	return map[string]method{
		"getme":                  (*Server).getMe,
		"getupdates":             (*Server).getUpdates,
		"sendmessage":            (*Server).sendMessage,
		"sendphoto":              (*Server).sendPhoto,
		"sendchataction":         (*Server).sendChatAction,
		"editmessagetext":        (*Server).editMessageText,
		"editmessagereplymarkup": (*Server).editMessageReplyMarkup,
		"deletemessage":          (*Server).deleteMessage,
		"answercallbackquery":    (*Server).answerCallbackQuery,
		"setmycommands":          (*Server).setMyCommands,
		"setmydescription":       (*Server).setMyDescription,
		"deletewebhook":          (*Server).deleteWebhook,
		"getwebhookinfo":         (*Server).getWebhookInfo,
	}
}
