package report

import (
	"cmp"
	"context"
	"slices"
	"time"

	"suaraloket/domain"
)

// LowComment is the screened comment of a counted rating of 1 or 2 that does not report a fee.
type LowComment struct {
	Rating string
	Unit   string
	At     time.Time // received or, if that was later, changed
	Text   string
}

// LowCommentStore finds low comments.
type LowCommentStore interface {
	// LowComments gives those from the day on.
	LowComments(ctx context.Context, from domain.Day) ([]LowComment, error)
}

// LowCommentDays is for how many days low comments are listed.
const LowCommentDays = 14

// LowDay holds the low comments of one unit on one day, shuffled.
type LowDay struct {
	Unit  domain.Unit
	Day   domain.Day
	Texts []string
}

// LowComments is the use case that shows heads and HR what residents who were not satisfied
// wrote: the text without officer, time, counter and service.
type LowComments struct {
	roster *domain.Roster
	store  LowCommentStore
	clock  domain.Clock
}

// NewLowComments makes the use case.
func NewLowComments(roster *domain.Roster, store LowCommentStore, clock domain.Clock) *LowComments {
	return &LowComments{roster: roster, store: store, clock: clock}
}

// Days lists the comments of the units that the actor sees, the newest day first. A head reads
// those of a day after closing, so that the moment of a comment is not seen. Refusal:
// ErrNotAllowed for an actor who sees no unit.
func (l *LowComments) Days(ctx context.Context, actor domain.Actor) ([]LowDay, error) {
	if !actor.SeesCity() && !actor.SeesUnit(actor.Unit) {
		return nil, domain.ErrNotAllowed
	}
	now := l.clock()
	comments, err := l.store.LowComments(ctx, domain.DayOf(now.AddDate(0, 0, -LowCommentDays)))
	if err != nil {
		return nil, err
	}
	index, err := l.roster.Latest(ctx)
	if err != nil {
		return nil, err
	}
	comments = slices.DeleteFunc(comments, func(c LowComment) bool {
		return !actor.SeesUnit(c.Unit) || !actor.SeesCity() && !c.At.Before(index.LastClosing(c.Unit, now))
	})
	return lowDays(index, comments, now.Location()), nil
}

func lowDays(index *domain.RosterIndex, comments []LowComment, zone *time.Location) []LowDay {
	day := func(c LowComment) domain.Day { return domain.DayOf(c.At.In(zone)) }
	slices.SortFunc(comments, func(a, b LowComment) int {
		return cmp.Or(cmp.Compare(day(b), day(a)), cmp.Compare(a.Unit, b.Unit), cmp.Compare(mixKey(a.Rating), mixKey(b.Rating)))
	})
	var days []LowDay
	for _, c := range comments {
		if n := len(days); n == 0 || days[n-1].Day != day(c) || days[n-1].Unit.Code != c.Unit {
			days = append(days, LowDay{Unit: index.Unit(c.Unit), Day: day(c)})
		}
		last := &days[len(days)-1]
		last.Texts = append(last.Texts, c.Text)
	}
	return days
}
