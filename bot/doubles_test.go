package bot_test

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"

	"suaraloket/domain"
)

// stumbling is a store of ratings that calls a function before each write.
type stumbling struct {
	domain.RatingStore
	before func() error
}

func (s stumbling) AddRating(ctx context.Context, e domain.Entry) (domain.Rating, bool, error) {
	if err := s.before(); err != nil {
		return domain.Rating{}, false, err
	}
	return s.RatingStore.AddRating(ctx, e)
}

func (s stumbling) ChangeRating(ctx context.Context, id string, change func(*domain.Rating) (domain.Effects, error)) (domain.Rating, error) {
	if err := s.before(); err != nil {
		return domain.Rating{}, err
	}
	return s.RatingStore.ChangeRating(ctx, id, change)
}

// blind is a store of ratings that accepts them and answers no query while it is away,
// like a journal in front of a database.
type blind struct {
	domain.RatingStore
	away *atomic.Bool
}

func (b blind) err() error {
	if b.away.Load() {
		return domain.ErrUnavailable
	}
	return nil
}

func (b blind) Rating(ctx context.Context, id string) (domain.Rating, error) {
	if err := b.err(); err != nil {
		return domain.Rating{}, err
	}
	return b.RatingStore.Rating(ctx, id)
}

func (b blind) Claimed(ctx context.Context, claims []string) ([]string, error) {
	if err := b.err(); err != nil {
		return nil, err
	}
	return b.RatingStore.Claimed(ctx, claims)
}

func (b blind) LatestByAuthor(ctx context.Context, author, counter string) (domain.Rating, error) {
	if err := b.err(); err != nil {
		return domain.Rating{}, err
	}
	return b.RatingStore.LatestByAuthor(ctx, author, counter)
}

func (b blind) ChangeRating(ctx context.Context, id string, change func(*domain.Rating) (domain.Effects, error)) (domain.Rating, error) {
	if err := b.err(); err != nil {
		return domain.Rating{}, err
	}
	return b.RatingStore.ChangeRating(ctx, id, change)
}

// moody is a store of preferences with a special answer for one person.
type moody struct {
	domain.PreferenceStore
	author string
	mood   func() (string, error)
}

func (m moody) Language(ctx context.Context, author string) (string, error) {
	if author == m.author {
		return m.mood()
	}
	return m.PreferenceStore.Language(ctx, author)
}

// Languages leaves that person out.
func (m moody) Languages(ctx context.Context, authors []string) (map[string]string, error) {
	langs, err := m.PreferenceStore.Languages(ctx, authors)
	delete(langs, m.author)
	return langs, err
}

// line is a connection that can be cut permanently.
type line struct {
	http.Transport
	cut atomic.Bool
}

var errCut = errors.New("the line is cut")

func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	if l.cut.Load() {
		return nil, errCut
	}
	return l.Transport.RoundTrip(r)
}
