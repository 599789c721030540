package domain

import (
	"errors"
	"sync"
)

// errEffectsEnded refuses to store a rating with effects whose sender has stopped waiting.
var errEffectsEnded = errors.New("the sender has stopped waiting")

// onceEffects makes the effects of one rating once, whichever store asks and however
// often: a journal and its database, both of which may store the rating, store the same
// messages. It is safe for concurrent use.
type onceEffects struct {
	mu    sync.Mutex
	make  func(Rating) Effects
	made  bool
	ended bool
	value Effects
}

// of gives the effects, and makes them at the first call.
func (o *onceEffects) of(stored Rating) (Effects, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.made && o.ended {
		return Effects{}, errEffectsEnded
	}
	if !o.made {
		o.value = o.make(stored)
		o.made = true
	}
	return o.value, nil
}

// end makes sure that nothing is made from now on.
func (o *onceEffects) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ended = true
}
