package journal

import (
	"bytes"
	"context"
	"errors"

	"suaraloket/domain"
)

// AuthorKey implements domain.AuthorKeyStore. The file has a copy, so that a person has the
// same hash before and during an outage. It makes no new key during an outage, since the
// database may have another one.
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

// KeepAuthorKeys implements domain.AuthorKeyStore, in the file and in the database.
func (j *Journal) KeepAuthorKeys(ctx context.Context, periods []string) error {
	err := tell(ctx, j, func(ctx context.Context) error { return j.main.KeepAuthorKeys(ctx, periods) })
	return errors.Join(err, j.local.KeepAuthorKeys(ctx, periods))
}
