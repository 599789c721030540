package repository_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// Tries are counted in the database: concurrent attempts through several stores use up one
// allowance, which a restart does not make whole.
func TestTriesAreCountedForAllInstances(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx, now := context.Background(), at("2026-05-20T10:00")
		clock := func() time.Time { return now }
		first, _ := staff(t, s, clock)
		second := account.NewManager(s, plainly{}, clock, []byte("sixteen bytes and more"))
		var lock sync.Mutex
		var checked int
		var guesses sync.WaitGroup
		for _, m := range []*account.Manager{first, second} {
			for range 10 {
				guesses.Go(func() {
					_, _, err := m.SignIn(ctx, account.Attempt{Login: "hr", Password: "wrong", Source: "10.0.0.1"})
					if errors.Is(err, domain.ErrSignInFailed) {
						lock.Lock()
						checked++
						lock.Unlock()
					} else if refusal, ok := domain.Refusal(err); !ok || !refusal.Is(domain.ErrSignInTooFast) {
						t.Error(err)
					}
				})
			}
		}
		guesses.Wait()
		if checked != 5 {
			t.Errorf("%d guesses were checked, want 5", checked)
		}
		rows, err := repository.Dump(s, "tries")
		if err != nil || len(rows) != 2 {
			t.Errorf("%d allowances, %v", len(rows), err)
		}
		third := account.NewManager(s, plainly{}, clock, []byte("sixteen bytes and more"))
		right := account.Attempt{Login: "hr", Password: goodPassword, Source: "10.0.0.1"}
		if _, _, err := third.SignIn(ctx, right); err == nil {
			t.Error("a restart forgets wrong passwords")
		}
		now = now.Add(time.Minute)
		if _, _, err := third.SignIn(ctx, right); err != nil {
			t.Errorf("after the wait: %v", err)
		}
		if rows, err := repository.Dump(s, "tries"); err != nil || len(rows) != 0 {
			t.Errorf("%d allowances after a right password, %v", len(rows), err)
		}
		_, _, _ = third.SignIn(ctx, account.Attempt{Login: "hr", Password: "wrong"})
		for _, c := range []struct {
			after time.Duration
			left  int
		}{{59 * time.Second, 2}, {2 * time.Second, 0}} {
			now = now.Add(c.after)
			check(t, third.DropTries(ctx))
			if rows, err := repository.Dump(s, "tries"); err != nil || len(rows) != c.left {
				t.Errorf("%d allowances, want %d, %v", len(rows), c.left, err)
			}
		}
	})
}
