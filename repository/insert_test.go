package repository_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// TestGORMSeesEveryInsert counts, with a callback of GORM, the statements that store a rating
// with an answer, its tallies, its update and its message.
func TestGORMSeesEveryInsert(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		var mu sync.Mutex
		seen := map[string]int{}
		err := repository.Observe(s, func(sql string) {
			mu.Lock()
			defer mu.Unlock()
			if words := strings.Fields(sql); len(words) > 2 && strings.EqualFold(words[0], "INSERT") {
				seen[strings.Trim(words[2], "`")]++
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		sub := submission(4)
		sub.Answers = domain.Answers{"persyaratan": 4}
		effects := func(domain.Rating) domain.Effects {
			return domain.Effects{Update: "7:1", Messages: []domain.Message{message("thanks")}}
		}
		if _, added, err := intake(s, at("2026-05-20T10:00")).SubmitWith(context.Background(), sub, effects); !added || err != nil {
			t.Fatal(added, err)
		}
		mu.Lock()
		defer mu.Unlock()
		for _, table := range []string{"ratings", "tallies", "month_tallies", "unit_answers", "officer_answers", "done_updates", "letters"} {
			if seen[table] != 1 {
				t.Errorf("%s: GORM saw %d inserts", table, seen[table])
			}
		}
	})
}
