package domain_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"suaraloket/domain"
)

// An anonymized rating cannot be found by a search with the person, the counter and the
// day. Its values are unchanged.
func TestAnonymizedRatingsCannotBeTraced(t *testing.T) {
	now := receivedAt()
	s := good()
	s.Right = domain.Right{Counter: "DKC-01", Channel: domain.ChannelTelegram, Assurance: domain.AssurancePoster, Author: "hash"}
	s.Comment, s.Respondent = "Ramah", domain.Respondent{Sex: "P", Age: 34}
	before, err := domain.NewRating(s, now, counter(true), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	anonymous, again := before, before
	anonymous.Anonymize(now)
	again.Anonymize(now)
	if anonymous.ID == before.ID || anonymous.ID == again.ID || anonymous.OnceKey == before.OnceKey || anonymous.Receipt() == before.Receipt() ||
		anonymous.Author != "" || anonymous.Comment != "" || anonymous.Respondent != (domain.Respondent{}) || anonymous.Revision <= before.Revision {
		t.Errorf("%+v", anonymous)
	}
	if anonymous.Value != before.Value || anonymous.Day != before.Day || anonymous.Counter != before.Counter || anonymous.Officer != before.Officer ||
		anonymous.Verdict != before.Verdict || len(anonymous.Reasons) != len(before.Reasons) || len(anonymous.Answers) != len(before.Answers) {
		t.Errorf("%+v became %+v", before, anonymous)
	}
}

// traced is a store of traces that remembers what it was asked.
type traced struct {
	ratings []domain.Rating
	authors []string
	day     domain.Day
}

func (s *traced) RatingsBy(_ context.Context, authors []string) ([]domain.Rating, error) {
	s.authors = authors
	return s.ratings, nil
}

func (s *traced) Anonymize(_ context.Context, authors []string, since domain.Day, cut func(*domain.Rating), after func(int) domain.Effects) error {
	s.authors, s.day = authors, since
	for i := range s.ratings {
		cut(&s.ratings[i])
	}
	after(len(s.ratings))
	return nil
}

func (s *traced) ForgetSpent(_ context.Context, before domain.Day) error {
	s.day = before
	return nil
}

func TestTracesOfATriwulan(t *testing.T) {
	ctx, now := context.Background(), time.Date(2027, 1, 1, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	store := &traced{ratings: []domain.Rating{{Day: "2027-01-01", Author: "b"}, {Day: "2026-12-31", Author: "a"}}}
	traces := domain.NewTraces(domain.NewAuthors([]byte("0123456789abcdef"), &keyring{keys: map[string][]byte{}}, clock), store, clock)
	period, list, err := traces.History(ctx, 4242)
	if err != nil || period.String() != "2027-Q1" || len(list) != 1 || list[0].Day != "2027-01-01" {
		t.Errorf("%v %+v %v", period, list, err)
	}
	if len(store.authors) != 2 {
		t.Errorf("a day after its end the last triwulan is still looked at: %v", store.authors)
	}
	if until := domain.DayOf(traces.Until()); until != "2027-04-01" {
		t.Errorf("until %s", until)
	}
	store.ratings = list
	n := -1
	if err := traces.Erase(ctx, 4242, func(found int) domain.Effects { n = found; return domain.Effects{} }); err != nil || n != 1 {
		t.Error(n, err)
	}
	if store.ratings[0].Author != "" || store.day != "2026-12-31" {
		t.Errorf("since %s: %+v", store.day, store.ratings[0])
	}
	if err := traces.Sweep(ctx); err != nil || store.day != "2026-12-31" {
		t.Error(store.day, err)
	}
}

func TestTracesWithoutTheAuthorsKeys(t *testing.T) {
	traces := domain.NewTraces(domain.NewAuthors([]byte("0123456789abcdef"), &keyring{away: true}, morning), &traced{}, morning)
	if _, err := traces.All(context.Background(), 1); !errors.Is(err, domain.ErrUnavailable) {
		t.Error(err)
	}
	if err := traces.Erase(context.Background(), 1, nil); !errors.Is(err, domain.ErrUnavailable) {
		t.Error(err)
	}
}
