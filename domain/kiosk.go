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
	"strconv"
	"time"

	"suaraloket/domain/audit"
)

// Kiosk is a tablet that is bound to one counter. Only a hash of its device key is kept.
type Kiosk struct {
	ID      string
	Counter string
	Name    string
	KeyHash string
	// SigningKey is the public key of its queue files; "" until the tablet has sent one.
	SigningKey string
	Paired     time.Time // zero: bound without pairing
	Revoked    time.Time // zero: in use
	Lost       bool      // revoked because other people may have it
	Stays      []Stay    // its earlier counters, oldest first
}

// Stay is a counter at which a tablet was until it moved.
type Stay struct {
	Counter string
	Until   time.Time
}

// inUse says whether the tablet may deliver a rating given at that time.
func (k Kiosk) inUse(at time.Time) bool { return k.Revoked.IsZero() || at.Before(k.Revoked) }

// counterAt is the tablet's counter at that time.
func (k Kiosk) counterAt(at time.Time) string {
	for _, stay := range k.Stays {
		if at.Before(stay.Until) {
			return stay.Counter
		}
	}
	return k.Counter
}

func (k Kiosk) wasAt(counter string) bool {
	return k.Counter == counter || slices.ContainsFunc(k.Stays, func(s Stay) bool { return s.Counter == counter })
}

// move binds the tablet to another counter.
func (k *Kiosk) move(counter string, now time.Time) {
	if k.Counter != counter {
		k.Stays = append(k.Stays, Stay{Counter: k.Counter, Until: now})
		k.Counter = counter
	}
}

// revoke ends the tablet's right, unless it is revoked already.
func (k *Kiosk) revoke(now time.Time, lost bool) {
	if k.Revoked.IsZero() {
		k.Revoked = now
	}
	k.Lost = k.Lost || lost
}

// KioskStore stores the tablets and their pairings. It adds events to the record in the
// transaction of the change.
type KioskStore interface {
	// SaveKiosk adds the kiosk or replaces the one with the same id.
	SaveKiosk(ctx context.Context, k Kiosk) error
	// ChangeKiosk runs change on the kiosk under lock and stores the result. Unknown:
	// ErrKioskMissing.
	ChangeKiosk(ctx context.Context, id string, change func(*Kiosk) error, event audit.Event) error
	// AddPairing stores a pairing.
	AddPairing(ctx context.Context, p Pairing, event audit.Event) error
	// Pairing refuses an unknown id with ErrPairingUnknown.
	Pairing(ctx context.Context, id string) (Pairing, error)
	// UsePairing runs use on the pairing with that code under lock. In one transaction it
	// stores the pairing and the kiosk that use returns, and revokes the replaced one. A repeat
	// changes and records nothing. Unknown: ErrPairingUnknown.
	UsePairing(ctx context.Context, codeHash string, use func(*Pairing) (Kiosk, audit.Event, error)) error
}

// Kiosks authenticates tablets by their device keys, pairs, moves and revokes them.
type Kiosks struct {
	store  KioskStore
	roster *Roster
	key    []byte
	clock  Clock
}

// NewKiosks makes the use case. Pairing codes, device keys and the PINs of staff menus are
// derived from the key, at least 16 bytes that must not change.
func NewKiosks(store KioskStore, roster *Roster, key []byte, clock Clock) *Kiosks {
	return &Kiosks{store: store, roster: roster, key: key, clock: clock}
}

// HashKey is the stored form of a device key. Keys are random, so that a plain hash is enough.
func HashKey(key string) string {
	sum := sha256.Sum256([]byte("device:" + key))
	return hex.EncodeToString(sum[:])
}

func (k *Kiosks) derived(purpose string) []byte {
	mac := hmac.New(sha256.New, k.key)
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

// PIN opens the staff menu of a tablet: six digits, always the same. It protects against
// passers-by, not against a person who can open the device.
func (k *Kiosks) PIN(id string) string {
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(k.derived("pin:"+id))%1_000_000)
}

