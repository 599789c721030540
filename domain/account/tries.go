package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"suaraloket/domain"
)

// Tries before a wait. A used try comes back after tryReturns, one after the other.
const (
	ownTries   = 5  // of a known device, of a source at one login, of an officer's PIN
	loginTries = 60 // of all unknown devices together at one login
	tryReturns = time.Minute
)

// TryStore counts tries of passwords for all instances. A row is an allowance: a hash of its key
// and when all its tries have come back.
type TryStore interface {
	// ChangeTries runs change under lock on the times at which the allowances are whole, without
	// those that have no row, and stores what it leaves. A time may be past.
	ChangeTries(ctx context.Context, keys []string, change func(whole map[string]time.Time) error) error
	// ForgetTries makes allowances whole.
	ForgetTries(ctx context.Context, keys []string) error
	// DropTries deletes the allowances that were whole before a time.
	DropTries(ctx context.Context, before time.Time) error
}

// tries takes tries from allowances. The key hides addresses and logins in the store.
type tries struct {
	store TryStore
	key   []byte
}

// allowance is a number of tries of something that tries passwords.
type allowance struct {
	of   string
	most int
}

// take takes a try from each allowance before the password is checked, so that concurrent
// attempts on several instances share them. When one is used up it takes none and refuses with
// ErrSignInTooFast.
func (t tries) take(ctx context.Context, now time.Time, list []allowance) error {
	keys := t.keys(list)
	return t.store.ChangeTries(ctx, keys, func(whole map[string]time.Time) error {
		for i, a := range list {
			after := domain.Later(whole[keys[i]], now).Add(tryReturns)
			if wait := after.Sub(now) - time.Duration(a.most)*tryReturns; wait > 0 {
				refusal := *domain.ErrSignInTooFast
				refusal.RetryAfter = wait
				return &refusal
			}
			whole[keys[i]] = after
		}
		return nil
	})
}

// forget makes the allowances whole after a right password.
func (t tries) forget(ctx context.Context, list []allowance) error {
	return t.store.ForgetTries(ctx, t.keys(list))
}

func (t tries) keys(list []allowance) []string {
	keys := make([]string, len(list))
	for i, a := range list {
		mac := hmac.New(sha256.New, t.key)
		mac.Write([]byte("try:" + a.of))
		keys[i] = hex.EncodeToString(mac.Sum(nil))
	}
	return keys
}
