package web

import (
	"context"
	"errors"
	"time"

	"suaraloket/domain"
)

// storeTime is how long a request waits for the database before it is refused with
// Retry-After.
const storeTime = 8 * time.Second

// Within runs one use case under a deadline and refuses with ErrUnavailable after it: the
// data may have been stored or not. It does not use the request's context, because the
// server notices a disconnected client only when it writes.
func Within[T any](use func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(context.Background(), storeTime)
	defer cancel()
	result, err := use(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = domain.ErrUnavailable
	}
	return result, err
}
