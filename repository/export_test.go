package repository

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Columns lists table.column of the whole schema, for the comparison of dialects.
func Columns(s *Store) ([]string, error) {
	tables, err := s.db.Migrator().GetTables()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, table := range tables {
		switch table {
		case "goose_db_version", "goose_lock", "sqlite_sequence":
			continue
		}
		types, err := s.db.Migrator().ColumnTypes(table)
		if err != nil {
			return nil, err
		}
		for _, column := range types {
			names = append(names, table+"."+column.Name())
		}
	}
	return names, nil
}

// PretendVersion writes a schema version into the database, as a newer program does.
func PretendVersion(s *Store, version int64) error {
	return s.db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, ?)", version, true).Error
}

// Foreign creates a table of another program.
func Foreign(s *Store) error { return s.db.Exec("CREATE TABLE wp_posts (id INTEGER)").Error }

// OwnTables lists the tables that Empty checks.
func OwnTables() []string { return ownTables() }

// Forbid makes the database refuse one rating permanently: a retry fails too.
func Forbid(s *Store, id string) error {
	if s.driver == MySQL {
		return s.db.Exec("CREATE TRIGGER forbid BEFORE INSERT ON ratings FOR EACH ROW IF NEW.id = '" + id +
			"' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'forbidden'; END IF").Error
	}
	return s.db.Exec("CREATE TRIGGER forbid BEFORE INSERT ON ratings WHEN NEW.id = '" + id + "' BEGIN SELECT RAISE(ABORT, 'forbidden'); END").Error
}

// Tamper changes the database without the methods of the store.
func Tamper(s *Store, statement string, args ...any) error {
	return s.db.Exec(statement, args...).Error
}

// Causal returns a connector whose sessions have causal reads on a cluster.
func Causal(c driver.Connector) driver.Connector { return causal{c} }

// MaxAttempts is how often a transaction is tried.
const MaxAttempts = maxAttempts

// Number reads one number.
func Number(s *Store, query string) (n int, err error) {
	return n, s.db.Raw(query).Scan(&n).Error
}

