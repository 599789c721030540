package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"suaraloket/domain"
)

// Scope is what an API key may be used for.
type Scope string

// ScopeTickets is the right to make tickets.
const ScopeTickets Scope = "tickets"

// Scopes lists them all.
func Scopes() []Scope { return []Scope{ScopeTickets} }

// MaxKeyName is the longest name of an API key, in characters.
const MaxKeyName = 60

// APIKey lets another system in. Only a hash of the key itself is kept.
type APIKey struct {
	ID      string
	Name    string // its purpose
	Hash    string
	Scopes  []Scope
	Created time.Time
	Revoked time.Time  // zero: in use
	Used    domain.Day // of the last use, "" before the first
}

// APIKeyStore stores API keys.
type APIKeyStore interface {
	// AddAPIKey refuses an existing key with ErrKeyExists.
	AddAPIKey(ctx context.Context, k APIKey) error
	// APIKeys lists them all, the newest first.
	APIKeys(ctx context.Context) ([]APIKey, error)
	// RevokeAPIKey does not change a revoked key. Unknown: ErrKeyUnknown.
	RevokeAPIKey(ctx context.Context, id string, at time.Time) error
	// APIKey finds a key by its hash, and stores the day of use unless it is revoked.
	// Unknown: ErrKeyUnknown.
	APIKey(ctx context.Context, hash string, day domain.Day) (APIKey, error)
}

// APIKeys creates, lists and revokes the keys of other systems on behalf of
// administrators, and authenticates those systems. It caches nothing: a revocation
// applies immediately on every instance.
type APIKeys struct {
	store APIKeyStore
	clock domain.Clock
}

// NewAPIKeys makes the use case.
func NewAPIKeys(store APIKeyStore, clock domain.Clock) *APIKeys {
	return &APIKeys{store: store, clock: clock}
}

// Make creates a key and returns its text, which is not stored. Refusals: ErrNotAllowed,
// invalid fields.
func (a *APIKeys) Make(ctx context.Context, actor domain.Actor, name string, scopes ...Scope) (text string, err error) {
	if actor.Role != domain.RoleAdmin {
		return "", domain.ErrNotAllowed
	}
	name = strings.Join(strings.Fields(domain.NormalText(name)), " ")
	var bad domain.FieldErrors
	if n := utf8.RuneCountInString(name); n == 0 {
		bad.Add("name", "field_needed")
	} else if n > MaxKeyName {
		bad.Add("name", "field_key_name")
	}
	if len(scopes) == 0 || slices.ContainsFunc(scopes, func(s Scope) bool { return !slices.Contains(Scopes(), s) }) {
		bad.Add("scopes", "field_choice")
	}
	if err := bad.Err(); err != nil {
		return "", err
	}
	text = "ak_" + strings.ToLower(rand.Text())
	return text, a.Add(ctx, name, text, scopes...)
}

// Add stores a key with a given text. It refuses an existing one with ErrKeyExists.
func (a *APIKeys) Add(ctx context.Context, name, text string, scopes ...Scope) error {
	return a.store.AddAPIKey(ctx, APIKey{
		ID: uuid.NewString(), Name: name, Hash: hashAPIKey(text), Scopes: scopes, Created: a.clock(),
	})
}

// hashAPIKey is the stored form of a key. Keys are random, so that a plain hash is enough.
func hashAPIKey(text string) string {
	sum := sha256.Sum256([]byte("api:" + text))
	return hex.EncodeToString(sum[:])
}

// List gives all keys, including revoked ones, the newest first. Refusal: ErrNotAllowed.
func (a *APIKeys) List(ctx context.Context, actor domain.Actor) ([]APIKey, error) {
	if actor.Role != domain.RoleAdmin {
		return nil, domain.ErrNotAllowed
	}
	return a.store.APIKeys(ctx)
}

// Revoke ends a key. Refusals: ErrNotAllowed, ErrKeyUnknown.
func (a *APIKeys) Revoke(ctx context.Context, actor domain.Actor, id string) error {
	if actor.Role != domain.RoleAdmin {
		return domain.ErrNotAllowed
	}
	return a.store.RevokeAPIKey(ctx, id, a.clock())
}

// Authenticate gives the key with the text if it may be used for the scope. Refusals: those
// of Known, ErrNotAllowed.
func (a *APIKeys) Authenticate(ctx context.Context, text string, scope Scope) (APIKey, error) {
	key, err := a.Known(ctx, text)
	if err == nil && !slices.Contains(key.Scopes, scope) {
		return APIKey{}, domain.ErrNotAllowed
	}
	return key, err
}

// Known gives the key with the text, whatever it may be used for. It is found by its hash, so
// that the timing reveals nothing about other keys. Refusals: ErrKeyUnknown, ErrKeyRevoked,
// ErrUnavailable.
func (a *APIKeys) Known(ctx context.Context, text string) (APIKey, error) {
	if text == "" {
		return APIKey{}, domain.ErrKeyUnknown
	}
	hash := hashAPIKey(text)
	key, err := a.store.APIKey(ctx, hash, domain.DayOf(a.clock()))
	switch {
	case err != nil:
		return APIKey{}, err
	case subtle.ConstantTimeCompare([]byte(key.Hash), []byte(hash)) != 1:
		return APIKey{}, domain.ErrKeyUnknown
	case !key.Revoked.IsZero():
		return APIKey{}, domain.ErrKeyRevoked
	}
	return key, nil
}
