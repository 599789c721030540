package journal

import (
	"bytes"
	"context"
	"errors"

	"suaraloket/domain"
)

// AuthorKey implements domain.AuthorKeyStore. The file has a copy, so that who rated
// before an outage and after it is the same person in it. A key that was not known
// before the outage is not made up: the database may have another one.
func (j *Journal) AuthorKey(ctx context.Context, period string, fresh []byte) ([]byte, error) {
	key, err := ask(ctx, j, lookPatience, func(ctx context.Context) ([]byte, error) { return j.main.AuthorKey(ctx, period, fresh) })
	if err == nil {
		_, err = j.local.AuthorKey(ctx, period, key)
		return key, err
	}
	if !errors.Is(err, domain.ErrUnavailable) {
		return nil, err
	}
	known, lookErr := j.local.AuthorKeyOf(ctx, period)
	if lookErr != nil || len(known) == 0 {
		return nil, errors.Join(err, lookErr)
	}
	return bytes.Clone(known), nil
}

// KeepAuthorKeys implements domain.AuthorKeyStore, here and there.
func (j *Journal) KeepAuthorKeys(ctx context.Context, periods []string) error {
	err := tell(ctx, j, func(ctx context.Context) error { return j.main.KeepAuthorKeys(ctx, periods) })
	return errors.Join(err, j.local.KeepAuthorKeys(ctx, periods))
}
