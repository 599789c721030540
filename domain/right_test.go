package domain

import (
	"testing"
	"time"
)

// TestATabletsRightIsFoundOnce keeps a right that was found in the deciding roster and
// finds one of another roster anew.
func TestATabletsRightIsFoundOnce(t *testing.T) {
	index := indexRoster(RosterSnapshot{Version: "2", Kiosks: []Kiosk{{ID: "tablet", Counter: "HERE"}}})
	for roster, want := range map[string]string{"2": "FOUND", "1": "HERE", "": "HERE"} {
		s := Submission{Right: Right{Kiosk: "tablet", Counter: "FOUND", roster: roster}}
		if right, err := index.rightOf(s, time.Now()); err != nil || right.Counter != want {
			t.Errorf("found in roster %q: %q, want %q, %v", roster, right.Counter, want, err)
		}
	}
}
