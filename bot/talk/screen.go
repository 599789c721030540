package talk

import (
	"context"
	"time"

	"suaraloket/domain"
)

// show stores with the reply what the person is asked by it. The zero Screen is nothing: the
// person has turned to something else.
func (t *Talk) show(who resident, asked domain.Screen) {
	asked.Author, asked.At = who.author, t.saidAt(who)
	who.turn.Screen = &asked
}

// shown is what the person was asked when the update came, as long as a visit lasts.
func (t *Talk) shown(ctx context.Context, who resident) (domain.Screen, error) {
	authors, err := t.authors.All(ctx, who.id)
	if err != nil {
		return domain.Screen{}, err
	}
	at := t.saidAt(who)
	asked, err := t.screens.ScreenAt(ctx, authors, at)
	if err != nil || at.Sub(asked.At) > domain.VisitTime {
		return domain.Screen{}, err
	}
	return asked, nil
}

// saidAt is when the update came.
func (t *Talk) saidAt(who resident) time.Time {
	if who.turn.Deferred() {
		return who.turn.Said
	}
	return t.roster.Now()
}

// waitsForFace reports whether the question of a counter waits for a face, other than the
// counter of the person's newest rating. A rating that came after the question ends it; the
// zero rating is none.
func waitsForFace(asked domain.Screen, newest domain.Rating) bool {
	return asked.Counter != "" && asked.Counter != newest.Counter && !newest.ReceivedAt.After(asked.At)
}
