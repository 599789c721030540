package testdb

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"
)

// Patience is how long a test waits while nothing changes: a minute, multiplied by the
// factor in the environment variable SUARALOKET_TEST_PATIENCE.
func Patience() time.Duration {
	factor, err := strconv.ParseFloat(os.Getenv("SUARALOKET_TEST_PATIENCE"), 64)
	if err != nil || factor <= 0 {
		factor = 1
	}
	return time.Duration(factor * float64(time.Minute))
}

// Await waits until a condition holds. It fails the test when progress returns the same value
// for the whole Patience.
func Await(t testing.TB, condition string, holds func() bool, progress func() any) {
	t.Helper()
	begun := time.Now()
	for last, changed := progress(), begun; !holds(); time.Sleep(pause(time.Since(begun))) {
		if now := progress(); now != last {
			last, changed = now, time.Now()
		}
		if time.Since(changed) > Patience() {
			t.Fatalf("nothing changed for %v: waiting until %s, at %v", Patience(), condition, last)
		}
	}
}

// pause is how long a wait that has lasted so long pauses before the next check: what happens soon
// is found at once, and a long wait costs few checks.
func pause(waited time.Duration) time.Duration {
	return min(max(waited/4, 2*time.Millisecond), 100*time.Millisecond)
}

// Main runs the tests of a package with a fixed seed for random ones, unless -rapid.seed sets
// another, and prints the seed.
func Main(m *testing.M) int {
	flag.Parse()
	seed := flag.Lookup("rapid.seed")
	if seed.Value.String() == "0" {
		_ = seed.Value.Set("1") // a number is accepted
	}
	fmt.Println("rapid.seed", seed.Value)
	return m.Run()
}
