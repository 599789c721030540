package publication

import (
	"context"
	"errors"
	"time"

	"suaraloket/domain"
)

// Store is the port of the published figures.
type Store interface {
	// PublishedUnits gives for each unit with ratings when it was last published, zero for
	// never.
	PublishedUnits(ctx context.Context) (map[string]time.Time, error)
	// PublishUnit runs decide on each cell of the unit with the counted and held ratings of
	// now, and stores the cells that are due. It does nothing when the unit has been published
	// since the time of closing. Comments received before settled are published with the cell.
	PublishUnit(ctx context.Context, unit string, closing, now, settled time.Time, decide func(Cell, map[Line]Sums) (next Cell, due bool)) error
}

// Publisher publishes units once a day, after closing.
type Publisher struct {
	store  Store
	roster *domain.Roster
	clock  domain.Clock
	rule   Rule
}

// NewPublisher makes the use case.
func NewPublisher(store Store, roster *domain.Roster, clock domain.Clock, rule Rule) *Publisher {
	return &Publisher{store: store, roster: roster, clock: clock, rule: rule}
}

// Run publishes the units that have closed since they were last published. One unit that
// fails does not delay the others. Two instances may run at once.
func (p *Publisher) Run(ctx context.Context) error {
	units, err := p.store.PublishedUnits(ctx)
	if err != nil {
		return err
	}
	index, err := p.roster.Latest(ctx)
	if err != nil {
		return err
	}
	now := p.clock()
	var errs []error
	for unit, last := range units {
		if closing := index.LastClosing(unit, now); last.Before(closing) && ctx.Err() == nil {
			errs = append(errs, p.publish(ctx, unit, closing, now))
		}
	}
	return errors.Join(errs...)
}

// publish publishes one unit. Late changes of a quarter are awaited for as long as a tablet
// may submit ratings of it.
func (p *Publisher) publish(ctx context.Context, unit string, closing, now time.Time) error {
	settled := now.Add(-domain.KioskChangeTime)
	return p.store.PublishUnit(ctx, unit, closing, now, settled, func(c Cell, live map[Line]Sums) (Cell, bool) {
		ends := domain.DayOf(now.Add(-domain.MaxBack)) > c.Quarter.Last()
		return p.rule.Next(c, live, now, ends)
	})
}
