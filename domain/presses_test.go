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

func TestWhatLooksLikePlayIsHeld(t *testing.T) {
	for _, c := range []struct {
		name        string
		times       []int
		interval    time.Duration
		burst, play int
	}{
		{"a resident a minute", every(60, 30), 5 * time.Second, 0, 0},
		{"a busy counter", every(16, 30), 5 * time.Second, 0, 0},
		{"a double tap counts once", []int{0, 1}, 5 * time.Second, 1, 0},
		{"a burst counts once", []int{0, 1, 2, 3, 4}, 5 * time.Second, 4, 0},
		{"a child that waits for the faces each time", every(6, 20), 5 * time.Second, 0, 12},
		{"as late as it comes", []int{54, 48, 42, 36, 30, 24, 18, 12, 6, 0}, 5 * time.Second, 0, 2},
		{"the rules are off", every(1, 50), 0, 0, 0},
	} {
		if held := press(c.times, c.interval); held[domain.HoldBurst] != c.burst || held[domain.HoldPlay] != c.play {
			t.Errorf("%s: held %v, want %d and %d", c.name, held, c.burst, c.play)
		}
	}
}

// Whatever is pressed, the first of it counts, and so does who comes a minute after
// everybody else.
func TestNobodyIsHeldForOthersPlay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		times := rapid.SliceOfN(rapid.IntRange(0, 600), 1, 60).Draw(rt, "times")
		slices.Sort(times)
		held := press(times, 5*time.Second)
		if all := held[domain.HoldBurst] + held[domain.HoldPlay]; len(times) == 1 && all > 0 {
			rt.Fatalf("the only press is held: %v", held)
		}
		late := append(times, times[len(times)-1]+61)
		if after := press(late, 5*time.Second); after[domain.HoldBurst] != held[domain.HoldBurst] || after[domain.HoldPlay] != held[domain.HoldPlay] {
			rt.Fatalf("a press a minute later is held: %v, before %v", after, held)
		}
	})
}
