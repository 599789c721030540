package repository

import (
	"context"

	"gorm.io/gorm"

	"suaraloket/domain"
)

// Settle stores ratings that were accepted while the database was away, each once, in one
// transaction. It refuses none: a rating whose visit, claim or id was taken meanwhile is
// set apart and held, and a stored one takes the later changes.
func (s *Store) Settle(ctx context.Context, accepted []domain.Entry) error {
	batch := make([]*pending, len(accepted))
	for i, e := range accepted {
		batch[i] = &pending{Entry: e, settles: true}
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

// settle resolves a rating whose id, visit or claim is taken; again says that it has to be
// inserted again, set apart.
func (s *Store) settle(tx *gorm.DB, a *pending, same domain.Rating, stored bool) (again bool, err error) {
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
		a.resolve(newer, false, nil)
		return false, s.replaceRating(tx, same, newer)
	}
	a.resolve(same, false, nil)
	return false, nil
}
