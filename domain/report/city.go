package report

import (
	"context"
	"slices"
	"strings"

	"suaraloket/domain"
	"suaraloket/domain/score"
)

// cityCounts holds all counts of a period, with the reference groups.
type cityCounts struct {
	officers []domain.Officer
	units    map[string]domain.Unit
	services map[string]domain.Service
	lines    []TallyLine
	byOwner  map[string][]TallyLine
	service  map[string]*group
	unit     map[string]*group
	all      *group
}

// group is a reference group: the ratings of all officers in it.
type group struct {
	counts   score.Counts
	officers map[string]bool
}

func (r *Reporter) city(ctx context.Context, actor domain.Actor, period domain.Period) (*cityCounts, error) {
	lines, err := r.talliesFor(actor).Tallies(ctx, period.FirstMonth(), period.LastMonth())
	if err != nil {
		return nil, err
	}
	c := countCity(lines)
	if c.officers, err = r.directory.Officers(ctx); err != nil {
		return nil, err
	}
	units, err := r.directory.Units(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		c.units[u.Code] = u
	}
	services, err := r.directory.Services(ctx)
	for _, s := range services {
		c.services[s.Code] = s
	}
	return c, err
}

func countCity(lines []TallyLine) *cityCounts {
	c := &cityCounts{
		lines: lines, units: map[string]domain.Unit{}, services: map[string]domain.Service{},
		byOwner: map[string][]TallyLine{}, service: map[string]*group{}, unit: map[string]*group{},
		all: &group{officers: map[string]bool{}},
	}
	for _, line := range lines {
		if line.Officer == "" {
			continue
		}
		c.byOwner[line.Officer] = append(c.byOwner[line.Officer], line)
		c.all.add(line)
		join(c.unit, line.Unit, line)
		if line.Service != "" {
			join(c.service, line.Service, line)
		}
	}
	return c
}

func join(groups map[string]*group, key string, line TallyLine) {
	if groups[key] == nil {
		groups[key] = &group{officers: map[string]bool{}}
	}
	groups[key].add(line)
}

func (g *group) add(line TallyLine) {
	if line.Counts.N() <= 0 {
		return
	}
	g.counts = g.counts.Plus(line.Counts)
	g.officers[line.Officer] = true
}

// reference is the group with which one line of an officer is compared: the same service
// in the whole city; the unit when the line has no service or no other officer has it;
// the city when the unit has no other officer either.
func (c *cityCounts) reference(line TallyLine) *group {
	for _, g := range []*group{c.service[line.Service], c.unit[line.Unit]} {
		if g != nil && len(g.officers) > 1 {
			return g
		}
	}
	return c.all
}

func (c *cityCounts) rated(officer string) bool {
	return slices.ContainsFunc(c.byOwner[officer], func(l TallyLine) bool { return l.Counts.N() > 0 || l.Held > 0 || l.SetAside > 0 })
}

// standing scores one officer. It clears the figures of a withheld score, so that no
// surface can show them by mistake.
func (c *cityCounts) standing(o domain.Officer) Standing {
	s := Standing{Officer: o, Unit: c.units[o.Unit]}
	served := map[string]int64{}
	for _, line := range c.byOwner[o.Code] {
		s.Held, s.SetAside = s.Held+line.Held, s.SetAside+line.SetAside
		if line.Service != "" {
			served[line.Service] += line.Counts.N()
		}
	}
	s.Score = concealed(score.Of(c.own(o.Code)))
	s.Services = c.mostServed(served)
	return s
}

// own gives the officer's counts, and the distribution with which they are compared.
func (c *cityCounts) own(officer string) (own score.Counts, reference score.Distribution) {
	var parts []score.Part
	for _, line := range c.byOwner[officer] {
		own = own.Plus(line.Counts)
		if d, ok := c.reference(line).counts.Distribution(); ok {
			parts = append(parts, score.Part{Weight: line.Counts.N(), Group: d})
		}
	}
	reference, _ = score.Mix(parts)
	return own, reference
}

func concealed(s score.Score) score.Score {
	if s.State == score.Withheld {
		return score.Score{State: s.State, N: s.N}
	}
	return s
}

func (c *cityCounts) mostServed(served map[string]int64) []domain.Service {
	var list []domain.Service
	for code := range served {
		service, ok := c.services[code]
		if !ok {
			service = domain.Service{Code: code, Name: code}
		}
		list = append(list, service)
	}
	slices.SortFunc(list, func(a, b domain.Service) int {
		if served[a.Code] != served[b.Code] {
			return int(served[b.Code] - served[a.Code])
		}
		return strings.Compare(a.Code, b.Code)
	})
	return list
}

// sum counts the ratings of the unit, or of all units that the actor may see: those that count,
// that are held and that are set aside.
func (c *cityCounts) sum(actor domain.Actor, unit string) (n, held, aside int64) {
	for _, line := range c.lines {
		mine := actor.Role == domain.RoleOfficer && line.Officer == actor.Officer && line.Officer != ""
		if (unit == "" || line.Unit == unit) && (actor.SeesFigures(line.Unit) || mine) {
			n, held, aside = n+line.Counts.N(), held+line.Held, aside+line.SetAside
		}
	}
	return n, held, aside
}

// seen lists the codes of the units that the actor sees.
func (c *cityCounts) seen(actor domain.Actor) []string {
	var codes []string
	for code := range c.units {
		if actor.SeesFigures(code) {
			codes = append(codes, code)
		}
	}
	return codes
}
