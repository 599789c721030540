package domain

import (
	"context"
	"errors"
	"time"
)

// Message is a message to a chat, or an edit of one, that waits to be sent.
type Message struct {
	ID     string // UUIDv7: the messages of a chat are sent in the order of their ids
	Sealed []byte // recipient and content, encrypted; only the chat's surface can open it
	// Claimed reports that sending has started: it is unknown whether the message arrived.
	Claimed bool
}

// Effects are what handling one update of a chat stores beside its main change, in the
// same transaction: the update is done, messages are enqueued, and what they ask is known.
type Effects struct {
	Update   string // identifies the update, 1–64 characters of ASCII; "" is none
	Messages []Message
	Screen   *Screen // what the messages ask; nil is nothing new
}

// ErrUpdateDone refuses the effects of an update that is already done.
var ErrUpdateDone = errors.New("update is already done")

// ErrMessageClaimed refuses to claim a message that another run has claimed or sent.
var ErrMessageClaimed = errors.New("message is already claimed or sent")

// UpdateStore records which updates of a chat are done.
type UpdateStore interface {
	// FinishUpdate marks the update done and enqueues its messages in one transaction. It
	// refuses an update that is already done with ErrUpdateDone and stores nothing then.
	FinishUpdate(ctx context.Context, e Effects) error
	// DoneUpdates returns those of the updates that are done. Beside ErrUnavailable it
	// returns those that are known to be done.
	DoneUpdates(ctx context.Context, updates []string) ([]string, error)
	// DeleteUpdates deletes the records of updates that were done before a moment.
	DeleteUpdates(ctx context.Context, before time.Time) error
}

// MessageStore is the queue of messages that are not sent yet.
type MessageStore interface {
	// Messages returns up to n messages, oldest first: those that only this instance
	// holds and, with shared, those that any instance may send.
	Messages(ctx context.Context, shared bool, n int) ([]Message, error)
	// SharedMessages returns up to n of those that any instance may send, oldest first.
	// Unlike Messages it refuses with ErrUnavailable when it cannot read them.
	SharedMessages(ctx context.Context, n int) ([]Message, error)
	// CountMessages returns the number of queued messages, shared ones included.
	CountMessages(ctx context.Context) (int64, error)
	// ClaimMessage records that a run of a program, named by 1–26 characters of ASCII,
	// starts to send a message. A second claim by the same run changes nothing. A message
	// that another run has claimed, or that is sent, is refused with ErrMessageClaimed.
	ClaimMessage(ctx context.Context, id, run string) error
	// ReleaseMessage takes back a claim on a message that is known not to be sent. It
	// changes nothing when the run has no claim on the message.
	ReleaseMessage(ctx context.Context, id, run string) error
	// ShareMessage makes sure that every instance finds the message. A message that is no
	// longer queued, because it was deleted or another instance has finished its update,
	// is refused with ErrMessageClaimed.
	ShareMessage(ctx context.Context, id string) error
	// DeleteMessages deletes messages that are sent or dropped.
	DeleteMessages(ctx context.Context, ids []string) error
}

// OutboxStore is what a chat needs: an update is marked done and its messages are
// enqueued in one transaction.
type OutboxStore interface {
	UpdateStore
	MessageStore
	ScreenStore
}

// LeaseStore gives a task to one of several instances at a time.
type LeaseStore interface {
	// AcquireLease acquires a lease for the holder, or renews it, for a length of time by
	// the database's clock. It returns false when another holder has it.
	AcquireLease(ctx context.Context, name, holder string, length time.Duration) (bool, error)
	// ReleaseLease ends a lease before its time.
	ReleaseLease(ctx context.Context, name, holder string) error
}
