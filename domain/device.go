package domain

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Device is a tablet that is bound to one counter. Only a hash of its key is kept.
type Device struct {
	ID      string
	Counter string
	Name    string
	KeyHash string
	Revoked time.Time // zero: in use
}

// DeviceStore keeps the tablets.
type DeviceStore interface {
	// SaveDevice adds the device or replaces the one with the same id.
	SaveDevice(ctx context.Context, d Device) error
}

// Devices knows the tablets by their keys.
type Devices struct {
	store  DeviceStore
	places *Places
}

// NewDevices makes the use case.
func NewDevices(store DeviceStore, places *Places) *Devices {
	return &Devices{store: store, places: places}
}

// HashKey is how a device's key is kept. Keys are random, so that a plain hash is enough.
func HashKey(key string) string {
	sum := sha256.Sum256([]byte("device:" + key))
	return hex.EncodeToString(sum[:])
}

// Authenticate gives the right of the tablet with this key. Refusals:
// ErrDeviceUnknown, ErrDeviceRevoked.
func (d *Devices) Authenticate(ctx context.Context, key string) (Right, error) {
	device, err := d.places.Device(ctx, HashKey(key))
	if err != nil {
		return Right{}, err
	}
	if !device.Revoked.IsZero() {
		return Right{}, ErrDeviceRevoked
	}
	return Right{
		Counter: device.Counter, Channel: ChannelKiosk, Assurance: AssuranceDevice, Device: device.ID,
	}, nil
}

// Bind makes the tablet with this key the given device.
func (d *Devices) Bind(ctx context.Context, device Device, key string) error {
	device.KeyHash = HashKey(key)
	return d.store.SaveDevice(ctx, device)
}
