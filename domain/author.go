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

// AuthorKeyStore stores one random key for each quarter with ratings from chats or phones.
type AuthorKeyStore interface {
	// AuthorKey gives the key of a period, and stores the fresh one when there is none. It
	// refuses with ErrUnavailable when it can do neither.
	AuthorKey(ctx context.Context, period string, fresh []byte) ([]byte, error)
	// KeepAuthorKeys destroys the keys of all other periods.
	KeepAuthorKeys(ctx context.Context, periods []string) error
}

// authorGrace is the grace period of a key after the end of its quarter, so that a visit
// that began before midnight can finish.
const authorGrace = 24 * time.Hour

// Authors turns the number of a person in a chat, and the random text in the cookie of a
// browser, into a keyed hash that changes every quarter. A day after the end of a quarter its
// key is destroyed; then the authors of its ratings can no longer be found.
type Authors struct {
	key   []byte
	store AuthorKeyStore
	clock Clock

	mu   sync.Mutex
	keys map[string][]byte // by period
}

// NewAuthors makes the use case. To find the person of a hash takes both the key, at least
// 16 bytes, and the key in the store.
func NewAuthors(key []byte, store AuthorKeyStore, clock Clock) *Authors {
	return &Authors{key: key, store: store, clock: clock, keys: map[string][]byte{}}
}

// Of gives the hash of a Telegram user in the quarter of a moment: 32 hexadecimal
// characters. A moment whose key may be destroyed counts as now. It refuses with
// ErrUnavailable while the key of the quarter cannot be read.
func (a *Authors) Of(ctx context.Context, telegramID int64, at time.Time) (string, error) {
	return a.hash(ctx, chatPerson(telegramID), a.periodOf(at))
}

// OfBrowser is Of for the random text in the cookie of a browser.
func (a *Authors) OfBrowser(ctx context.Context, text string, at time.Time) (string, error) {
	return a.hash(ctx, "browser:"+text, a.periodOf(at))
}

func chatPerson(telegramID int64) string { return "telegram:" + strconv.FormatInt(telegramID, 10) }

// periodOf is the quarter of a moment, if its key exists, and that of now otherwise.
func (a *Authors) periodOf(at time.Time) Period {
	alive := a.alive()
	if period := PeriodAt(at.In(a.clock().Location())); slices.Contains(alive, period) {
		return period
	}
	return alive[0]
}

func (a *Authors) hash(ctx context.Context, who string, period Period) (string, error) {
	key, err := a.keyOf(ctx, period.String())
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(who))
	return hex.EncodeToString(mac.Sum(nil)[:16]), nil
}

// All gives the person's hashes in the quarters whose keys exist, the newest first.
func (a *Authors) All(ctx context.Context, telegramID int64) ([]string, error) {
	var all []string
	for _, period := range a.alive() {
		hash, err := a.hash(ctx, chatPerson(telegramID), period)
		if err != nil {
			return nil, err
		}
		all = append(all, hash)
	}
	return all, nil
}

// Ready reads the key of this quarter, so that it is there when the database is away.
func (a *Authors) Ready(ctx context.Context) error {
	_, err := a.keyOf(ctx, a.alive()[0].String())
	return err
}

// Destroy destroys the keys of past quarters after their grace period.
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

// alive lists the quarters whose keys are still in use, the newest first.
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
