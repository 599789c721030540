package account

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"suaraloket/domain/audit"
)

// failureStep is the least time between two rows of the record about failed sign-ins of one
// login: a flood of them must not fill the record.
const failureStep = time.Minute

// failures counts the failed sign-ins that the record does not hold yet, by login. Unknown
// logins count together under audit.Unknown, so that there are no more entries than accounts.
type failures struct {
	mu   sync.Mutex
	seen map[string]failed
}

type failed struct {
	n       int
	written time.Time // when the last row was written
}

func newFailures() *failures { return &failures{seen: map[string]failed{}} }

// add counts a failure of a login.
func (f *failures) add(login string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	seen := f.seen[login]
	seen.n++
	f.seen[login] = seen
}

// restore puts back what due took out, and is due at once.
func (f *failures) restore(due map[string]int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for login, n := range due {
		f.seen[login] = failed{n: f.seen[login].n + n}
	}
}

// due takes out the failures of logins whose last row is older than failureStep.
func (f *failures) due(now time.Time) map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	due := map[string]int{}
	for login, seen := range f.seen {
		if seen.n > 0 && now.Sub(seen.written) >= failureStep {
			due[login], f.seen[login] = seen.n, failed{written: now}
		}
	}
	return due
}

// failed counts a failed sign-in and records it, unless the login has a row of the last minute.
// What cannot be recorded now is recorded later.
func (a *Manager) failed(ctx context.Context, login string) {
	if login == "" {
		login = audit.Unknown
	}
	a.failures.add(login)
	_ = a.RecordFailures(ctx)
}

// RecordFailures records the failed sign-ins that are counted and not recorded yet: for each
// login at most one row in a minute, with their number. A server calls it from time to time.
func (a *Manager) RecordFailures(ctx context.Context) error {
	now := a.clock()
	due := a.failures.due(now)
	if len(due) == 0 {
		return nil
	}
	var events []audit.Event
	for _, login := range slices.Sorted(maps.Keys(due)) {
		detail := audit.Details("n", strconv.Itoa(due[login]))
		events = append(events, audit.Event{At: now, Actor: audit.Unknown, Kind: audit.SignInFailed, Subject: login, Detail: detail})
	}
	err := a.store.Record(ctx, events...)
	if err != nil {
		a.failures.restore(due)
	}
	return err
}
