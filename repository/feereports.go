package repository

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"suaraloket/domain"
	"suaraloket/domain/audit"
	"suaraloket/domain/notice"
	"suaraloket/domain/review"
)

type feeReportRow struct {
	RatingID   string `gorm:"primaryKey"`
	Receipt    string
	ReceivedAt time.Time
	Status     string
	Answer     string
	LaporID    string
	DecidedAt  *time.Time
	DecidedBy  string
}

func (feeReportRow) TableName() string { return "fee_reports" }

type feeNoteRow struct {
	RatingID string `gorm:"primaryKey"`
	N        int    `gorm:"primaryKey;autoIncrement:false"`
	At       time.Time
	MadeBy   string
	Text     string
}

func (feeNoteRow) TableName() string { return "fee_notes" }

func newFeeReport(r domain.Rating) feeReportRow {
	return feeReportRow{RatingID: r.ID, Receipt: r.Receipt(), ReceivedAt: stored(r.ReceivedAt), Status: string(review.FeeNew)}
}

func (row feeReportRow) report(rating domain.Rating, notes []feeNoteRow) review.FeeReport {
	report := review.FeeReport{
		Rating: rating, Status: review.FeeStatus(row.Status), Answer: row.Answer, LaporID: row.LaporID, DecidedBy: row.DecidedBy,
	}
	if row.DecidedAt != nil {
		report.DecidedAt = *row.DecidedAt
	}
	for _, note := range notes {
		report.Notes = append(report.Notes, review.FeeNote{At: note.At, By: note.MadeBy, Text: note.Text})
	}
	return report
}

// openFeeReports opens the inspection of the reports among new ratings. A journal leaves that
// to the database.
func (s *Store) openFeeReports(tx *gorm.DB, added []*pending) error {
	for _, a := range added {
		if a.added && a.stored.Verdict == domain.Reported {
			if err := s.openFeeReport(tx, a.stored); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Store) openFeeReport(tx *gorm.DB, r domain.Rating) error {
	if s.journal {
		return nil
	}
	row := newFeeReport(r)
	return tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error
}

// followVerdict opens the inspection of a rating that has become a report, and ends one that
// nobody has begun when the resident took the report back.
func (s *Store) followVerdict(tx *gorm.DB, before, after domain.Rating) error {
	switch {
	case before.Verdict == after.Verdict:
		return nil
	case after.Verdict == domain.Reported:
		return s.openFeeReport(tx, after)
	case before.Verdict == domain.Reported:
		return tx.Where("rating_id = ? AND status = ?", after.ID, string(review.FeeNew)).Delete(&feeReportRow{}).Error
	}
	return nil
}

// moveFeeReport gives the report of a rating the rating's new id and receipt.
func moveFeeReport(tx *gorm.DB, before string, r domain.Rating) error {
	if r.Verdict != domain.Reported {
		return nil
	}
	err := tx.Model(&feeReportRow{}).Where("rating_id = ?", before).Updates(map[string]any{"rating_id": r.ID, "receipt": r.Receipt()}).Error
	if err != nil {
		return err
	}
	return tx.Model(&feeNoteRow{}).Where("rating_id = ?", before).Update("rating_id", r.ID).Error
}

// FeeReports implements review.FeeReportStore.
func (s *Store) FeeReports(ctx context.Context, statuses []review.FeeStatus, n int) ([]review.FeeReport, error) {
	var rows []feeReportRow
	err := s.reads.WithContext(ctx).Where("status IN ?", statuses).Order("received_at, rating_id").Limit(n).Find(&rows).Error
	if err != nil {
		return nil, s.outcome(err)
	}
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.RatingID
	}
	ratings, err := s.ratingsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]review.FeeReport, len(rows))
	for i, row := range rows {
		list[i] = row.report(ratings[row.RatingID], nil)
	}
	return list, nil
}

