package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

// APIKeyStore stores API keys. It adds events to the record in the transaction of the change.
type APIKeyStore interface {
	// AddAPIKey refuses an existing key with ErrKeyExists.
	AddAPIKey(ctx context.Context, k APIKey, events ...audit.Event) error
	// APIKeys lists them all, the newest first.
	APIKeys(ctx context.Context) ([]APIKey, error)
	// RevokeAPIKey changes and records nothing when the key is revoked. Unknown: ErrKeyUnknown.
	RevokeAPIKey(ctx context.Context, id string, at time.Time, event audit.Event) error
	// APIKey finds a key by its hash. Unknown: ErrKeyUnknown.
	APIKey(ctx context.Context, hash string) (APIKey, error)
	// UseAPIKeys stores when the keys with these ids were last used, unless a later use is
	// stored.
	UseAPIKeys(ctx context.Context, used map[string]time.Time) error
}

// APIKeys creates, lists and revokes the keys of other systems on behalf of
// administrators, and authenticates those systems. It caches no key: a revocation
// applies immediately on every instance.
type APIKeys struct {
	store  APIKeyStore
	roster *domain.Roster
	clock  domain.Clock

	mu   sync.Mutex
	used map[string]time.Time // last uses that are not stored yet, by id
}

// NewAPIKeys makes the use case.
func NewAPIKeys(store APIKeyStore, roster *domain.Roster, clock domain.Clock) *APIKeys {
	return &APIKeys{store: store, roster: roster, clock: clock, used: map[string]time.Time{}}
}

// Make creates a key and returns its text, which is not stored. Refusals: ErrNotAllowed,
// invalid fields.
func (a *APIKeys) Make(ctx context.Context, actor domain.Actor, wanted NewKey) (text string, err error) {
	if actor.Role != domain.RoleAdmin {
		return "", domain.ErrNotAllowed
	}
	counters, err := a.roster.Counters(ctx, actor)
	if err != nil {
		return "", err
	}
	now := a.clock()
	if wanted, err = wanted.normal(now, counters); err != nil {
		return "", err
	}
	end, err := time.ParseInLocation(time.DateOnly, string(wanted.LastDay.Next()), now.Location())
	if err != nil {
		return "", err
	}
	text = "ak_" + strings.ToLower(rand.Text())
	return text, a.add(ctx, actor, APIKey{
		ID: uuid.NewString(), Name: wanted.Name, Hash: hashAPIKey(text), Scopes: wanted.Scopes,
		Counters: wanted.Counters, Units: wanted.Units, Created: now, Expires: end,
	})
}

// Add stores a key with a given text on behalf of an actor, for all counters and without an
// expiry. It refuses an existing one with ErrKeyExists.
func (a *APIKeys) Add(ctx context.Context, actor domain.Actor, name, text string, scopes ...Scope) error {
	return a.add(ctx, actor, APIKey{
		ID: uuid.NewString(), Name: name, Hash: hashAPIKey(text), Scopes: scopes, Created: a.clock(),
	})
}

func (a *APIKeys) add(ctx context.Context, actor domain.Actor, k APIKey) error {
	event := actor.Act(k.Created, audit.KeyMade, k.ID, "name", k.Name, "scopes", k.scopes(),
		"counters", strings.Join(k.Counters, ","), "units", strings.Join(k.Units, ","))
	return a.store.AddAPIKey(ctx, k, event)
}

// scopes lists the scopes, separated by commas.
func (k APIKey) scopes() string {
	list := make([]string, len(k.Scopes))
	for i, scope := range k.Scopes {
		list[i] = string(scope)
	}
	return strings.Join(list, ",")
}

// hashAPIKey is the stored form of a key. Keys are random, so that a plain hash is enough.
func hashAPIKey(text string) string {
	sum := sha256.Sum256([]byte("api:" + text))
	return hex.EncodeToString(sum[:])
}

