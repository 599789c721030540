// Package testdb provides tests with a fresh, migrated database of each kind.
package testdb

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/go-sql-driver/mysql" // the driver for making test databases

	"suaraloket/repository"
)

// MySQLVariable names the environment variable with the DSN of a server, without a database,
// on which tests may create and drop databases of their own.
const MySQLVariable = "SUARALOKET_TEST_MYSQL"

// Each runs the test on every kind of database. Without a MySQL server it skips that part with
// a message.
func Each(t *testing.T, test func(t *testing.T, s *repository.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("mysql", func(t *testing.T) { test(t, Open(t, repository.MySQL, MySQLDSN(t))) })
}

// EachTwice runs the test on every kind of database with two stores on one database, as two
// instances of the program have.
func EachTwice(t *testing.T, test func(t *testing.T, a, b *repository.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		dsn := filepath.Join(t.TempDir(), "test.db")
		test(t, Open(t, repository.SQLite, dsn), open(t, repository.Options{Driver: repository.SQLite, DSN: dsn, Writer: "2"}))
	})
	t.Run("mysql", func(t *testing.T) {
		dsn := MySQLDSN(t)
		test(t, Open(t, repository.MySQL, dsn), open(t, repository.Options{Driver: repository.MySQL, DSN: dsn, Writer: "2"}))
	})
}

// SQLite returns a fresh, migrated SQLite store.
func SQLite(t testing.TB) *repository.Store {
	t.Helper()
	return Open(t, repository.SQLite, filepath.Join(t.TempDir(), "test.db"))
}

// MySQLDSN creates a database that is dropped after the test, and returns its DSN.
func MySQLDSN(t testing.TB) string {
	t.Helper()
	server := os.Getenv(MySQLVariable)
	if server == "" {
		t.Skipf("left out: no MySQL server; %s names one", MySQLVariable)
	}
	db, err := sql.Open("mysql", server)
	if err != nil {
		t.Fatal(err)
	}
	name := "t_" + strings.ToLower(rand.Text())
	if _, err := db.Exec("CREATE DATABASE " + name + " CHARACTER SET utf8mb4"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.Exec("DROP DATABASE " + name); err != nil {
			t.Error(err)
		}
		_ = db.Close()
	})
	return server + name
}

// Open returns a migrated store on the given database and closes it after the test. An empty
// database becomes a copy of the template. SQLite's DSN is the path of a file.
func Open(t testing.TB, driver, dsn string) *repository.Store {
	t.Helper()
	return open(t, repository.Options{Driver: driver, DSN: dsn})
}

func open(t testing.TB, o repository.Options) *repository.Store {
	t.Helper()
	ctx := context.Background()
	o.Logger = slog.New(slog.DiscardHandler)
	if o.Driver == repository.MySQL {
		prepareMySQL(t, o.DSN)
	} else {
		PrepareSQLite(t, o.DSN)
	}
	s, err := repository.Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	err = s.CheckSchema(ctx)
	if errors.Is(err, repository.ErrOlderSchema) { // the database existed before, unmigrated
		_, err = s.Migrate(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Forbid makes a SQLite store refuse one rating permanently: a retry fails too.
func Forbid(t testing.TB, dsn, id string) {
	t.Helper()
	db, err := sql.Open("sqlite", dsn)
	if err == nil {
		_, err = db.Exec("CREATE TRIGGER forbid BEFORE INSERT ON ratings WHEN NEW.id = '" + id + "' BEGIN SELECT RAISE(ABORT, 'forbidden'); END")
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
