package repository_test

import (
	"context"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

func TestScreens(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		ctx, at := context.Background(), time.Date(2026, 11, 23, 2, 14, 5, 678e6, time.UTC)
		question := domain.Screen{Author: "a", Counter: "DKC-01", At: at}
		note := domain.Screen{Author: "a", Rating: "11111111-1111-4111-8111-111111111111", Message: 1 << 40, Pass: "c1_DKC-01_x", At: at.Add(time.Minute)}
		for update, asked := range map[string]domain.Screen{"1": question, "2": note, "3": {Author: "b", Counter: "DKC-02", At: at.Add(time.Hour)}} {
			if err := s.FinishUpdate(ctx, domain.Effects{Update: update, Screen: &asked}); err != nil {
				t.Fatal(err)
			}
		}
		want := func(what string, authors []string, at time.Time, want domain.Screen) {
			t.Helper()
			if got, err := s.ScreenAt(ctx, authors, at); err != nil || got != want {
				t.Errorf("%s: %+v %v, want %+v", what, got, err, want)
			}
		}
		want("at once", []string{"x", "a"}, at, question)
		want("later", []string{"a"}, at.Add(time.Hour), note)
		want("before", []string{"a"}, at.Add(-time.Millisecond), domain.Screen{})
		if err := s.FinishUpdate(ctx, domain.Effects{Update: "1", Screen: &domain.Screen{Author: "a", Counter: "DKC-03", At: at}}); err == nil {
			t.Error("an update is done twice")
		}
		want("after a repetition", []string{"a"}, at, question)
		if err := s.DeleteScreens(ctx, note.At); err != nil {
			t.Fatal(err)
		}
		want("deleted", []string{"a"}, at, domain.Screen{})
		want("kept", []string{"a"}, note.At, note)
		after := func(int) domain.Effects { return domain.Effects{} }
		if err := s.Anonymize(ctx, []string{"a"}, "2026-11-22", func(*domain.Rating) {}, after); err != nil {
			t.Fatal(err)
		}
		want("erased", []string{"a"}, note.At, domain.Screen{})
		want("of another", []string{"b"}, at.Add(time.Hour), domain.Screen{Author: "b", Counter: "DKC-02", At: at.Add(time.Hour)})
	})
}
