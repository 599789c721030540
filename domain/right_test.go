package domain

import (
	"testing"
	"time"
)

// TestATabletsRightIsFoundOnce keeps a right that was found in the deciding layout and
// finds one of another layout anew.
func TestATabletsRightIsFoundOnce(t *testing.T) {
	places := indexed(Layout{Version: "2", Kiosks: []Kiosk{{ID: "tablet", Counter: "HERE"}}})
	for layout, want := range map[string]string{"2": "FOUND", "1": "HERE", "": "HERE"} {
		s := Submission{Right: Right{Kiosk: "tablet", Counter: "FOUND", layout: layout}}
		if right, err := places.rightOf(s, time.Now()); err != nil || right.Counter != want {
			t.Errorf("found in layout %q: %q, want %q, %v", layout, right.Counter, want, err)
		}
	}
}
