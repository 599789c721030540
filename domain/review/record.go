package review

import (
	"context"
	"slices"
	"strings"

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

// Record is the use case of administrators and the Inspektorat: who did what. Every other actor
// is refused with ErrNotAllowed.
type Record struct{ store RecordStore }

// NewRecord makes the use case.
func NewRecord(store RecordStore) *Record { return &Record{store: store} }

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
