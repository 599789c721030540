package score

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// City is all counted ratings of one period, ready to score each officer against
// the others. It is not changed after NewCity and may be shared.
type City struct {
	constants Constants
	mu        float64
	records   []record // by officer
	services  map[string]reference
}

// reference is what the officers of one service received, with each of them having
// at most the weight 1.
type reference struct {
	weight    exact // W = Σ_j w_j, w_j = n_j ÷ (n_j + m)
	deviation exact // Σ_j w_j d_j
	officers  []string
}

// NewCity prepares the scores of a period from its counted ratings: cells in any
// order, of which several may have the same keys, and the days of each officer,
// whose sums are not used. Counts are not negative, channels are 0..2, and c passes
// Check.
func NewCity(cells []Cell, days map[string][]Day, c Constants) *City {
	return cityOf(recordsOf(cells, days), c)
}

func cityOf(records []record, c Constants) *City {
	city := &City{constants: c, mu: meanOf(records), records: records, services: map[string]reference{}}
	for i := range records {
		for _, l := range records[i].lines {
			service := city.services[l.service]
			service.add(records[i].officer, city.part(l))
			city.services[l.service] = service
		}
	}
	return city
}

// meanOf is μ, the mean of all ratings with 4 decimals; 0 without one.
func meanOf(records []record) float64 {
	var all Counts
	for i := range records {
		all = all.Plus(records[i].counts)
	}
	mean, _ := all.Mean()
	return decimals(mean, 4)
}

// Constants are those that the city was made with.
func (c *City) Constants() Constants { return c.constants }

// Mu is μ, the mean of all counted ratings, with 4 decimals; 0 without a rating.
func (c *City) Mu() float64 { return c.mu }

// part is what a line adds to the reference of its service.
func (c *City) part(l line) reference {
	n, _ := l.total()
	if n == 0 {
		return reference{}
	}
	weight := float64(n) / (float64(n) + c.constants.M)
	return reference{weight: exactly(weight), deviation: exactly(weight * c.deviation(l))}
}

// deviation is d, the mean of (value − μ − γ) over the ratings of a line.
func (c *City) deviation(l line) float64 {
	n, sum := l.total()
	expected := float64(n) * c.mu
	for channel, count := range l.n {
		expected += float64(count) * c.constants.Gamma[channel]
	}
	return (float64(sum) - expected) / float64(n)
}

// listed is how many officers of a service a reference lists: enough to find
// MinimumPeers others than the one who is scored.
const listed = MinimumPeers + 1

func (r *reference) add(officer string, part reference) {
	r.weight += part.weight
	r.deviation += part.deviation
	if len(r.officers) < listed {
		r.officers = append(r.officers, officer)
	}
}

// effect is b = Σ w d ÷ (W + κ), how much better than the city the service is rated
// by the residents of these officers, and its variance in units of τ², 1 ÷ (W + κ).
func (r reference) effect(kappa float64) (b, variance float64) {
	weight := r.weight.float() + kappa
	return r.deviation.float() / weight, 1 / weight
}

// others is the reference of a service without the ratings of one officer.
func (c *City) others(own *record, service string) reference {
	all, part := c.services[service], c.part(own.lineOf(service))
	all.weight -= part.weight
	all.deviation -= part.deviation
	return all
}

// expected gives E and g of the mix of services and channels of the lines, both with
// 4 decimals, compared with all officers of this city but the one of own:
//
//	E = Σ_{s,c} share_sc · (μ + γ_c + b_s)
//	g = Σ_s share_s ÷ (W_s + κ)
func (c *City) expected(own *record, mix *record) (e, g float64) {
	n := float64(mix.counts.N())
	var effects, variance exact
	var channels [Channels]int64
	for _, l := range mix.lines {
		count, _ := l.total()
		share := float64(count) / n
		b, v := c.others(own, l.service).effect(c.constants.Kappa)
		effects += exactly(share * b)
		variance += exactly(share * v)
		for channel, count := range l.n {
			channels[channel] += count
		}
	}
	e = c.mu + effects.float()
	for channel, count := range channels {
		e += float64(count) / n * c.constants.Gamma[channel]
	}
	return decimals(e, 4), decimals(variance.float(), 4)
}

// peers counts the officers beside r with ratings for a service of r, up to
// MinimumPeers.
func (c *City) peers(r *record) int {
	var found []string
	for _, l := range r.lines {
		for _, officer := range c.services[l.service].officers {
			if officer != r.officer && !slices.Contains(found, officer) && len(found) < MinimumPeers {
				found = append(found, officer)
			}
		}
	}
	return len(found)
}

// Officers gives the figures of every officer with a rating, by officer.
func (c *City) Officers() []Score {
	all := make([]Score, len(c.records))
	for i := range c.records {
		all[i] = c.figures(&c.records[i])
	}
	return all
}

// Officer gives the figures of one officer; false without a rating in the period.
func (c *City) Officer(officer string) (Score, bool) {
	r := c.find(officer)
	if r.counts.N() == 0 {
		return Score{}, false
	}
	return c.figures(r), true
}

// Part is the share of one service and channel in an officer's expected mean: other officers have
// the mean Expected (1..4) where the officer has N ratings.
type Part struct {
	Service  string
	Channel  Channel
	N        int64
	Expected float64
}

// Parts gives of what an officer's expected mean consists, by service and channel.
func (c *City) Parts(officer string) []Part {
	var parts []Part
	own := c.find(officer)
	for _, l := range own.lines {
		b, _ := c.others(own, l.service).effect(c.constants.Kappa)
		for channel, n := range l.n {
			if n > 0 {
				parts = append(parts, Part{l.service, Channel(channel), n, c.mu + c.constants.Gamma[channel] + b})
			}
		}
	}
	return parts
}

// serviceKeys lists the services with a rating in their order.
func (c *City) serviceKeys() []string {
	return slices.Sorted(maps.Keys(c.services))
}

// find gives the record of an officer, an empty one where there is none.
func (c *City) find(officer string) *record {
	i, found := slices.BinarySearchFunc(c.records, officer, func(r record, officer string) int {
		return cmp.Compare(r.officer, officer)
	})
	if !found {
		return &record{officer: officer}
	}
	return &c.records[i]
}

// figures computes everything about one officer with at least one rating.
func (c *City) figures(r *record) Score {
	n := r.counts.N()
	mean, _ := r.counts.Mean()
	f := Score{
		Officer: r.officer, State: StateOf(n), N: n, Counts: r.counts, Mean: mean, Mu: c.mu,
		Effective: r.effective(c.constants.Rho), Peers: c.peers(r),
	}
	f.Expected, f.G = c.expected(r, r)
	k := c.constants
	f.Lambda = k.Trust(n, f.G)
	f.V = spread(r.counts, f.Expected, k)
	f.SE = math.Sqrt(f.V/f.Effective + f.G*k.S2/k.M)
	f.SD = math.Sqrt((1-f.Lambda)*(1-f.Lambda)*k.S2/k.M + f.Lambda*f.Lambda*f.SE*f.SE)
	f.place()
	return f
}
