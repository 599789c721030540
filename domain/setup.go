package domain

import (
	"context"
	"slices"
)

// Setup says which lists are there: an installation needs all of them before the first
// rating.
type Setup struct {
	Services bool
	Counters bool // with their units
	Officers bool // active ones
	Duties   bool // that have not ended more than eight days ago
}

// Complete reports whether nothing is missing.
func (s Setup) Complete() bool { return s == Setup{true, true, true, true} }

// Setup gives the state of the lists in the units that the actor sees; the services are
// the city's.
func (r *Roster) Setup(ctx context.Context, actor Actor) (Setup, error) {
	in, err := r.Latest(ctx)
	if err != nil {
		return Setup{}, err
	}
	return Setup{
		Services: len(in.Services) > 0,
		Counters: slices.ContainsFunc(in.Counters, func(c Counter) bool { return actor.SeesFigures(c.Unit.Code) }),
		Officers: slices.ContainsFunc(in.Officers, func(o Officer) bool { return o.Active && actor.SeesFigures(o.Unit) }),
		Duties:   slices.ContainsFunc(in.Duties, func(d Duty) bool { return actor.SeesFigures(in.counters[d.Counter].Unit.Code) }),
	}, nil
}
