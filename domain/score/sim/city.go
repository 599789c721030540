package sim

import (
	"fmt"
	"math"
	"math/rand/v2"

	"suaraloket/domain/score"
)

const (
	weeks = 13
	days  = weeks * 5 // of a quarter
)

// City is one simulated city. Its officers and services stay the same in all quarters.
type City struct {
	kind     Kind
	rng      *rand.Rand
	officers []officer
	services []float64 // effect of each
}

// officer has shares of services and channels, which add up to 1.
type officer struct {
	ability  float64
	first    int // service of the unit
	services []float64
	channels [score.Channels]float64
}

// NewCity makes the city of a kind and a seed.
func NewCity(kind Kind, seed uint64) *City {
	c := &City{kind: kind, rng: rand.New(rand.NewPCG(seed, uint64(len(kind.Name))))}
	for range kind.Units * kind.Services {
		c.services = append(c.services, kind.Service*c.rng.NormFloat64())
	}
	for unit := range kind.Units {
		for range kind.Officers {
			c.officers = append(c.officers, c.hire(unit*kind.Services))
		}
	}
	return c
}

// hire draws an officer who renders half of the unit's services on average, one of them
// much, and has a mix of channels of his own.
func (c *City) hire(first int) officer {
	o := officer{ability: c.kind.Ability * c.rng.NormFloat64(), first: first, services: make([]float64, c.kind.Services)}
	for i := range o.services {
		if c.rng.IntN(2) == 0 {
			o.services[i] = c.rng.ExpFloat64()
		}
	}
	o.services[c.rng.IntN(c.kind.Services)]++
	o.channels = [score.Channels]float64{1 + c.rng.ExpFloat64(), c.rng.ExpFloat64(), c.rng.ExpFloat64() / 2}
	normalize(o.services)
	normalize(o.channels[:])
	return o
}

func normalize(shares []float64) {
	total := 0.0
	for _, share := range shares {
		total += share
	}
	for i := range shares {
		shares[i] /= total
	}
}

// name of an officer, in the order of the officers.
func name(i int) string { return fmt.Sprintf("P-%03d", i) }

// Quarter draws the ratings of one quarter with n(i) ratings for officer i.
func (c *City) Quarter(n func(i int) int) (cells []score.Cell, worked map[string][]score.Day) {
	worked = map[string][]score.Day{}
	for i := range c.officers {
		q := c.work(&c.officers[i], n(i))
		for service, channels := range q.counts {
			for channel, counts := range channels {
				cells = append(cells, score.Cell{
					Officer: name(i), Service: fmt.Sprint(c.officers[i].first + service), Channel: score.Channel(channel), Counts: counts,
				})
			}
		}
		worked[name(i)] = q.days[:]
	}
	return cells, worked
}

// quarter is what one officer receives: counts by service and channel, and days.
type quarter struct {
	counts [][score.Channels]score.Counts
	days   [days]score.Day
}

func (c *City) work(o *officer, n int) quarter {
	q := quarter{counts: make([][score.Channels]score.Counts, len(o.services))}
	var moods [days]float64
	for day := range moods {
		if day%5 == 0 {
			week := c.kind.Week * c.rng.NormFloat64()
			for d := range 5 {
				moods[day+d] = week
			}
		}
		moods[day] += c.kind.Day * c.rng.NormFloat64()
	}
	for range n {
		service, channel, day := c.pick(o.services), c.pick(o.channels[:]), c.rng.IntN(days)
		value := c.rate(c.satisfaction(o.ability, o.first+service, channel) + moods[day])
		q.counts[service][channel][value-1]++
		q.days[day].N++
		q.days[day].Sum += value
	}
	return q
}

func (c *City) pick(shares []float64) int {
	x := c.rng.Float64()
	for i, share := range shares {
		if x -= share; x < 0 {
			return i
		}
	}
	return len(shares) - 1 - zeros(shares)
}

// zeros counts the shares of 0 at the end.
func zeros(shares []float64) (n int) {
	for i := len(shares) - 1; shares[i] == 0; i-- {
		n++
	}
	return n
}

// satisfaction is the mean of the latent satisfaction of residents.
func (c *City) satisfaction(ability float64, service, channel int) float64 {
	return c.kind.Mood + ability + c.services[service] + [score.Channels]float64{0, c.kind.Page, c.kind.Chat}[channel]
}

// thresholds of the latent satisfaction above which a value is 2, 3 and 4: at 0 the mean
// is 3.40 and the variance 0.80.
func thresholds() [3]float64 { return [3]float64{-2.75, -1.66, -0.49} }

// rate draws one value.
func (c *City) rate(satisfaction float64) (value int64) {
	u := c.rng.Float64()
	latent := satisfaction + math.Log(u/(1-u))
	if c.kind.Extreme > 0 && c.rng.Float64() < c.kind.Extreme {
		if latent > thresholds()[1] {
			return 4
		}
		return 1
	}
	value = 1
	for _, t := range thresholds() {
		if latent > t {
			value++
		}
	}
	return value
}

// expected is the mean of rate.
func (c *City) expected(satisfaction float64) float64 {
	above := func(t float64) float64 { return 1 / (1 + math.Exp(t-satisfaction)) }
	t := thresholds()
	usual := 1 + above(t[0]) + above(t[1]) + above(t[2])
	return (1-c.kind.Extreme)*usual + c.kind.Extreme*(1+3*above(t[1]))
}

// Quality is the fair quality of each officer: the mean of the ratings, 1..4, that the
// officer would receive with the services, channels and moods of the whole city.
func (c *City) Quality() []float64 {
	services, channels := c.mix()
	quality := make([]float64, len(c.officers))
	for i, o := range c.officers {
		for service, share := range services {
			for channel, part := range channels {
				quality[i] += share * part * c.overMoods(c.satisfaction(o.ability, service, channel))
			}
		}
	}
	return quality
}

// mix gives the city's shares of services and channels.
func (c *City) mix() (services []float64, channels [score.Channels]float64) {
	services = make([]float64, len(c.services))
	for _, o := range c.officers {
		for i, share := range o.services {
			services[o.first+i] += share
		}
		for i, share := range o.channels {
			channels[i] += share
		}
	}
	normalize(services)
	normalize(channels[:])
	return services, channels
}

// overMoods averages expected over the normal distribution of days and weeks, by
// Gauss-Hermite quadrature with five points.
func (c *City) overMoods(satisfaction float64) (mean float64) {
	spread := math.Hypot(c.kind.Day, c.kind.Week)
	for _, p := range [][2]float64{
		{-2.856970, 0.011257}, {-1.355626, 0.222076}, {0, 0.533333}, {1.355626, 0.222076}, {2.856970, 0.011257},
	} {
		mean += p[1] * c.expected(satisfaction+spread*p[0])
	}
	return mean
}