// Authenticate gives the right of the tablet with this key. Refusals:
// ErrKioskUnknown, ErrKioskRevoked.
func (k *Kiosks) Authenticate(ctx context.Context, key string) (Right, error) {
	kiosk, err := k.roster.Kiosk(ctx, HashKey(key))
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

// HandIn gives the right to deliver a rating that the tablet with this key took at a
// counter ("": the one at that time) at a time (zero is now). Ratings from before a move
// or revocation are accepted. Refusals: ErrKioskUnknown, ErrKioskRevoked for later
// ratings, ErrOtherCounter for a counter at which the tablet never was.
func (k *Kiosks) HandIn(ctx context.Context, key, counter string, ratedAt time.Time) (Right, error) {
	return find(ctx, k.roster, func(in *RosterIndex) (Right, error) {
		kiosk, ok := in.kiosks[HashKey(key)]
		if !ok {
			return Right{}, ErrKioskUnknown
		}
		right, err := kiosk.rightAt(counter, ratedAt, k.clock())
		right.roster = in.Version
		return right, err
	})
}

// rightAt also gives the right when it refuses with ErrKioskRevoked.
func (k Kiosk) rightAt(counter string, ratedAt, now time.Time) (Right, error) {
	if ratedAt.IsZero() {
		ratedAt = now
	}
	right := k.right()
	right.Counter = k.counterAt(ratedAt)
	if counter = NormalCode(counter); counter != "" {
		if !k.wasAt(counter) {
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

// Amend gives the right to change ratings of the tablet with this key. A revoked tablet
// still delivers earlier additions; a lost one changes nothing.
// Refusals: ErrKioskUnknown, ErrKioskRevoked.
func (k *Kiosks) Amend(ctx context.Context, key string) (Right, error) {
	kiosk, err := k.roster.Kiosk(ctx, HashKey(key))
	if err == nil && kiosk.Lost {
		err = ErrKioskRevoked
	}
	return kiosk.right(), err
}

// Exported gives the right to import a rating from a file that the tablet with this id
// wrote and signed with its signing key. Ratings with another signature and ratings from after
// the revocation are accepted and held, since the residents saw a confirmation. Refusals: ErrKioskMissing,
// ErrNotAllowed for an actor who does not see the counter, ErrOtherCounter.
func (k *Kiosks) Exported(ctx context.Context, actor Actor, id, body, signature, counter string, ratedAt time.Time) (Right, error) {
	index, err := k.roster.Latest(ctx)
	if err != nil {
		return Right{}, err
	}
	kiosk, ok := index.tablets[id]
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
	if at := index.counters[right.Counter]; !actor.SeesUnit(at.Unit.Code) {
		return Right{}, ErrNotAllowed
	}
	if !kiosk.signed(body, signature) {
		right.Doubt = HoldUnsigned
	}
	right.roster = index.Version
	return right, nil
}

// Bind stores the kiosk with this device key.
func (k *Kiosks) Bind(ctx context.Context, kiosk Kiosk, key string) error {
	kiosk.KeyHash = HashKey(key)
	return k.store.SaveKiosk(ctx, kiosk)
}

// KioskState is what a tablet shows and works by.
type KioskState struct {
	Kiosk Kiosk
	PIN   string
	Now   time.Time
	View  CounterNow
	Ahead []Shift // the timetable, for when the network is away
}

// ahead is the length of the timetable that a tablet gets.
const ahead = 8 * 24 * time.Hour

// State gives the state of the tablet with this key. Refusals: ErrKioskUnknown,
// ErrKioskRevoked, ErrCounterUnknown.
func (k *Kiosks) State(ctx context.Context, key string) (KioskState, error) {
	index, err := k.roster.Latest(ctx)
	if err != nil {
		return KioskState{}, err
	}
	return k.state(index, key)
}

func (k *Kiosks) state(index *RosterIndex, key string) (KioskState, error) {
	kiosk, ok := index.kiosks[HashKey(key)]
	switch {
	case !ok:
		return KioskState{}, ErrKioskUnknown
	case !kiosk.Revoked.IsZero():
		return KioskState{}, ErrKioskRevoked
	}
	counter, err := index.Counter(kiosk.Counter)
	if err != nil {
		return KioskState{}, err
	}
	now := k.clock()
	list := index.timetable(counter, now, now.Add(ahead))
	view := CounterNow{Counter: counter, OnDuty: list[0].OnDuty, Open: list[0].Open, Closed: list[0].Closed}
	return KioskState{Kiosk: kiosk, PIN: k.PIN(kiosk.ID), Now: now, View: view, Ahead: list}, nil
}

// Follow calls show with the state of the tablet with this key, and again whenever it may
// have changed, by a change of the roster or by the timetable. It ends with ctx, with an
// error of show, and with the refusals of State.
func (k *Kiosks) Follow(ctx context.Context, key string, show func(KioskState) error) error {
	for {
		changed := k.roster.changed()
		index, err := k.roster.cached(ctx)
		if err != nil {
			return err
		}
		state, err := k.state(index, key)
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

// nextChange is the time until the timetable changes the state.
func (s KioskState) nextChange() time.Duration {
	const most = time.Hour // the timetable covers eight days from now
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
	return k.change(ctx, actor, id, actor.Act(k.clock(), audit.TabletRenamed, id, "name", name), func(kiosk *Kiosk) error {
		kiosk.Name = name
		return nil
	})
}

// Move binds the kiosk to another counter; earlier ratings stay with the counter at that
// time. Refusals: ErrNotAllowed, ErrKioskMissing, ErrCounterUnknown.
func (k *Kiosks) Move(ctx context.Context, actor Actor, id, counter string) error {
	target, err := k.counterFor(ctx, actor, counter)
	if err != nil {
		return err
	}
	return k.change(ctx, actor, id, actor.Act(k.clock(), audit.TabletMoved, id, "counter", target.Code), func(kiosk *Kiosk) error {
		kiosk.move(target.Code, k.clock())
		return nil
	})
}

// Revoke ends the right of the kiosk immediately. Its earlier ratings are still accepted;
// those that are not part of its LateQueue, and all when it is lost, are held for
// inspection. Refusals: ErrNotAllowed, ErrKioskMissing.
func (k *Kiosks) Revoke(ctx context.Context, actor Actor, id string, lost bool) error {
	event := actor.Act(k.clock(), audit.TabletRevoked, id, "lost", strconv.FormatBool(lost))
	return k.change(ctx, actor, id, event, func(kiosk *Kiosk) error {
		kiosk.revoke(k.clock(), lost)
		return nil
	})
}

// change refuses kiosks of counters that the actor does not see.
func (k *Kiosks) change(ctx context.Context, actor Actor, id string, event audit.Event, change func(*Kiosk) error) error {
	index, err := k.roster.Latest(ctx)
	if err != nil {
		return err
	}
	return k.store.ChangeKiosk(ctx, id, func(kiosk *Kiosk) error {
		if counter := index.counters[kiosk.Counter]; !actor.SeesUnit(counter.Unit.Code) {
			return ErrNotAllowed
		}
		return change(kiosk)
	}, event)
}

func (k *Kiosks) counterFor(ctx context.Context, actor Actor, code string) (Counter, error) {
	counter, err := k.roster.Counter(ctx, code)
	if err == nil && !actor.SeesUnit(counter.Unit.Code) {
		err = ErrNotAllowed
	}
	return counter, err
}

func checkedName(name string) (string, error) {
	name = NormalText(name)
	if name == "" || len(name) > MaxName {
		return "", FieldErrors{{Field: "name", Key: "field_name"}}.Err()
	}
	return name, nil
}
