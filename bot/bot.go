// Package bot is the chat with residents, and by link with staff, on Telegram.
//
// It transports: it receives updates by polling or webhook, has package talk answer them,
// and has package outbox send the replies. The receiver (Run) is our own, because a library
// that confirms updates that are merely queued loses them when the program stops: here an
// update is confirmed to Telegram only after it is handled and its rating is stored. The
// bot keeps nothing in memory whose loss costs a rating or a note, and handling an update twice
// changes nothing: the id of a rating follows from its author and visit.
//
// Of a person, the program stores only the keyed hash. Numbers, names and texts of persons
// appear in no log line.
package bot

import (
	"bufio"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	telegram "github.com/go-telegram/bot"

	"suaraloket/bot/outbox"
	"suaraloket/bot/talk"
	"suaraloket/domain"
	"suaraloket/domain/locale"
	"suaraloket/domain/seal"
)

// Defaults of the options.
const (
	DefaultAPIURL   = "https://api.telegram.org"
	DefaultLaporURL = "https://www.lapor.go.id"
)

// The pace that Telegram accepts: its documentation allows one message per second to a
// chat, and about 30 per second to all.
const (
	DefaultChatPause = time.Second
	DefaultPerSecond = 25
)

// Options say where Telegram is and which use cases the chat serves.
type Options struct {
	Token       string
	APIURL      string            // "" is Telegram's own
	Transport   http.RoundTripper // carries the requests; nil is the network
	Logger      *slog.Logger      // nil is slog's default
	Intake      *domain.Intake
	Roster      *domain.Roster
	Visits      *domain.Visits
	Authors     *domain.Authors
	Traces      *domain.Traces
	Answers     talk.Answers
	Preferences domain.PreferenceStore
	Outbox      domain.OutboxStore
	Leases      domain.LeaseStore
	Texts       *locale.Catalog
	PublicURL   string        // the address of the web pages; "" when it is not known
	LaporURL    string        // where complaints go; "" is the national channel
	Staff       *StaffOptions // nil is a chat for residents alone
	// Picture returns the full address of the picture of one officer, or of several
	// officers of a counter, numbered in their order; "" for none. Telegram must be able to
	// open it. nil is a chat without pictures.
	Picture func(counter string, people []domain.Officer) string
	// Key seals the queued messages and the numbers of linked chats: 16 bytes or more.
	Key []byte
	// Webhook is the address to which Telegram pushes updates; "" polls for them.
	Webhook string
	// Instance names this program among those that share the database.
	Instance string
	// MaxMessages is the number of queued messages from which on no updates are received;
	// 0 is no limit.
	MaxMessages int64
	// ChatPause is the least time between two messages to a chat, PerSecond the number of
	// messages per second to all chats; zero is no limit. DefaultChatPause and
	// DefaultPerSecond are for Telegram.
	ChatPause time.Duration
	PerSecond float64
}

// Bot answers the chat. It is safe for concurrent use. Of several programs with one
// token, the one that holds the lease polls and sends.
type Bot struct {
	id         string // the number of the bot
	api        *telegram.Bot
	transport  http.RoundTripper
	poller     *http.Client
	updates    string // the address of getUpdates
	logger     *slog.Logger
	talk       *talk.Talk
	notifier   *notifier
	outbox     *outbox.Outbox
	store      domain.OutboxStore
	leases     domain.LeaseStore
	authors    *domain.Authors
	traces     *domain.Traces
	instance   string
	webhook    string
	secret     string
	updatesKey []byte // of the keys of updates
	limit      int64  // of queued messages
	lanes      *lanes
	answers    *answers
	handled    *handled
	decideTime time.Duration // the constant, or longer in tests on a slow machine
	username   atomic.Pointer[string]
	// Telegram refuses the token for polls, for messages.
	pollsRefused, sendsRefused atomic.Bool
	began                      atomic.Int64 // when this program began to receive updates, in Unix nanoseconds
}

// callTime is the time limit of one call to Telegram.
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
		telegram.WithErrorsHandler(func(error) {}), // calls return their errors; these lines could contain texts
	)
	if err != nil {
		return nil, fmt.Errorf("telegram: %w", err)
	}
	box, err := seal.New(o.Key, "letters")
	if err != nil {
		return nil, err
	}
	staff, err := o.staff()
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
		logger:    o.Logger.With("component", "bot"),
		talk: talk.New(talk.Options{
			Intake: o.Intake, Roster: o.Roster, Visits: o.Visits, Authors: o.Authors, Traces: o.Traces,
			Preferences: o.Preferences, Screens: o.Outbox, Texts: o.Texts, PublicURL: o.PublicURL, LaporURL: o.LaporURL, Picture: o.Picture, Staff: staff, Answers: o.Answers,
		}),
		store: o.Outbox, leases: o.Leases, authors: o.Authors, traces: o.Traces, instance: o.Instance, webhook: o.Webhook,
		secret: secretOf(o.Key, o.Token), updatesKey: seal.Derive(o.Key, "updates"), limit: o.MaxMessages, lanes: newLanes(), answers: newAnswers(), handled: newHandled(), decideTime: decideTime,
	}
	b.outbox = outbox.New(outbox.Options{
		Store: o.Outbox, Transport: transport{b}, Box: box, Logger: o.Logger, ChatPause: o.ChatPause, PerSecond: o.PerSecond,
	})
	b.notifier = newNotifier(o.Staff, staff, b.outbox.Message, b.logger)
	b.begin()
	return b, nil
}

// staff returns the chat with staff, nil for none.
func (o Options) staff() (*talk.Staff, error) {
	if o.Staff == nil {
		return nil, nil
	}
	return talk.NewStaff(o.Staff.Chats, o.Staff.Portal, o.Key, o.Texts)
}

// secretOf is the secret that Telegram sends with a pushed update: 64 hexadecimal
// characters.
func secretOf(key []byte, token string) string {
	mac := hmac.New(sha256.New, seal.Derive(key, "webhook"))
	mac.Write([]byte(token))
	return hex.EncodeToString(mac.Sum(nil))
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

// caller keeps the address, and with it the token, out of the errors of calls. The library
// removes the token itself, but while another of its goroutines reads the same error.
type caller struct{ client *http.Client }

// Do sends one request. A server error, and an answer that is not Telegram's JSON but that of
// a proxy in front of it, are errors of their own, whatever page they bring.
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
	if err != nil {
		return response, err
	}
	return telegramsOwn(response)
}

// errNotTelegram is an answer without the JSON object that Telegram answers every call with:
// an empty one or the page of a proxy. The call has not reached Telegram.
var errNotTelegram = errors.New("the answer is not Telegram's")

// telegramsOwn passes an answer that begins as an object of JSON does.
func telegramsOwn(response *http.Response) (*http.Response, error) {
	body := bufio.NewReader(response.Body)
	for {
		first, err := body.ReadByte()
		if err == nil && strings.IndexByte(" \t\r\n", first) >= 0 {
			continue
		}
		if err == nil && first == '{' {
			_ = body.UnreadByte()
			response.Body = struct {
				io.Reader
				io.Closer
			}{body, response.Body}
			return response, nil
		}
		_ = response.Body.Close()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return nil, errNotTelegram
	}
}

// serverError is an answer with a status of 500 or more.
type serverError struct{ status int }

func (e *serverError) Error() string { return fmt.Sprintf("telegram answered %d", e.status) }

// Username is the bot's name in links, without the @. It asks Telegram once and
// caches the answer; while Telegram is away it returns an error.
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

// closeIdle closes unused connections.
func (b *Bot) closeIdle() {
	if t, ok := b.transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}
