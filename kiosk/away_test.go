package kiosk_test

import (
	"context"
	"sync/atomic"

	"suaraloket/domain"
	"suaraloket/repository"
)

// awayStore is a database that cannot be reached for writing until it is back.
type awayStore struct {
	*repository.Store
	back  atomic.Bool
	tries atomic.Int64
}

func (s *awayStore) AddRating(ctx context.Context, e domain.Entry) (domain.Rating, bool, error) {
	s.tries.Add(1)
	if s.back.Load() {
		return s.Store.AddRating(ctx, e)
	}
	return domain.Rating{}, false, &domain.Error{Code: domain.CodeUnavailable, Key: "unavailable", RetryAfter: 1}
}
