package telegramtest

import (
	"net/http"
	"time"
)

// Options describe the bot that the server knows, the time and the strictness of the
// server.
type Options struct {
	// Token is the bot's whole token, "<bot id>:<secret>".
	Token string
	// Username of the bot without the @; "SuaraLoketLatihanBot" when empty.
	Username string
	// Name is what people see as the bot's name; "Suara Loket" when empty.
	Name string
	// Clock returns the time that stamps messages, ages updates and measures Limits; time.Now
	// when nil. Waiting (long polls, latencies, pushes and their retries) always takes real
	// time.
	Clock func() time.Time
	// FirstID is the first update_id and message_id; when zero, the seconds of Clock, so that
	// a bot which remembers ids gets no old id again after a restart of the server.
	FirstID int

	// QueryLifetime is how long after a press the bot may answer it; one minute when zero.
	// Telegram publishes no figure, only the refusal.
	QueryLifetime time.Duration
	// PressLife is how long a press waits to be delivered to the bot; 150 seconds when zero, as
	// with Telegram (Source: add_new_callback_query). Other updates wait for a day.
	PressLife time.Duration
	// AnswerOnce refuses a second answer to the same press as if it were too old. Telegram's
	// own behaviour is not documented, so a bot has to work with both.
	AnswerOnce bool
	// Limits are the flood limits; none when nil.
	Limits *Limits
	// ReadsGroups is the bot with its privacy mode off: it sees every message of its groups, not only
	// commands (Docs: "Privacy mode").
	ReadsGroups bool

	// Delivery scripts faults on the way to the bot.
	Delivery Delivery
	// Local accepts webhooks over http, on any port and at any address, with up to 100,000
	// connections, like the published server with --local. Without it a webhook is https, on
	// port 443, 80, 88 or 8443, at no reserved address and with up to 100 connections (Docs:
	// setWebhook).
	Local bool
	// WebhookTransport carries the pushes; nil is the network.
	WebhookTransport http.RoundTripper
	// WebhookTimeout is how long a push may take; 60 seconds when zero (Source: create_connection).
	WebhookTimeout time.Duration
	// RetryUnit is the unit of the waits between pushes: they last 0, 2, 4, 8 … up to 60–120
	// units, and Retry-After counts in it too. One second when zero, as with Telegram; tests
	// make it short.
	RetryUnit time.Duration

	// CountCalls counts calls without recording them: see [Server.Count].
	CountCalls bool
	// OnCall, when set, sees every call once it is done, before its answer is written. It runs on the
	// goroutine of the call and may call every method of Server and Person but Wait and Close; it must
	// not change Params.
	OnCall func(Call)
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
	if o.FirstID == 0 {
		o.FirstID = int(o.Clock().Unix())
	}
	o.QueryLifetime = orElse(o.QueryLifetime, time.Minute)
	o.PressLife = orElse(o.PressLife, pressLife)
	o.WebhookTimeout = orElse(o.WebhookTimeout, time.Minute)
	o.RetryUnit = orElse(o.RetryUnit, time.Second)
	return o
}

func orElse(d, none time.Duration) time.Duration {
	if d == 0 {
		return none
	}
	return d
}
