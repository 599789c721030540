package testdb_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// TestACopyIsWhatTheMigrationsMake compares the whole schema and every row of a copy of the
// template with those of a migrated database.
func TestACopyIsWhatTheMigrationsMake(t *testing.T) {
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			copied, migrated := empty(t, driver), empty(t, driver)
			testdb.Open(t, driver, copied)
			s, err := repository.Open(context.Background(), repository.Options{Driver: driver, DSN: migrated, Logger: slog.New(slog.DiscardHandler)})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			if steps, err := s.Migrate(context.Background()); err != nil || int64(len(steps)) != repository.SchemaVersion() {
				t.Fatal(steps, err)
			}
			tables := tableNames(t, driver, migrated)
			if len(tables) < 20 || !slices.Equal(tables, tableNames(t, driver, copied)) {
				t.Fatalf("migrated %v\ncopied %v", tables, tableNames(t, driver, copied))
			}
			for _, table := range tables {
				if got, want := create(t, driver, copied, table), create(t, driver, migrated, table); got != want {
					t.Errorf("copied\n%s\nmigrated\n%s", got, want)
				}
				if got, want := timeless(dump(t, driver, copied, table)), timeless(dump(t, driver, migrated, table)); !slices.Equal(got, want) {
					t.Errorf("%s: copied\n%s\nmigrated\n%s", table, strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			}
		})
	}
}

// TestWhatIsThereIsNotReplaced opens one database twice.
func TestWhatIsThereIsNotReplaced(t *testing.T) {
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			dsn := empty(t, driver)
			if err := testdb.Open(t, driver, dsn).SetNote(context.Background(), "kept", "yes"); err != nil {
				t.Fatal(err)
			}
			if kept, err := testdb.Open(t, driver, dsn).Note(context.Background(), "kept"); kept != "yes" || err != nil {
				t.Errorf("%q %v", kept, err)
			}
		})
	}
}

func TestPrepareSQLiteMakesFolders(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b.db")
	testdb.PrepareSQLite(t, path)
	if tables := tableNames(t, repository.SQLite, path); len(tables) < 20 {
		t.Error(tables)
	}
}

func tableNames(t *testing.T, driver, dsn string) []string {
	t.Helper()
	question := "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"
	if driver == repository.MySQL {
		question = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1"
	}
	names := query(t, driver, dsn, question)
	for i, name := range names {
		names[i] = strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(name), "name="), "|")
	}
	return names
}

// create returns the definition of a table with its indexes.
func create(t *testing.T, driver, dsn, table string) string {
	t.Helper()
	question := "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = '" + table + "' ORDER BY type, name"
	if driver == repository.MySQL {
		question = "SHOW CREATE TABLE `" + table + "`"
	}
	return strings.Join(query(t, driver, dsn, question), "\n")
}

// timeless removes the times of the migrations.
func timeless(rows []string) []string {
	for i, row := range rows {
		cells := slices.DeleteFunc(strings.Split(row, "|"), func(cell string) bool {
			return strings.HasPrefix(cell, "tstamp=") || strings.HasPrefix(cell, "updated_at=")
		})
		rows[i] = strings.Join(cells, "|")
	}
	return rows
}
