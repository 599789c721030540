package domain

import (
	"context"
	"errors"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Layout is who and what there is: everything that an intake must know to take a
// rating in, so that it can be held in memory and outlast the database.
type Layout struct {
	Version  string // changes with every change of the rest
	Counters []Counter
	Services []Service
	Officers []Officer // without their NIP
	Duties   []Duty
	Kiosks   []Kiosk
	Hours    []OpeningHours
	Holidays []Holiday
}

// LayoutStore gives the layout.
type LayoutStore interface {
	// LayoutVersion costs one look. A layout that was never saved has the version "".
	LayoutVersion(ctx context.Context) (string, error)
	// Layout gives everything, of the duties those that end after since.
	Layout(ctx context.Context, since time.Time) (Layout, error)
}

// layoutBack is how far back duties are held: a rating is believed for seven days.
const layoutBack = MaxBack + 24*time.Hour

// layoutPatience is how long a look at the version may take before what is known
// serves on. A journal in front of the database gives up before that, and remembers.
const layoutPatience = 2 * time.Second

// Places holds the layout in memory. It is safe for concurrent use.
type Places struct {
	store   LayoutStore
	clock   Clock
	reading sync.Mutex // one reads anew, the others wait for it
	known   atomic.Pointer[places]
	next    atomic.Pointer[chan struct{}] // closed when known changes
}

// NewPlaces reads the layout when it is first needed.
func NewPlaces(store LayoutStore, clock Clock) *Places {
	p := &Places{store: store, clock: clock}
	next := make(chan struct{})
	p.next.Store(&next)
	return p
}

// Start sets what is known before the database has been asked: an earlier copy.
func (p *Places) Start(l Layout) { p.learn(l) }

func (p *Places) learn(l Layout) {
	p.known.Store(indexed(l))
	next := make(chan struct{})
	close(*p.next.Swap(&next))
}

// changed is closed when something else is known. Whoever asks for it before looking
// misses nothing.
func (p *Places) changed() <-chan struct{} { return *p.next.Load() }

// Watch looks for changes of the layout, whoever made them, until ctx ends. A look that
// fails is made again the next time.
func (p *Places) Watch(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			_ = p.Refresh(ctx) // what is known serves on; the journal says that the database is away
		case <-ctx.Done():
			return
		}
	}
}

// Refresh looks whether the layout has changed and reads it anew then. When it
// cannot look, what is known serves on and the error says why.
func (p *Places) Refresh(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, layoutPatience)
	defer cancel()
	version, err := p.store.LayoutVersion(ctx)
	if err != nil {
		return err
	}
	if known := p.known.Load(); known != nil && known.Version == version {
		return nil
	}
	return p.read(context.WithoutCancel(ctx), version)
}

func (p *Places) read(ctx context.Context, wanted string) error {
	p.reading.Lock()
	defer p.reading.Unlock()
	if known := p.known.Load(); known != nil && known.Version == wanted {
		return nil
	}
	layout, err := p.store.Layout(ctx, p.clock().Add(-layoutBack))
	if err == nil {
		p.learn(layout)
	}
	return err
}

// Known gives the layout that is held, and false before anything is known.
func (p *Places) Known() (Layout, bool) {
	known := p.known.Load()
	if known == nil {
		return Layout{}, false
	}
	return known.Layout, true
}

// view gives one layout to decide by from beginning to end.
func (p *Places) view(ctx context.Context) (*places, error) {
	if known := p.known.Load(); known != nil {
		return known, nil
	}
	if err := p.Refresh(ctx); err != nil {
		return nil, err
	}
	return p.known.Load(), nil
}

// latest looks for changes first and is content with what is known when it cannot.
func (p *Places) latest(ctx context.Context) (*places, error) {
	err := p.Refresh(ctx)
	if known := p.known.Load(); known != nil {
		return known, nil
	}
	return nil, err
}

// find decides by what is known and, when that ends in a refusal, once more by what
// the database knows. Nothing is called unknown while it cannot be asked.
func find[T any](ctx context.Context, p *Places, decide func(*places) (T, error)) (T, error) {
	var none T
	view, err := p.view(ctx)
	if err != nil {
		return none, err
	}
	found, err := decide(view)
	refusal, refused := Refusal(err)
	if !refused {
		return found, err
	}
	away := p.Refresh(ctx)
	switch newer := p.known.Load(); {
	case newer != view:
		return decide(newer)
	case away != nil && (refusal.Code == CodeNotFound || refusal.Code == CodeUnauthorized):
		return none, errors.Join(ErrUnavailable, away)
	}
	return found, err
}

