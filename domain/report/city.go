package report

import (
	"context"
	"slices"
	"strings"

	"suaraloket/domain"
	"suaraloket/domain/score"
)

// cityCounts holds all counts of a period, with what the scores are computed from.
type cityCounts struct {
	officers []domain.Officer
	units    map[string]domain.Unit
	services map[string]domain.Service
	lines    []TallyLine
	byOwner  map[string][]TallyLine
	scores   *score.City
	live     bool // the reader may see every reference
}

func (r *Reporter) city(ctx context.Context, actor domain.Actor, period domain.Period) (*cityCounts, error) {
	lines, err := r.talliesFor(actor).Tallies(ctx, period.FirstMonth(), period.LastMonth())
	if err != nil {
		return nil, err
	}
	basis, err := r.talliesFor(actor).Basis(ctx, period.FirstMonth(), period.LastMonth())
	if err != nil {
		return nil, err
	}
	c := countCity(lines, basis)
	c.live = r.live(actor)
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

func countCity(lines []TallyLine, basis Basis) *cityCounts {
	c := &cityCounts{
		lines: lines, units: map[string]domain.Unit{}, services: map[string]domain.Service{}, byOwner: map[string][]TallyLine{},
		scores: basis.city(),
	}
	for _, line := range lines {
		if line.Officer != "" {
			c.byOwner[line.Officer] = append(c.byOwner[line.Officer], line)
		}
	}
	return c
}

// constants are those of the score method that are in force.
func constants() score.Constants { return score.Start() }

// Version names the score method with the constants that are in force.
func Version() string { return score.Version("") }

func (c *cityCounts) rated(officer string) bool {
	return slices.ContainsFunc(c.byOwner[officer], func(l TallyLine) bool { return l.Counts.N() > 0 || l.Held > 0 || l.SetAside > 0 })
}

// standing scores one officer.
func (c *cityCounts) standing(o domain.Officer) Standing {
	s := Standing{Officer: o, Unit: c.units[o.Unit]}
	served := map[string]int64{}
	for _, line := range c.byOwner[o.Code] {
		s.Held, s.SetAside = s.Held+line.Held, s.SetAside+line.SetAside
		if line.Service != "" {
			served[line.Service] += line.Counts.N()
		}
	}
	s.Score = scoreOf(c.scores, o.Code)
	if !c.live {
		s.Score = s.Score.Guarded()
	}
	s.Services = c.mostServed(served)
	return s
}

// city prepares the scores.
func (b Basis) city() *score.City { return score.NewCity(b.Cells, b.Days, constants()) }

// scoreOf scores one officer. It clears the figures of a withheld score.
func scoreOf(city *score.City, officer string) score.Score {
	s, ok := city.Officer(officer)
	if !ok || s.State == score.Withheld {
		return score.Score{State: score.Withheld, N: s.N}
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
