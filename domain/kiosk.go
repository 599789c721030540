package domain

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Kiosk is a tablet that is bound to one counter. Only a hash of its device key is kept.
type Kiosk struct {
	ID      string
	Counter string
	Name    string
	KeyHash string
	Revoked time.Time // zero: in use
}

// KioskStore keeps the tablets.
type KioskStore interface {
	// SaveKiosk adds the kiosk or replaces the one with the same id.
	SaveKiosk(ctx context.Context, k Kiosk) error
}

// Kiosks knows the tablets by their device keys.
type Kiosks struct {
	store  KioskStore
	places *Places
}

// NewKiosks makes the use case.
func NewKiosks(store KioskStore, places *Places) *Kiosks {
	return &Kiosks{store: store, places: places}
}

// HashKey is how a device key is kept. Keys are random, so that a plain hash is enough.
func HashKey(key string) string {
	sum := sha256.Sum256([]byte("device:" + key))
	return hex.EncodeToString(sum[:])
}

// Authenticate gives the right of the tablet with this key. Refusals:
// ErrKioskUnknown, ErrKioskRevoked.
func (k *Kiosks) Authenticate(ctx context.Context, key string) (Right, error) {
	kiosk, err := k.places.Kiosk(ctx, HashKey(key))
	if err != nil {
		return Right{}, err
	}
	if !kiosk.Revoked.IsZero() {
		return Right{}, ErrKioskRevoked
	}
	return Right{
		Counter: kiosk.Counter, Channel: ChannelKiosk, Assurance: AssuranceDevice, Kiosk: kiosk.ID,
	}, nil
}

// Bind makes the tablet with this key the given kiosk.
func (k *Kiosks) Bind(ctx context.Context, kiosk Kiosk, key string) error {
	kiosk.KeyHash = HashKey(key)
	return k.store.SaveKiosk(ctx, kiosk)
}
