package kiosk_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"suaraloket/web/browsertest"
)

// soakRounds returns the number of random schedules, and whether to run the long tests.
func soakRounds(t testing.TB) (rounds int, long bool) {
	t.Helper()
	asked := os.Getenv("SUARALOKET_TEST_SOAK_ROUNDS")
	if asked == "" {
		return 2, false
	}
	rounds, err := strconv.Atoi(asked)
	check(t, err)
	return rounds, true
}

// With any faults of the network, every thanks is one rating and no sequence number is
// missing.
func TestEveryThanksIsOneRating(t *testing.T) {
	t.Parallel()
	rounds, long := soakRounds(t)
	people := 8
	if long {
		people = 40
	}
	for seed := range rounds {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) { runSchedule(t, uint64(seed), people) })
	}
}

// runSchedule gives ratings on two pages over a line with random faults, while the pages
// reload and crash.
func runSchedule(t *testing.T, seed uint64, people int) {
	t.Helper()
	chance := rand.New(rand.NewPCG(seed, 4))
	h := openHall(t)
	h.alone = true
	b := openFast(t, h, 20)
	second := b.another()
	second.prepare(20)
	second.Goto(h.line.server.URL + "/k")
	second.shows("faces")
	faults := rand.New(rand.NewPCG(seed, 7))
	h.line.set(func(l *line) { l.spoil = randomFaults(faults) })
	pages := []tab{b, second}
	var thanked []string
	for range people {
		at := chance.IntN(2)
		comment := ""
		if chance.IntN(3) == 0 {
			comment = "Catatan"
		}
		receipt := pages[at].visit(1+chance.IntN(4), comment)
		if receipt == "" {
			t.Error("no thanks although the store works")
		}
		thanked = append(thanked, receipt)
		switch chance.IntN(10) {
		case 0:
			pages[at].Reload()
		case 1:
			if at == 1 { // the browser itself ends with the first page
				second.Crash()
				pages[1] = b.another()
				second = pages[1]
				second.prepare(20)
				second.Goto(h.line.server.URL + "/k")
			}
		}
	}
	h.line.set(func(l *line) { l.spoil = nil })
	b.Run(`window.dispatchEvent(new Event("online"))`)
	second.Run(`window.dispatchEvent(new Event("online"))`)
	h.wantStored(b, thanked)
}

// randomFaults applies faults to half of the ratings sent.
func randomFaults(chance *rand.Rand) func(*http.Request, []byte) fault {
	faults := []fault{cutBefore, cutAfter, never, late, error500, error429, error409}
	return func(r *http.Request, _ []byte) fault {
		if !strings.HasPrefix(r.URL.Path, "/api/v1/ratings") || chance.IntN(2) == 0 {
			return fine
		}
		return faults[chance.IntN(len(faults))]
	}
}

// Ratings are accepted while the network is away. Afterwards each arrives once, in the
// order of the sequence numbers except for the four that are sent in parallel.
func TestNetworkAwayLosesNothing(t *testing.T) {
	t.Parallel()
	people := 8
	if _, long := soakRounds(t); long {
		people = 300
	}
	h := openHall(t)
	b := openFast(t, h, 20)
	h.line.down(true)
	var thanked []string
	for i := range people {
		thanked = append(thanked, b.visit(1+i%4, ""))
	}
	h.line.down(false)
	b.Run(`window.dispatchEvent(new Event("online"))`)
	h.wantStored(b, thanked)
	seen := int64(0)
	for i, post := range h.line.handedIn("POST") {
		if post.Seq < int64(i)-3 || post.Seq > int64(i)+5 {
			t.Errorf("sequence number %d arrived at position %d", post.Seq, i+1)
		}
		seen = max(seen, post.Seq)
	}
	if seen != int64(people) {
		t.Errorf("the last sequence number is %d", seen)
	}
	browsertest.Eventually(t, "the tablet is idle", func() bool { return b.kept("ratings") == "[]" })
}
