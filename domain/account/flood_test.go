package account_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/account"
)

const horse = "correct horse"

// staffAt makes accounts on a manager.
func staffAt(t *testing.T, now *time.Time, logins ...string) (*account.Manager, *book) {
	t.Helper()
	accounts, store := accountsAt(now)
	for _, login := range logins {
		if err := accounts.Add(context.Background(), operator(), account.Account{Login: login, Role: domain.RoleHR}, horse); err != nil {
			t.Fatal(err)
		}
	}
	return accounts, store
}

// known signs in and gives the marks of the device.
func known(t *testing.T, accounts *account.Manager, login, marks string) string {
	t.Helper()
	_, actor, err := accounts.SignIn(context.Background(), account.Attempt{Login: login, Password: horse, Device: marks})
	if err != nil {
		t.Fatal(err)
	}
	return accounts.Remember(marks, actor)
}

// Wrong passwords of strangers, from one address and from many, do not lock out a device on which
// the owner has signed in before. Its own wrong passwords do, on every instance.
func TestStrangersDoNotLockOutAKnownDevice(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	accounts, store := staffAt(t, &now, "hr", "kepala")
	device := known(t, accounts, "hr", "")
	try := func(source, device, password string) error {
		_, _, err := accounts.SignIn(ctx, account.Attempt{Login: "hr", Password: password, Source: source, Device: device})
		return err
	}
	checked := 0
	for i := range 200 {
		if err := try(fmt.Sprintf("10.0.0.%d", i%20), "", "wrong"); errors.Is(err, domain.ErrSignInFailed) {
			checked++
		}
	}
	if checked != 60 {
		t.Errorf("%d guesses of strangers were checked, want 60", checked)
	}
	foreign := known(t, accounts, "kepala", "")
	for what, marks := range map[string]string{"none": "", "of another account": foreign, "forged": device[:len(device)-1] + "x"} {
		if refusal, _ := domain.Refusal(try("10.0.0.99", marks, horse)); refusal == nil || !refusal.Is(domain.ErrSignInTooFast) {
			t.Errorf("a device with a mark, %s: %v", what, refusal)
		}
	}
	if err := try("10.0.0.1", device, horse); err != nil {
		t.Errorf("the owner's device: %v", err)
	}
	other := account.NewManager(store, plain{}, func() time.Time { return now }, []byte("sixteen bytes and more"))
	for range 5 {
		_ = try("10.0.0.1", device, "wrong")
	}
	_, _, err := other.SignIn(ctx, account.Attempt{Login: "hr", Password: horse, Device: device})
	if refusal, _ := domain.Refusal(err); refusal == nil || !refusal.Is(domain.ErrSignInTooFast) || refusal.RetryAfter != time.Minute {
		t.Errorf("the device's own wrong passwords on another instance: %v", err)
	}
	now = now.Add(time.Minute)
	if _, _, err := other.SignIn(ctx, account.Attempt{Login: "hr", Password: horse, Device: device}); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	now = now.Add(2 * time.Hour)
	if err := accounts.DropTries(ctx); err != nil || len(store.tries) > 0 {
		t.Errorf("%d counts are left, %v", len(store.tries), err)
	}
}

// One browser is known for several accounts, until 180 days after the last sign-in.
func TestABrowserIsKnownForItsAccounts(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	logins := []string{"a", "b", "c", "d", "e"}
	accounts, _ := staffAt(t, &now, logins...)
	marks := "nonsense~" + fmt.Sprint(now)
	for _, login := range logins {
		marks = known(t, accounts, login, marks)
	}
	for _, login := range logins {
		for i := range 5 {
			_, _, _ = accounts.SignIn(ctx, account.Attempt{Login: login, Password: "wrong", Source: fmt.Sprint(i)})
		}
	}
	isKnown := func(login string) bool { // its own tries are other ones than those of source 0
		for range 4 {
			_, _, _ = accounts.SignIn(ctx, account.Attempt{Login: login, Password: "wrong", Source: "0"})
		}
		_, _, err := accounts.SignIn(ctx, account.Attempt{Login: login, Password: horse, Source: "0", Device: marks})
		return err == nil
	}
	for _, login := range logins {
		if want := login != "a"; isKnown(login) != want {
			t.Errorf("%s is known: %v", login, !want)
		}
	}
	now = now.Add(account.DeviceLife)
	for _, login := range logins {
		for range 5 {
			_, _, _ = accounts.SignIn(ctx, account.Attempt{Login: login, Password: "wrong", Source: "0"})
		}
		if isKnown(login) {
			t.Errorf("%s is known after %v", login, account.DeviceLife)
		}
	}
}

