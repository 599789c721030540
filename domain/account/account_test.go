package account_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/audit"
)

// book is an account store in memory.
type book struct {
	mu       sync.Mutex
	accounts map[string]account.Account
	sessions map[string]account.Session
	tries    map[string]time.Time
	record   []audit.Event
	away     bool // the record cannot be written
}

func newBook() *book {
	return &book{accounts: map[string]account.Account{}, sessions: map[string]account.Session{}, tries: map[string]time.Time{}}
}

// Record implements audit.Writer; the other methods use it too.
func (b *book) Record(_ context.Context, events ...audit.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.write(events)
}

func (b *book) write(events []audit.Event) error {
	if b.away {
		return domain.ErrUnavailable
	}
	b.record = append(b.record, events...)
	return nil
}

func (b *book) Account(_ context.Context, login string) (account.Account, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	a, ok := b.accounts[login]
	if !ok {
		return a, domain.ErrAccountUnknown
	}
	return a, nil
}
func (b *book) AddAccount(_ context.Context, a account.Account, events ...audit.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, taken := b.accounts[a.Login]; taken {
		return domain.ErrAccountExists
	}
	b.accounts[a.Login] = a
	return b.write(events)
}
func (b *book) ChangePassword(_ context.Context, login, hash string, events ...audit.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.accounts[login]
	a.Password = hash
	b.accounts[login] = a
	for token, s := range b.sessions {
		if s.Login == login {
			delete(b.sessions, token)
		}
	}
	return b.write(events)
}
func (b *book) AddSession(_ context.Context, s account.Session, events ...audit.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sessions[s.TokenHash] = s
	return b.write(events)
}
func (b *book) Session(_ context.Context, token string, seen time.Time) (account.Session, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, ok := b.sessions[token]
	if !ok {
		return s, domain.ErrSignedOut
	}
	moved := s
	moved.Seen = seen
	b.sessions[token] = moved
	return s, nil
}
func (b *book) EndSession(_ context.Context, token string, events ...audit.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.sessions, token)
	return b.write(events)
}

func (b *book) ChangeTries(_ context.Context, keys []string, change func(map[string]time.Time) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	whole := map[string]time.Time{}
	for _, key := range keys {
		if at, ok := b.tries[key]; ok {
			whole[key] = at
		}
	}
	if err := change(whole); err != nil {
		return err
	}
	maps.Copy(b.tries, whole)
	return nil
}
func (b *book) ForgetTries(_ context.Context, keys []string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, key := range keys {
		delete(b.tries, key)
	}
	return nil
}
func (b *book) DropTries(_ context.Context, before time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	maps.DeleteFunc(b.tries, func(_ string, at time.Time) bool { return at.Before(before) })
	return nil
}

func operator() domain.Actor {
	return domain.Actor{Login: audit.CommandLine, Role: domain.RoleAdmin}
}

// plain does not hash passwords: another test covers the hashing.
type plain struct{}

func (plain) Hash(password string) (string, error) { return "=" + password, nil }
func (plain) Verify(hash, password string) bool    { return hash == "="+password }

func accountsAt(now *time.Time) (*account.Manager, *book) {
	b := newBook()
	return account.NewManager(b, plain{}, func() time.Time { return *now }, []byte("sixteen bytes and more")), b
}

func TestSignInAndOut(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	accounts, store := accountsAt(&now)
	if err := accounts.Add(ctx, operator(), account.Account{Login: " HR ", Role: domain.RoleHR}, "correct horse"); err != nil {
		t.Fatal(err)
	}
	token, actor, err := accounts.SignIn(ctx, account.Attempt{Login: "hr", Password: "correct horse"})
	if err != nil || actor.Role != domain.RoleHR {
		t.Fatal(actor, err)
	}
	for hash := range store.sessions {
		if hash == token {
			t.Error("the token is stored in clear text")
		}
	}
	now = now.Add(account.SessionIdle)
	if _, err := accounts.Actor(ctx, token); err != nil {
		t.Errorf("within the hour: %v", err)
	}
	now = now.Add(account.SessionIdle + time.Second)
	if _, err := accounts.Actor(ctx, token); !errors.Is(err, domain.ErrSignedOut) {
		t.Errorf("unused for an hour: %v", err)
	}
	token, _, _ = accounts.SignIn(ctx, account.Attempt{Login: "hr", Password: "correct horse"})
	for used := time.Duration(0); used <= account.SessionLife; used += 30 * time.Minute {
		now = now.Add(30 * time.Minute)
		_, err = accounts.Actor(ctx, token)
	}
	if !errors.Is(err, domain.ErrSignedOut) {
		t.Errorf("in use for over twelve hours: %v", err)
	}
	token, _, _ = accounts.SignIn(ctx, account.Attempt{Login: "hr", Password: "correct horse"})
	if err := accounts.SignOut(ctx, actor, token); err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{token, "", "made up"} {
		if _, err := accounts.Actor(ctx, gone); !errors.Is(err, domain.ErrSignedOut) {
			t.Errorf("%q: %v", gone, err)
		}
	}
}

