package testdb

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	driver "github.com/go-sql-driver/mysql"

	"suaraloket/repository"
)

// The migrations run once per process and driver. Every fresh database is a copy of
// their result, which costs a fraction of running them again.
var (
	sqliteTemplate = sync.OnceValues(makeSQLiteTemplate)
	mysqlTemplate  struct {
		sync.Once
		script string
		err    error
	}
)

// PrepareSQLite writes a migrated file to the path, unless a file exists there.
func PrepareSQLite(t testing.TB, path string) {
	t.Helper()
	if _, err := os.Stat(path); err == nil {
		return
	} else if !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	template, err := sqliteTemplate()
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o750)
	}
	if err == nil {
		err = os.WriteFile(path, template, 0o600)
	}
	if err != nil {
		t.Fatalf("copy the SQLite template: %v", err)
	}
}

// prepareMySQL creates the tables of the template, unless the database has tables.
func prepareMySQL(t testing.TB, dsn string) {
	t.Helper()
	err := withScripts(dsn, func(db *sql.DB) error {
		var tables int
		err := db.QueryRow("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()").Scan(&tables)
		if err != nil || tables > 0 {
			return err
		}
		mysqlTemplate.Do(func() { mysqlTemplate.script, mysqlTemplate.err = makeMySQLTemplate(dsn) })
		if err = mysqlTemplate.err; err == nil {
			_, err = db.Exec(mysqlTemplate.script)
		}
		return err
	})
	if err != nil {
		t.Fatalf("copy the MySQL template: %v", err)
	}
}

// makeSQLiteTemplate returns the content of a migrated file.
func makeSQLiteTemplate() (content []byte, err error) {
	dir, err := os.MkdirTemp("", "testdb-*")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "template.db")
	if err := migrateOnce(repository.SQLite, path); err != nil {
		return nil, err
	}
	if err := checkpoint(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// checkpoint moves everything from the write-ahead log into the file.
func checkpoint(path string) error {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	var busy, frames, moved int
	err = db.QueryRow("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved)
	if busy != 0 {
		err = errors.Join(err, errors.New("the write-ahead log is in use"))
	}
	return errors.Join(err, db.Close())
}

// makeMySQLTemplate returns the statements that create the tables and rows of a migrated
// database. It makes one on the server of the given database.
func makeMySQLTemplate(dsn string) (script string, err error) {
	config, err := driver.ParseDSN(dsn)
	if err != nil {
		return "", err
	}
	name := "template_" + strings.ToLower(rand.Text())
	config.DBName = name
	template := config.FormatDSN()
	err = withScripts(dsn, func(db *sql.DB) (err error) {
		if _, err := db.Exec("CREATE DATABASE " + name + " CHARACTER SET utf8mb4"); err != nil {
			return err
		}
		defer func() {
			_, dropErr := db.Exec("DROP DATABASE " + name)
			err = errors.Join(err, dropErr)
		}()
		if err := migrateOnce(repository.MySQL, template); err != nil {
			return err
		}
		return withScripts(template, func(db *sql.DB) (err error) {
			script, err = dumpMySQL(db)
			return err
		})
	})
	return script, err
}

func migrateOnce(driver, dsn string) error {
	ctx := context.Background()
	s, err := repository.Open(ctx, repository.Options{Driver: driver, DSN: dsn, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	_, err = s.Migrate(ctx)
	return errors.Join(err, s.Close())
}

// withScripts opens a database of a MySQL server on one connection that accepts several
// statements at once.
func withScripts(dsn string, use func(*sql.DB) error) error {
	config, err := driver.ParseDSN(dsn)
	if err != nil {
		return err
	}
	config.MultiStatements = true
	connector, err := driver.NewConnector(config)
	if err != nil {
		return err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	return errors.Join(use(db), db.Close())
}

// dumpMySQL returns a database as one script: the tables and their rows. The script disables
// checks of foreign keys, so that the order does not matter.
func dumpMySQL(db *sql.DB) (string, error) {
	tables, err := texts(db, "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY 1")
	if err != nil {
		return "", err
	}
	script := []string{"SET foreign_key_checks = 0"}
	for _, row := range tables {
		table := row[0].String
		create, err := texts(db, "SHOW CREATE TABLE `"+table+"`")
		if err != nil {
			return "", err
		}
		rows, err := texts(db, "SELECT * FROM `"+table+"`")
		if err != nil {
			return "", err
		}
		script = append(script, create[0][1].String)
		if len(rows) > 0 {
			script = append(script, insertOf(table, rows))
		}
	}
	return strings.Join(append(script, "SET foreign_key_checks = 1"), ";\n"), nil
}

// insertOf returns the statement that inserts rows of texts. The server converts them to the
// types of their columns.
func insertOf(table string, rows [][]sql.NullString) string {
	quote := strings.NewReplacer(`\`, `\\`, `'`, `\'`)
	lines := make([]string, len(rows))
	for i, row := range rows {
		values := make([]string, len(row))
		for n, value := range row {
			values[n] = "NULL"
			if value.Valid {
				values[n] = "'" + quote.Replace(value.String) + "'"
			}
		}
		lines[i] = "(" + strings.Join(values, ", ") + ")"
	}
	return "INSERT INTO `" + table + "` VALUES " + strings.Join(lines, ", ")
}

// texts returns the rows of a query as texts.
func texts(db *sql.DB, query string) (all [][]sql.NullString, err error) {
	rows, err := db.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		row, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, fmt.Errorf("%s: %w", query, err)
		}
		all = append(all, row)
	}
	return all, rows.Err()
}
