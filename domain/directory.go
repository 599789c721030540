package domain

import (
	"context"
	"slices"
	"time"
)

// DirectoryStore keeps who and what there is.
type DirectoryStore interface {
	// Officer refuses an unknown code with ErrOfficerUnknown.
	Officer(ctx context.Context, code string) (Officer, error)
	Units(ctx context.Context) ([]Unit, error)
	Counters(ctx context.Context) ([]Counter, error)
	Services(ctx context.Context) ([]Service, error)
	Officers(ctx context.Context) ([]Officer, error)
}

// RosterStore takes in lists, each whole or not at all. A line whose code exists
// already replaces what was there; nothing that is not in the list is removed.
type RosterStore interface {
	SaveServices(ctx context.Context, list []Service) error
	SaveCounters(ctx context.Context, list []Counter) error
	SaveOfficers(ctx context.Context, list []Officer) error
	// SaveDuties adds duties; one with the same officer, counter and From is replaced.
	SaveDuties(ctx context.Context, list []Duty) error
}

// Directory answers who works where, to the public and to staff.
type Directory struct {
	store  DirectoryStore
	places *Places
	clock  Clock
}

// NewDirectory makes the use case.
func NewDirectory(store DirectoryStore, places *Places, clock Clock) *Directory {
	return &Directory{store: store, places: places, clock: clock}
}

// CounterView is what the public may know of a counter now.
type CounterView struct {
	Counter Counter
	OnDuty  []Officer // empty for a tenant's counter, whose people are not rated
	Open    bool      // somebody serves there, within the unit's opening hours
}

// Counter gives the public view, of what is known while the database is away. It
// refuses an unknown code with ErrCounterUnknown.
func (d *Directory) Counter(ctx context.Context, code string) (CounterView, error) {
	places, err := d.places.latest(ctx)
	if err != nil {
		return CounterView{}, err
	}
	return places.seen(code, d.clock())
}

// KnownCounter gives the view by what is known without asking anew: to those who have
// seen the counter a moment ago. It refuses an unknown code with ErrCounterUnknown.
func (d *Directory) KnownCounter(ctx context.Context, code string) (CounterView, error) {
	return find(ctx, d.places, func(places *places) (CounterView, error) { return places.seen(code, d.clock()) })
}

func (in *places) seen(code string, at time.Time) (CounterView, error) {
	counter, err := in.counter(NormalCode(code))
	if err != nil {
		return CounterView{}, err
	}
	now := in.manned(counter, at)
	return CounterView{Counter: counter, OnDuty: now.OnDuty, Open: now.Open}, nil
}

// Named gives the counter that a person means who writes a code by hand: in small
// letters, with blanks, without the hyphens, as long as only one counter can be meant.
// It refuses with ErrCounterUnknown, and goes by what is known without asking anew.
func (d *Directory) Named(ctx context.Context, text string) (Counter, error) {
	places, err := d.places.view(ctx)
	if err != nil {
		return Counter{}, err
	}
	if exact, err := places.counter(NormalCode(text)); err == nil {
		return exact, nil
	}
	wanted := bareCode(text)
	var meant []Counter
	for _, c := range places.Counters {
		if wanted != "" && bareCode(c.Code) == wanted {
			meant = append(meant, c)
		}
	}
	if len(meant) != 1 {
		return Counter{}, ErrCounterUnknown
	}
	return meant[0], nil
}

// ServedBy narrows the view of a counter to the officer whom a ticket names: nobody
// has to ask who served. An officer who is not known changes nothing.
func (d *Directory) ServedBy(ctx context.Context, view CounterView, officer string) (CounterView, error) {
	if officer == "" || !view.Counter.Unit.Agency.Internal {
		return view, nil
	}
	places, err := d.places.view(ctx)
	if err != nil {
		return view, err
	}
	if known, ok := places.officers[officer]; ok {
		view.OnDuty, view.Open = []Officer{known}, true
	}
	return view, nil
}

// Units lists the units that the actor may see, by name.
func (d *Directory) Units(ctx context.Context, actor Actor) ([]Unit, error) {
	units, err := d.store.Units(ctx)
	return slices.DeleteFunc(units, func(u Unit) bool { return !actor.SeesUnit(u.Code) }), err
}

// Counters lists the counters that the actor may see, by code.
func (d *Directory) Counters(ctx context.Context, actor Actor) ([]Counter, error) {
	counters, err := d.store.Counters(ctx)
	return slices.DeleteFunc(counters, func(c Counter) bool { return !actor.SeesUnit(c.Unit.Code) }), err
}

// Now is the city's time.
func (d *Directory) Now() time.Time { return d.clock() }
