package benchtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/sample"
	"suaraloket/hr"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// filledCity returns the sample city with nine months of last year. Its officers, counters,
// services and days do not depend on the number of ratings.
func filledCity() *sample.City {
	return sample.Make(time.Date(programtest.CityNow().Year()-1, 12, 1, 8, 0, 0, 0, programtest.CityNow().Location()), 9)
}

// filledPeriod returns the year of those months.
func filledPeriod() string { return fmt.Sprint(programtest.CityNow().Year() - 1) }

// entries keeps the last rating that an intake has made.
type entries struct {
	domain.RatingStore
	last domain.Rating
}

func (e *entries) AddRating(_ context.Context, entry domain.Entry) (domain.Rating, bool, error) {
	e.last = entry.Rating
	return e.last, true, nil
}

// manyRatings yields n ratings in the order of their ids. It submits every visit of the city to
// the use case and copies the ratings as often as necessary. The city's visitors give more
// details than most people would, so it drops some: about 5 % leave a comment, 10 % answer
// questions and 20 % tick reasons. One in a hundred is held.
func manyRatings(t testing.TB, city *sample.City, n int) iter.Seq[domain.Rating] {
	visits := 0
	for range city.Visits() {
		visits++
	}
	return func(yield func(domain.Rating) bool) {
		var now time.Time
		clock := func() time.Time { return now }
		var made entries
		in := domain.NewIntake(domain.NewRoster(city, nil, clock), &made, clock, domain.Limits{})
		dice, given, visited := rand.New(rand.NewPCG(1, 2)), 0, 0
		for visit := range city.Visits() {
			now = visit.At
			if _, _, err := in.Submit(context.Background(), visit.Submission); err != nil {
				t.Error(err)
				return
			}
			visited++
			for copied := 0; given < n*visited/visits; copied, given = copied+1, given+1 {
				if !yield(copyOf(made.last, given, copied, dice)) {
					return
				}
			}
		}
	}
}

// copyOf returns another rating with the same content. Its id grows with the time.
func copyOf(r domain.Rating, number, copied int, dice *rand.Rand) domain.Rating {
	r.ID = growingID(r.ReceivedAt, number, dice)
	r.RatedAt = r.RatedAt.Add(time.Duration(copied) * 10 * time.Millisecond)
	r.ReceivedAt = r.RatedAt
	switch {
	case r.Visit != "":
		r.Visit = fmt.Sprintf("%016x", number)
		r.OnceKey = "visit:" + r.Visit
	case r.Author != "":
		r.Author = fmt.Sprintf("%032x", number)
		r.OnceKey = "author:" + r.Author + ":" + r.Counter + ":" + string(r.Day)
	default:
		r.OnceKey = "id:" + r.ID
	}
	if dice.Float64() > 0.59 {
		r.Comment = ""
	}
	if dice.Float64() > 0.23 {
		r.Answers, r.Respondent = nil, domain.Respondent{}
	}
	if dice.Float64() > 0.66 {
		r.Reasons = nil
	}
	if dice.Float64() < 0.01 {
		r.Verdict, r.Holds = domain.Held, []domain.HoldReason{domain.HoldBurst}
	}
	return r
}

// growingID returns a UUID of version 7, so that inserts go to the end of the primary key.
func growingID(at time.Time, number int, dice *rand.Rand) string {
	id := uuid.UUID{6: 0x70, 8: 0x80}
	for ms, i := at.UnixMilli(), 5; i >= 0; ms, i = ms>>8, i-1 {
		id[i] = byte(ms)
	}
	for n, i := number, 12; i > 8; n, i = n>>8, i-1 {
		id[i] = byte(n)
	}
	for i := 13; i < len(id); i++ {
		id[i] = byte(dice.Uint32())
	}
	return id.String()
}

// filled is a database with many ratings, and the folder for the program's own files.
type filled struct {
	driver, dsn, dir string
}

// filledNote marks a completely filled database.
const filledNote = "bench_filled"

// fillDatabase returns a database with n ratings. It uses an existing one in BENCH_DIR.
func fillDatabase(b *testing.B, driver string, n int) filled {
	b.Helper()
	name := fmt.Sprintf("bench_%s_%d", filledPeriod(), n)
	f := filled{driver, filepath.Join(os.Getenv("BENCH_DIR"), name+".db"), filepath.Join(os.Getenv("BENCH_DIR"), name)}
	if driver == repository.MySQL {
		f.dsn = os.Getenv(testdb.MySQLVariable) + name
	}
	if f.isComplete(b) {
		return f
	}
	f.clear(b, name)
	began := time.Now()
	f.fill(b, n)
	benchLog("%s filled with %s ratings in %v", databaseName(driver), grouped(float64(n)), time.Since(began).Round(time.Second))
	return f
}

