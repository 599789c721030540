// Package bot is the resident's chat on Telegram: from the code at the counter to
// thanks in two taps.
//
// The intake (Run) is our own, because a library that confirms what it has merely
// queued loses updates when it stops: an update is confirmed to Telegram only after
// it was handled and its rating is stored. What to say is decided by the talk, which
// knows nothing of Telegram and keeps nothing in memory: who rated what, and until
// when it can be changed, is read from the stored rating, so a restart forgets
// nothing. Repeating an update is harmless: the rating's id follows from who rates
// which visit.
//
// Of a person, the program keeps the keyed hash alone. Numbers, names and texts of
// persons stand in no log line.
package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	telegram "github.com/go-telegram/bot"

	"suaraloket/domain"
	"suaraloket/domain/locale"
)

// Defaults of the options.
const (
	DefaultAPIURL   = "https://api.telegram.org"
	DefaultLaporURL = "https://www.lapor.go.id"
)

// The pace that Telegram bears: it tells a message a second for a chat, and some 30 a
// second in all.
const (
	DefaultChatPause = time.Second
	DefaultPerSecond = 25
)

// Options say where Telegram is and which use cases the chat speaks for.
type Options struct {
	Token       string
	APIURL      string            // "" is Telegram's own
	Transport   http.RoundTripper // carries the requests; nil is the network
	Logger      *slog.Logger      // nil is slog's default
	Intake      *domain.Intake
	Directory   *domain.Directory
	Visits      *domain.Visits
	Authors     *domain.Authors
	Traces      *domain.Traces
	Preferences domain.PreferenceStore
	Outbox      domain.OutboxStore
	Leases      domain.LeaseStore
	Texts       *locale.Catalog
	PublicURL   string        // the address of the web pages; "" when it is not known
	LaporURL    string        // where complaints go; "" is the national channel
	Staff       *StaffOptions // nil is a chat for residents alone
	// Picture is the whole address of the picture of one officer, or of several of a
	// counter's, numbered in their order; "" when there is none to show. Telegram must be
	// able to open it. nil is a chat without pictures.
	Picture func(counter string, people []domain.Officer) string
	// Key closes what is kept of chats until they are answered: 16 bytes or more.
	Key []byte
	// Webhook is where Telegram pushes updates to; "" polls for them.
	Webhook string
	// Instance names this program among those that share the database.
	Instance string
	// MaxMessages is how many letters may wait before updates do; 0 is any number.
	MaxMessages int64
	// ChatPause is the least time between two letters to a chat, PerSecond how many go
	// out in all; zero is no limit. DefaultChatPause and DefaultPerSecond are for Telegram.
	ChatPause time.Duration
	PerSecond float64
}

// Bot answers the chat. It is safe for concurrent use. Of several programs with one
// token, the one that holds the lease polls and sends.
type Bot struct {
	id        string // the number of the bot
	api       *telegram.Bot
	transport http.RoundTripper
	poller    *http.Client
	updates   string // the address of getUpdates
	logger    *slog.Logger
	talk      *talk
	sealer    sealer
	outbox    *outbox
	store     domain.OutboxStore
	leases    domain.LeaseStore
	instance  string
	webhook   string
	secret    string
	most      int64
	lanes     *lanes
	thanking  *thanking
	recent    *recent
	username  atomic.Pointer[string]
	began     atomic.Int64 // when this program began to take updates, in Unix nanoseconds
}

// callTime is how long one call to Telegram may take.
const callTime = 10 * time.Second

// New makes the bot without calling Telegram. It refuses an empty token.
func New(o Options) (*Bot, error) {
	o = o.withDefaults()
	if strings.TrimSpace(o.Token) == "" {
		return nil, errors.New("telegram token is empty")
	}
	api, err := telegram.New(o.Token,
		telegram.WithSkipGetMe(),
		telegram.WithServerURL(o.APIURL),
		telegram.WithHTTPClient(callTime, caller{&http.Client{Transport: o.Transport, Timeout: callTime}}),
		telegram.WithErrorsHandler(func(error) {}), // calls return their errors; these lines could carry texts
	)
	if err != nil {
		return nil, fmt.Errorf("telegram: %w", err)
	}
	sealer, err := newSealer(o.Key)
	if err != nil {
		return nil, err
	}
	staff, err := newStaffDesk(o.Staff, o.Key, sealer, o.Texts, o.Logger)
	if err != nil {
		return nil, err
	}
	id, _, _ := strings.Cut(o.Token, ":")
	b := &Bot{
		id:        id,
		api:       api,
		transport: o.Transport,
		poller:    &http.Client{Transport: o.Transport, Timeout: pollTime + callTime},
		updates:   o.APIURL + "/bot" + o.Token + "/getUpdates",
		logger:    o.Logger,
		talk: &talk{
			intake: o.Intake, directory: o.Directory, visits: o.Visits, authors: o.Authors, traces: o.Traces,
			preferences: o.Preferences, catalog: o.Texts, publicURL: o.PublicURL, laporURL: o.LaporURL, picture: o.Picture, staff: staff,
		},
		sealer: sealer, store: o.Outbox, leases: o.Leases, instance: o.Instance, webhook: o.Webhook,
		secret: secretOf(o.Key, o.Token), most: o.MaxMessages, lanes: newLanes(), thanking: newThanking(), recent: newRecent(),
	}
	b.outbox = newOutbox(o.Outbox, sealer, b.post, o.Logger, o.ChatPause, o.PerSecond)
	b.outbox.hear = b.hearDeferred
	b.begin()
	return b, nil
}

func (o Options) withDefaults() Options {
	if o.APIURL == "" {
		o.APIURL = DefaultAPIURL
	}
	o.APIURL = strings.TrimRight(o.APIURL, "/")
	if o.LaporURL == "" {
		o.LaporURL = DefaultLaporURL
	}
	if o.Picture == nil {
		o.Picture = func(string, []domain.Officer) string { return "" }
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Transport == nil {
		network := http.DefaultTransport.(*http.Transport).Clone()
		network.MaxIdleConnsPerHost = 64 // a burst of answers reuses its connections
		o.Transport = network
	}
	return o
}

// caller keeps the address, and with it the token, out of the errors of calls. The
// library would blot the token out itself, but while another of its goroutines reads
// the same error.
type caller struct{ client *http.Client }

// Do sends one request. An answer that Telegram's servers or what stands before them
// give in trouble is an error of its own, whatever page it brings.
func (c caller) Do(r *http.Request) (*http.Response, error) {
	response, err := c.client.Do(r)
	var addressed *url.Error
	if errors.As(err, &addressed) {
		return response, addressed.Err
	}
	if err == nil && response.StatusCode >= http.StatusInternalServerError {
		_ = response.Body.Close()
		return nil, &serverError{response.StatusCode}
	}
	return response, err
}

// serverError is an answer in trouble.
type serverError struct{ status int }

func (e *serverError) Error() string { return fmt.Sprintf("telegram answered %d", e.status) }

// Username is the bot's name in links, without the @. It asks Telegram once and
// remembers the answer; while Telegram is away it gives an error.
func (b *Bot) Username(ctx context.Context) (string, error) {
	if known := b.username.Load(); known != nil {
		return *known, nil
	}
	me, err := b.api.GetMe(ctx)
	if err != nil {
		return "", fmt.Errorf("telegram getMe: %w", err)
	}
	b.username.Store(&me.Username)
	return me.Username, nil
}

// closeIdle lets go of connections that nobody uses.
func (b *Bot) closeIdle() {
	if t, ok := b.transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}
