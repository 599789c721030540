package telegramtest

import (
	"errors"
	"os"
	"strconv"
	"time"
)

// ErrStalled ends a wait during which nothing has changed for the whole patience.
var ErrStalled = errors.New("nothing has changed for too long")

// Patience is how long a test waits while nothing changes: a minute, multiplied by the
// factor in the environment variable SUARALOKET_TEST_PATIENCE. A deadline that measures
// progress and not the total time fails no right answer on a slow machine.
func Patience() time.Duration {
	factor, err := strconv.ParseFloat(os.Getenv("SUARALOKET_TEST_PATIENCE"), 64)
	if err != nil || factor <= 0 {
		factor = 1
	}
	return time.Duration(factor * float64(time.Minute))
}

// recheck is how often a wait asks again although the server has not changed: the condition
// may depend on something else.
const recheck = 50 * time.Millisecond

// Await returns nil as soon as ok returns true. It calls ok at once, after every change on
// the server, and every recheck; after Patience without a change it returns ErrStalled. ok
// may call every method of Server and Person but Wait and Await.
func (s *Server) Await(ok func() bool) error {
	patience := Patience()
	stalled := time.NewTimer(patience)
	defer stalled.Stop()
	for {
		s.mu.Lock()
		changed := s.watch()
		s.mu.Unlock()
		if ok() {
			return nil
		}
		again := time.NewTimer(recheck)
		select {
		case <-changed:
			stalled.Reset(patience)
		case <-again.C:
		case <-stalled.C:
			again.Stop()
			return ErrStalled
		}
		again.Stop()
	}
}

// Poke wakes all waits after a change that a test has seen elsewhere.
func (s *Server) Poke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notify()
}
