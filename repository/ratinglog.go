package repository

import (
	"context"

	"suaraloket/domain"
	"suaraloket/domain/report"
)

// RatingsOf implements report.RatingLog, without the reports of illegal fees. The cursor within
// a day is a rating's id.
func (s *Store) RatingsOf(ctx context.Context, day domain.Day, after string, n int) (page []report.LoggedRating, next string, err error) {
	var rows []ratingRow
	err = s.reads.WithContext(ctx).
		Select(columnsFor(readsLog)).
		Where("day = ? AND id > ? AND verdict <> ?", string(day), after, string(domain.Reported)).Order("id").Limit(n).Find(&rows).Error
	if err != nil {
		return nil, "", s.outcome(err)
	}
	for _, row := range rows {
		r, err := row.rating()
		if err != nil {
			return nil, "", err
		}
		page = append(page, logged(r))
	}
	if len(rows) == n {
		next = rows[n-1].ID
	}
	return page, next, nil
}

func logged(r domain.Rating) report.LoggedRating {
	return report.LoggedRating{
		Day: r.Day, Unit: r.Unit, Counter: r.Counter, Officer: r.Officer, Service: r.Service, Channel: r.Channel,
		Assurance: r.Assurance, Value: r.Value, Answers: r.Answers, Reasons: r.Reasons, Respondent: r.Respondent,
		Comment: r.Comment, Lang: r.Lang, Verdict: r.Verdict, Holds: r.Holds,
	}
}