func TestGuessingIsThrottledByLogin(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	accounts, _ := accountsAt(&now)
	for _, login := range []string{"hr", "kepala"} {
		if err := accounts.Add(ctx, operator(), account.Account{Login: login, Role: domain.RoleHR}, "correct horse"); err != nil {
			t.Fatal(err)
		}
	}
	for range 5 {
		if _, _, err := accounts.SignIn(ctx, account.Attempt{Login: "hr", Password: "wrong"}); !errors.Is(err, domain.ErrSignInFailed) {
			t.Fatal(err)
		}
	}
	_, _, err := accounts.SignIn(ctx, account.Attempt{Login: "hr", Password: "correct horse"})
	refusal, ok := domain.Refusal(err)
	if !ok || refusal.Code != domain.CodeTooFast || refusal.RetryAfter <= 0 || refusal.RetryAfter > time.Minute {
		t.Errorf("sixth: %v", err)
	}
	if _, _, err := accounts.SignIn(ctx, account.Attempt{Login: "kepala", Password: "correct horse"}); err != nil {
		t.Errorf("another login: %v", err)
	}
	if _, _, err := accounts.SignIn(ctx, account.Attempt{Login: "unknown", Password: "x"}); !errors.Is(err, domain.ErrSignInFailed) {
		t.Errorf("an unknown login says so: %v", err)
	}
	now = now.Add(time.Minute)
	if _, _, err := accounts.SignIn(ctx, account.Attempt{Login: "hr", Password: "correct horse"}); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

// Concurrent guesses are throttled too: beyond the free failures, at most the concurrent
// checks get through.
func TestConcurrentGuessingIsThrottled(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	accounts, _ := accountsAt(&now)
	var checked atomic.Int64
	var guesses sync.WaitGroup
	for range 200 {
		guesses.Go(func() {
			if _, _, err := accounts.SignIn(ctx, account.Attempt{Login: "hr", Password: "wrong"}); errors.Is(err, domain.ErrSignInFailed) {
				checked.Add(1)
			}
		})
	}
	guesses.Wait()
	if n := checked.Load(); n < 5 || n > 6 {
		t.Errorf("%d guesses were checked", n)
	}
}

func TestLookAlikeLoginsAreRefused(t *testing.T) {
	ctx, now := context.Background(), time.Now()
	accounts, _ := accountsAt(&now)
	for _, login := range []string{"hŕ", "h\u200br", "h r", "h\x01r", "Ω"} {
		if err := accounts.Add(ctx, operator(), account.Account{Login: login, Role: domain.RoleHR}, "correct horse"); err == nil {
			t.Errorf("%q was accepted", login)
		}
	}
	if err := accounts.Add(ctx, operator(), account.Account{Login: "Kepala.DKC_1@x-y", Role: domain.RoleHR}, "correct horse"); err != nil {
		t.Error(err)
	}
}

func TestChangingThePasswordEndsOtherSessions(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	accounts, _ := accountsAt(&now)
	if err := accounts.Add(ctx, operator(), account.Account{Login: "hr", Role: domain.RoleHR}, "correct horse"); err != nil {
		t.Fatal(err)
	}
	here, actor, _ := accounts.SignIn(ctx, account.Attempt{Login: "hr", Password: "correct horse"})
	there, _, _ := accounts.SignIn(ctx, account.Attempt{Login: "hr", Password: "correct horse"})
	if _, err := accounts.ChangePassword(ctx, actor, "wrong", "another horse"); !errors.Is(err, domain.ErrSignInFailed) {
		t.Errorf("wrong old one: %v", err)
	}
	if _, err := accounts.ChangePassword(ctx, actor, "correct horse", "short"); err == nil {
		t.Error("a short one was accepted")
	}
	fresh, err := accounts.ChangePassword(ctx, actor, "correct horse", "another horse")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.Actor(ctx, fresh); err != nil || fresh == here {
		t.Errorf("the new session: %v", err)
	}
	for _, token := range []string{here, there} {
		if _, err := accounts.Actor(ctx, token); !errors.Is(err, domain.ErrSignedOut) {
			t.Errorf("an old session: %v", err)
		}
	}
}

// A password must be long enough for what the account sees, and no easy guess.
func TestPasswords(t *testing.T) {
	ctx, now := context.Background(), time.Now()
	accounts, _ := accountsAt(&now)
	for _, c := range []struct {
		role     domain.Role
		password string
		want     string
	}{
		{domain.RoleHR, "elevenchars", "field_password_city"},
		{domain.RoleAdmin, "elevenchars", "field_password_city"},
		{domain.RoleHR, "twelve chars", ""},
		{domain.RoleHead, "ninechars", "field_password"},
		{domain.RoleHead, "tenletters", ""},
		{domain.RoleOfficer, "qwertyuiop", "field_password_common"},
		{domain.RoleOfficer, "QwertyUiop", "field_password_common"},
		{domain.RoleOfficer, "1234567890", "field_password_common"},
		{domain.RoleOfficer, "football2026!", "field_password_common"},
		{domain.RoleHR, "basketball-2026", "field_password_common"},
		{domain.RoleOfficer, "Ratna.Sari 2026", "field_password_login"},
		{domain.RoleOfficer, "xxratna.sarixx", "field_password_login"},
		{domain.RoleOfficer, "tiga kucing di teras", ""},
		{domain.RoleOfficer, strings.Repeat("ab", 101), "field_password"},
	} {
		a := account.Account{Login: "ratna.sari", Role: c.role, Unit: "DKC", Officer: "P-01"}
		err := accounts.Add(ctx, operator(), a, c.password)
		refusal, ok := domain.Refusal(err)
		switch {
		case c.want != "" && (!ok || len(refusal.Fields) != 1 || refusal.Fields[0].Key != c.want):
			t.Errorf("%s %q: %v", c.role, c.password, err)
		case c.want == "" && ok && !refusal.Is(domain.ErrAccountExists):
			t.Errorf("%s %q: %v", c.role, c.password, err)
		}
	}
}

func TestIncompleteAccountsAreRefused(t *testing.T) {
	ctx, now := context.Background(), time.Now()
	accounts, _ := accountsAt(&now)
	for field, a := range map[string]account.Account{
		"login":   {Role: domain.RoleHR},
		"role":    {Login: "x", Role: "boss"},
		"unit":    {Login: "x", Role: domain.RoleHead},
		"officer": {Login: "x", Role: domain.RoleOfficer},
	} {
		refusal, ok := domain.Refusal(accounts.Add(ctx, operator(), a, "correct horse"))
		if !ok || len(refusal.Fields) != 1 || refusal.Fields[0].Field != field {
			t.Errorf("%s: %v", field, refusal)
		}
	}
	if err := accounts.Add(ctx, operator(), account.Account{Login: "x", Role: domain.RoleHR}, "short"); err == nil {
		t.Error("a short password was accepted")
	}
}

// A flood of failed sign-ins is one row for each login in a minute, with their number. Logins
// that do not exist are not written down: people type passwords there.
func TestFailedSignInsAreRecordedOnceInAMinute(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	accounts, store := accountsAt(&now)
	if err := accounts.Add(ctx, operator(), account.Account{Login: "hr", Role: domain.RoleHR}, "correct horse"); err != nil {
		t.Fatal(err)
	}
	fail := func(login string, n int) {
		t.Helper()
		for range n {
			if _, _, err := accounts.SignIn(ctx, account.Attempt{Login: login, Password: "wrong"}); !errors.Is(err, domain.ErrSignInFailed) {
				t.Fatal(err)
			}
		}
	}
	var want []string
	recorded := func(rows ...string) {
		t.Helper()
		want = append(want, rows...)
		var got []string
		for _, e := range store.record[1:] { // without the account
			got = append(got, string(e.Kind)+" "+e.Actor+" "+e.Subject+" "+e.Detail)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
	fail("hr", 5)
	fail("secret password", 3)
	fail("another", 1)
	recorded("sign_in_failed (unknown) hr n=1", "sign_in_failed (unknown) (unknown) n=1")
	now = now.Add(59 * time.Second)
	if err := accounts.RecordFailures(ctx); err != nil {
		t.Fatal(err)
	}
	recorded()
	now = now.Add(time.Second)
	store.away = true
	fail("hr", 1)
	if err := accounts.RecordFailures(ctx); !errors.Is(err, domain.ErrUnavailable) {
		t.Errorf("away: %v", err)
	}
	recorded()
	store.away = false
	if err := accounts.RecordFailures(ctx); err != nil {
		t.Fatal(err)
	}
	recorded("sign_in_failed (unknown) (unknown) n=3", "sign_in_failed (unknown) hr n=5")
	now = now.Add(time.Minute)
	if _, _, err := accounts.SignIn(ctx, account.Attempt{Login: "hr", Password: "correct horse"}); err != nil {
		t.Fatal(err)
	}
	recorded("signed_in hr hr ")
}

// Without its row there is no session.
func TestASignInThatCannotBeRecordedIsNone(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	accounts, store := accountsAt(&now)
	if err := accounts.Add(ctx, operator(), account.Account{Login: "hr", Role: domain.RoleHR}, "correct horse"); err != nil {
		t.Fatal(err)
	}
	store.away = true
	if _, _, err := accounts.SignIn(ctx, account.Attempt{Login: "hr", Password: "correct horse"}); !errors.Is(err, domain.ErrUnavailable) {
		t.Errorf("%v", err)
	}
}
