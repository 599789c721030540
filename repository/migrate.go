package repository

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// Step is one migration that was applied.
type Step struct {
	Version int64
	Name    string
	Took    time.Duration
}

// ErrNewerSchema is a database that a newer program has migrated.
var ErrNewerSchema = errors.New("the database is newer than this program")

// ErrOlderSchema is a database that wants `suaraloket migrate`.
var ErrOlderSchema = errors.New("the database is older than this program: run migrate")

// ErrForeignTables is a database in which another program keeps its tables.
var ErrForeignTables = errors.New("the database holds another program's tables: give this program one of its own")

// SchemaVersion is the number of the newest migration in this program.
func SchemaVersion() int64 {
	names, _ := fs.Glob(migrations, "migrations/sqlite/*.sql") // sorted
	number, _, _ := strings.Cut(path.Base(names[len(names)-1]), "_")
	version, _ := strconv.ParseInt(number, 10, 64)
	return version
}

// Migrate brings the schema up to date and says what it did. It refuses another
// program's database, a newer one and one that a restore has left half full. Several programs may
// do so at once: on MySQL a table serves as the lock, because GET_LOCK holds on one
// node of a cluster only; SQLite locks the file.
func (s *Store) Migrate(ctx context.Context) (steps []Step, err error) {
	if err := s.checkForeign(ctx); err != nil {
		return nil, err
	}
	if s.CheckSchema(ctx) == nil { // at every start but the first and those after an update
		return nil, nil
	}
	if err := s.checkWhole(ctx); err != nil {
		return nil, err
	}
	unlock, err := s.lockSchema(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	provider, err := s.provider()
	if err != nil {
		return nil, err
	}
	version, err := provider.GetDBVersion(ctx)
	if err != nil {
		return nil, fmt.Errorf("read schema version: %w", err)
	}
	if version > SchemaVersion() {
		return nil, fmt.Errorf("%w: schema %d, program %d", ErrNewerSchema, version, SchemaVersion())
	}
	results, err := provider.Up(ctx)
	for _, r := range results {
		steps = append(steps, Step{Version: r.Source.Version, Name: r.Source.Path, Took: r.Duration})
	}
	return steps, err
}

// CheckSchema refuses a database whose schema is not this program's, with
// ErrOlderSchema or ErrNewerSchema, and one that a restore has left half full, with
// ErrHalfRestored.
func (s *Store) CheckSchema(ctx context.Context) error {
	var version int64
	err := s.reads.WithContext(ctx).Raw("SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&version).Error
	switch {
	case err != nil && away(err):
		return s.outcome(err)
	case err != nil || version < SchemaVersion():
		return ErrOlderSchema
	case version > SchemaVersion():
		return fmt.Errorf("%w: schema %d, program %d", ErrNewerSchema, version, SchemaVersion())
	}
	return s.checkWhole(ctx)
}

// Fresh says whether no migration has made a table yet.
func (s *Store) Fresh(ctx context.Context) (bool, error) {
	tables, err := s.db.WithContext(ctx).Migrator().GetTables()
	return !slices.Contains(tables, "meta"), s.outcome(err)
}

// checkForeign looks for tables in a database that no migration of ours has touched.
// goose's tables may be there already, ours at work or another program's.
func (s *Store) checkForeign(ctx context.Context) error {
	tables, err := s.db.WithContext(ctx).Migrator().GetTables()
	if err != nil {
		return s.outcome(err)
	}
	others := slices.DeleteFunc(tables, func(table string) bool {
		return strings.HasPrefix(table, "goose_") || strings.HasPrefix(table, "sqlite_")
	})
	if len(others) > 0 && !slices.Contains(others, "meta") { // the first that we make
		return fmt.Errorf("%w (%s)", ErrForeignTables, others[0])
	}
	return nil
}

func (s *Store) provider() (*goose.Provider, error) {
	db, err := s.sqlDB()
	if err != nil {
		return nil, err
	}
	files, err := fs.Sub(migrations, "migrations/"+s.driver)
	if err != nil {
		return nil, err
	}
	if files, err = s.rerunnable(files); err != nil {
		return nil, err
	}
	dialect := goose.DialectSQLite3
	if s.driver == MySQL {
		dialect = goose.DialectMySQL
	}
	return goose.NewProvider(dialect, db, files, goose.WithDisableGlobalRegistry(true))
}

func (s *Store) lockSchema(ctx context.Context) (unlock func() error, err error) {
	if s.driver != MySQL {
		return func() error { return nil }, nil
	}
	db, err := s.sqlDB()
	if err != nil {
		return nil, err
	}
	locker, err := lock.NewMySQLTableLocker(lock.WithTableLockTimeout(200*time.Millisecond, 300))
	if err != nil {
		return nil, err
	}
	if err := locker.Lock(ctx, db); err != nil {
		return nil, fmt.Errorf("lock the schema: %w", err)
	}
	return func() error { return locker.Unlock(context.WithoutCancel(ctx), db) }, nil
}
