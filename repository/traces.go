package repository

import (
	"context"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"suaraloket/domain"
)

// spentKeyRow is a once-key without its rating.
type spentKeyRow struct {
	OnceKey string `gorm:"primaryKey"`
	Day     string
}

func (spentKeyRow) TableName() string { return "spent_keys" }

// RatingsBy implements domain.TraceStore.
func (s *Store) RatingsBy(ctx context.Context, authors []string) ([]domain.Rating, error) {
	var rows []ratingRow
	err := s.reads.WithContext(ctx).Where("author IN ?", authors).Order("received_at DESC, id DESC").Find(&rows).Error
	if err != nil {
		return nil, s.outcome(err)
	}
	list := make([]domain.Rating, len(rows))
	for i, row := range rows {
		if list[i], err = row.rating(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Anonymize implements domain.TraceStore.
func (s *Store) Anonymize(ctx context.Context, authors []string, since domain.Day, cut func(*domain.Rating), after func(n int) domain.Effects) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		var rows []ratingRow
		if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Where("author IN ?", authors).Find(&rows).Error; err != nil {
			return err
		}
		if err := s.follow(tx, after(len(rows))); err != nil {
			return err
		}
		for _, row := range rows {
			if err := s.cutRow(tx, row, since, cut); err != nil {
				return err
			}
		}
		return firstError(
			func() error { return tx.Where("author IN ?", authors).Delete(&preferenceRow{}).Error },
			func() error { return tx.Where("author IN ?", authors).Delete(&screenRow{}).Error },
		)
	})
}

// cutRow updates a rating with its key. Nothing that is counted changes.
func (s *Store) cutRow(tx *gorm.DB, row ratingRow, since domain.Day, cut func(*domain.Rating)) error {
	r, err := row.rating()
	if err != nil {
		return err
	}
	if r.Day >= since {
		if err := replace(tx, []spentKeyRow{{OnceKey: r.OnceKey, Day: row.Day}}, "day"); err != nil {
			return err
		}
	}
	if err := deleteOriginals(tx, r.ID); err != nil {
		return err
	}
	before := r
	cut(&r)
	if err := tx.Model(&ratingRow{}).Where("id = ?", before.ID).Update("id", r.ID).Error; err != nil {
		return err
	}
	if err := moveFeeReport(tx, before.ID, r); err != nil {
		return err
	}
	if err := forgetPublished(tx, before.ID); err != nil {
		return err
	}
	before.ID = r.ID
	return s.replaceRating(tx, before, r)
}

// Spent implements domain.RatingStore.
func (s *Store) Spent(ctx context.Context, onceKey string) (bool, error) {
	spent, err := spentAmong(s.reads.WithContext(ctx), []string{onceKey})
	return len(spent) > 0, s.outcome(err)
}

func spentAmong(tx *gorm.DB, keys []string) (spent []string, err error) {
	err = tx.Model(&spentKeyRow{}).Where("once_key IN ?", keys).Pluck("once_key", &spent).Error
	return spent, err
}

// withdrawSpent deletes inserted ratings whose once-key is spent, and refuses them or, when
// they were accepted before, sets them apart. The check follows the insert, which has waited
// for a transaction that spends the same key.
func (s *Store) withdrawSpent(tx *gorm.DB, inserted []*pending) error {
	byKey, keys := map[string]*pending{}, []string{}
	for _, a := range inserted {
		if a.added && a.Rating.Author != "" && !s.journal {
			byKey[a.Rating.OnceKey] = a
			keys = append(keys, a.Rating.OnceKey)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	spent, err := spentAmong(tx, keys)
	var again []*pending
	for _, key := range spent {
		a := byKey[key]
		if err := tx.Where("id = ?", a.Rating.ID).Delete(&ratingRow{}).Error; err != nil {
			return err
		}
		a.resolve(domain.Rating{}, false, domain.ErrAlreadyRated)
		if a.settles {
			a.Rating.SetApart(domain.HoldAlreadyRated)
			again = append(again, a)
		}
	}
	return errors.Join(err, s.insertNew(tx, again))
}

// ForgetSpent implements domain.TraceStore.
func (s *Store) ForgetSpent(ctx context.Context, before domain.Day) error {
	return s.transaction(ctx, func(tx *gorm.DB) error { return tx.Where("day < ?", string(before)).Delete(&spentKeyRow{}).Error })
}
