package testdb_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/domain/sample"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// recorder is a store that records the ratings that it gets.
type recorder struct {
	domain.RatingStore
	ratings []domain.Rating
}

func (r *recorder) AddRating(_ context.Context, e domain.Entry) (domain.Rating, bool, error) {
	r.ratings = append(r.ratings, e.Rating)
	return e.Rating, true, nil
}

// ratings returns ratings of a sample city. Every tenth is held.
func ratings(t *testing.T) []domain.Rating {
	t.Helper()
	city := sample.Make(time.Date(2025, 6, 2, 9, 0, 0, 0, time.FixedZone("WIB", 7*3600)), 1)
	var now time.Time
	clock := func() time.Time { return now }
	var kept recorder
	in := domain.NewIntake(domain.NewRoster(city, nil, clock), &kept, clock, domain.Limits{})
	for visit := range city.Visits() {
		now = visit.At
		if _, _, err := in.Submit(context.Background(), visit.Submission); err != nil {
			t.Fatal(err)
		}
	}
	for i := range kept.ratings {
		if i%10 == 0 {
			kept.ratings[i].Hold(domain.HoldBurst)
			kept.ratings[i].Claim, kept.ratings[i].ClockUnsure = "ticket:"+kept.ratings[i].ID[28:], true
		}
	}
	return kept.ratings[:1200] // more than fit into a statement, and not a multiple of that
}

// TestFillWritesWhatTheStoreWrites compares every table with one that the store wrote.
func TestFillWritesWhatTheStoreWrites(t *testing.T) {
	given := ratings(t)
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			filled, stored := empty(t, driver), empty(t, driver)
			testdb.Fill(t, driver, filled, slices.Values(given))
			s := testdb.Open(t, driver, stored)
			for _, r := range given {
				if _, added, err := s.AddRating(context.Background(), domain.Entry{Rating: r}); err != nil || !added {
					t.Fatal(added, err)
				}
			}
			for _, table := range []string{"ratings", "tallies", "month_tallies", "unit_answers", "officer_answers"} {
				got, want := dump(t, driver, filled, table), dump(t, driver, stored, table)
				if len(got) == 0 || !slices.Equal(got, want) {
					t.Errorf("%s: %d rows, want %d\n%s", table, len(got), len(want), firstDifference(got, want))
				}
			}
			if got, want := schema(t, driver, filled), schema(t, driver, stored); got != want {
				t.Errorf("the table's indexes\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// empty returns the DSN of a database without a table.
func empty(t *testing.T, driver string) string {
	t.Helper()
	if driver == repository.MySQL {
		return testdb.MySQLDSN(t)
	}
	return filepath.Join(t.TempDir(), "test.db")
}

func firstDifference(got, want []string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return "got  " + got[i] + "\nwant " + want[i]
		}
	}
	return ""
}

// schema returns the definition of the ratings table with its indexes.
func schema(t *testing.T, driver, dsn string) string {
	t.Helper()
	if driver == repository.MySQL {
		create := strings.Split(strings.Join(query(t, driver, dsn, "SHOW CREATE TABLE ratings"), ""), "\n")
		for i, line := range create {
			create[i] = strings.TrimSuffix(line, ",") // another line may be the last of the list
		}
		slices.Sort(create)
		return strings.Join(create, "\n")
	}
	return strings.Join(query(t, driver, dsn, "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'ratings' ORDER BY name"), "\n")
}

func dump(t *testing.T, driver, dsn, table string) []string {
	t.Helper()
	rows := query(t, driver, dsn, "SELECT * FROM "+table)
	slices.Sort(rows)
	return rows
}

// query returns every row as text.
func query(t *testing.T, driver, dsn, question string) (lines []string) {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(question)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		cells := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		line := ""
		for i, c := range cells {
			line += fmt.Sprintf("%s=%s|", columns[i], c.String)
		}
		lines = append(lines, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}
