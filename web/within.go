package web

import (
	"context"
	"errors"
	"time"

	"suaraloket/domain"
)

// storeTime is how long a request waits for the database before its sender is told
// to repeat.
const storeTime = 8 * time.Second

// Within runs one use case under a deadline. A request's own context says nothing:
// the server learns of a client that has gone only when it writes. Not knowing in
// time whether something was stored is a refusal of its own.
func Within[T any](use func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(context.Background(), storeTime)
	defer cancel()
	result, err := use(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = domain.ErrUnavailable
	}
	return result, err
}