// slow takes 50 ms for a check, as argon2id does.
type slow struct{ plain }

func (s slow) Verify(hash, password string) bool {
	time.Sleep(50 * time.Millisecond) // in the time of synctest
	return s.plain.Verify(hash, password)
}

// A flood of 400 connections with ever other logins delays its own address. Others wait for at
// most a check or two; what does not fit into the flood's line is refused.
func TestAFloodWaitsInItsOwnLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var flood sync.WaitGroup
		defer flood.Wait()
		ctx, end := context.WithCancel(context.Background())
		defer end()
		accounts := account.NewManager(newBook(), slow{}, time.Now, []byte("sixteen bytes and more"))
		for _, login := range []string{"hr", "kepala"} {
			if err := accounts.Add(ctx, operator(), account.Account{Login: login, Role: domain.RoleHR}, horse); err != nil {
				t.Fatal(err)
			}
		}
		device := known(t, accounts, "hr", "")
		for i := range 400 {
			flood.Go(func() {
				for n := 0; ctx.Err() == nil; n++ {
					_, _, _ = accounts.SignIn(ctx, account.Attempt{Login: fmt.Sprintf("x%d.%d", i, n), Password: "wrong", Source: "flood"})
				}
			})
		}
		synctest.Wait()
		for what, a := range map[string]account.Attempt{
			"a known device at the flood's address": {Login: "hr", Source: "flood", Device: device},
			"a new device at another address":       {Login: "kepala", Source: "office"},
		} {
			began := time.Now()
			a.Password = horse
			if _, _, err := accounts.SignIn(ctx, a); err != nil || time.Since(began) > 200*time.Millisecond {
				t.Errorf("%s: %v after %v", what, err, time.Since(began))
			}
		}
		var busy atomic.Int64
		for i := range 200 {
			flood.Go(func() {
				_, _, err := accounts.SignIn(ctx, account.Attempt{Login: fmt.Sprint("y", i), Password: "wrong", Source: "flood"})
				if errors.Is(err, domain.ErrSignInBusy) {
					busy.Add(1)
				}
			})
		}
		synctest.Wait()
		if busy.Load() == 0 {
			t.Error("the line has no end")
		}
		short, stop := context.WithTimeout(ctx, time.Second)
		defer stop()
		if _, _, err := accounts.SignIn(short, account.Attempt{Login: "hr", Password: horse, Source: "x", Device: ""}); err != nil {
			t.Errorf("one more address: %v", err)
		}
	})
}

// An attempt that gives up leaves its line.
func TestAnAttemptThatGivesUpLeavesItsLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var others sync.WaitGroup
		defer others.Wait()
		accounts := account.NewManager(newBook(), slow{}, time.Now, nil)
		ctx := context.Background()
		for range 3 {
			others.Go(func() { _, _, _ = accounts.SignIn(ctx, account.Attempt{Login: "hr", Password: "x", Source: "a"}) })
		}
		synctest.Wait()
		short, stop := context.WithTimeout(ctx, 10*time.Millisecond)
		defer stop()
		if _, _, err := accounts.SignIn(short, account.Attempt{Login: "hr", Password: "x", Source: "a"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		if _, _, err := accounts.SignIn(ctx, account.Attempt{Login: "hr", Password: "x", Source: "a"}); !errors.Is(err, domain.ErrSignInFailed) {
			t.Errorf("the next one: %v", err)
		}
	})
}
