package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/integrity"
)

// weeks of a quarter.
const weeks = 13

// Opening hours, in minutes after midnight: those of all units, with a lunch break.
const (
	opens  = 8 * 60
	lunch  = 12 * 60
	after  = 13 * 60
	closes = 15*60 + 30
)

// City is one quarter of a city without attacks.
type City struct {
	Kind    Kind
	Ratings []integrity.Rating
	Served  integrity.Served

	rng      *rand.Rand
	people   int // residents so far
	officers []officer
	dates    []date
	moods    map[mood]float64 // drawn once each
}

// date is a working day: its midnight and name.
type date struct {
	midnight time.Time
	day      domain.Day
}

// mood names what moves values together: a service, a day of a unit, a week of a unit.
type mood struct {
	of     string
	number int
}

type officer struct {
	code, unit, tablet string
	services           []string
	ability, visits    float64
}

// NewCity makes the city of a kind and a seed.
func NewCity(kind Kind, seed uint64) *City {
	c := &City{
		Kind: kind, Served: integrity.Served{}, dates: calendar(), moods: map[mood]float64{},
		rng: rand.New(rand.NewPCG(seed, uint64(len(kind.Name)))),
	}
	for u := range kind.Units {
		for o := range kind.Officers {
			c.officers = append(c.officers, c.hire(u, o))
		}
	}
	for day := range c.dates {
		for i := range c.officers {
			c.work(i, day)
		}
	}
	return c
}

// calendar gives the working days of the quarter, the first of which is a Monday.
func calendar() []date {
	zone := time.FixedZone("WIB", 7*60*60)
	dates := make([]date, weeks*5)
	for i := range dates {
		midnight := time.Date(2027, 1, 4+i/5*7+i%5, 0, 0, 0, 0, zone)
		dates[i] = date{midnight, domain.DayOf(midnight)}
	}
	return dates
}

func (c *City) hire(unit, number int) officer {
	o := officer{
		code: fmt.Sprintf("P-%02d-%d", unit, number), unit: fmt.Sprintf("U-%02d", unit),
		ability: c.Kind.Ability * c.rng.NormFloat64(), visits: c.Kind.Visits * math.Exp(c.Kind.Uneven*c.rng.NormFloat64()),
	}
	switch {
	case c.Kind.Tablet == 0, c.Kind.NoTablet && number == 1:
	case c.Kind.Shared:
		o.tablet = "T-" + o.unit
	default:
		o.tablet = "T-" + o.code
	}
	first := c.rng.IntN(c.Kind.Services)
	for s := range 1 + c.rng.IntN(min(3, c.Kind.Services)) {
		o.services = append(o.services, fmt.Sprintf("%s-S%d", o.unit, (first+s)%c.Kind.Services))
	}
	return o
}

// outreach says whether the officer serves in a village on the day: the first two of each
// unit do, on days spread over the quarter.
func (c *City) outreach(i, day int) bool {
	number := i % c.Kind.Officers
	return c.Kind.Outreach > 0 && number < 2 && day%(weeks*5/c.Kind.Outreach) == 1
}

// work is one day of an officer.
func (c *City) work(i, day int) {
	o := c.officers[i]
	expected := o.visits * []float64{1.25, 1.08, 0.98, 0.92, 0.77}[day%5]
	if c.outreach(i, day) {
		o.tablet = ""
		expected *= 2
	}
	rated := c.Kind.rated(o)
	if c.Kind.Campaign > 0 && day/5 == 4 {
		rated = min(1, rated*c.Kind.Campaign)
	}
	for _, end := range c.ends(c.poisson(expected)) {
		v := &visit{city: c, officer: o, day: day, end: c.dates[day].midnight.Add(end), service: o.services[c.rng.IntN(len(o.services))]}
		c.Served[integrity.Visit{Unit: o.unit, Service: v.service, Day: c.dates[day].day}]++
		if c.rng.Float64() < rated {
			v.rate()
		}
	}
}

// rated is the share of an officer's visits that are rated: without a tablet only half of
// those who would press it take out a phone.
func (k Kind) rated(o officer) float64 {
	if o.tablet != "" || k.Tablet == 0 {
		return k.Rated
	}
	return k.Rated * (k.Tablet/2 + k.Page + k.Chat) / (k.Tablet + k.Page + k.Chat)
}

// ends gives when visits end, after midnight: people arrive over the day and are served one
// after the other.
func (c *City) ends(visits int) (ends []time.Duration) {
	arrivals := make([]float64, visits)
	for i := range arrivals {
		arrivals[i] = c.arrival()
	}
	slices.Sort(arrivals)
	free := 0.0
	for _, arrival := range arrivals {
		begin := max(free, arrival)
		if begin >= lunch && begin < after {
			begin = after
		}
		// A visit takes between a third of the mean and several times as much.
		free = begin + c.Kind.Minutes*(0.35+0.65*c.rng.ExpFloat64())
		if free > closes+15 {
			break
		}
		ends = append(ends, time.Duration(free*float64(time.Minute)))
	}
	return ends
}

func (c *City) arrival() float64 {
	if c.rng.Float64() < c.Kind.Rush {
		return []float64{lunch - 30, after}[c.rng.IntN(2)] + 30*c.rng.Float64()
	}
	for {
		at := opens + (closes-opens)*c.rng.Float64()
		if busy := math.Abs(at-lunch-30) / 90; c.rng.Float64() < 0.3+busy {
			return at - 15
		}
	}
}

// mood gives the same normal number for the same name, times the spread.
func (c *City) mood(spread float64, name mood) float64 {
	if _, ok := c.moods[name]; !ok {
		c.moods[name] = c.rng.NormFloat64()
	}
	return spread * c.moods[name]
}

// poisson draws from a Poisson distribution with a mean below about 500.
func (c *City) poisson(mean float64) (n int) {
	for t := c.rng.ExpFloat64(); t < mean; t += c.rng.ExpFloat64() {
		n++
	}
	return n
}
