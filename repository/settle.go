package repository

import (
	"context"

	"gorm.io/gorm"

	"suaraloket/domain"
)

// Settle stores ratings that were accepted while the database was away, each once,
// in one transaction. None is refused: one that finds its visit rated, its claim or its
// id taken, meanwhile is kept apart and held, and one that is stored already takes what
// was added to it since.
func (s *Store) Settle(ctx context.Context, accepted []domain.Entry) error {
	batch := make([]*arrival, len(accepted))
	for i, e := range accepted {
		batch[i] = &arrival{Entry: e, settles: true}
	}
	ctx, cancel := s.commitContext(ctx)
	defer cancel()
	err := s.recovering("storing ratings of a journal panicked", func() error { return s.storeBatch(ctx, batch) })
	for _, a := range batch {
		if err == nil {
			err = a.err
		}
	}
	return err
}

// settle meets a rating whose id, visit or claim is taken; again says that it is to be
// inserted, set apart.
func (s *Store) settle(tx *gorm.DB, a *arrival, same domain.Rating, stored bool) (again bool, err error) {
	switch {
	case !stored:
		a.Rating.SetApart(domain.HoldAlreadyRated)
		return true, nil
	case same.Content != a.Rating.Content:
		a.Rating.SetApart(domain.HoldIDReused)
		return true, nil
	case a.Rating.Revision > same.Revision:
		newer := same
		newer.TakeChanges(a.Rating)
		a.become(newer, false, nil)
		return false, s.replaceRating(tx, same, newer)
	}
	a.become(same, false, nil)
	return false, nil
}
