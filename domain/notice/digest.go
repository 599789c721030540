package notice

import (
	"context"

	"suaraloket/domain"
	"suaraloket/domain/report"
)

// Digest is the weekly summary for HR: the coverage of the city and the kiosks that need
// attention.
type Digest struct {
	report.Coverage
	InUse    int64                // kiosks
	Silent   []domain.KioskStatus // while their counters are open
	Troubled []domain.KioskStatus
}

// digest adds the tablets that need attention to the coverage.
func (n *Notifier) digest(ctx context.Context, current round, actor domain.Actor, period domain.Period) (*Digest, error) {
	coverage, err := n.reports.Coverage(ctx, actor, period)
	if err != nil {
		return nil, err
	}
	digest := Digest{Coverage: coverage}
	fleet, err := current.fleet()
	for _, k := range fleet {
		switch {
		case k.Condition == domain.KioskRevoked:
			continue
		case k.Alarm:
			digest.Silent = append(digest.Silent, k)
		case k.Condition == domain.KioskTroubled:
			digest.Troubled = append(digest.Troubled, k)
		}
		digest.InUse++
	}
	return &digest, err
}
