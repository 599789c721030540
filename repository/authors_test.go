package repository_test

import (
	"bytes"
	"context"
	"testing"

	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// TestAuthorKeysAreMadeOnceAndDestroyed checks that the first caller makes the key of a
// triwulan, and that the key is deleted after its retention.
func TestAuthorKeysAreMadeOnceAndDestroyed(t *testing.T) {
	testdb.EachTwice(t, func(t *testing.T, a, b *repository.Store) {
		ctx := context.Background()
		made := make([][]byte, 8)
		together(len(made), func(i int) {
			var err error
			if made[i], err = []*repository.Store{a, b}[i%2].AuthorKey(ctx, "2026-Q3", []byte{byte(i), 7}); err != nil {
				t.Error(err)
			}
		})
		for _, key := range made {
			if len(key) != 2 || !bytes.Equal(key, made[0]) {
				t.Errorf("keys %v", made)
			}
		}
		if _, err := a.AuthorKey(ctx, "2026-Q4", []byte{9}); err != nil {
			t.Fatal(err)
		}
		if err := b.KeepAuthorKeys(ctx, []string{"2026-Q4"}); err != nil {
			t.Fatal(err)
		}
		if key, err := a.AuthorKeyOf(ctx, "2026-Q3"); err != nil || key != nil {
			t.Errorf("not destroyed: %v %v", key, err)
		}
		if key, err := a.AuthorKeyOf(ctx, "2026-Q4"); err != nil || !bytes.Equal(key, []byte{9}) {
			t.Errorf("destroyed: %v %v", key, err)
		}
	})
}
