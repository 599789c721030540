package repository_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// byAuthor returns a submission from a chat with the optional fields.
func byAuthor(author string, value int) domain.Submission {
	return domain.Submission{
		ID: uuid.NewString(), Value: value, Comment: "kata " + author, Reasons: []string{domain.ReasonFriendly},
		Answers: domain.Answers{"kompetensi": 4, "sarana": 2}, Respondent: domain.Respondent{Sex: "P", Age: 34},
		Right: domain.Right{Counter: "DKC-01", Channel: domain.ChannelTelegram, Assurance: domain.AssurancePoster, Author: author},
	}
}

func rated(t *testing.T, s *repository.Store, now time.Time, sub domain.Submission) domain.Rating {
	t.Helper()
	r, added, err := intake(s, now).Submit(context.Background(), sub)
	if err != nil || !added {
		t.Fatal(added, err)
	}
	return r
}

func anonymize(t *testing.T, s *repository.Store, now time.Time, update string, authors ...string) (n int, err error) {
	t.Helper()
	return n, s.Anonymize(context.Background(), authors, domain.DayOf(now.Add(-24*time.Hour)), func(r *domain.Rating) { r.Anonymize(now) },
		func(found int) domain.Effects {
			n = found
			return domain.Effects{Update: update, Messages: []domain.Message{message("gone")}}
		})
}

func TestRatingsOfAuthors(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx, day := context.Background(), at("2026-05-20T10:00")
		old := rated(t, s, day, byAuthor("old", 1))
		first := rated(t, s, day.AddDate(0, 0, 1), byAuthor("new", 2))
		second := rated(t, s, day.AddDate(0, 0, 2), byAuthor("new", 3))
		rated(t, s, day, byAuthor("other", 4))
		list, err := s.RatingsBy(ctx, []string{"new", "old"})
		if err != nil || len(list) != 3 || list[0].ID != second.ID || list[1].ID != first.ID || list[2].ID != old.ID || list[0].Comment != "kata new" {
			t.Errorf("%+v %v", list, err)
		}
		if list, err := s.RatingsBy(ctx, []string{"unknown"}); err != nil || len(list) != 0 {
			t.Errorf("%+v %v", list, err)
		}
	})
}

// TestAnonymizedRatingsStillCount checks that an anonymized rating still counts, and that
// nothing links it to its author: no hash, no key, no id, no word.
func TestAnonymizedRatingsStillCount(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx, now := context.Background(), at("2026-05-20T10:00")
		mine, others := rated(t, s, now, byAuthor("me", 2)), rated(t, s, now, byAuthor("other", 4))
		old := rated(t, s, now.AddDate(0, 0, -9), byAuthor("me", 3))
		if err := errors.Join(s.SetLanguage(ctx, "me", "jv"), s.SetLanguage(ctx, "other", "en")); err != nil {
			t.Fatal(err)
		}
		before := tallies(t, s)
		if n, err := anonymize(t, s, now, "7:1", "me"); n != 2 || err != nil {
			t.Fatal(n, err)
		}
		if after := tallies(t, s); !slices.Equal(before, after) {
			t.Errorf("tallies\n%v\nbecame\n%v", before, after)
		}
		if n, wrong := recountAll(t, s); n != 3 || len(wrong) > 0 {
			t.Errorf("%d ratings: %v", n, wrong)
		}
		for _, id := range []string{mine.ID, old.ID} {
			if r, err := s.Rating(ctx, id); !errors.Is(err, domain.ErrRatingUnknown) {
				t.Errorf("%+v %v", r, err)
			}
		}
		rows, err := repository.Dump(s, "ratings")
		if err != nil {
			t.Fatal(err)
		}
		lacksAll(t, rows, "author=me", "kata me", mine.ID, old.ID, "author:me")
		if lang, err := s.Language(ctx, "me"); lang != "" || err != nil {
			t.Error(lang, err)
		}
		if lang, err := s.Language(ctx, "other"); lang != "en" || err != nil {
			t.Error(lang, err)
		}
		if r, err := s.Rating(ctx, others.ID); err != nil || r.Comment != "kata other" || r.Author != "other" {
			t.Errorf("%+v %v", r, err)
		}
		wantTexts(t, s, "gone")
	})
}

func lacksAll(t *testing.T, rows []string, unwanted ...string) {
	t.Helper()
	for _, row := range rows {
		for _, text := range unwanted {
			if strings.Contains(row, text) {
				t.Errorf("%q is in %s", text, row)
			}
		}
	}
}

// TestCuttingLooseTwice checks that a repeated update erases once and sends one message.
func TestCuttingLooseTwice(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		now := at("2026-05-20T10:00")
		rated(t, s, now, byAuthor("me", 2))
		if n, err := anonymize(t, s, now, "7:1", "me"); n != 1 || err != nil {
			t.Error(n, err)
		}
		if _, err := anonymize(t, s, now, "7:1", "me"); !errors.Is(err, domain.ErrUpdateDone) {
			t.Error(err)
		}
		if n, err := anonymize(t, s, now, "7:2", "me"); n != 0 || err != nil {
			t.Error(n, err)
		}
		wantTexts(t, s, "gone", "gone")
	})
}

