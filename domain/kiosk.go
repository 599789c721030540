package domain

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Kiosk is a tablet that is bound to one counter. Only a hash of its device key is kept.
type Kiosk struct {
	ID      string
	Counter string
	Name    string
	KeyHash string
	Paired  time.Time // zero: bound without pairing
	Revoked time.Time // zero: in use
	Lost    bool      // revoked because strangers may have it
	Stays   []Stay    // where it stood before, oldest first
}

// Stay is a counter at which a tablet stood until it was moved.
type Stay struct {
	Counter string
	Until   time.Time
}

// inUse says whether what was rated at that time may be handed in.
func (k Kiosk) inUse(at time.Time) bool { return k.Revoked.IsZero() || at.Before(k.Revoked) }

// counterAt is where the tablet stood at that time.
func (k Kiosk) counterAt(at time.Time) string {
	for _, stay := range k.Stays {
		if at.Before(stay.Until) {
			return stay.Counter
		}
	}
	return k.Counter
}

func (k Kiosk) stoodAt(counter string) bool {
	return k.Counter == counter || slices.ContainsFunc(k.Stays, func(s Stay) bool { return s.Counter == counter })
}

// move takes the tablet to another counter.
func (k *Kiosk) move(counter string, now time.Time) {
	if k.Counter != counter {
		k.Stays = append(k.Stays, Stay{Counter: k.Counter, Until: now})
		k.Counter = counter
	}
}

// revoke ends the tablet's right, unless it has ended before.
func (k *Kiosk) revoke(now time.Time, lost bool) {
	if k.Revoked.IsZero() {
		k.Revoked = now
	}
	k.Lost = k.Lost || lost
}

// KioskStore keeps the tablets.
type KioskStore interface {
	// SaveKiosk adds the kiosk or replaces the one with the same id.
	SaveKiosk(ctx context.Context, k Kiosk) error
	// ChangeKiosk runs change on the kiosk under lock and keeps the result. Unknown:
	// ErrKioskMissing.
	ChangeKiosk(ctx context.Context, id string, change func(*Kiosk) error) error
	// AddPairing keeps a pairing whose code is shown from now on.
	AddPairing(ctx context.Context, p Pairing) error
	// Pairing refuses an unknown id with ErrPairingUnknown.
	Pairing(ctx context.Context, id string) (Pairing, error)
	// UsePairing runs use on the pairing with that code under lock, and keeps it together
	// with the kiosk that use gives and the end of the one that it replaces. Unknown:
	// ErrPairingUnknown.
	UsePairing(ctx context.Context, codeHash string, use func(*Pairing) (Kiosk, error)) error
}

// Kiosks knows the tablets by their device keys, pairs, moves and revokes them.
type Kiosks struct {
	store  KioskStore
	places *Places
	key    []byte
	clock  Clock
}

// NewKiosks makes the use case. From the key, at least 16 bytes that stay the same,
// come pairing codes, device keys and the PINs of staff corners.
func NewKiosks(store KioskStore, places *Places, key []byte, clock Clock) *Kiosks {
	return &Kiosks{store: store, places: places, key: key, clock: clock}
}

// HashKey is how a device key is kept. Keys are random, so that a plain hash is enough.
func HashKey(key string) string {
	sum := sha256.Sum256([]byte("device:" + key))
	return hex.EncodeToString(sum[:])
}

func (k *Kiosks) derived(purpose string) []byte {
	mac := hmac.New(sha256.New, k.key)
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

// PIN opens the staff corner of a tablet: six digits, the same every time. It keeps
// passers-by out, not those who can open the tablet itself.
func (k *Kiosks) PIN(id string) string {
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(k.derived("pin:"+id))%1_000_000)
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
	return kiosk.right(), nil
}

func (k Kiosk) right() Right {
	return Right{Counter: k.Counter, Channel: ChannelKiosk, Assurance: AssuranceDevice, Kiosk: k.ID}
}

