package repository_test

import (
	"context"
	"maps"
	"testing"

	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

func TestLanguagesOfMany(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx := context.Background()
		for author, lang := range map[string]string{"a": "en", "b": "jv", "c": "id"} {
			if err := s.SetLanguage(ctx, author, lang); err != nil {
				t.Fatal(err)
			}
		}
		want := map[string]string{"a": "en", "b": "jv", "x": ""}
		if langs, err := s.Languages(ctx, []string{"a", "b", "x"}); err != nil || !maps.Equal(langs, want) {
			t.Errorf("%v %v", langs, err)
		}
	})
}
