package repository_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// recountAll recounts every month and returns the number of ratings and the differences.
func recountAll(t testing.TB, s *repository.Store) (ratings int64, differences []string) {
	t.Helper()
	return eachMonth(t, s, s.Recount)
}

// repairing repairs the tallies of a month and records nothing.
func repairing(s *repository.Store) func(context.Context, domain.Month) (repository.Recount, error) {
	return func(ctx context.Context, month domain.Month) (repository.Recount, error) {
		return s.RepairTallies(ctx, month)
	}
}

func eachMonth(t testing.TB, s *repository.Store, recount func(context.Context, domain.Month) (repository.Recount, error)) (ratings int64, differences []string) {
	t.Helper()
	months, err := s.Months(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, month := range months {
		found, err := recount(context.Background(), month)
		if err != nil {
			t.Fatal(err)
		}
		ratings += found.Ratings
		for _, d := range found.Differences {
			differences = append(differences, d.String())
		}
	}
	return ratings, differences
}

// anySubmission draws a valid submission: of any channel, counted or held, with or without the
// optional fields. now is the time of the submission.
func anySubmission(rt *rapid.T) (s domain.Submission, now time.Time) {
	now = at("2026-01-31T23:00").Add(time.Duration(rapid.IntRange(0, 100*24).Draw(rt, "hours")) * time.Hour)
	s = domain.Submission{ID: uuid.NewString(), Value: rapid.IntRange(1, 4).Draw(rt, "value"), Right: anyRight(rt)}
	s.Officer = rapid.SampledFrom([]string{"", "P-01", "P-02", domain.UnsureOfficer}).Draw(rt, "officer")
	s.Service = rapid.SampledFrom([]string{"", "KK", "KTP-EL"}).Draw(rt, "service")
	s.Reasons = rapid.SliceOfN(rapid.SampledFrom(domain.ReasonsFor(s.Value)), 0, 3).Draw(rt, "reasons")
	s.Answers = anyAnswers(rt)
	s.Comment = rapid.SampledFrom([]string{"", "Cepat 👍🏽"}).Draw(rt, "comment")
	back := rapid.SampledFrom([]time.Duration{0, time.Hour, 6 * 24 * time.Hour, 9 * 24 * time.Hour}).Draw(rt, "back")
	s.RatedAt = now.Add(-back)
	return s, now
}

func anyAnswers(rt *rapid.T) domain.Answers {
	answers := domain.Answers{}
	for _, e := range domain.Elements() {
		if v := rapid.IntRange(-4, 4).Draw(rt, e.Slug); v > 0 {
			answers[e.Slug] = v
		}
	}
	return answers
}

func anyRight(rt *rapid.T) domain.Right {
	counter := rapid.SampledFrom([]string{"DKC-01", "DKC-02", "BANK-01"}).Draw(rt, "counter")
	right := domain.Right{Counter: counter, Channel: domain.ChannelPage}
	switch rapid.IntRange(0, 3).Draw(rt, "channel") {
	case 0:
		right.Channel, right.Assurance, right.Kiosk = domain.ChannelKiosk, domain.AssuranceDevice, "tablet-1"
	case 1:
		right.Channel, right.Author = domain.ChannelTelegram, uuid.NewString()[:32]
	case 2:
		right.Assurance = domain.AssurancePoster
	default:
		right.Visit = uuid.NewString()[:32]
	}
	return right
}

// TestARecountAgreesWhateverIsHandedIn submits any ratings, changes some of them and settles
// others as a journal does. The tallies always match the ratings.
func TestARecountAgreesWhateverIsHandedIn(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		var stored, held int64
		rapid.Check(t, func(rt *rapid.T) {
			sub, now := anySubmission(rt)
			in := limited(s, now, domain.Limits{KioskInterval: 5 * time.Second})
			r, added, err := in.Submit(context.Background(), sub)
			if err != nil || !added {
				rt.Fatal(added, err)
			}
			stored++
			if r.Verdict == domain.Held {
				held++
			}
			if rapid.Bool().Draw(rt, "change") {
				value, other := rapid.IntRange(1, 4).Draw(rt, "other value"), anyAnswers(rt)
				_, err := in.Change(context.Background(), sub.ID, sub.Right, domain.Change{Value: &value, Answers: other})
				if err != nil && !errors.Is(err, domain.ErrChangeTooLate) {
					rt.Fatal(err)
				}
			}
			if rapid.Bool().Draw(rt, "settle") {
				accepted := r
				accepted.Content, accepted.Value = uuid.NewString()[:32], 5-r.Value
				if err := s.Settle(context.Background(), []domain.Entry{{Rating: accepted}}); err != nil {
					rt.Fatal(err)
				}
				stored++
			}
			if rapid.IntRange(0, 3).Draw(rt, "recounts when 0") != 0 { // a recount reads all ratings so far
				return
			}
			if n, differences := recountAll(t, s); len(differences) > 0 || n != stored {
				rt.Fatalf("%d ratings of %d\n%s", n, stored, strings.Join(differences, "\n"))
			}
		})
		if n, differences := recountAll(t, s); len(differences) > 0 || n != stored {
			t.Errorf("%d ratings of %d\n%s", n, stored, strings.Join(differences, "\n"))
		}
		if held == 0 || held == stored {
			t.Errorf("%d of %d held, want some but not all", held, stored)
		}
	})
}

