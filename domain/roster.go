package domain

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"suaraloket/domain/audit"
)

// RosterReader reads the parts of the roster from the database.
type RosterReader interface {
	// Officer refuses an unknown code with ErrOfficerUnknown.
	Officer(ctx context.Context, code string) (Officer, error)
	Units(ctx context.Context) ([]Unit, error)
	Counters(ctx context.Context) ([]Counter, error)
	Services(ctx context.Context) ([]Service, error)
	Officers(ctx context.Context) ([]Officer, error)
}

// RosterWriter saves lists, each in one transaction. An entry replaces the stored one
// with the same code; entries that are not in the list stay. Events are added to the record in
// the same transaction.
type RosterWriter interface {
	SaveServices(ctx context.Context, list []Service, events ...audit.Event) error
	SaveCounters(ctx context.Context, list []Counter, events ...audit.Event) error
	SaveOfficers(ctx context.Context, list []Officer, events ...audit.Event) error
	// SaveDuties adds duties; one with the same officer, counter and From is replaced.
	SaveDuties(ctx context.Context, list []Duty, events ...audit.Event) error
}

// RosterSnapshotStore reads the whole roster at once.
type RosterSnapshotStore interface {
	// RosterVersion is cheap. The version of a roster that was never saved is "".
	RosterVersion(ctx context.Context) (string, error)
	// RosterSnapshot gives the whole roster, with the duties that end after since.
	RosterSnapshot(ctx context.Context, since time.Time) (RosterSnapshot, error)
}

// dutiesBack is how far back the snapshot holds duties: ratings are accepted for seven
// days.
const dutiesBack = MaxBack + 24*time.Hour

// refreshTimeout limits a check of the version; after it the cached roster is used. A
// journal in front of the database times out earlier and remembers the failure.
const refreshTimeout = 2 * time.Second

// Roster answers who works where and when. It caches the last snapshot, so that it
// keeps answering while the database is unavailable. It is safe for concurrent use.
type Roster struct {
	snapshots RosterSnapshotStore
	lists     RosterReader
	clock     Clock
	reading   sync.Mutex // one caller reads a new snapshot, the others wait for it
	current   atomic.Pointer[RosterIndex]
	change    atomic.Pointer[chan struct{}] // closed when current changes
}

// NewRoster makes the use case. It reads the snapshot on first use; Units and Counters
// read from lists.
func NewRoster(snapshots RosterSnapshotStore, lists RosterReader, clock Clock) *Roster {
	r := &Roster{snapshots: snapshots, lists: lists, clock: clock}
	next := make(chan struct{})
	r.change.Store(&next)
	return r
}

// Preload sets an earlier copy of the snapshot, for a start without the database.
func (r *Roster) Preload(s RosterSnapshot) { r.set(s) }

func (r *Roster) set(s RosterSnapshot) {
	r.current.Store(indexRoster(s))
	next := make(chan struct{})
	close(*r.change.Swap(&next))
}

// changed is closed at the next change. A caller that asks for it before it reads the
// roster misses no change.
func (r *Roster) changed() <-chan struct{} { return *r.change.Load() }

// Watch refreshes the roster at an interval until ctx ends. After a failure it tries
// again at the next tick.
func (r *Roster) Watch(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			_ = r.Refresh(ctx) // the cache stays in use; the journal reports that the database is away
		case <-ctx.Done():
			return
		}
	}
}

// Refresh compares the version and reads a new snapshot when it differs. On an error
// the cached snapshot stays in use.
func (r *Roster) Refresh(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, refreshTimeout)
	defer cancel()
	version, err := r.snapshots.RosterVersion(ctx)
	if err != nil {
		return err
	}
	if current := r.current.Load(); current != nil && current.Version == version {
		return nil
	}
	return r.read(context.WithoutCancel(ctx), version)
}

func (r *Roster) read(ctx context.Context, wanted string) error {
	r.reading.Lock()
	defer r.reading.Unlock()
	if current := r.current.Load(); current != nil && current.Version == wanted {
		return nil
	}
	snapshot, err := r.snapshots.RosterSnapshot(ctx, r.clock().Add(-dutiesBack))
	if err == nil {
		r.set(snapshot)
	}
	return err
}

// Snapshot gives the cached snapshot, and false when there is none yet.
func (r *Roster) Snapshot() (RosterSnapshot, bool) {
	current := r.current.Load()
	if current == nil {
		return RosterSnapshot{}, false
	}
	return current.RosterSnapshot, true
}

// cached gives the roster without a check for changes. A caller uses one index for one
// whole decision.
func (r *Roster) cached(ctx context.Context) (*RosterIndex, error) {
	if current := r.current.Load(); current != nil {
		return current, nil
	}
	if err := r.Refresh(ctx); err != nil {
		return nil, err
	}
	return r.current.Load(), nil
}

// Latest refreshes the roster first and falls back to the cached one when that fails. A
// caller uses one index for one whole decision.
func (r *Roster) Latest(ctx context.Context) (*RosterIndex, error) {
	err := r.Refresh(ctx)
	if current := r.current.Load(); current != nil {
		return current, nil
	}
	return nil, err
}

