package report

import (
	"context"
	"slices"
	"strings"

	"suaraloket/domain"
	"suaraloket/domain/score"
)

// Coverage is how much is known of every unit in a period.
type Coverage struct {
	Period domain.Period
	N      int64          // counted ratings
	Held   int64          // wait for a review
	Units  []UnitCoverage // by name
}

// UnitCoverage is how much is known of a unit: its ratings, and how many of its rated
// officers have enough of them.
type UnitCoverage struct {
	Unit  domain.Unit
	N     int64
	Rated int
	Shown int // of Rated, those whose score is not withheld
}

// Coverage gives the counts of a period, unit by unit, by the same thresholds as the
// board. An actor who does not see the city is refused with ErrNotAllowed.
func (r *Reporter) Coverage(ctx context.Context, actor domain.Actor, period domain.Period) (Coverage, error) {
	if !actor.SeesCity() {
		return Coverage{}, domain.ErrNotAllowed
	}
	city, err := r.city(ctx, actor, period)
	if err != nil {
		return Coverage{}, err
	}
	coverage := Coverage{Period: period}
	coverage.N, coverage.Held, _ = city.sum(actor, "")
	for _, unit := range city.units {
		line := UnitCoverage{Unit: unit}
		line.N, _, _ = city.sum(actor, unit.Code)
		for _, officer := range city.officers {
			if officer.Unit == unit.Code && city.rated(officer.Code) {
				line.Rated++
				if city.standing(officer).Score.State != score.Withheld {
					line.Shown++
				}
			}
		}
		coverage.Units = append(coverage.Units, line)
	}
	slices.SortFunc(coverage.Units, func(a, b UnitCoverage) int { return strings.Compare(a.Unit.Name, b.Unit.Name) })
	return coverage, nil
}
