package domain_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suaraloket/domain"
)

func pressed(id string, at time.Time) domain.Rating {
	return domain.Rating{ID: id, Kiosk: "t", RatedAt: at}
}

// press takes a row of presses in, a number of seconds apart, as a store does.
func press(times []int, interval time.Duration) (held map[domain.HoldReason]int) {
	held = map[domain.HoldReason]int{}
	var stored []domain.Press
	for i, second := range times {
		r := pressed(string(rune('a'+i)), morning().Add(time.Duration(second)*time.Second))
		r.Space(stored, interval)
		stored = append(stored, r.Press())
		for _, reason := range r.Holds {
			held[reason]++
		}
	}
	return held
}

func every(seconds, n int) (times []int) {
	for i := range n {
		times = append(times, i*seconds)
	}
	return times
}

func TestABurstIsHeld(t *testing.T) {
	for _, c := range []struct {
		name     string
		times    []int
		interval time.Duration
		burst    int
	}{
		{"a resident a minute", every(60, 30), 5 * time.Second, 0},
		{"a busy counter", every(16, 30), 5 * time.Second, 0},
		{"a double tap counts once", []int{0, 1}, 5 * time.Second, 1},
		{"a burst counts once", []int{0, 1, 2, 3, 4}, 5 * time.Second, 4},
		{"the latest first", []int{4, 3, 2, 1, 0}, 5 * time.Second, 4},
		{"the rule is off", every(1, 50), 0, 0},
	} {
		if held := press(c.times, c.interval); held[domain.HoldBurst] != c.burst || len(held) > 1 {
			t.Errorf("%s: held %v, want %d", c.name, held, c.burst)
		}
	}
}

// The first press counts, and so does one a minute after all others.
func TestABurstHoldsNoOtherPress(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		times := rapid.SliceOfN(rapid.IntRange(0, 600), 1, 60).Draw(rt, "times")
		slices.Sort(times)
		held := press(times, 5*time.Second)
		if len(times) == 1 && held[domain.HoldBurst] > 0 {
			rt.Fatalf("the only press is held: %v", held)
		}
		late := append(times, times[len(times)-1]+61)
		if after := press(late, 5*time.Second); after[domain.HoldBurst] != held[domain.HoldBurst] {
			rt.Fatalf("a press a minute later is held: %v, before %v", after, held)
		}
	})
}
