package review

import (
	"context"
	"slices"
	"strings"
	"sync"

	"suaraloket/domain"
	"suaraloket/domain/audit"
)

// RecordStore reads the record.
type RecordStore interface {
	audit.Writer
	// Events lists at most n rows, the newest first.
	Events(ctx context.Context, f audit.Filter, n int) ([]audit.Event, error)
	// RecordHead gives the head of the chain, the zero one of an empty record.
	RecordHead(ctx context.Context) (audit.Head, error)
}

// Record is the use case of the record: it shows administrators and the Inspektorat who did
// what, and records what staff read about others.
type Record struct {
	store  RecordStore
	clock  domain.Clock
	boards viewedBoards
}

// NewRecord makes the use case.
func NewRecord(store RecordStore, clock domain.Clock) *Record {
	return &Record{store: store, clock: clock}
}

// ViewOfficer records that the actor reads an officer's results, unless they are the actor's own.
// Refusal: ErrUnavailable; the results must then not be shown.
func (r *Record) ViewOfficer(ctx context.Context, actor domain.Actor, officer string, period domain.Period) error {
	if actor.Role == domain.RoleOfficer && actor.Officer == officer {
		return nil
	}
	return r.store.Record(ctx, actor.Act(r.clock(), audit.OfficerViewed, officer, "period", period.String()))
}

// ViewBoard records that the actor reads the results of the officers of a unit, of the whole city
// for "". It records the first reading of a day in this process: sorting and filtering ask for
// the same board again and again. Refusal: ErrUnavailable; the board must then not be shown.
func (r *Record) ViewBoard(ctx context.Context, actor domain.Actor, unit string, period domain.Period) error {
	now := r.clock()
	if unit == "" {
		unit = actor.Unit // of a head, who sees no other
	}
	return r.boards.first(domain.DayOf(now), viewedBoard{actor.Login, unit, period}, func() error {
		return r.store.Record(ctx, actor.Act(now, audit.BoardViewed, unit, "period", period.String()))
	})
}

// Export records that the actor takes a file with data about persons. Refusal: ErrUnavailable;
// the file must then not be given out.
func (r *Record) Export(ctx context.Context, actor domain.Actor, file, unit string, period domain.Period) error {
	return r.store.Record(ctx, actor.Act(r.clock(), audit.Exported, file, "unit", unit, "period", period.String()))
}

// viewedBoards are the boards that were recorded on a day.
type viewedBoards struct {
	mu   sync.Mutex
	day  domain.Day
	seen map[viewedBoard]bool
}

type viewedBoard struct {
	login, unit string
	period      domain.Period
}

// first runs record unless it has succeeded for the board on that day. It forgets earlier days.
func (v *viewedBoards) first(day domain.Day, board viewedBoard, record func() error) error {
	v.mu.Lock()
	if v.day != day {
		v.day, v.seen = day, map[viewedBoard]bool{}
	}
	seen := v.seen[board]
	v.mu.Unlock()
	if seen {
		return nil
	}
	if err := record(); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.seen[board] = true
	return nil
}

// RecordPage is a part of the record.
type RecordPage struct {
	Events []audit.Event // the newest first
	Older  int64         // Filter.Before of the next page, 0 for none
	Head   audit.Head
}

// recordRows is the number of rows on a page.
const recordRows = 50

// Page gives the rows of the filter, and the head. An administrator reads that the Inspektorat
// works on reports of fees, but not which: these rows have no subject and no detail, and are not
// found by one. Refusal: ErrNotAllowed.
func (r *Record) Page(ctx context.Context, actor domain.Actor, f audit.Filter) (RecordPage, error) {
	if actor.Role != domain.RoleAdmin && !actor.Inspects() {
		return RecordPage{}, domain.ErrNotAllowed
	}
	f.Actor, f.Subject = strings.TrimSpace(f.Actor), strings.TrimSpace(f.Subject)
	if f.Subject != "" && !actor.Inspects() {
		f.Without = audit.FeeKinds()
	}
	events, err := r.store.Events(ctx, f, recordRows+1)
	if err != nil {
		return RecordPage{}, err
	}
	page := RecordPage{Events: events}
	if len(events) > recordRows {
		page.Events = events[:recordRows]
		page.Older = page.Events[recordRows-1].Seq
	}
	for i, e := range page.Events {
		if !actor.Inspects() && slices.Contains(audit.FeeKinds(), e.Kind) {
			page.Events[i].Subject, page.Events[i].Detail = "", ""
		}
	}
	page.Head, err = r.store.RecordHead(ctx)
	return page, err
}
