package journal

import (
	"context"
	"slices"

	"suaraloket/domain"
)

// RatingsBy implements domain.TraceStore, for ratings in the journal and in the database.
func (j *Journal) RatingsBy(ctx context.Context, authors []string) ([]domain.Rating, error) {
	here, err := j.waitingBy(ctx, authors)
	if err != nil {
		return nil, err
	}
	there, err := ask(ctx, j, lookPatience, func(ctx context.Context) ([]domain.Rating, error) { return j.main.RatingsBy(ctx, authors) })
	if err != nil {
		return nil, err
	}
	for _, r := range there { // a rating that was just stored is in the journal too
		if !slices.ContainsFunc(here, func(waits domain.Rating) bool { return waits.ID == r.ID }) {
			here = append(here, r)
		}
	}
	slices.SortStableFunc(here, func(a, b domain.Rating) int { return b.ReceivedAt.Compare(a.ReceivedAt) })
	return here, nil
}

func (j *Journal) waitingBy(ctx context.Context, authors []string) ([]domain.Rating, error) {
	if j.local.Held() == 0 {
		return nil, nil
	}
	return j.local.RatingsBy(ctx, authors)
}

// Anonymize implements domain.TraceStore. A rating in the journal may be on its way into
// the database, and then it is undefined which of the two copies is changed. Anonymize is
// refused with ErrUnavailable until the journal has no rating of the authors.
func (j *Journal) Anonymize(ctx context.Context, authors []string, since domain.Day, cut func(*domain.Rating), after func(n int) domain.Effects) error {
	waiting, err := j.waitingBy(ctx, authors)
	if err != nil {
		return err
	}
	if len(waiting) > 0 {
		return domain.ErrUnavailable
	}
	return tell(ctx, j, func(ctx context.Context) error { return j.main.Anonymize(ctx, authors, since, cut, after) })
}

// Spent implements domain.RatingStore. It returns ErrUnavailable while the database is
// away; draining the journal checks spent keys.
func (j *Journal) Spent(ctx context.Context, onceKey string) (bool, error) {
	return ask(ctx, j, lookPatience, func(ctx context.Context) (bool, error) { return j.main.Spent(ctx, onceKey) })
}

// ForgetSpent implements domain.TraceStore.
func (j *Journal) ForgetSpent(ctx context.Context, before domain.Day) error {
	return tell(ctx, j, func(ctx context.Context) error { return j.main.ForgetSpent(ctx, before) })
}
