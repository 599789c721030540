package repository

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/masking"
)

// originalRow is a sealed text that was written for the comment of a rating. The digest tells
// the texts of a rating apart: a journal hands the same one over again.
type originalRow struct {
	RatingID   string `gorm:"primaryKey"`
	Digest     string `gorm:"primaryKey"`
	Sealed     string
	ReceivedAt time.Time
}

func (originalRow) TableName() string { return "originals" }

// keepOriginals stores the originals of ratings; without any it executes nothing.
func (s *Store) keepOriginals(tx *gorm.DB, ratings ...domain.Rating) error {
	var rows [][]any
	for _, r := range ratings {
		for _, sealed := range r.Originals {
			sum := sha256.Sum256([]byte(sealed))
			rows = append(rows, []any{r.ID, hex.EncodeToString(sum[:16]), sealed, stored(r.ReceivedAt)})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return insertRows(tx, "originals", []string{"rating_id", "digest", "sealed", "received_at"}, rows, s.ignoring("", "rating_id"))
}

// keepNewOriginals stores the originals of those ratings of a batch that are new.
func (s *Store) keepNewOriginals(tx *gorm.DB, batch []*pending) error {
	var added []domain.Rating
	for _, a := range batch {
		if a.added && len(a.stored.Originals) > 0 {
			added = append(added, a.stored)
		}
	}
	return s.keepOriginals(tx, added...)
}

// followComment stores the originals of a change, and deletes the earlier ones when a comment
// has replaced theirs in which nothing is hidden.
func (s *Store) followComment(tx *gorm.DB, before, after domain.Rating) error {
	if len(after.Originals) == 0 && after.Verdict != domain.Reported && masking.Hides(before.Comment) && !masking.Hides(after.Comment) {
		return deleteOriginals(tx, after.ID)
	}
	return s.keepOriginals(tx, after)
}

func deleteOriginals(tx *gorm.DB, ratings ...string) error {
	return tx.Where("rating_id IN ?", ratings).Delete(&originalRow{}).Error
}

// withOriginals adds the originals to ratings of a journal.
func withOriginals(db *gorm.DB, list []Waiting) error {
	at, ids := map[string]int{}, make([]string, len(list))
	for i, w := range list {
		at[w.Rating.ID], ids[i] = i, w.Rating.ID
	}
	var rows []originalRow
	err := db.Where("rating_id IN ?", ids).Order("rating_id, digest").Find(&rows).Error
	for _, row := range rows {
		r := &list[at[row.RatingID]].Rating
		r.Originals = append(r.Originals, row.Sealed)
	}
	return err
}

// Originals implements review.HeldStore.
func (s *Store) Originals(ctx context.Context, rating string) (domain.Rating, error) {
	r, err := s.Rating(ctx, rating)
	if err != nil {
		return r, err
	}
	list := []Waiting{{Rating: r}}
	err = withOriginals(s.reads.WithContext(ctx), list)
	return list[0].Rating, s.outcome(err)
}

// ForgetOriginals implements review.OriginalStore.
func (s *Store) ForgetOriginals(ctx context.Context, before time.Time) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		return tx.Where("received_at < ?", stored(before)).Delete(&originalRow{}).Error
	})
}
