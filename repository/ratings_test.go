package repository_test

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"suaraloket/domain"
	"suaraloket/domain/score"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

func TestARatingIsReadAsItWasWritten(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		now := time.Date(2026, 5, 20, 23, 30, 0, 123_000_000, zone())
		sub := submission(2)
		sub.Service, sub.Lang, sub.Seq, sub.ClockUnsure = "KK", "id", 17, true
		sub.Answers = domain.Answers{"kompetensi": 4, "perilaku": 3}
		sub.Reasons = []string{"menunggu_lama", "diminta_biaya"}
		sub.Respondent = domain.Respondent{Sex: "P", Age: 34, Education: "S1", Occupation: "swasta"}
		sub.Comment = "Lama sekali 👵🏽, hubungi 0812 3456 7890"
		sub.RatedAt = now.Add(-time.Hour)
		stored, added, err := intake(s, now).Submit(context.Background(), sub)
		if err != nil || !added {
			t.Fatal(added, err)
		}
		read, err := s.Rating(context.Background(), sub.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []*domain.Rating{&stored, &read} {
			r.RatedAt, r.ReceivedAt = r.RatedAt.UTC(), r.ReceivedAt.UTC()
		}
		if !reflect.DeepEqual(stored, read) {
			t.Errorf("wrote %+v\nread  %+v", stored, read)
		}
		if read.Day != "2026-05-20" || read.Comment != "Lama sekali 👵🏽, hubungi [nomor]" || read.Officer != "P-01" {
			t.Errorf("read %+v", read)
		}
	})
}

func TestTwentyCopiesAreOneRating(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		in, sub := intake(s, at("2026-05-20T10:00")), submission(4)
		var added atomic.Int64
		together(20, func(int) {
			stored, isNew, err := in.Submit(context.Background(), sub)
			if err != nil || stored.ID != sub.ID {
				t.Error(stored.ID, err)
			}
			if isNew {
				added.Add(1)
			}
		})
		if added.Load() != 1 {
			t.Errorf("%d copies were added", added.Load())
		}
		if lines := tallies(t, s); len(lines) != 1 || lines[0].Counts != (score.Counts{0, 0, 0, 1}) {
			t.Errorf("tallies %+v", lines)
		}
	})
}

// TestARepeatIsConfirmedWhateverHasChangedSince repeats a rating after its pass has expired,
// after a second officer came on duty, and after the seven days.
func TestARepeatIsConfirmedWhateverHasChangedSince(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx, now := context.Background(), at("2026-05-20T10:00")
		sub := submission(3)
		sub.RatedAt = now
		sub.Right = domain.Right{Counter: "DKC-01", Channel: domain.ChannelPage, Visit: "v", Expires: now.Add(domain.VisitTime)}
		if _, added, err := intake(s, now).Submit(ctx, sub); err != nil || !added {
			t.Fatal(added, err)
		}
		second := domain.Duty{ID: uuid.NewString(), Officer: "P-02", Counter: "DKC-01", From: at("2026-05-20T09:00")}
		if err := s.SaveDuties(ctx, []domain.Duty{second}); err != nil {
			t.Fatal(err)
		}
		for _, later := range []time.Duration{time.Minute, time.Hour, 30 * 24 * time.Hour} {
			stored, added, err := intake(s, now.Add(later)).Submit(ctx, sub)
			if err != nil || added || stored.Officer != "P-01" {
				t.Errorf("after %v: %v %v %v", later, stored.Officer, added, err)
			}
			other := sub
			other.Value = 1
			if _, _, err := intake(s, now.Add(later)).Submit(ctx, other); !errors.Is(err, domain.ErrIDReused) {
				t.Errorf("other content after %v: %v", later, err)
			}
			other.ID = uuid.NewString()
			if _, _, err := intake(s, now.Add(later)).Submit(ctx, other); err == nil {
				t.Errorf("another rating after %v was accepted", later)
			}
		}
	})
}

// TestARepeatMatchesWhatAnEarlierVersionStored: version 1 masked fewer numbers, and its
// fingerprint stays in the database.
func TestARepeatMatchesWhatAnEarlierVersionStored(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx, in := context.Background(), intake(s, at("2026-05-20T10:00"))
		sub := submission(3)
		sub.Comment = "Hubungi 0812\u00a03456\u20137890, cepat"
		r, _, err := in.Submit(ctx, sub)
		if err != nil || r.Comment != "Hubungi [nomor], cepat" {
			t.Fatal(r.Comment, err)
		}
		if err := repository.Tamper(s, "UPDATE ratings SET content = ? WHERE id = ?", "79eee3b8895a29b63c3be80c617c60e1", sub.ID); err != nil {
			t.Fatal(err)
		}
		if _, added, err := in.Submit(ctx, sub); err != nil || added {
			t.Error("a repeat:", added, err)
		}
		sub.Comment += "!"
		if _, _, err := in.Submit(ctx, sub); !errors.Is(err, domain.ErrIDReused) {
			t.Error("other content:", err)
		}
	})
}

func TestOneVisitIsRatedOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		in := intake(s, at("2026-05-20T10:00"))
		var added, used atomic.Int64
		together(20, func(i int) {
			sub := submission(i%4 + 1)
			sub.Right = domain.Right{Counter: "DKC-01", Channel: domain.ChannelPage, Visit: "same"}
			_, isNew, err := in.Submit(context.Background(), sub)
			switch {
			case err == nil && isNew:
				added.Add(1)
			case errors.Is(err, domain.ErrPassUsed):
				used.Add(1)
			default:
				t.Error(isNew, err)
			}
		})
		right := domain.Right{Counter: "DKC-01", Channel: domain.ChannelPage, Visit: "same"}
		if r, err := in.OfVisit(context.Background(), right); err != nil || r.Visit != "same" {
			t.Errorf("of the visit: %+v %v", r, err)
		}
		right.Visit = "other"
		if _, err := in.OfVisit(context.Background(), right); !errors.Is(err, domain.ErrRatingUnknown) {
			t.Errorf("of another visit: %v", err)
		}
		if added.Load() != 1 || used.Load() != 19 {
			t.Errorf("added %d, used %d", added.Load(), used.Load())
		}
	})
}

func TestAuthorRatesACounterOnceADay(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx := context.Background()
		sub := submission(3)
		sub.Right = domain.Right{Counter: "DKC-01", Channel: domain.ChannelTelegram, Author: "author"}
		if _, added, err := intake(s, at("2026-05-20T10:00")).Submit(ctx, sub); err != nil || !added {
			t.Fatal(added, err)
		}
		again := sub
		again.ID = uuid.NewString()
		if _, _, err := intake(s, at("2026-05-20T16:00")).Submit(ctx, again); !errors.Is(err, domain.ErrAlreadyRated) {
			t.Errorf("same day: %v", err)
		}
		if _, added, err := intake(s, at("2026-05-21T08:00")).Submit(ctx, again); err != nil || !added {
			t.Errorf("next day: %v %v", added, err)
		}
		latest, err := s.LatestByAuthor(ctx, "author", "")
		if err != nil || latest.ID != again.ID {
			t.Errorf("latest %s, %v", latest.ID, err)
		}
		if _, err := s.LatestByAuthor(ctx, "author", "DKC-02"); !errors.Is(err, domain.ErrRatingUnknown) {
			t.Errorf("other counter: %v", err)
		}
	})
}

func TestGivenTodayOrStillOpenForChanges(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx, sub := context.Background(), submission(3)
		sub.Right = domain.Right{Counter: "DKC-01", Channel: domain.ChannelTelegram, Author: "late"}
		if _, _, err := intake(s, at("2026-05-20T23:55")).Submit(ctx, sub); err != nil {
			t.Fatal(err)
		}
		for now, want := range map[string]error{
			"2026-05-20T23:59": nil, "2026-05-21T00:05": nil, "2026-05-21T00:06": domain.ErrRatingUnknown,
		} {
			if r, err := intake(s, at(now)).Given(ctx, "late", ""); !errors.Is(err, want) || want == nil && r.ID != sub.ID {
				t.Errorf("at %s: %v", now, err)
			}
		}
		if _, err := intake(s, at("2026-05-20T23:59")).Given(ctx, "late", "DKC-02"); !errors.Is(err, domain.ErrRatingUnknown) {
			t.Errorf("another counter: %v", err)
		}
	})
}

func TestAChangedValueMovesTheTally(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		ctx, now := context.Background(), at("2026-05-20T10:00")
		in, sub := intake(s, now), submission(1)
		sub.Answers, sub.Reasons = domain.Answers{"perilaku": 2}, []string{"menunggu_lama"}
		if _, _, err := in.Submit(ctx, sub); err != nil {
			t.Fatal(err)
		}
		value, reasons := 4, []string{"cepat"}
		changed, err := in.Change(ctx, sub.ID, sub.Right, domain.Change{Value: &value, Answers: domain.Answers{"kompetensi": 3}, Reasons: &reasons})
		if err != nil || changed.Value != 4 || changed.Answers["perilaku"] != 2 {
			t.Fatalf("%+v %v", changed, err)
		}
		if lines := tallies(t, s); len(lines) != 1 || lines[0].Counts != (score.Counts{0, 0, 0, 1}) {
			t.Errorf("tallies %+v", lines)
		}
		answers, err := s.OfficerAnswers(ctx, "P-01", "2026-05", "2026-05")
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]int64{"form": 1, "kompetensi": 1, "perilaku": 1, "reason:cepat": 1, "reason:menunggu_lama": 0}
		for _, line := range answers {
			if line.N != want[line.Item] {
				t.Errorf("%s counted %d", line.Item, line.N)
			}
			delete(want, line.Item)
		}
		if len(want) != 0 && want["reason:menunggu_lama"] != 0 {
			t.Errorf("missing %v", want)
		}
		other := sub.Right
		other.Kiosk = "tablet-2"
		if _, err := in.Change(ctx, sub.ID, other, domain.Change{Value: &value}); !errors.Is(err, domain.ErrOtherCounter) {
			t.Errorf("other device: %v", err)
		}
		if _, err := in.Change(ctx, uuid.NewString(), sub.Right, domain.Change{Value: &value}); !errors.Is(err, domain.ErrRatingUnknown) {
			t.Errorf("unknown: %v", err)
		}
	})
}