// Dump returns the rows of a table as sorted text. Times and booleans have the same text for
// both databases.
func Dump(s *Store, table string) ([]string, error) {
	rows, err := s.db.Raw("SELECT * FROM " + table).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var lines []string
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		line := table
		for i, v := range values {
			line += " " + columns[i] + "=" + asText(v)
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines, rows.Err()
}

func asText(v any) string {
	switch v := v.(type) {
	case []byte:
		return strconv.Quote(string(v))
	case string:
		return strconv.Quote(v)
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05.999999999")
	case bool:
		return map[bool]string{false: "0", true: "1"}[v]
	}
	return fmt.Sprint(v)
}

// Raw returns the rows of a SQLite table as the file stores them, with the type of each value.
func Raw(s *Store, table string) ([]string, error) {
	types, err := s.db.Migrator().ColumnTypes(table)
	if err != nil {
		return nil, err
	}
	parts := make([]string, len(types))
	for i, column := range types {
		name := quoted(column.Name())
		parts[i] = "typeof(" + name + ") || ':' || COALESCE(CAST(" + name + " AS TEXT), '')"
	}
	var lines []string
	err = s.db.Raw("SELECT " + strings.Join(parts, " || '|' || ") + " FROM " + quoted(table) + " ORDER BY 1").Scan(&lines).Error
	return lines, err
}

// OldBackup writes a backup as a program with an older schema did.
func OldBackup(ctx context.Context, path string, version int64, statements ...string) error {
	s, err := (&Store{logger: slog.New(slog.DiscardHandler)}).openToWrite(ctx, path)
	if err != nil {
		return err
	}
	provider, err := s.provider()
	if err != nil {
		return err
	}
	if _, err := provider.UpTo(ctx, version); err != nil {
		return err
	}
	for _, statement := range statements {
		if err := s.db.Exec(statement).Error; err != nil {
			return err
		}
	}
	return errors.Join(s.markBackup(ctx, version), s.Close())
}

// MarkBackup makes any SQLite file look like a backup with that schema version.
func MarkBackup(ctx context.Context, s *Store, version int64) error {
	return s.markBackup(ctx, version)
}

// Indexes lists the indexes of all tables.
func Indexes(s *Store) (names []string, err error) {
	query := "SELECT name || ' ' || sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1"
	if s.driver == MySQL {
		query = "SELECT CONCAT_WS(' ', index_name, seq_in_index, column_name) FROM information_schema.statistics WHERE table_schema = DATABASE() ORDER BY 1"
	}
	return names, s.db.Raw(query).Scan(&names).Error
}

// Observe makes GORM call see with every statement that it executes or creates on the writing
// handle.
func Observe(s *Store, see func(sql string)) error {
	observe := func(tx *gorm.DB) { see(tx.Statement.SQL.String()) }
	return errors.Join(
		s.db.Callback().Raw().After("gorm:raw").Register("test:observe", observe),
		s.db.Callback().Create().After("gorm:create").Register("test:observe", observe),
		s.db.Callback().Update().After("gorm:update").Register("test:observe", observe),
	)
}

// CheckCommits sets how often a running commit checks whether the server answers.
func CheckCommits(s *Store, every time.Duration) { s.commitCheck = every }

// Log sets the logger of the store.
func Log(s *Store, logger *slog.Logger) { s.logger = logger }

// PanicOn makes every statement with this value panic.
func PanicOn(s *Store, value string) error {
	return s.db.Callback().Raw().Before("gorm:raw").Register("test:panic", func(tx *gorm.DB) {
		if slices.Contains(tx.Statement.Vars, any(value)) {
			panic("a bad row")
		}
	})
}

// MySQLReadTimeout is the read timeout of a DSN that sets none. CommitLimit is how long a
// commit may take.
const (
	MySQLReadTimeout = mysqlReadTimeout
	CommitLimit      = commitLimit
)

// Locked runs work while a transaction keeps the rows of the query locked.
func Locked(s *Store, query string, work func()) error {
	return s.db.Transaction(func(tx *gorm.DB) error {
		if err := tx.Exec(query).Error; err != nil {
			return err
		}
		work()
		return nil
	})
}

// MigrateTo applies the migrations up to a version, ForgetVersion removes the note that one is
// applied, and Back undoes the last one.
func MigrateTo(ctx context.Context, s *Store, version int64) error {
	provider, err := s.provider()
	if err == nil {
		_, err = provider.UpTo(ctx, version)
	}
	return err
}

func ForgetVersion(s *Store, version int64) error {
	return s.db.Exec("DELETE FROM goose_db_version WHERE version_id = ?", version).Error
}

func Back(ctx context.Context, s *Store) error {
	provider, err := s.provider()
	if err == nil {
		_, err = provider.Down(ctx)
	}
	return err
}

// Statements lists what a migration does, as stored.
func Statements(s *Store, version int64) ([]string, error) {
	names, err := fs.Glob(migrations, fmt.Sprintf("migrations/%s/%05d_*.sql", s.driver, version))
	if err != nil || len(names) != 1 {
		return nil, fmt.Errorf("migration %d: %v %w", version, names, err)
	}
	text, err := fs.ReadFile(migrations, names[0])
	up, _, _ := strings.Cut(string(text), "-- +goose Down")
	var list []string
	for _, statement := range strings.Split(up, ";\n") {
		lines := slices.DeleteFunc(strings.Split(statement, "\n"), func(line string) bool { return strings.HasPrefix(line, "--") })
		if statement = strings.TrimSpace(strings.Join(lines, "\n")); statement != "" {
			list = append(list, statement)
		}
	}
	return list, err
}

// TLSOf is how the connection of a DSN is encrypted, "" for not at all.
func TLSOf(dsn string) (string, error) {
	c, err := mysqlConfig(dsn)
	if err != nil {
		return "", err
	}
	return c.TLSConfig, nil
}