// List gives all keys, including revoked and expired ones, the newest first. Refusal:
// ErrNotAllowed.
func (a *APIKeys) List(ctx context.Context, actor domain.Actor) ([]APIKey, error) {
	if actor.Role != domain.RoleAdmin {
		return nil, domain.ErrNotAllowed
	}
	keys, err := a.store.APIKeys(ctx)
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, k := range keys {
		if at := a.used[k.ID]; at.After(k.Used) {
			keys[i].Used = at
		}
	}
	return keys, err
}

// Revoke ends a key. Refusals: ErrNotAllowed, ErrKeyUnknown.
func (a *APIKeys) Revoke(ctx context.Context, actor domain.Actor, id string) error {
	if actor.Role != domain.RoleAdmin {
		return domain.ErrNotAllowed
	}
	now := a.clock()
	return a.store.RevokeAPIKey(ctx, id, now, actor.Act(now, audit.KeyRevoked, id))
}

// Authenticate gives the key with the text if it may be used for the scope. Refusals: those
// of Known, and ErrNotAllowed for another scope, with which it gives the key too.
func (a *APIKeys) Authenticate(ctx context.Context, text string, scope Scope) (APIKey, error) {
	key, err := a.find(ctx, text)
	switch {
	case err != nil:
		return APIKey{}, err
	case !slices.Contains(key.Scopes, scope):
		return key, domain.ErrNotAllowed
	}
	a.note(key.ID, a.clock())
	return key, nil
}

// Known gives the key with the text, whatever it may be used for. Refusals: ErrKeyUnknown,
// ErrKeyRevoked, ErrKeyExpired, ErrUnavailable.
func (a *APIKeys) Known(ctx context.Context, text string) (APIKey, error) {
	key, err := a.find(ctx, text)
	if err == nil {
		a.note(key.ID, a.clock())
	}
	return key, err
}

// find finds a key by its hash, so that the timing reveals nothing about other keys.
func (a *APIKeys) find(ctx context.Context, text string) (APIKey, error) {
	if text == "" {
		return APIKey{}, domain.ErrKeyUnknown
	}
	hash, now := hashAPIKey(text), a.clock()
	key, err := a.store.APIKey(ctx, hash)
	switch {
	case err != nil:
		return APIKey{}, err
	case subtle.ConstantTimeCompare([]byte(key.Hash), []byte(hash)) != 1:
		return APIKey{}, domain.ErrKeyUnknown
	case !key.Revoked.IsZero():
		return APIKey{}, domain.ErrKeyRevoked
	case key.Expired(now):
		return APIKey{}, domain.ErrKeyExpired
	}
	return key, nil
}

// Covers refuses a counter that is not the key's with ErrKeyCounter. It accepts a counter
// that does not exist, which is for the use case behind to name.
func (a *APIKeys) Covers(ctx context.Context, k APIKey, counter string) error {
	if k.Everywhere() {
		return nil
	}
	found, err := a.roster.Counter(ctx, domain.NormalCode(counter))
	if refusal, ok := domain.Refusal(err); ok && refusal.Is(domain.ErrCounterUnknown) {
		return nil
	}
	if err == nil && !k.Covers(found) {
		err = domain.ErrKeyCounter
	}
	return err
}

// note remembers a use until StoreUses stores it: a request does not wait for that.
func (a *APIKeys) note(id string, at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.used[id] = at
}

// StoreUses stores the last uses since the previous call. The program calls it every
// minute. What cannot be stored waits for the next call.
func (a *APIKeys) StoreUses(ctx context.Context) error {
	a.mu.Lock()
	used := maps.Clone(a.used)
	a.mu.Unlock()
	if len(used) == 0 {
		return nil
	}
	if err := a.store.UseAPIKeys(ctx, used); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	maps.DeleteFunc(a.used, func(id string, at time.Time) bool { return at.Equal(used[id]) })
	return nil
}