func TestPressesTooCloseAreHeldWhateverTheirOrder(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		now := at("2026-05-20T10:00")
		in := limited(s, now, domain.Limits{KioskInterval: 5 * time.Second})
		press := func(offset time.Duration) domain.Rating {
			sub := submission(3)
			sub.RatedAt = now.Add(offset)
			r, _, err := in.Submit(context.Background(), sub)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		for _, step := range []struct {
			offset time.Duration
			want   domain.Verdict
		}{
			{-time.Hour, domain.Counted},
			{-time.Hour + 5*time.Second, domain.Counted},
			{-time.Hour - 4999*time.Millisecond, domain.Held},
			{-time.Minute, domain.Counted},
		} {
			if r := press(step.offset); r.Verdict != step.want {
				t.Errorf("%v: %s %v", step.offset, r.Verdict, r.Holds)
			}
		}
		var counted atomic.Int64
		together(10, func(int) {
			if press(time.Second).Verdict == domain.Counted {
				counted.Add(1)
			}
		})
		if counted.Load() != 1 {
			t.Errorf("%d of ten at once counted", counted.Load())
		}
	})
}

// TestTalliesEqualARecount submits and changes ratings at random, many at once, and compares
// the tallies with its own counts.
func TestTalliesEqualARecount(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		want := map[string]score.Counts{}
		rapid.Check(t, func(rt *rapid.T) {
			values := rapid.SliceOfN(rapid.IntRange(1, 4), 1, 12).Draw(rt, "values")
			changed := rapid.SliceOfN(rapid.IntRange(0, 4), len(values), len(values)).Draw(rt, "changed")
			service := rapid.SampledFrom([]string{"", "KK", "KTP-EL"}).Draw(rt, "service")
			in := intake(s, at("2026-05-20T10:00"))
			together(len(values), func(i int) {
				sub := submission(values[i])
				sub.Service = service
				if _, added, err := in.Submit(context.Background(), sub); err != nil || !added {
					rt.Error(added, err)
				}
				if changed[i] > 0 {
					if _, err := in.Change(context.Background(), sub.ID, sub.Right, domain.Change{Value: &changed[i]}); err != nil {
						rt.Error(err)
					}
				}
			})
			sum := want[service]
			for i, v := range values {
				if changed[i] > 0 {
					v = changed[i]
				}
				sum[v-1]++
			}
			want[service] = sum
			for _, line := range tallies(t, s) {
				if line.Counts != want[line.Service] {
					rt.Fatalf("service %q: tallied %v, want %v", line.Service, line.Counts, want[line.Service])
				}
			}
		})
	})
}

func TestAClosedStoreRefusesAndTheRestIsDurable(t *testing.T) {
	dsn := t.TempDir() + "/durable.db"
	s, err := repository.Open(context.Background(), repository.Options{Driver: repository.SQLite, DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	city(t, s)
	var acknowledged sync.Map
	together(40, func(i int) {
		if i == 20 {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			return
		}
		sub := submission(i%4 + 1)
		_, _, err := intake(s, at("2026-05-20T10:00")).Submit(context.Background(), sub)
		if err == nil {
			acknowledged.Store(sub.ID, true)
		} else if !errors.Is(err, domain.ErrUnavailable) && !errors.Is(err, errDatabaseClosed(err)) {
			t.Error(err)
		}
	})
	again := testdb.Open(t, repository.SQLite, dsn)
	acknowledged.Range(func(id, _ any) bool {
		if _, err := again.Rating(context.Background(), id.(string)); err != nil {
			t.Errorf("acknowledged %v: %v", id, err)
		}
		return true
	})
}

// errDatabaseClosed returns err itself if it comes from a read on the closed handle, and nil
// otherwise. Such a read has confirmed no rating.
func errDatabaseClosed(err error) error {
	if err != nil && err.Error() == "sql: database is closed" {
		return err
	}
	return nil
}

func together(n int, do func(i int)) {
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			do(i)
		})
	}
	close(start)
	all.Wait()
}
