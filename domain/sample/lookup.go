package sample

import (
	"context"
	"slices"
	"sort"
	"strings"
	"time"

	"suaraloket/domain"
)

var _ domain.PlaceStore = (*City)(nil)

// index prepares the look-ups, so that a history can be handed in without asking a
// database some sixty thousand times.
func (c *City) index() {
	c.counters, c.people = map[string]domain.Counter{}, map[string]domain.Officer{}
	c.roster = map[string][]domain.Duty{}
	for _, d := range c.desks {
		c.counters[d.counter.Code] = d.counter
	}
	for _, o := range c.officers {
		c.people[o.Code] = o
	}
	for _, d := range c.duties {
		c.roster[d.Counter] = append(c.roster[d.Counter], d)
	}
}

// Counter refuses an unknown code with ErrCounterUnknown.
func (c *City) Counter(_ context.Context, code string) (domain.Counter, error) {
	counter, ok := c.counters[code]
	if !ok {
		return domain.Counter{}, domain.ErrCounterUnknown
	}
	return counter, nil
}

// Officer refuses an unknown code with ErrOfficerUnknown.
func (c *City) Officer(_ context.Context, code string) (domain.Officer, error) {
	officer, ok := c.people[code]
	if !ok {
		return domain.Officer{}, domain.ErrOfficerUnknown
	}
	return officer, nil
}

// Service refuses an unknown code with ErrServiceUnknown.
func (c *City) Service(_ context.Context, code string) (domain.Service, error) {
	service, ok := c.services[code]
	if !ok {
		return domain.Service{}, domain.ErrServiceUnknown
	}
	return service, nil
}

// OnDuty lists the officers with a duty at the counter at that time, by code.
func (c *City) OnDuty(_ context.Context, counter string, at time.Time) ([]domain.Officer, error) {
	return c.serving(counter, at), nil
}

// serving relies on how duties are made: at one counter they begin together or
// follow each other, so only those with the newest beginning can hold.
func (c *City) serving(counter string, at time.Time) []domain.Officer {
	duties := c.roster[counter]
	end := sort.Search(len(duties), func(i int) bool { return duties[i].From.After(at) })
	var list []domain.Officer
	for i := end - 1; i >= 0 && duties[i].From.Equal(duties[end-1].From); i-- {
		if duties[i].Covers(at) {
			list = append(list, c.people[duties[i].Officer])
		}
	}
	slices.SortFunc(list, func(a, b domain.Officer) int { return strings.Compare(a.Code, b.Code) })
	return list
}