// fill fills an empty database and marks it as complete.
func (f filled) fill(t testing.TB, n int) {
	t.Helper()
	testdb.Fill(t, f.driver, f.dsn, manyRatings(t, filledCity(), n))
	f.saveCity(t)
}

// isComplete reports whether the database exists and is completely filled.
func (f filled) isComplete(b *testing.B) bool {
	b.Helper()
	if f.driver == repository.SQLite {
		if _, err := os.Stat(f.dsn); err != nil {
			return false
		}
	}
	ctx := context.Background()
	s, err := repository.Open(ctx, repository.Options{Driver: f.driver, DSN: f.dsn, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return false // MySQL has no such database
	}
	note, err := s.Note(ctx, filledNote)
	if closed := s.Close(); closed != nil {
		b.Fatal(closed)
	}
	return err == nil && note != ""
}

// clear deletes the database and, on MySQL, makes an empty one.
func (f filled) clear(b *testing.B, name string) {
	b.Helper()
	if f.driver == repository.SQLite {
		for _, end := range []string{"", "-wal", "-shm", "-journal"} {
			if err := os.RemoveAll(f.dsn + end); err != nil {
				b.Fatal(err)
			}
		}
		return
	}
	db, err := sql.Open("mysql", strings.TrimSuffix(f.dsn, name))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{"DROP DATABASE IF EXISTS ", "CREATE DATABASE "} {
		if _, err := db.Exec(statement + name); err != nil {
			b.Fatal(err)
		}
	}
}

func (f filled) open(t testing.TB) *repository.Store {
	t.Helper()
	s, err := repository.Open(context.Background(), repository.Options{
		Driver: f.driver, DSN: f.dsn, Writer: "1", Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// env returns the settings with which the program uses the database.
func (f filled) env() []string {
	return []string{"SUARALOKET_DATA=" + f.dir, "SUARALOKET_DATABASE_DRIVER=" + f.driver, "SUARALOKET_DATABASE_DSN=" + f.dsn}
}

// filledPassword is the password of the account hr in every filled database.
const filledPassword = "correct horse battery"

// saveCity saves the lists of the city, an account that may read everything, and the mark of a
// complete database.
func (f filled) saveCity(t testing.TB) {
	t.Helper()
	s, ctx, city := f.open(t), context.Background(), filledCity()
	err := errors.Join(
		s.SaveServices(ctx, city.Services()), s.SaveCounters(ctx, city.Counters()),
		s.SaveOfficers(ctx, city.Officers()), s.SaveDuties(ctx, city.Duties()),
		account.NewManager(s, hr.Argon2{}, programtest.CityNow, nil).Add(ctx, domain.Actor{Role: domain.RoleAdmin}, account.Account{Login: "hr", Role: domain.RoleHR}, filledPassword),
		s.SetNote(ctx, filledNote, "yes"),
	)
	if err != nil {
		t.Fatal(err)
	}
}

// TestManyRatingsAreOfOneKind checks the ratings of the benchmarks: their number, that they are
// different, the order of their ids, and the documented shares.
func TestManyRatingsAreOfOneKind(t *testing.T) {
	const n = 60_000
	seen, last := map[string]bool{}, ""
	var comments, answers, reasons, content, held int
	for r := range manyRatings(t, filledCity(), n) {
		if r.ID <= last || seen[r.OnceKey] {
			t.Fatalf("%s after %s, %s", r.ID, last, r.OnceKey)
		}
		last, seen[r.OnceKey] = r.ID, true
		for what, is := range map[*int]bool{
			&comments: r.Comment != "", &answers: len(r.Answers) > 0, &reasons: len(r.Reasons) > 0,
			&content: r.Value >= 3, &held: r.Verdict == domain.Held,
		} {
			if is {
				*what++
			}
		}
	}
	if len(seen) != n {
		t.Fatalf("%d ratings", len(seen))
	}
	for what, share := range map[string][2]float64{
		"comments": {float64(comments) / n, 0.05}, "answers": {float64(answers) / n, 0.10}, "reasons": {float64(reasons) / n, 0.20},
		"satisfied": {float64(content) / n, 0.85}, "held": {float64(held) / n, 0.01},
	} {
		if math.Abs(share[0]-share[1]) > 0.01 {
			t.Errorf("%s: %.3f, want %.2f", what, share[0], share[1])
		}
	}
}

// TestFilledDatabaseIsVerified checks with verify that the tallies agree with the ratings.
func TestFilledDatabaseIsVerified(t *testing.T) {
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			f := filled{driver, filepath.Join(t.TempDir(), "filled.db"), t.TempDir()}
			if driver == repository.MySQL {
				f.dsn = testdb.MySQLDSN(t)
			}
			f.fill(t, 3000)
			if out := programtest.MustRun(t, f.env(), "", "verify"); !strings.HasPrefix(out, "recounted 3000 ratings of 9 months: every tally agrees") {
				t.Error(out)
			}
		})
	}
}
