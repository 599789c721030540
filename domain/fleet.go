package domain

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Heartbeat is a tablet's report about itself, every minute.
type Heartbeat struct {
	Version     string
	Waiting     int64     // ratings and additions not handed in yet
	Oldest      time.Time // when the oldest of them was rated, zero without one
	OldestSeq   int64     // its running number
	LastSeq     int64     // the highest running number given out
	Quarantined int64     // refused for good, kept for staff
	Battery     int       // percent, or Unknown
	Charging    bool
	StorageUsed int64 // bytes
	StorageMax  int64 // bytes, 0 when unknown
	Persisted   bool  // the browser has promised to keep the store
	Skew        time.Duration
}

// Unknown is the battery of a tablet that does not report it.
const Unknown = -1

// Health is the last heartbeat of a kiosk, with the server's own counts.
type Health struct {
	Kiosk string
	Seen  time.Time
	Heartbeat
	Complete   int64     // every running number up to here has arrived
	CompleteAt time.Time // when that one was rated
	Absent     int64     // numbers given out that have not arrived
}

// Arrival is a running number of a kiosk that has arrived.
type Arrival struct {
	Seq     int64
	RatedAt time.Time
}

// SeqGap is a range of running numbers that have not arrived, both ends included.
type SeqGap struct{ From, To int64 }

// HealthStore stores the last heartbeats and finds the running numbers of ratings.
type HealthStore interface {
	// SaveHealth replaces the kiosk's last heartbeat.
	SaveHealth(ctx context.Context, h Health) error
	Healths(ctx context.Context) ([]Health, error)
	// Health gives the kiosk's last heartbeat, a zero one before the first.
	Health(ctx context.Context, kiosk string) (Health, error)
	// Arrivals lists the numbers above one that have arrived, of ratings given after
	// since, in order and each once; at most limit of them.
	Arrivals(ctx context.Context, kiosk string, above int64, since time.Time, limit int) ([]Arrival, error)
	// Gaps lists the ranges of numbers between 1 and the highest arrived that are missing,
	// at most limit of them.
	Gaps(ctx context.Context, kiosk string, limit int) ([]SeqGap, error)
}

// KioskCondition is the condition of a kiosk.
type KioskCondition string

// The conditions, as in the portal: aktif, diam, bermasalah. A new kiosk has not sent a
// heartbeat yet; a revoked one is not expected to.
const (
	KioskActive   KioskCondition = "active"
	KioskSilent   KioskCondition = "silent"
	KioskTroubled KioskCondition = "troubled"
	KioskNew      KioskCondition = "new"
	KioskRevoked  KioskCondition = "revoked"
)

// Trouble is a problem of a kiosk that sends heartbeats.
type Trouble string

// The troubles.
const (
	TroubleQueue      Trouble = "queue"      // the oldest rating has waited too long
	TroubleQuarantine Trouble = "quarantine" // ratings were refused for good
	TroubleMissing    Trouble = "missing"    // numbers that neither arrived nor wait
	TroubleBattery    Trouble = "battery"
	TroubleStorage    Trouble = "storage"
	TroubleClock      Trouble = "clock"
)

// Thresholds of the conditions and troubles.
const (
	silentAfter   = 5 * time.Minute
	longWait      = 15 * time.Minute
	lowBattery    = 15 // percent, while not charging
	fullStorage   = 90 // percent
	farClock      = MaxAhead
	arrivalsAtOne = 5000 // numbers looked at for one heartbeat
)

// KioskStatus is a line of the fleet.
type KioskStatus struct {
	Kiosk     Kiosk
	Counter   Counter
	PIN       string
	Health    Health // zero before the first heartbeat
	Condition KioskCondition
	Troubles  []Trouble
	Missing   int64 // numbers that neither arrived nor wait on the tablet
	Alarm     bool  // silent while its counter is open
}

// Fleet reports the health of the tablets.
type Fleet struct {
	kiosks *Kiosks
	store  HealthStore
	clock  Clock
}

// NewFleet makes the use case.
func NewFleet(kiosks *Kiosks, store HealthStore, clock Clock) *Fleet {
	return &Fleet{kiosks: kiosks, store: store, clock: clock}
}

// Beat stores a heartbeat of the tablet with this key. Refusals: ErrKioskUnknown,
// ErrKioskRevoked, ErrUnavailable.
func (f *Fleet) Beat(ctx context.Context, key string, beat Heartbeat) error {
	right, err := f.kiosks.Authenticate(ctx, key)
	if err != nil {
		return err
	}
	last, err := f.store.Health(ctx, right.Kiosk)
	if err != nil {
		return err
	}
	next := Health{Kiosk: right.Kiosk, Seen: f.clock(), Heartbeat: beat, Complete: last.Complete, CompleteAt: last.CompleteAt}
	if next.LastSeq > next.Complete {
		if err := f.count(ctx, &next); err != nil {
			return err
		}
	}
	return f.store.SaveHealth(ctx, next)
}

