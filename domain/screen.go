package domain

import (
	"context"
	"time"
)

// Screen is what a person in a chat was asked last. One without Counter and Rating means
// that nothing is asked.
type Screen struct {
	Author  string    // the person's keyed hash
	Counter string    // whose question waits for a face, "" for none
	Rating  string    // id of the rating for which a note was asked, "" for none
	Message int       // number of the message that asks for the note
	Pass    string    // of the visit of that rating
	At      time.Time // when it was asked
}

// ScreenStore reads what Effects have stored of screens.
type ScreenStore interface {
	// ScreenAt gives what a person, known by one of the authors, was asked last at a
	// moment. The zero Screen is nothing.
	ScreenAt(ctx context.Context, authors []string, at time.Time) (Screen, error)
	// DeleteScreens deletes what was asked before a moment.
	DeleteScreens(ctx context.Context, before time.Time) error
}