// ratingsByID reads ratings, a part of them at a time.
func (s *Store) ratingsByID(ctx context.Context, ids []string) (map[string]domain.Rating, error) {
	found := map[string]domain.Rating{}
	for part := range slices.Chunk(ids, rosterBatch) {
		var rows []ratingRow
		if err := s.reads.WithContext(ctx).Where("id IN ?", part).Find(&rows).Error; err != nil {
			return nil, s.outcome(err)
		}
		for _, row := range rows {
			r, err := row.rating()
			if err != nil {
				return nil, err
			}
			found[r.ID] = r
		}
	}
	return found, nil
}

// FeeReport implements review.FeeReportStore.
func (s *Store) FeeReport(ctx context.Context, rating string) (review.FeeReport, error) {
	var row feeReportRow
	if err := s.reads.WithContext(ctx).Where("rating_id = ?", rating).Take(&row).Error; err != nil {
		return review.FeeReport{}, s.found(err, review.ErrFeeReportUnknown)
	}
	var notes []feeNoteRow
	if err := s.reads.WithContext(ctx).Where("rating_id = ?", rating).Order("n").Find(&notes).Error; err != nil {
		return review.FeeReport{}, s.outcome(err)
	}
	r, err := s.Rating(ctx, rating)
	return row.report(r, notes), err
}

// ChangeFeeReport implements review.FeeReportStore.
func (s *Store) ChangeFeeReport(ctx context.Context, rating string, change func(*review.FeeReport) error, event audit.Event) error {
	return s.acting(ctx, []audit.Event{event}, func(tx *gorm.DB) error {
		var row feeReportRow
		if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Where("rating_id = ?", rating).Take(&row).Error; err != nil {
			return s.found(err, review.ErrFeeReportUnknown)
		}
		var notes []feeNoteRow
		if err := tx.Where("rating_id = ?", rating).Order("n").Find(&notes).Error; err != nil {
			return err
		}
		locked, err := s.lockedRatings(tx, "id", []string{rating})
		if err != nil {
			return err
		}
		before := locked[rating]
		report := row.report(before, notes)
		if err := change(&report); err != nil {
			return err
		}
		return s.keepFeeReport(tx, before, report, len(notes))
	})
}

func (s *Store) keepFeeReport(tx *gorm.DB, before domain.Rating, report review.FeeReport, notes int) error {
	fields := map[string]any{
		"status": string(report.Status), "answer": report.Answer, "lapor_id": report.LaporID, "decided_at": nil, "decided_by": report.DecidedBy,
	}
	if !report.DecidedAt.IsZero() {
		fields["decided_at"] = stored(report.DecidedAt)
	}
	if err := tx.Model(&feeReportRow{}).Where("rating_id = ?", before.ID).Updates(fields).Error; err != nil {
		return err
	}
	for i, note := range report.Notes[notes:] {
		row := feeNoteRow{RatingID: before.ID, N: notes + i + 1, At: stored(note.At), MadeBy: note.By, Text: note.Text}
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
	}
	if report.Rating.Verdict == before.Verdict {
		return nil
	}
	return s.replaceRating(tx, before, report.Rating)
}

// NewFeeReports implements notice.FeeReportStore.
func (s *Store) NewFeeReports(ctx context.Context) ([]notice.NewFeeReport, error) {
	var rows []feeReportRow
	err := s.reads.WithContext(ctx).Where("status = ?", string(review.FeeNew)).Order("received_at, rating_id").Find(&rows).Error
	list := make([]notice.NewFeeReport, len(rows))
	for i, row := range rows {
		list[i] = notice.NewFeeReport{Rating: row.RatingID, Received: row.ReceivedAt}
	}
	return list, s.outcome(err)
}

// AnswerTo implements review.FeeReportStore.
func (s *Store) AnswerTo(ctx context.Context, receipt string) (string, error) {
	var answers []string
	err := s.reads.WithContext(ctx).Model(&feeReportRow{}).
		Where("receipt = ? AND answer <> ''", receipt).Order("decided_at DESC").Limit(1).Pluck("answer", &answers).Error
	if err != nil || len(answers) == 0 {
		return "", s.outcome(err)
	}
	return answers[0], nil
}