// find decides with the cached roster. When it decides on a refusal, it refreshes the
// roster and decides again. It does not call anything unknown while it cannot refresh.
func find[T any](ctx context.Context, r *Roster, decide func(*RosterIndex) (T, error)) (T, error) {
	var none T
	index, err := r.cached(ctx)
	if err != nil {
		return none, err
	}
	found, err := decide(index)
	refusal, refused := Refusal(err)
	if !refused {
		return found, err
	}
	away := r.Refresh(ctx)
	switch newer := r.current.Load(); {
	case newer != index:
		return decide(newer)
	case away != nil && (refusal.Code == CodeNotFound || refusal.Code == CodeUnauthorized):
		return none, errors.Join(ErrUnavailable, away)
	}
	return found, err
}

// Kiosk gives the tablet with the hash of a key. It refuses an unknown one with
// ErrKioskUnknown.
func (r *Roster) Kiosk(ctx context.Context, keyHash string) (Kiosk, error) {
	return find(ctx, r, func(in *RosterIndex) (Kiosk, error) {
		kiosk, ok := in.kiosks[keyHash]
		if !ok {
			return Kiosk{}, ErrKioskUnknown
		}
		return kiosk, nil
	})
}

// Counter refuses an unknown code with ErrCounterUnknown.
func (r *Roster) Counter(ctx context.Context, code string) (Counter, error) {
	return find(ctx, r, func(in *RosterIndex) (Counter, error) { return in.Counter(NormalCode(code)) })
}

// OnDuty lists the active officers with a duty at the counter at that time, by code. It
// does not know duties that ended more than eight days before the snapshot.
func (r *Roster) OnDuty(ctx context.Context, counter string, at time.Time) ([]Officer, error) {
	return find(ctx, r, func(in *RosterIndex) ([]Officer, error) { return in.onDuty(counter, at), nil })
}

// CounterNow is the public view of a counter at the moment.
type CounterNow struct {
	Counter Counter
	OnDuty  []Officer // empty for the counter of a tenant, whose people are not rated
	Open    bool      // within the unit's opening hours, with an officer on duty
	Closed  *Closure  // nil within the unit's opening hours
}

// CounterNow gives the public view of a counter, from the cache while the database is
// away. It refuses an unknown code with ErrCounterUnknown.
func (r *Roster) CounterNow(ctx context.Context, code string) (CounterNow, error) {
	index, err := r.Latest(ctx)
	if err != nil {
		return CounterNow{}, err
	}
	return index.counterNow(code, r.clock())
}

// CachedCounterNow is CounterNow without a refresh, for a person who saw the counter a
// moment ago. It refuses an unknown code with ErrCounterUnknown.
func (r *Roster) CachedCounterNow(ctx context.Context, code string) (CounterNow, error) {
	return find(ctx, r, func(index *RosterIndex) (CounterNow, error) { return index.counterNow(code, r.clock()) })
}

// FindCounter gives the counter for a code that a person typed: in small letters, with
// blanks, without hyphens, as long as it fits one counter only. It does not refresh the
// roster, and refuses with ErrCounterUnknown.
func (r *Roster) FindCounter(ctx context.Context, text string) (Counter, error) {
	index, err := r.cached(ctx)
	if err != nil {
		return Counter{}, err
	}
	if exact, err := index.Counter(NormalCode(text)); err == nil {
		return exact, nil
	}
	wanted := bareCode(text)
	var matches []Counter
	for _, c := range index.Counters {
		if wanted != "" && bareCode(c.Code) == wanted {
			matches = append(matches, c)
		}
	}
	if len(matches) != 1 {
		return Counter{}, ErrCounterUnknown
	}
	return matches[0], nil
}

// ServedBy narrows the view of a counter to the officer of a ticket, so that the
// resident need not pick one. An unknown officer changes nothing.
func (r *Roster) ServedBy(ctx context.Context, view CounterNow, officer string) (CounterNow, error) {
	if officer == "" || !view.Counter.Unit.Agency.Internal {
		return view, nil
	}
	index, err := r.cached(ctx)
	if err != nil {
		return view, err
	}
	if known, ok := index.officers[officer]; ok {
		view.OnDuty, view.Open = []Officer{known}, true
	}
	return view, nil
}

// Units lists the units whose figures the actor may see, by name.
func (r *Roster) Units(ctx context.Context, actor Actor) ([]Unit, error) {
	units, err := r.lists.Units(ctx)
	return slices.DeleteFunc(units, func(u Unit) bool { return !actor.SeesFigures(u.Code) }), err
}

// Counters lists the counters of the units whose figures the actor may see, by code.
func (r *Roster) Counters(ctx context.Context, actor Actor) ([]Counter, error) {
	counters, err := r.lists.Counters(ctx)
	return slices.DeleteFunc(counters, func(c Counter) bool { return !actor.SeesFigures(c.Unit.Code) }), err
}

// Now is the time in the city's zone.
func (r *Roster) Now() time.Time { return r.clock() }