// HandIn gives the right to hand in a rating that the tablet with this key says it
// was given at a counter ("" leaves that to us) at a time (zero is now). What it
// holds from before it was moved or revoked is still taken. Refusals:
// ErrKioskUnknown, ErrKioskRevoked for what was rated afterwards, ErrOtherCounter
// for a counter at which it never stood.
func (k *Kiosks) HandIn(ctx context.Context, key, counter string, ratedAt time.Time) (Right, error) {
	return find(ctx, k.places, func(in *places) (Right, error) {
		kiosk, ok := in.kiosks[HashKey(key)]
		if !ok {
			return Right{}, ErrKioskUnknown
		}
		right, err := kiosk.rightAt(counter, ratedAt, k.clock())
		right.layout = in.Version
		return right, err
	})
}

// rightAt gives the right as well when it refuses with ErrKioskRevoked.
func (k Kiosk) rightAt(counter string, ratedAt, now time.Time) (Right, error) {
	if ratedAt.IsZero() {
		ratedAt = now
	}
	right := k.right()
	right.Counter = k.counterAt(ratedAt)
	if counter = NormalCode(counter); counter != "" {
		if !k.stoodAt(counter) {
			return Right{}, ErrOtherCounter
		}
		right.Counter = counter
	}
	if k.Lost {
		right.Doubt = HoldLost
	}
	if !k.inUse(ratedAt) {
		return right, ErrKioskRevoked
	}
	return right, nil
}

// Amend gives the right to change what the tablet with this key handed in. One that
// was revoked still hands in what was added before; a lost one changes nothing.
// Refusals: ErrKioskUnknown, ErrKioskRevoked.
func (k *Kiosks) Amend(ctx context.Context, key string) (Right, error) {
	kiosk, err := k.places.Kiosk(ctx, HashKey(key))
	if err == nil && kiosk.Lost {
		err = ErrKioskRevoked
	}
	return kiosk.right(), err
}

// Exported gives the right to hand in a rating from a file that the tablet with this id
// has written, signed with its key: mac is the HMAC-SHA256 of body, in hexadecimal, by
// HashKey of the device key. What is not signed so is taken and set aside, and so is
// what was rated after the end: its residents were thanked. Refusals: ErrKioskMissing,
// ErrNotAllowed for whoever does not answer for the counter, ErrOtherCounter.
func (k *Kiosks) Exported(ctx context.Context, actor Actor, id, body, mac, counter string, ratedAt time.Time) (Right, error) {
	places, err := k.places.latest(ctx)
	if err != nil {
		return Right{}, err
	}
	kiosk, ok := places.tablets[id]
	if !ok {
		return Right{}, ErrKioskMissing
	}
	right, err := kiosk.rightAt(counter, ratedAt, k.clock())
	if errors.Is(err, ErrKioskRevoked) {
		right.Doubt, err = HoldRevoked, nil
	}
	if err != nil {
		return Right{}, err
	}
	if at := places.counters[right.Counter]; !actor.SeesUnit(at.Unit.Code) {
		return Right{}, ErrNotAllowed
	}
	if !kiosk.signed(body, mac) {
		right.Doubt = HoldUnsigned
	}
	right.layout = places.Version
	return right, nil
}

func (k Kiosk) signed(body, mac string) bool {
	given, err := hex.DecodeString(mac)
	sum := hmac.New(sha256.New, []byte(k.KeyHash))
	sum.Write([]byte(body))
	return err == nil && hmac.Equal(given, sum.Sum(nil))
}

// Bind makes the tablet with this key the given kiosk.
func (k *Kiosks) Bind(ctx context.Context, kiosk Kiosk, key string) error {
	kiosk.KeyHash = HashKey(key)
	return k.store.SaveKiosk(ctx, kiosk)
}

// KioskState is what a tablet shows and works by.
type KioskState struct {
	Kiosk Kiosk
	PIN   string
	Now   time.Time
	View  CounterView
	Ahead []Shift // the timetable, for when the network is away
}

// ahead is how much of the timetable a tablet is given.
const ahead = 8 * 24 * time.Hour

// State gives what the tablet with this key has to show. Refusals: ErrKioskUnknown,
// ErrKioskRevoked, ErrCounterUnknown.
func (k *Kiosks) State(ctx context.Context, key string) (KioskState, error) {
	places, err := k.places.latest(ctx)
	if err != nil {
		return KioskState{}, err
	}
	return k.state(places, key)
}

