package sample

import (
	"context"
	"slices"
	"sort"
	"strings"
	"time"

	"suaraloket/domain"
)

var _ domain.RosterSnapshotStore = (*City)(nil)

// index prepares the look-ups.
func (c *City) index() {
	c.people, c.roster = map[string]domain.Officer{}, map[string][]domain.Duty{}
	for _, o := range c.officers {
		c.people[o.Code] = o
	}
	for _, d := range c.duties {
		c.roster[d.Counter] = append(c.roster[d.Counter], d)
	}
}

// RosterVersion is "", since the sample city does not change.
func (c *City) RosterVersion(context.Context) (string, error) { return "", nil }

// RosterSnapshot gives everything, from the city's first day.
func (c *City) RosterSnapshot(context.Context, time.Time) (domain.RosterSnapshot, error) {
	return domain.RosterSnapshot{Counters: c.Counters(), Services: c.Services(), Officers: c.Officers(), Duties: c.Duties()}, nil
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
