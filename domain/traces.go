package domain

import (
	"context"
	"slices"
	"time"
)

// TraceStore finds the ratings of a person by the hashes of the author and anonymizes
// them.
type TraceStore interface {
	// RatingsBy gives the ratings of authors, the newest first. It is refused with
	// ErrUnavailable when not all can be asked for.
	RatingsBy(ctx context.Context, authors []string) ([]Rating, error)
	// Anonymize runs cut on each rating of the authors under lock and keeps the result,
	// under another id too; it forgets the languages that the authors chose and what they
	// were asked. In the same
	// transaction it stores as spent the once-keys of the ratings from the day since on,
	// and what after says of how many ratings there were. Of an update that is done
	// nothing is changed: ErrUpdateDone. It is refused with ErrUnavailable while not all
	// of the ratings can be reached.
	Anonymize(ctx context.Context, authors []string, since Day, cut func(*Rating), after func(n int) Effects) error
	// ForgetSpent forgets the spent once-keys of ratings before the day.
	ForgetSpent(ctx context.Context, before Day) error
}

// Traces shows a person in a chat what is kept of it, and removes it.
type Traces struct {
	authors *Authors
	store   TraceStore
	clock   Clock
}

// NewTraces makes the use case.
func NewTraces(authors *Authors, store TraceStore, clock Clock) *Traces {
	return &Traces{authors: authors, store: store, clock: clock}
}

// All gives the ratings that a Telegram user can be found by, the newest first.
func (t *Traces) All(ctx context.Context, telegramID int64) ([]Rating, error) {
	authors, err := t.authors.All(ctx, telegramID)
	if err != nil {
		return nil, err
	}
	return t.store.RatingsBy(ctx, authors)
}

// History gives those of the present triwulan.
func (t *Traces) History(ctx context.Context, telegramID int64) (Period, []Rating, error) {
	all, err := t.All(ctx, telegramID)
	period := PeriodAt(t.clock())
	return period, slices.DeleteFunc(all, func(r Rating) bool { return !period.Contains(r.Day) }), err
}

// Erase removes the link between ratings and a Telegram user, and the comments and
// respondent data that the user gave. The ratings still count. It stores the effects that
// after makes of their number. Refusals: ErrUpdateDone, ErrUnavailable.
//
// The fact that the user rated a counter today is kept apart from the rating for two days:
// otherwise a user could erase and rate again without end.
func (t *Traces) Erase(ctx context.Context, telegramID int64, after func(n int) Effects) error {
	authors, err := t.authors.All(ctx, telegramID)
	if err != nil {
		return err
	}
	now := t.clock()
	return t.store.Anonymize(ctx, authors, DayOf(now.Add(-spentLife)), func(r *Rating) { r.Anonymize(now) }, after)
}

// spentLife is how long after its end a day is still checked for repeated ratings, since
// clocks differ.
const spentLife = 24 * time.Hour

// Sweep deletes the records of who has rated where on days that are over.
func (t *Traces) Sweep(ctx context.Context) error {
	return t.store.ForgetSpent(ctx, DayOf(t.clock().Add(-spentLife)))
}

// Until is the last day on which a rating of the present triwulan leads to its person.
func (t *Traces) Until() time.Time {
	now := t.clock()
	first := time.Date(now.Year(), time.Month(3*((int(now.Month())-1)/3)+1), 1, 0, 0, 0, 0, now.Location())
	return first.AddDate(0, 3, 0).Add(authorGrace).Add(-time.Nanosecond)
}
