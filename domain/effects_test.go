package domain

import (
	"errors"
	"testing"
)

func TestEffectsAreMadeOnce(t *testing.T) {
	made := 0
	once := &onceEffects{make: func(r Rating) Effects {
		made++
		return Effects{Update: r.ID}
	}}
	for _, id := range []string{"first", "second"} {
		if effects, err := once.of(Rating{ID: id}); effects.Update != "first" || err != nil {
			t.Error(effects, err)
		}
	}
	once.end()
	if effects, err := once.of(Rating{ID: "third"}); effects.Update != "first" || err != nil {
		t.Error("after the end:", effects, err)
	}
	if made != 1 {
		t.Errorf("made %d times", made)
	}
}

func TestNoEffectsAreMadeAfterTheEnd(t *testing.T) {
	once := &onceEffects{make: func(Rating) Effects { t.Error("made"); return Effects{} }}
	once.end()
	if _, err := once.of(Rating{}); !errors.Is(err, errEffectsEnded) {
		t.Error(err)
	}
}
