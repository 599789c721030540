package domain

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"sync"
	"time"
)

// AuthorKeyStore keeps one random key for each triwulan in which people have rated in
// a chat.
type AuthorKeyStore interface {
	// AuthorKey gives the key of a period. Where there is none the fresh one becomes it.
	// It is refused with ErrUnavailable when neither can be done.
	AuthorKey(ctx context.Context, period string, fresh []byte) ([]byte, error)
	// KeepAuthorKeys destroys the keys of all other periods.
	KeepAuthorKeys(ctx context.Context, periods []string) error
}

// authorGrace is how long the key of a triwulan is kept after its end, so that a visit
// begun before midnight can be finished.
const authorGrace = 24 * time.Hour

// Authors turns the number of a person in a chat into a keyed hash that changes with
// every triwulan. A day after its end the triwulan's key is destroyed: nobody can tell
// then whose the ratings were, whatever else he has.
type Authors struct {
	key   []byte
	store AuthorKeyStore
	clock Clock

	mu   sync.Mutex
	keys map[string][]byte // by period
}

// NewAuthors makes the use case. The key, at least 16 bytes, is not enough to tell
// whose a hash is, nor is what the store has: both are needed.
func NewAuthors(key []byte, store AuthorKeyStore, clock Clock) *Authors {
	return &Authors{key: key, store: store, clock: clock, keys: map[string][]byte{}}
}

// Of gives the hash of a Telegram user in the triwulan of a moment: 32 hexadecimal
// characters. A moment whose key may be destroyed is taken for now. It is refused with
// ErrUnavailable while the key of the triwulan cannot be had.
func (a *Authors) Of(ctx context.Context, telegramID int64, at time.Time) (string, error) {
	alive := a.alive()
	period := PeriodAt(at.In(a.clock().Location()))
	if !slices.Contains(alive, period) {
		period = alive[0]
	}
	return a.hash(ctx, telegramID, period)
}

func (a *Authors) hash(ctx context.Context, telegramID int64, period Period) (string, error) {
	key, err := a.keyOf(ctx, period.String())
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("telegram:" + strconv.FormatInt(telegramID, 10)))
	return hex.EncodeToString(mac.Sum(nil)[:16]), nil
}

// All gives the hashes that a person can be found by now, the newest first.
func (a *Authors) All(ctx context.Context, telegramID int64) ([]string, error) {
	var all []string
	for _, period := range a.alive() {
		hash, err := a.hash(ctx, telegramID, period)
		if err != nil {
			return nil, err
		}
		all = append(all, hash)
	}
	return all, nil
}

// Destroy destroys the keys whose time is over.
func (a *Authors) Destroy(ctx context.Context) error {
	var periods []string
	for _, p := range a.alive() {
		periods = append(periods, p.String())
	}
	a.mu.Lock()
	kept := map[string][]byte{}
	for _, p := range periods {
		if key, known := a.keys[p]; known {
			kept[p] = key
		}
	}
	a.keys = kept
	a.mu.Unlock()
	return a.store.KeepAuthorKeys(ctx, periods)
}

// alive are the triwulans whose keys are not to be destroyed, the newest first.
func (a *Authors) alive() []Period {
	now := a.clock()
	periods := []Period{PeriodAt(now)}
	if before := PeriodAt(now.Add(-authorGrace)); before != periods[0] {
		periods = append(periods, before)
	}
	return periods
}

func (a *Authors) keyOf(ctx context.Context, period string) ([]byte, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if key, known := a.keys[period]; known {
		return key, nil
	}
	fresh := make([]byte, 32)
	_, _ = rand.Read(fresh) // never fails
	random, err := a.store.AuthorKey(ctx, period, fresh)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, a.key)
	mac.Write([]byte("author:" + period + ":"))
	mac.Write(random)
	a.keys[period] = mac.Sum(nil)
	return a.keys[period], nil
}