// Kiosk gives the tablet with the hash of a key. It refuses an unknown one with
// ErrKioskUnknown.
func (p *Places) Kiosk(ctx context.Context, keyHash string) (Kiosk, error) {
	return find(ctx, p, func(in *places) (Kiosk, error) {
		kiosk, ok := in.kiosks[keyHash]
		if !ok {
			return Kiosk{}, ErrKioskUnknown
		}
		return kiosk, nil
	})
}

// Counter refuses an unknown code with ErrCounterUnknown.
func (p *Places) Counter(ctx context.Context, code string) (Counter, error) {
	return find(ctx, p, func(in *places) (Counter, error) { return in.counter(NormalCode(code)) })
}

// OnDuty lists the active officers with a duty at the counter at that time, by code.
// Duties that ended more than eight days before the layout was read are not known.
func (p *Places) OnDuty(ctx context.Context, counter string, at time.Time) ([]Officer, error) {
	return find(ctx, p, func(in *places) ([]Officer, error) { return in.onDuty(counter, at), nil })
}

// places is a layout with what is looked up in it.
type places struct {
	Layout
	counters map[string]Counter
	services map[string]Service
	officers map[string]Officer
	photos   map[string]Officer // by the id of the photo
	duties   map[string][]turn  // by counter, in order of From
	kiosks   map[string]Kiosk   // by the hash of the key
	tablets  map[string]Kiosk   // by id
	hours    map[string]Week    // by unit; none: open while somebody is on duty
}

func indexed(l Layout) *places {
	in := &places{
		Layout: l, counters: map[string]Counter{}, services: map[string]Service{},
		officers: map[string]Officer{}, photos: map[string]Officer{}, duties: map[string][]turn{},
		kiosks: map[string]Kiosk{}, tablets: map[string]Kiosk{}, hours: map[string]Week{},
	}
	for _, c := range l.Counters {
		in.counters[c.Code] = c
	}
	for _, s := range l.Services {
		in.services[s.Code] = s
	}
	for _, o := range l.Officers {
		in.officers[o.Code] = o
		if o.Photo != "" {
			in.photos[o.Photo] = o
		}
	}
	for _, d := range slices.SortedFunc(slices.Values(l.Duties), func(a, b Duty) int { return a.From.Compare(b.From) }) {
		in.duties[d.Counter] = append(in.duties[d.Counter], turnAfter(in.duties[d.Counter], d))
	}
	for _, k := range l.Kiosks {
		in.kiosks[k.KeyHash] = k
		in.tablets[k.ID] = k
	}
	for _, h := range l.Hours {
		in.hours[h.Unit] = h.Week
	}
	return in
}

func (in *places) counter(code string) (Counter, error) {
	counter, ok := in.counters[code]
	if !ok {
		return Counter{}, ErrCounterUnknown
	}
	return counter, nil
}

func (in *places) officer(code string) (Officer, error) {
	officer, ok := in.officers[code]
	if !ok {
		return Officer{}, ErrOfficerUnknown
	}
	return officer, nil
}

// turn is a duty with the latest end of all duties up to it: whoever looks backwards
// knows where to stop.
type turn struct {
	Duty
	open   bool // one of them has no end
	latest time.Time
}

func turnAfter(before []turn, d Duty) turn {
	t := turn{Duty: d, open: d.To.IsZero(), latest: d.To}
	if n := len(before); n > 0 {
		last := before[n-1]
		t.open = t.open || last.open
		if last.latest.After(t.latest) {
			t.latest = last.latest
		}
	}
	return t
}

// onDuty lists the active officers with a duty at the counter at that time, by code.
// Whoever signed on at the counter last is there instead of those in the timetable.
func (in *places) onDuty(counter string, at time.Time) []Officer {
	var list []Officer
	duties := in.duties[counter]
	begun := sort.Search(len(duties), func(i int) bool { return duties[i].From.After(at) })
	for i := begun - 1; i >= 0 && (duties[i].open || duties[i].latest.After(at)); i-- {
		officer, ok := in.officers[duties[i].Officer]
		if !ok || !officer.Active || !duties[i].Covers(at) {
			continue
		}
		if duties[i].SignedOn {
			return []Officer{officer}
		}
		list = append(list, officer)
	}
	slices.SortFunc(list, func(a, b Officer) int { return strings.Compare(a.Code, b.Code) })
	return slices.CompactFunc(list, func(a, b Officer) bool { return a.Code == b.Code })
}
