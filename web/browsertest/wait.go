package browsertest

import (
	"os"
	"strconv"
	"testing"
	"time"
)

// PatienceVariable names the environment variable with the factor by which waits of tests are
// longer on a slow machine.
const PatienceVariable = "SUARALOKET_TEST_PATIENCE"

const (
	stillness = time.Minute // a wait ends after this time without progress
	longest   = 10          // a wait with progress ends after so many times stillness
)

// Patience is how long a wait lasts while nothing changes: a minute times the factor of
// PatienceVariable.
func Patience() time.Duration {
	factor, err := strconv.ParseFloat(os.Getenv(PatienceVariable), 64)
	if err != nil || factor <= 0 {
		factor = 1
	}
	return time.Duration(factor * float64(stillness))
}

// Eventually checks the condition until it holds, and fails the test after Patience.
func Eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	EventuallyMoving(t, what, func() (string, bool) { return "", holds() })
}

// EventuallyMoving checks the condition until it holds. It fails the test when the state that
// ask returns has not changed for Patience, or after ten times that.
func EventuallyMoving(t testing.TB, what string, ask func() (state string, holds bool)) {
	t.Helper()
	begun := time.Now()
	before, moved := "", begun
	for {
		state, holds := ask()
		if holds {
			return
		}
		now := time.Now()
		if state != before {
			before, moved = state, now
		}
		if now.Sub(moved) > Patience() || now.Sub(begun) > longest*Patience() {
			t.Fatalf("did not become true: %s (%s)", what, state)
		}
		time.Sleep(pause(now.Sub(begun)))
	}
}

// pause is how long a wait that has lasted so long pauses before the next question: a quick
// answer is found at once, and a slow one costs little.
func pause(waited time.Duration) time.Duration {
	return min(max(waited/4, 5*time.Millisecond), 100*time.Millisecond)
}
