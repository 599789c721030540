package crashtest

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/repository/testdb"
)

// Environment variables that make a run longer or repeat it.
const (
	crashRoundsVariable = "SUARALOKET_TEST_CRASH_ROUNDS" // rounds of each kind; without it the short form runs
	crashOutageVariable = "SUARALOKET_TEST_CRASH_OUTAGE" // the longest outage of the database
	crashSeedVariable   = "SUARALOKET_TEST_CRASH_SEED"
)

// defaultSeed makes every run of the short form use the same random choices.
const defaultSeed = 1

// acceptsWhileAway reports whether the program accepts ratings while its database is away, and
// stores them after its return.
const acceptsWhileAway = true

// plan is the configuration of a run.
type plan struct {
	rounds int // 0 is the short form
	outage time.Duration
	seed   uint64
}

func readPlan(t *testing.T) plan {
	t.Helper()
	p := plan{outage: 2 * time.Second, seed: defaultSeed}
	var err error
	if text := os.Getenv(crashRoundsVariable); text != "" {
		if p.rounds, err = strconv.Atoi(text); err != nil || p.rounds < 1 {
			t.Fatalf("%s=%q: want a number above 0", crashRoundsVariable, text)
		}
	}
	if text := os.Getenv(crashOutageVariable); text != "" {
		if p.outage, err = time.ParseDuration(text); err != nil {
			t.Fatalf("%s=%q: %v", crashOutageVariable, text, err)
		}
	}
	if text := os.Getenv(crashSeedVariable); text != "" {
		if p.seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("%s=%q: %v", crashSeedVariable, text, err)
		}
	}
	return p
}

// random returns the generator of one kind of rounds. The same seed repeats its choices.
func (p plan) random(kind string) *rand.Rand {
	name := fnv.New64a()
	_, _ = name.Write([]byte(kind)) // into memory
	return rand.New(rand.NewPCG(p.seed, name.Sum64()))
}

// outageOf returns the length of a round's outage: the plan's in the first round, then shorter
// ones, so that many rounds fit.
func (p plan) outageOf(round int, random *rand.Rand) time.Duration {
	if round == 0 {
		return p.outage
	}
	return 200*time.Millisecond + programtest.RandomTime(random, min(p.outage, 3*time.Second))
}

// TestCrash checks that a client that retries until it is answered loses no rating and stores
// no duplicate. The real program is under load while it, its database, the disk, the network or
// the clock fails. Afterwards an audit compares the acknowledged ratings with the stored ones.
func TestCrash(t *testing.T) {
	p := readPlan(t)
	t.Logf("seed %d: %s=%d repeats the random choices of this run", p.seed, crashSeedVariable, p.seed)
	var mu sync.Mutex
	var lines []line
	add := func(l line) {
		mu.Lock()
		defer mu.Unlock()
		lines = append(lines, l)
	}
	t.Cleanup(func() { t.Logf("ratings by kind of rounds\n%s", table(lines)) })
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		for _, k := range sqliteKinds() {
			t.Run(k.name, func(t *testing.T) { add(k.play(t, p, nil)) })
		}
	})
	t.Run("mariadb", func(t *testing.T) {
		t.Parallel()
		server := testdb.NewServer(t)
		for _, k := range mariadbKinds() {
			t.Run(k.name, func(t *testing.T) { add(k.play(t, p, server)) })
		}
	})
}

// line is the result of the rounds of one kind on one database.
type line struct {
	kind, database string
	rounds         int
	sums
	known   int64         // ratings answered 200: an attempt without an answer had stored them
	longest time.Duration // the longest time from a client's first attempt to the answer
}

func (l line) String() string {
	return fmt.Sprintf("%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%s", l.kind, l.database, l.rounds,
		l.sent, l.acknowledged, l.stored, l.duplicates, l.lost, l.known, l.longest.Round(time.Millisecond))
}

func table(lines []line) string {
	var text strings.Builder
	out := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "kind\tdatabase\trounds\tsent\tacknowledged\tstored\tduplicates\tlost\tanswered 200\tlongest wait")
	for _, l := range lines {
		fmt.Fprintln(out, l)
	}
	_ = out.Flush() // into memory
	return text.String()
}
