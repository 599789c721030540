package sample

import (
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
)

// MaxMonths is the longest history.
const MaxMonths = 24

// quietBefore is how long before start the history ends, so that the first real touch of a
// tablet is not held as a burst after an invented one.
const quietBefore = time.Minute

// City is the sample city at one start. It does not change and may be read by many
// at once.
type City struct {
	start    time.Time
	first    time.Time // midnight of the first day of history or, without one, of duties
	months   int
	desks    []desk
	officers []domain.Officer
	duties   []domain.Duty
	phrases  phrases

	services map[string]domain.Service
	people   map[string]domain.Officer
	roster   map[string][]domain.Duty // by counter, in order of From
	nature   map[string]person        // by officer
	demand   map[string]errand        // by service
}

// Make makes the city at start, with months of history before it, limited to 0 to
// MaxMonths. start is in the city's zone.
func Make(start time.Time, months int) *City {
	months = min(max(months, 0), MaxMonths)
	c := &City{start: start, months: months, phrases: readPhrases()}
	c.first = midnight(start.AddDate(0, -months, 0))
	if months == 0 {
		c.first = midnight(start.AddDate(0, 0, -steadyDays))
	}
	c.build()
	c.duties = c.assign()
	c.index()
	return c
}

// Services lists what residents ask for.
func (c *City) Services() []domain.Service {
	var list []domain.Service
	for _, e := range errands() {
		list = append(list, domain.Service{Code: e.code, Name: e.name, Free: e.free})
	}
	return list
}

// Counters lists all counters by code, those of tenants too.
func (c *City) Counters() []domain.Counter {
	list := make([]domain.Counter, len(c.desks))
	for i, d := range c.desks {
		list[i] = d.counter
	}
	return list
}

// OwnCounters lists the counters of the city's own agencies, by code. With a
// history two officers serve together at the last one.
func (c *City) OwnCounters() []domain.Counter {
	var list []domain.Counter
	for _, d := range c.desks {
		if d.own() {
			list = append(list, d.counter)
		}
	}
	return list
}

// Officers lists the people, tenants' too, in the order of the counters.
func (c *City) Officers() []domain.Officer { return append([]domain.Officer(nil), c.officers...) }

// Duties lists who serves where and when. With a history the officers of a counter
// take turns by the week until the last duty, which is open; without one a single
// officer serves from eight days before start without end.
func (c *City) Duties() []domain.Duty { return append([]domain.Duty(nil), c.duties...) }

// KioskID is the id of the tablet at a counter.
func KioskID(counter string) string { return idOf("device:" + counter) }

// idOf makes the same UUID of the same name, every time.
func idOf(name string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("suaraloket:sample:"+name)).String()
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}
