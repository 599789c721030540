package domain

import (
	"context"
	"slices"
	"strings"

	"suaraloket/domain/score"
)

// Digest is the city in a few numbers, as HR is told of it every week.
type Digest struct {
	Period   Period
	N        int64 // counted ratings
	Held     int64
	Units    []UnitCoverage // by name
	InUse    int64          // kiosks
	Silent   []KioskStatus  // while their counters are manned
	Troubled []KioskStatus
}

// UnitCoverage says how much is known of a unit: how many ratings there are, and of how
// many of its rated officers there are enough.
type UnitCoverage struct {
	Unit  Unit
	N     int64
	Rated int
	Shown int // of Rated, those whose score is not withheld
}

// Coverage gives the counts of a period, unit by unit, by the same thresholds as the
// board. Who does not see the city is refused with ErrNotAllowed.
func (r *Reports) Coverage(ctx context.Context, actor Actor, period Period) (Digest, error) {
	if !actor.SeesCity() {
		return Digest{}, ErrNotAllowed
	}
	city, err := r.city(ctx, period)
	if err != nil {
		return Digest{}, err
	}
	digest := Digest{Period: period}
	digest.N, digest.Held = city.sum(actor, "")
	for _, unit := range city.units {
		line := UnitCoverage{Unit: unit}
		line.N, _ = city.sum(actor, unit.Code)
		for _, officer := range city.officers {
			if officer.Unit == unit.Code && city.rated(officer.Code) {
				line.Rated++
				if city.standing(officer).Score.State != score.Withheld {
					line.Shown++
				}
			}
		}
		digest.Units = append(digest.Units, line)
	}
	slices.SortFunc(digest.Units, func(a, b UnitCoverage) int { return strings.Compare(a.Unit.Name, b.Unit.Name) })
	return digest, nil
}

// digest adds the kiosks that need somebody.
func (n *Notices) digest(ctx context.Context, look look, actor Actor, period Period) (*Digest, error) {
	digest, err := n.reports.Coverage(ctx, actor, period)
	if err != nil {
		return nil, err
	}
	fleet, err := look.fleet()
	for _, k := range fleet {
		switch {
		case k.Condition == KioskRevoked:
			continue
		case k.Alarm:
			digest.Silent = append(digest.Silent, k)
		case k.Condition == KioskTroubled:
			digest.Troubled = append(digest.Troubled, k)
		}
		digest.InUse++
	}
	return &digest, err
}
