package report

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"suaraloket/domain"
)

// LoggedRating is a rating as it leaves the house: what was said, where and on which
// day. Nobody is to learn who rated when, so that it has no time of day, no id, no
// device, no visit and no author.
type LoggedRating struct {
	Day        domain.Day
	Unit       string
	Counter    string
	Officer    string // "" when nobody in particular was rated
	Service    string // "" when it was not said
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
	// RatingsOf gives up to n ratings of the day, held ones too, that come after the
	// place in the day, "" for its beginning; next is the place from which to go on,
	// "" when the day has no more.
	RatingsOf(ctx context.Context, day domain.Day, after string, n int) (page []LoggedRating, next string, err error)
}

// RatingPage is how many ratings a RatingReader gives at most.
const RatingPage = 2000

// Ratings opens all ratings of the period and of the whole city, which HR and
// administrators may read; anyone else is refused with ErrNotAllowed.
func (r *Reporter) Ratings(actor domain.Actor, period domain.Period) (*RatingReader, error) {
	if !actor.SeesCity() {
		return nil, domain.ErrNotAllowed
	}
	return &RatingReader{log: r.log, day: period.First(), last: period.Last()}, nil
}

// RatingReader reads ratings a page at a time, so that a year takes no more memory
// than a day.
type RatingReader struct {
	log   RatingLog
	day   domain.Day
	last  domain.Day
	after string
}

// Next gives the ratings that follow, RatingPage at most, of one day; io.EOF when
// there are none. After another error the same page can be asked for again.
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

// shuffle orders ratings by what they say. A tablet makes ids that follow the time,
// and the order of the ids would give away who came before whom.
func shuffle(page []LoggedRating) {
	type said struct {
		words  string
		rating LoggedRating
	}
	list := make([]said, len(page))
	for i, r := range page {
		list[i] = said{fmt.Sprint(r), r}
	}
	slices.SortFunc(list, func(a, b said) int { return cmp.Compare(a.words, b.words) })
	for i := range list {
		page[i] = list[i].rating
	}
}
