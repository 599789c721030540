package report

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"suaraloket/domain"
)

// LoggedRating is a rating for export: what the resident answered, where and on which
// day. It has no time of day, id, device, visit or author, so that it does not reveal who
// rated when.
type LoggedRating struct {
	Day        domain.Day
	Unit       string
	Counter    string
	Officer    string // "" when the rating is for the unit only
	Service    string // "" when unknown
	Channel    domain.Channel
	Assurance  domain.Assurance
	Value      int // 1–4
	Answers    domain.Answers
	Reasons    []string
	Respondent domain.Respondent
	Comment    string // screened
	Lang       string
	Verdict    domain.Verdict
	Holds      []domain.HoldReason
}

// RatingLog reads every rating, day by day.
type RatingLog interface {
	// RatingsOf gives up to n ratings of the day, held ones too, from the cursor after, ""
	// for the start of the day; next is the cursor of the following page, "" after the
	// last one.
	RatingsOf(ctx context.Context, day domain.Day, after string, n int) (page []LoggedRating, next string, err error)
}

// RatingPage is the largest number of ratings in a page.
const RatingPage = 2000

// Ratings opens all ratings of the city in the period, for HR and administrators. Other
// roles are refused with ErrNotAllowed.
func (r *Reporter) Ratings(actor domain.Actor, period domain.Period) (*RatingReader, error) {
	if !actor.SeesCity() {
		return nil, domain.ErrNotAllowed
	}
	return &RatingReader{log: r.log, day: period.First(), last: period.Last()}, nil
}

// RatingReader reads ratings page by page, so that a year needs no more memory than a
// day.
type RatingReader struct {
	log   RatingLog
	day   domain.Day
	last  domain.Day
	after string
}

// Next gives the next page, with ratings of one day, and io.EOF after the last one. After
// any other error the caller can retry the same page.
func (r *RatingReader) Next(ctx context.Context) ([]LoggedRating, error) {
	for r.day <= r.last {
		page, next, err := r.log.RatingsOf(ctx, r.day, r.after, RatingPage)
		if err != nil {
			return nil, err
		}
		if r.after = next; next == "" {
			r.day = r.day.Next()
		}
		if len(page) > 0 {
			shuffle(page)
			return page, nil
		}
	}
	return nil, io.EOF
}

// shuffle orders ratings by their content. A tablet's ids follow the time, so that their
// order would reveal the order of the visitors.
func shuffle(page []LoggedRating) {
	type entry struct {
		content string
		rating  LoggedRating
	}
	list := make([]entry, len(page))
	for i, r := range page {
		list[i] = entry{fmt.Sprint(r), r}
	}
	slices.SortFunc(list, func(a, b entry) int { return cmp.Compare(a.content, b.content) })
	for i := range list {
		page[i] = list[i].rating
	}
}
