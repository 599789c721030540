package outbox

import (
	"context"
	"encoding/json"
	"time"
)

// Transport delivers contents to a chat service.
type Transport interface {
	// Send tries once to deliver a content, a new message or an edit.
	Send(ctx context.Context, c Content) Result
	// Handle processes a deferred update. It returns false when the database is still away.
	Handle(ctx context.Context, deferred json.RawMessage) (done bool)
}

// Result is the outcome of one try to deliver.
type Result struct {
	Outcome    Outcome
	RetryAfter time.Duration // with Limited: how long the service asks to wait
	Reason     string        // what a log line may contain of the error
}

// Outcome classifies what happened to a content.
type Outcome int

// The outcomes of a try.
const (
	Delivered    Outcome = iota
	Limited              // the service asks to wait
	Blocked              // the recipient accepts no messages
	Invalid              // the service refuses this content; a simpler one may pass
	Refused              // the service will never accept it
	NotDelivered         // a temporary failure; the content has certainly not arrived
	Unauthorized         // the service does not know us; nothing is accepted until it does
	Unknown              // a failure after which the content may have arrived
)
