package sitetest

import (
	"context"
	"sync/atomic"

	"suaraloket/domain"
	"suaraloket/repository"
)

// AwayStore is a store that refuses ratings as unavailable until Back is set.
type AwayStore struct {
	*repository.Store
	Back  atomic.Bool
	Tries atomic.Int64
}

// AddRating counts the try, and stores the rating once Back is set.
func (s *AwayStore) AddRating(ctx context.Context, e domain.Entry) (domain.Rating, bool, error) {
	s.Tries.Add(1)
	if s.Back.Load() {
		return s.Store.AddRating(ctx, e)
	}
	return domain.Rating{}, false, &domain.Error{Code: domain.CodeUnavailable, Key: "unavailable", RetryAfter: 1}
}
