package talk

import (
	"context"
	"errors"
	"time"

	"suaraloket/domain"
)

// Turn is the handling of one update. A use case that stores something calls Effects
// inside its transaction, so that the reply is stored with it.
type Turn struct {
	Update Update
	Langs  map[string]string // chosen languages by author, of the updates that came together
	Said   time.Time         // when a deferred update came; zero for any other
	// Effects seals a reply as the effects of the update and keeps it in Reply.
	Effects func(Reply) domain.Effects
	Reply   Reply
	// Screen is what the reply asks, and is stored with it; nil changes nothing.
	Screen *domain.Screen
	// Stored means that a use case has stored the effects.
	Stored bool
}

// Deferred reports whether the update had to wait for the database.
func (t *Turn) Deferred() bool { return !t.Said.IsZero() }

// effectsOf returns the effects of a rating that is being stored.
func (t *Turn) effectsOf(render func(domain.Rating) Reply) func(domain.Rating) domain.Effects {
	return func(r domain.Rating) domain.Effects { return t.Effects(render(r)) }
}

// ErrNotStored is joined to the error of a store that has not taken a rating yet: a rating
// is tried again and never deferred.
var ErrNotStored = errors.New("rating is not stored yet")

// StoreAway reports whether an error means that the store cannot be reached for now.
func StoreAway(err error) bool {
	return errors.Is(err, domain.ErrUnavailable) || errors.Is(err, context.DeadlineExceeded)
}
