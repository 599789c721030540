package repository

import (
	"context"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/audit"
	"suaraloket/domain/integrity"
	"suaraloket/domain/report"
	"suaraloket/domain/review"
)

type reviewRow struct {
	ID       string `gorm:"primaryKey"`
	RatingID string
	Act      string
	Reason   string
	MadeBy   string
	MadeAt   time.Time
}

func (reviewRow) TableName() string { return "reviews" }

func (row reviewRow) review() review.Review {
	return review.Review{ID: row.ID, Rating: row.RatingID, Act: review.Act(row.Act), Reason: row.Reason, By: row.MadeBy, At: row.MadeAt}
}

// HeldRatings implements review.HeldStore. The tallies say on which days officers have held
// ratings, so that no other day is read.
func (s *Store) HeldRatings(ctx context.Context, officer string, from, to domain.Day, all bool, n int) ([]review.HeldRating, error) {
	db := s.reads.WithContext(ctx)
	query := db.Model(&tallyRow{}).Where("day BETWEEN ? AND ?", string(from), string(to))
	if officer != "" || all {
		query = query.Where("officer_code = ?", officer)
	}
	if !all {
		query = query.Where("held > 0")
	}
	var days []tallyRow
	if err := query.Distinct("day", "officer_code").Order("day DESC, officer_code").Find(&days).Error; err != nil {
		return nil, s.outcome(err)
	}
	var rows []ratingRow
	for _, day := range days {
		if len(rows) >= n {
			break
		}
		verdicts := []string{string(domain.Held)}
		if all {
			verdicts = append(verdicts, string(domain.Counted))
		}
		var found []ratingRow
		err := db.Where("officer_code = ? AND commented IN ? AND day = ? AND verdict IN ?", day.OfficerCode, []bool{false, true}, day.Day, verdicts).
			Order("rated_at, id").Limit(n - len(rows)).Find(&found).Error
		if err != nil {
			return nil, s.outcome(err)
		}
		rows = append(rows, found...)
	}
	list, err := withReviews(db, rows)
	return list, s.outcome(err)
}

// withReviews adds the findings and reviews to ratings.
func withReviews(db *gorm.DB, rows []ratingRow) ([]review.HeldRating, error) {
	list, at, ids := make([]review.HeldRating, len(rows)), map[string]int{}, make([]string, len(rows))
	for i, row := range rows {
		rating, err := row.rating()
		if err != nil {
			return nil, err
		}
		list[i], at[row.ID], ids[i] = review.HeldRating{Rating: rating}, i, row.ID
	}
	for start := 0; start < len(ids); start += rosterBatch {
		part := ids[start:min(start+rosterBatch, len(ids))]
		var findings []findingRow
		if err := db.Where("rating_id IN ?", part).Order("rating_id, rule").Find(&findings).Error; err != nil {
			return nil, err
		}
		for _, f := range findings {
			i := at[f.RatingID]
			list[i].Findings = append(list[i].Findings, f.finding())
		}
		var originals []string
		if err := db.Model(&originalRow{}).Where("rating_id IN ?", part).Distinct().Pluck("rating_id", &originals).Error; err != nil {
			return nil, err
		}
		for _, id := range originals {
			list[at[id]].Original = true
		}
		var reviews []reviewRow
		if err := db.Where("rating_id IN ?", part).Order("made_at, id").Find(&reviews).Error; err != nil {
			return nil, err
		}
		for _, r := range reviews {
			i := at[r.RatingID]
			list[i].Reviews = append(list[i].Reviews, r.review())
		}
	}
	return list, nil
}

func (row findingRow) finding() integrity.Finding {
	return integrity.Finding{Rating: row.RatingID, Rule: integrity.Rule(row.Rule), Evidence: integrity.Evidence{
		Count: row.Counted, Limit: row.Allowed, Window: row.Span, Served: row.Served,
	}}
}

// ReviewRatings implements review.HeldStore.
func (s *Store) ReviewRatings(ctx context.Context, ratings []string, decide func(*review.HeldRating) (review.Review, audit.Event, error)) error {
	return s.transaction(ctx, func(tx *gorm.DB) error {
		var rows []ratingRow
		if err := locked(tx).Where("id IN ?", ratings).Order("id").Find(&rows).Error; err != nil {
			return err
		}
		if len(rows) < len(ratings) {
			return domain.ErrRatingUnknown
		}
		list, err := withReviews(tx, rows)
		if err != nil {
			return err
		}
		var events []audit.Event
		for _, held := range list {
			before := held.Rating
			made, event, err := decide(&held)
			if err != nil {
				return err
			}
			events = append(events, event)
			row := reviewRow{ID: made.ID, RatingID: before.ID, Act: string(made.Act), Reason: made.Reason, MadeBy: made.By, MadeAt: stored(made.At)}
			if err := tx.Create(&row).Error; err != nil {
				return err
			}
			if err := s.replaceRating(tx, before, held.Rating); err != nil {
				return err
			}
		}
		return s.record(tx, events...)
	})
}

// Marks implements review.HeldStore.
func (s *Store) Marks(ctx context.Context, quarter domain.Period) ([]integrity.Mark, error) {
	var rows []markRow
	err := s.reads.WithContext(ctx).Where("quarter = ?", quarter.String()).Order("unit_code, officer_code, streams").Find(&rows).Error
	list := make([]integrity.Mark, len(rows))
	for i, row := range rows {
		list[i] = integrity.Mark{
			Rule: integrity.Stream, Unit: row.UnitCode, Officer: row.OfficerCode, Streams: integrity.Streams(row.Streams),
			N: row.N, RestN: row.RestN, Mean: row.Mean, RestMean: row.RestMean, Gap: row.Gap, Z: row.Z,
		}
	}
	return list, s.outcome(err)
}

// HeldBy implements report.TallyStore.
func (s *Store) HeldBy(ctx context.Context, officer string, from, to domain.Month) ([]report.HeldLine, error) {
	var rows []ratingRow
	err := s.reads.WithContext(ctx).Select("holds", "cleared", "set_aside").
		Where("officer_code = ? AND commented IN ? AND day BETWEEN ? AND ? AND verdict = ?", officer, []bool{false, true}, string(from)+"-01", string(to)+afterDays, string(domain.Held)).
		Find(&rows).Error
	held := heldCounts{}
	for _, row := range rows {
		held.add(row)
	}
	return held.lines(), s.outcome(err)
}
