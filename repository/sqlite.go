package repository

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	gsqlite "gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"modernc.org/sqlite"
)

// sqliteReaders is how many connections read beside the one that writes.
const sqliteReaders = 6

// sqliteDialect is GORM's dialect over the engine in pure Go, whose error codes it translates.
type sqliteDialect struct{ gsqlite.Dialector }

// Extended result codes of SQLite.
const (
	sqlitePrimaryKey = 1555
	sqliteUnique     = 2067
	sqliteBusy       = 5
	sqliteLocked     = 6
	sqliteReadOnly   = 8
	sqliteIOError    = 10
	sqliteFull       = 13
	sqliteCantOpen   = 14
)

// Translate names the constraint that was violated in GORM's terms.
func (d sqliteDialect) Translate(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	if e.Code() == sqlitePrimaryKey || e.Code() == sqliteUnique {
		return gorm.ErrDuplicatedKey
	}
	return err
}

// openSQLite opens one connection that writes and several that read: SQLite has one
// writer, and connections that queue for it wait unfairly.
func (s *Store) openSQLite(dsn string) error {
	write, err := sqliteDSN(dsn, s.cacheKiB())
	if err != nil {
		return err
	}
	if s.db, err = openSQLiteHandle(write, 1, gormConfig(s.logger)); err != nil {
		return err
	}
	s.reads, err = openSQLiteHandle(write+"&_pragma=query_only(1)", sqliteReaders, gormConfig(s.logger))
	return err
}

func openSQLiteHandle(dsn string, connections int, config *gorm.Config) (*gorm.DB, error) {
	handle, err := gorm.Open(sqliteDialect{gsqlite.Dialector{DriverName: "sqlite", DSN: dsn}}, config)
	if err != nil {
		return nil, fmt.Errorf("open SQLite: %w", err)
	}
	db, err := handle.DB()
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return handle, nil
}

// cacheKiB is how much each connection may cache: a journal is small.
func (s *Store) cacheKiB() int {
	if s.journal {
		return 1000
	}
	return 8000
}

// sqliteDSN completes a path or URI: write-ahead log, a commit that is on the disk
// before it is answered, times in UTC. It makes the folder of the file.
func sqliteDSN(dsn string, cacheKiB int) (string, error) {
	path, query := dsn, ""
	if uri, ok := strings.CutPrefix(dsn, "file:"); ok {
		path, query, _ = strings.Cut(uri, "?")
	}
	if path == "" || strings.Contains(path, ":memory:") {
		return "", fmt.Errorf("database dsn %q: want the path of a file", dsn)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("folder of the database: %w", err)
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", fmt.Errorf("database dsn: %w", err)
	}
	return sqliteAddress(path, values,
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)",
		"journal_size_limit(67108864)", fmt.Sprintf("cache_size(-%d)", cacheKiB), "temp_store(MEMORY)"), nil
}

// sqliteAddress is what the driver takes: the pragmas, then those of the values.
func sqliteAddress(path string, values url.Values, pragmas ...string) string {
	values.Set("_txlock", "immediate")
	values.Set("_time_format", "sqlite")
	values.Set("_timezone", "UTC")
	values["_pragma"] = append(pragmas, values["_pragma"]...)
	// Some characters of a path (#, %, ?) have a meaning in a URI.
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + values.Encode()
}
