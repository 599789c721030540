package repository_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// eachEmpty runs a test on an empty database of each kind.
func eachEmpty(t *testing.T, test func(t *testing.T, s *repository.Store)) {
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		t.Run(driver, func(t *testing.T) {
			dsn := filepath.Join(t.TempDir(), "m.db")
			if driver == repository.MySQL {
				dsn = testdb.MySQLDSN(t)
			}
			test(t, unmigrated(t, driver, dsn))
		})
	}
}

// Every migration runs again after each of its statements, as after a kill, and as a whole.
func TestEveryMigrationRunsAgainFromAnyPoint(t *testing.T) {
	eachEmpty(t, func(t *testing.T, s *repository.Store) {
		ctx := context.Background()
		for version := int64(1); version <= repository.SchemaVersion(); version++ {
			statements, err := repository.Statements(s, version)
			check(t, err)
			for done := range len(statements) {
				if done > 0 {
					for _, statement := range statements[:done] {
						check(t, repository.Tamper(s, statement))
					}
				}
				if err := repository.MigrateTo(ctx, s, version); err != nil {
					t.Fatalf("migration %d after %d of %d statements: %v", version, done, len(statements), err)
				}
				if done < len(statements)-1 {
					check(t, repository.Back(ctx, s))
				}
			}
			check(t, repository.ForgetVersion(s, version))
			if err := repository.MigrateTo(ctx, s, version); err != nil {
				t.Fatalf("migration %d once more: %v", version, err)
			}
		}
		check(t, s.CheckSchema(ctx))
		if want := columns(t, testdb.SQLite(t)); !slices.Equal(columns(t, s), want) {
			t.Errorf("the schema has %v, want %v", columns(t, s), want)
		}
	})
}

// A database that holds some of the tables and no row is empty.
func TestADatabaseThatWasCutOffIsEmpty(t *testing.T) {
	eachEmpty(t, func(t *testing.T, s *repository.Store) {
		ctx := context.Background()
		statements, err := repository.Statements(s, 1)
		check(t, err)
		check(t, repository.Tamper(s, statements[0]))
		if empty, err := s.Empty(ctx); err != nil || !empty {
			t.Error(empty, err)
		}
		if _, err := s.Migrate(ctx); err != nil {
			t.Error(err)
		}
	})
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