func (k *Kiosks) state(places *places, key string) (KioskState, error) {
	kiosk, ok := places.kiosks[HashKey(key)]
	switch {
	case !ok:
		return KioskState{}, ErrKioskUnknown
	case !kiosk.Revoked.IsZero():
		return KioskState{}, ErrKioskRevoked
	}
	counter, err := places.counter(kiosk.Counter)
	if err != nil {
		return KioskState{}, err
	}
	now := k.clock()
	list := places.timetable(counter, now, now.Add(ahead))
	view := CounterView{Counter: counter, OnDuty: list[0].OnDuty, Open: list[0].Open}
	return KioskState{Kiosk: kiosk, PIN: k.PIN(kiosk.ID), Now: now, View: view, Ahead: list}, nil
}

// Follow shows the state of the tablet with this key, and again whenever it may have
// changed: by somebody's hand or by the timetable. It ends with ctx, with an error of
// show, and with the refusals of State.
func (k *Kiosks) Follow(ctx context.Context, key string, show func(KioskState) error) error {
	for {
		changed := k.places.changed()
		places, err := k.places.view(ctx)
		if err != nil {
			return err
		}
		state, err := k.state(places, key)
		if err == nil {
			err = show(state)
		}
		if err != nil {
			return err
		}
		if err := wait(ctx, changed, state.nextChange()); err != nil {
			return err
		}
	}
}

// nextChange is how long the state stays as it is unless somebody changes something.
func (s KioskState) nextChange() time.Duration {
	const most = time.Hour // the eight days move on
	if len(s.Ahead) < 2 {
		return most
	}
	return min(max(s.Ahead[1].From.Sub(s.Now), time.Second), most)
}

func wait(ctx context.Context, changed <-chan struct{}, most time.Duration) error {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-changed:
		return nil
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Rename gives the kiosk another name. Refusals: ErrNotAllowed, ErrKioskMissing, fields.
func (k *Kiosks) Rename(ctx context.Context, actor Actor, id, name string) error {
	name, err := checkedName(name)
	if err != nil {
		return err
	}
	return k.change(ctx, actor, id, func(kiosk *Kiosk) error {
		kiosk.Name = name
		return nil
	})
}

// Move takes the kiosk to another counter; what it was given before stays with the
// counter where it stood. Refusals: ErrNotAllowed, ErrKioskMissing, ErrCounterUnknown.
func (k *Kiosks) Move(ctx context.Context, actor Actor, id, counter string) error {
	target, err := k.counterFor(ctx, actor, counter)
	if err != nil {
		return err
	}
	return k.change(ctx, actor, id, func(kiosk *Kiosk) error {
		kiosk.move(target.Code, k.clock())
		return nil
	})
}

// Revoke ends the right of the kiosk at once. What it holds from before is still
// taken in; when it is lost, that is set aside for inspection. Refusals:
// ErrNotAllowed, ErrKioskMissing.
func (k *Kiosks) Revoke(ctx context.Context, actor Actor, id string, lost bool) error {
	return k.change(ctx, actor, id, func(kiosk *Kiosk) error {
		kiosk.revoke(k.clock(), lost)
		return nil
	})
}

// change narrows to the kiosks of counters that the actor answers for.
func (k *Kiosks) change(ctx context.Context, actor Actor, id string, change func(*Kiosk) error) error {
	places, err := k.places.latest(ctx)
	if err != nil {
		return err
	}
	return k.store.ChangeKiosk(ctx, id, func(kiosk *Kiosk) error {
		if counter := places.counters[kiosk.Counter]; !actor.SeesUnit(counter.Unit.Code) {
			return ErrNotAllowed
		}
		return change(kiosk)
	})
}

func (k *Kiosks) counterFor(ctx context.Context, actor Actor, code string) (Counter, error) {
	counter, err := k.places.Counter(ctx, code)
	if err == nil && !actor.SeesUnit(counter.Unit.Code) {
		err = ErrNotAllowed
	}
	return counter, err
}

func checkedName(name string) (string, error) {
	name = NormalText(name)
	if name == "" || len(name) > MaxName {
		return "", invalid{{Field: "name", Key: "field_name"}}.err()
	}
	return name, nil
}
