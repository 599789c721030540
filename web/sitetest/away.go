package sitetest

import (
	"context"
	"sync/atomic"

	"suaraloket/domain"
	"suaraloket/repository"
)

// AwayStore is a database that cannot be reached for writing until it is back.
type AwayStore struct {
	*repository.Store
	Back  atomic.Bool
	Tries atomic.Int64
}

func (s *AwayStore) AddRating(ctx context.Context, e domain.Entry) (domain.Rating, bool, error) {
	s.Tries.Add(1)
	if s.Back.Load() {
		return s.Store.AddRating(ctx, e)
	}
	return domain.Rating{}, false, &domain.Error{Code: domain.CodeUnavailable, Key: "unavailable", RetryAfter: 1}
}