// TestARecountUnderLoadReportsNothing recounts repeatedly while ratings are submitted and
// changed.
func TestARecountUnderLoadReportsNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		given, stop := busy(s, t)
		var last int64
		for given.Load() < 400 && !t.Failed() {
			n, differences := recountAll(t, s)
			if len(differences) > 0 {
				t.Fatalf("with %d ratings: %s", n, strings.Join(differences, "\n"))
			}
			if n < last {
				t.Errorf("%d ratings after %d", n, last)
			}
			last = n
		}
		stop()
		if n, differences := recountAll(t, s); n != given.Load() || len(differences) > 0 {
			t.Errorf("%d ratings of %d, %v", n, given.Load(), differences)
		}
	})
}

// busy submits ratings of two months and changes them until stop is called. given is their
// number.
func busy(s *repository.Store, t *testing.T) (given *atomic.Int64, stop func()) {
	given = &atomic.Int64{}
	var writers sync.WaitGroup
	ended := make(chan struct{})
	for i := range 6 {
		writers.Go(func() {
			in := intake(s, at([]string{"2026-04-30T23:30", "2026-05-01T08:00"}[i%2]))
			for n := i; ; n++ {
				select {
				case <-ended:
					return
				default:
				}
				sub := submission(n%4 + 1)
				sub.Answers, sub.Reasons = domain.Answers{"kompetensi": n%4 + 1, "sarana": 2}, domain.ReasonsFor(n%4 + 1)[:2]
				if _, _, err := in.Submit(context.Background(), sub); err != nil {
					t.Error(err)
					return
				}
				given.Add(1)
				value := (n+1)%4 + 1
				if _, err := in.Change(context.Background(), sub.ID, sub.Right, domain.Change{Value: &value}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	stop = sync.OnceFunc(func() {
		close(ended)
		writers.Wait()
	})
	t.Cleanup(stop)
	return given, stop
}

// tampering is one way to make a table contradict the ratings.
type tampering struct{ table, what, statement, want string }

func tamperings() []tampering {
	insert := map[string]string{
		"tallies":         "INSERT INTO tallies (day, officer_code, counter_code, unit_code, service_code, channel, value, writer, counted, held) VALUES ('%s-07', 'P-01', 'DKC-01', 'DKC-U', 'KK', 'kiosk', 2, 'x', 3, 0)",
		"month_tallies":   "INSERT INTO month_tallies (month, officer_code, unit_code, service_code, channel, writer, n1, n2, n3, n4, held) VALUES ('%s', 'P-01', 'DKC-U', 'KK', 'kiosk', 'x', 0, 3, 0, 0, 1)",
		"unit_answers":    "INSERT INTO unit_answers (unit_code, month, item, writer, n, n1, n2, n3, n4) VALUES ('DKC-U', '%s', 'form', 'x', 3, 0, 0, 0, 0)",
		"officer_answers": "INSERT INTO officer_answers (officer_code, month, item, writer, n, n1, n2, n3, n4) VALUES ('P-01', '%s', 'sarana', 'x', 3, 0, 3, 0, 0)",
	}
	column := map[string]string{"tallies": "counted", "month_tallies": "n3", "unit_answers": "n", "officer_answers": "n"}
	var list []tampering
	for table, row := range insert {
		list = append(list,
			tampering{table, "row too many", fmt.Sprintf(row, "2026-05"), "2026-05"},
			tampering{table, "orphan month", fmt.Sprintf(row, "2031-11"), "2031-11"},
			tampering{table, "rows missing", "DELETE FROM " + table, "is 0"},
			tampering{table, "wrong value", "UPDATE " + table + " SET " + column[table] + " = " + column[table] + " + 2", column[table] + " is"},
		)
	}
	return append(list,
		tampering{"tallies", "wrong held", "UPDATE tallies SET held = 7", "held is 7"},
		tampering{"month_tallies", "wrong held", "UPDATE month_tallies SET held = 7", "held is 7"},
		tampering{"unit_answers", "wrong element", "UPDATE unit_answers SET n4 = n4 - 1 WHERE item = 'sarana'", "item=sarana: n4"},
		tampering{"tallies", "another service", "UPDATE tallies SET service_code = 'X' WHERE service_code = 'KK'", "service=X"},
		tampering{"tallies", "no such value", strings.ReplaceAll(fmt.Sprintf(insert["tallies"], "2026-05"), " 2, ", " 9, "), "value=9"},
		tampering{"tallies", "no such day", strings.ReplaceAll(insert["tallies"], "%s-07", "2026"), "day=2026 "},
	)
}

func TestEveryTamperingIsFoundAndMended(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		for i := range 12 {
			in := intake(s, at([]string{"2026-04-30T23:30", "2026-05-01T08:00"}[i%2]))
			sub := submission(i%4 + 1)
			sub.Service, sub.Answers, sub.Reasons = []string{"KK", "KTP-EL"}[i%2], domain.Answers{"sarana": 4, "biaya": 1}, domain.ReasonsFor(i%4 + 1)[:1]
			if i%5 == 0 {
				sub.Officer = "P-02" // not on duty there: held
			}
			if _, _, err := in.Submit(context.Background(), sub); err != nil {
				t.Fatal(err)
			}
		}
		before := ratingsAsStored(t, s)
		for _, c := range tamperings() {
			if err := repository.Tamper(s, c.statement); err != nil {
				t.Fatal(c, err)
			}
			_, found := recountAll(t, s)
			matches := func(line string) bool { return strings.HasPrefix(line, c.table+" ") && strings.Contains(line, c.want) }
			if !slices.ContainsFunc(found, matches) {
				t.Errorf("%s, %s: found %v", c.table, c.what, found)
			}
			if slices.ContainsFunc(found, func(line string) bool { return !strings.HasPrefix(line, c.table+" ") }) {
				t.Errorf("%s, %s: differences in other tables: %v", c.table, c.what, found)
			}
			if _, repaired := eachMonth(t, s, repairing(s)); !slices.Equal(repaired, found) {
				t.Errorf("%s, %s: repaired %v, found %v", c.table, c.what, repaired, found)
			}
			if _, left := recountAll(t, s); len(left) > 0 {
				t.Errorf("%s, %s: left %v", c.table, c.what, left)
			}
		}
		if after := ratingsAsStored(t, s); after != before {
			t.Errorf("a repair changed ratings:\n%s\n%s", before, after)
		}
	})
}

func ratingsAsStored(t *testing.T, s *repository.Store) string {
	t.Helper()
	rows, err := repository.Dump(s, "ratings")
	if err != nil || len(rows) == 0 {
		t.Fatal(len(rows), err)
	}
	return strings.Join(rows, "\n")
}

// TestRepairsAtOnceMendOnce runs several repairs at once while ratings are submitted.
func TestRepairsAtOnceMendOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		_, stop := busy(s, t)
		for range 5 {
			if err := repository.Tamper(s, "UPDATE month_tallies SET n1 = n1 + 3"); err != nil {
				t.Fatal(err)
			}
			together(4, func(int) { eachMonth(t, s, repairing(s)) })
			if _, left := recountAll(t, s); len(left) > 0 {
				t.Fatalf("left %v", left)
			}
		}
		stop()
		if _, left := recountAll(t, s); len(left) > 0 {
			t.Errorf("left %v", left)
		}
	})
}

func TestARatingThatCannotBeReadIsNamed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		city(t, s)
		sub := submission(3)
		if _, _, err := intake(s, at("2026-05-20T10:00")).Submit(context.Background(), sub); err != nil {
			t.Fatal(err)
		}
		if err := repository.Tamper(s, "UPDATE ratings SET answers = '{'"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Recount(context.Background(), "2026-05"); err == nil || !strings.Contains(err.Error(), sub.ID) {
			t.Errorf("%v", err)
		}
	})
}

func TestAnEmptyDatabaseHasNoMonths(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *repository.Store) {
		if months, err := s.Months(context.Background()); len(months) > 0 || err != nil {
			t.Error(months, err)
		}
	})
}