// count advances Complete and counts the missing numbers above it.
func (f *Fleet) count(ctx context.Context, h *Health) error {
	since := h.CompleteAt
	if !since.IsZero() {
		since = since.Add(-24 * time.Hour) // a corrected clock may have gone back
	}
	arrived, err := f.store.Arrivals(ctx, h.Kiosk, h.Complete, since, arrivalsAtOne)
	for len(arrived) > 0 && arrived[0].Seq == h.Complete+1 {
		h.Complete, h.CompleteAt = arrived[0].Seq, arrived[0].RatedAt
		arrived = arrived[1:]
	}
	h.Absent = max(h.LastSeq-h.Complete-int64(len(arrived)), 0)
	return err
}

// List gives the kiosks of the counters that the actor sees, by counter and name, those
// that need attention first.
func (f *Fleet) List(ctx context.Context, actor Actor) ([]KioskStatus, error) {
	index, err := f.kiosks.roster.Latest(ctx)
	if err != nil {
		return nil, err
	}
	healths, err := f.store.Healths(ctx)
	if err != nil {
		return nil, err
	}
	byKiosk := map[string]Health{}
	for _, h := range healths {
		byKiosk[h.Kiosk] = h
	}
	var list []KioskStatus
	for _, k := range index.Kiosks {
		if counter := index.counters[k.Counter]; actor.SeesUnit(counter.Unit.Code) {
			list = append(list, f.status(index, k, counter, byKiosk[k.ID]))
		}
	}
	slices.SortStableFunc(list, func(a, b KioskStatus) int {
		if d := a.urgency() - b.urgency(); d != 0 {
			return d
		}
		return strings.Compare(a.Counter.Code+" "+a.Kiosk.Name, b.Counter.Code+" "+b.Kiosk.Name)
	})
	return list, nil
}

// One gives a single kiosk with the numbers that are missing. Refusals:
// ErrKioskMissing, also for one that the actor does not see.
func (f *Fleet) One(ctx context.Context, actor Actor, id string) (KioskStatus, []SeqGap, error) {
	list, err := f.List(ctx, actor)
	if err != nil {
		return KioskStatus{}, nil, err
	}
	i := slices.IndexFunc(list, func(s KioskStatus) bool { return s.Kiosk.ID == id })
	if i < 0 {
		return KioskStatus{}, nil, ErrKioskMissing
	}
	gaps, err := f.store.Gaps(ctx, id, gapsShown)
	return list[i], gaps, err
}

// gapsShown is how many ranges of missing numbers a page lists.
const gapsShown = 100

func (f *Fleet) status(index *RosterIndex, k Kiosk, counter Counter, h Health) KioskStatus {
	now := f.clock()
	s := KioskStatus{Kiosk: k, Counter: counter, Health: h, PIN: f.kiosks.PIN(k.ID)}
	s.Missing = max(h.Absent-h.Waiting-h.Quarantined, 0)
	s.Troubles = h.troubles(now, s.Missing)
	switch {
	case !k.Revoked.IsZero():
		s.Condition = KioskRevoked
	case h.Seen.IsZero():
		s.Condition = KioskNew
	case now.Sub(h.Seen) > silentAfter:
		s.Condition = KioskSilent
		s.Alarm = index.shiftAt(counter, now).Open
	case len(s.Troubles) > 0:
		s.Condition = KioskTroubled
	default:
		s.Condition = KioskActive
	}
	return s
}

func (s KioskStatus) urgency() int {
	switch {
	case s.Alarm:
		return 0
	case s.Condition == KioskTroubled:
		return 1
	case s.Condition == KioskSilent:
		return 2
	case s.Condition == KioskRevoked:
		return 4
	}
	return 3
}

func (h Health) troubles(now time.Time, missing int64) []Trouble {
	var list []Trouble
	add := func(wrong bool, t Trouble) {
		if wrong {
			list = append(list, t)
		}
	}
	add(h.Waiting > 0 && !h.Oldest.IsZero() && now.Sub(h.Oldest) > longWait, TroubleQueue)
	add(h.Quarantined > 0, TroubleQuarantine)
	add(missing > 0, TroubleMissing)
	add(h.Battery != Unknown && !h.Seen.IsZero() && h.Battery < lowBattery && !h.Charging, TroubleBattery)
	add(h.StorageMax > 0 && h.StorageUsed > h.StorageMax/100*fullStorage, TroubleStorage)
	add(h.Skew.Abs() > farClock, TroubleClock)
	return list
}