// TestErasingIsNoWayToRateAgain checks that a person with an erased rating of today cannot
// rate the counter again today, neither by the same press nor by another, and can tomorrow.
func TestErasingIsNoWayToRateAgain(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx, now := context.Background(), at("2026-05-20T10:00")
		first := byAuthor("me", 2)
		rated(t, s, now, first)
		if _, err := anonymize(t, s, now, "", "me"); err != nil {
			t.Fatal(err)
		}
		thanks := func(domain.Rating) domain.Effects {
			return domain.Effects{Update: "7:9", Messages: []domain.Message{message("thanks")}}
		}
		in := intake(s, now.Add(time.Minute))
		for _, again := range []domain.Submission{first, byAuthor("me", 4)} {
			if _, added, err := in.SubmitWith(ctx, again, thanks); added || !errors.Is(err, domain.ErrAlreadyRated) {
				t.Error(added, err)
			}
		}
		if err := in.Admits(ctx, first.Right); !errors.Is(err, domain.ErrAlreadyRated) {
			t.Error(err)
		}
		if n, wrong := recountAll(t, s); n != 1 || len(wrong) > 0 {
			t.Errorf("%d ratings: %v", n, wrong)
		}
		wantTexts(t, s, "gone")
		other := byAuthor("me", 4)
		other.Right.Counter = "DKC-02"
		rated(t, s, now, other)
		tomorrow := now.Add(24 * time.Hour)
		if err := intake(s, tomorrow).Admits(ctx, first.Right); err != nil {
			t.Error(err)
		}
		rated(t, s, tomorrow, byAuthor("me", 3))
	})
}

// TestASpentKeyAmongOthers submits presses at once. Only those with a spent key are refused.
func TestASpentKeyAmongOthers(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		now := at("2026-05-20T10:00")
		rated(t, s, now, byAuthor("me", 2))
		if _, err := anonymize(t, s, now, "", "me"); err != nil {
			t.Fatal(err)
		}
		in := intake(s, now)
		refused := make([]bool, 24)
		together(len(refused), func(i int) {
			author := uuid.NewString()[:8]
			if i%3 == 0 {
				author = "me"
			}
			_, _, err := in.Submit(context.Background(), byAuthor(author, 4))
			if refused[i] = errors.Is(err, domain.ErrAlreadyRated); err != nil && !refused[i] {
				t.Error(err)
			}
		})
		for i, no := range refused {
			if no != (i%3 == 0) {
				t.Errorf("%d refused: %v", i, no)
			}
		}
		if n, wrong := recountAll(t, s); n != 17 || len(wrong) > 0 {
			t.Errorf("%d ratings: %v", n, wrong)
		}
	})
}

// TestASpentKeyMetByWhatWasAccepted checks that a rating that was accepted without the
// database, after the erasing, is stored but does not count.
func TestASpentKeyMetByWhatWasAccepted(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx, now := context.Background(), at("2026-05-20T10:00")
		rated(t, s, now, byAuthor("me", 2))
		if _, err := anonymize(t, s, now, "", "me"); err != nil {
			t.Fatal(err)
		}
		late := claiming(t, s, "author:me:DKC-01:2026-05-20", "")
		late.Rating.Author = "me"
		for range 2 {
			if err := s.Settle(ctx, []domain.Entry{late}); err != nil {
				t.Fatal(err)
			}
		}
		r, err := s.Rating(ctx, late.Rating.ID)
		if err != nil || r.Verdict != domain.Held || !slices.Equal(r.Holds, []domain.HoldReason{domain.HoldAlreadyRated}) {
			t.Errorf("%+v %v", r, err)
		}
		if n, wrong := recountAll(t, s); n != 2 || len(wrong) > 0 {
			t.Errorf("%d ratings: %v", n, wrong)
		}
	})
}

// TestSpentKeysAreForgotten checks that the spent keys of a day are deleted after the day.
func TestSpentKeysAreForgotten(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx, now := context.Background(), at("2026-05-20T10:00")
		for _, back := range []int{0, 1, 2, 9} {
			rated(t, s, now.AddDate(0, 0, -back), byAuthor("me", 2))
		}
		if _, err := anonymize(t, s, now, "", "me"); err != nil {
			t.Fatal(err)
		}
		keys := func() []string {
			rows, err := repository.Dump(s, "spent_keys")
			if err != nil {
				t.Fatal(err)
			}
			return rows
		}
		if kept := keys(); len(kept) != 2 {
			t.Errorf("kept %v", kept)
		}
		if err := s.ForgetSpent(ctx, "2026-05-20"); err != nil {
			t.Error(err)
		}
		if spent, err := s.Spent(ctx, "author:me:DKC-01:2026-05-20"); !spent || err != nil {
			t.Error(spent, err)
		}
		if err := s.ForgetSpent(ctx, "2026-05-21"); err != nil || len(keys()) != 0 {
			t.Error(keys(), err)
		}
	})
}
