package domain

import (
	"context"
	"errors"
	"time"
)

// Letter is one message to a chat, or one change of a message, that waits to be sent.
type Letter struct {
	ID     string // UUIDv7: of one chat's letters the smaller goes first
	Sealed []byte // to whom and what, for the chat's surface alone to open
	// Begun says that sending has begun: whether the letter arrived is not known.
	Begun bool
}

// Aftermath is what handling one update of a chat leaves beside its effect, stored in
// the same transaction: that the update is done, and what is to be said.
type Aftermath struct {
	Update  string // names the update for ever, 1–64 characters of ASCII; "" is none
	Letters []Letter
}

// ErrUpdateDone refuses an effect of an update that is done already.
var ErrUpdateDone = errors.New("the update is done already")

// ErrLetterTaken refuses to begin a letter that somebody else has begun.
var ErrLetterTaken = errors.New("the letter is begun or sent already")

// UpdateStore keeps which updates of a chat are done.
type UpdateStore interface {
	// SettleUpdate stores an aftermath alone. Of an update that is done nothing is stored:
	// ErrUpdateDone.
	SettleUpdate(ctx context.Context, a Aftermath) error
	// DoneUpdates gives those of the updates that are done. With ErrUnavailable it gives
	// those that are known to be.
	DoneUpdates(ctx context.Context, updates []string) ([]string, error)
	// ForgetUpdates forgets updates that were done before a moment.
	ForgetUpdates(ctx context.Context, before time.Time) error
}

// LetterStore keeps the letters that are not sent yet.
type LetterStore interface {
	// Letters gives up to n letters, the oldest first: those that this instance alone
	// holds and, with shared, those that are for whichever instance sends.
	Letters(ctx context.Context, shared bool, n int) ([]Letter, error)
	// CountLetters gives how many letters wait, those that are shared included.
	CountLetters(ctx context.Context) (int64, error)
	// BeginLetter notes that a run of a program, named by 1–26 characters of ASCII, has
	// begun to send a letter; to note it twice is as good as once. A letter that another
	// run has begun, or that is sent, is refused with ErrLetterTaken.
	BeginLetter(ctx context.Context, id, run string) error
	// ReturnLetter takes back that a run has begun to send a letter, which has surely not
	// been sent. Of a letter that the run has not begun nothing is changed.
	ReturnLetter(ctx context.Context, id, run string) error
	// FindLetter makes sure that a letter waits where every program finds it. One that does
	// not wait any more, because it is dropped or its update was done by another program,
	// is refused with ErrLetterTaken.
	FindLetter(ctx context.Context, id string) error
	// DropLetters removes letters that are sent or will never be.
	DropLetters(ctx context.Context, ids []string) error
}

// OutboxStore is what a chat needs: an update is done and its letters wait by one deed.
type OutboxStore interface {
	UpdateStore
	LetterStore
}

// LeaseStore gives one of several instances a task at a time.
type LeaseStore interface {
	// HoldLease takes a lease for the holder until a time from now, by the database's
	// clock, or holds it longer. It says false when another holds it.
	HoldLease(ctx context.Context, name, holder string, length time.Duration) (bool, error)
	// LeaveLease lets another take the lease at once.
	LeaveLease(ctx context.Context, name, holder string) error
}
