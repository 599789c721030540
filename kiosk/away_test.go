package kiosk_test

import (
	"context"

	"suaraloket/domain"
	"suaraloket/repository"
)

// awayStore is a database that cannot be reached for writing.
type awayStore struct{ *repository.Store }

func (awayStore) AddRating(context.Context, domain.Rating) (domain.Rating, bool, error) {
	return domain.Rating{}, false, domain.ErrUnavailable
}
