// Package repository keeps everything in SQLite or MySQL/MariaDB through GORM. One
// Store implements the domain's ports, split by file; rows and transactions never
// leave this package.
package repository

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"suaraloket/domain"
	"suaraloket/domain/account"
	"suaraloket/domain/integrity"
	"suaraloket/domain/notice"
	"suaraloket/domain/publication"
	"suaraloket/domain/report"
	"suaraloket/domain/review"
)

// What the Store implements, port by port.
var (
	_ domain.RosterSnapshotStore = (*Store)(nil)
	_ domain.RosterReader        = (*Store)(nil)
	_ domain.RosterWriter        = (*Store)(nil)
	_ domain.RatingStore         = (*Store)(nil)
	_ report.TallyStore          = (*Store)(nil)
	_ report.RatingLog           = (*Store)(nil)
	_ report.PublishedStore      = (*Published)(nil)
	_ publication.Store          = (*Store)(nil)
	_ integrity.Store            = (*Store)(nil)
	_ integrity.ServedStore      = (*Store)(nil)
	_ account.Store              = (*Store)(nil)
	_ account.KeeperStore        = (*Store)(nil)
	_ review.FeeReportStore      = (*Store)(nil)
	_ review.HeldStore           = (*Store)(nil)
	_ review.RecordStore         = (*Store)(nil)
	_ domain.KioskStore          = (*Store)(nil)
	_ domain.HealthStore         = (*Store)(nil)
	_ domain.CalendarStore       = (*Store)(nil)
	_ account.PINStore           = (*Store)(nil)
	_ domain.PhotoStore          = (*Store)(nil)
	_ domain.PreferenceStore     = (*Store)(nil)
	_ domain.TicketStore         = (*Store)(nil)
	_ account.APIKeyStore        = (*Store)(nil)
	_ domain.OutboxStore         = (*Store)(nil)
	_ domain.LeaseStore          = (*Store)(nil)
	_ domain.AuthorKeyStore      = (*Store)(nil)
	_ domain.TraceStore          = (*Store)(nil)
	_ notice.StaffChatStore      = (*Store)(nil)
	_ notice.FeeReportStore      = (*Store)(nil)
	_ report.LowCommentStore     = (*Store)(nil)
)

// Options say which database and how it is used.
type Options struct {
	Driver string // sqlite or mysql
	DSN    string // a file's path or SQLite URI; user:password@tcp(host:port)/name
	Writer string // the name of this instance in the tallies, 1–16 letters or digits
	Logger *slog.Logger
	// Lazy opens a MySQL database that may be away: the first query connects.
	Lazy bool
	// Journal makes a store that only holds ratings until a database takes them: it
	// counts nothing, and its roster is a copy by which no rating is stale.
	Journal bool
}

// Store is the database.
type Store struct {
	db     *gorm.DB // writes, and on MySQL everything
	reads  *gorm.DB
	driver string
	remote bool // the database is on another machine
	writer string
	logger *slog.Logger
	intake *committer

	commitCheck time.Duration // how often a slow commit asks whether the server answers
	writing     atomic.Int64  // when the transaction in progress began, in ns; 0 for none (SQLite)

	journal bool
	waiting waiting
	days    dayCache
	bases   basisCache
}

// The drivers.
const (
	SQLite = "sqlite"
	MySQL  = "mysql"
)

// Open connects to the database. The schema is Migrate's and CheckSchema's matter.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Writer == "" {
		o.Writer = "1"
	}
	s := &Store{driver: o.Driver, writer: o.Writer, logger: o.Logger, journal: o.Journal, commitCheck: commitCheck}
	var err error
	switch o.Driver {
	case SQLite:
		err = s.openSQLite(o.DSN)
	case MySQL:
		err = s.openMySQL(o.DSN)
	default:
		err = fmt.Errorf("database driver %q: want sqlite or mysql", o.Driver)
	}
	if err != nil {
		return nil, err
	}
	if !o.Lazy {
		if err := s.Ping(ctx); err != nil {
			return nil, errors.Join(err, s.closeHandles())
		}
	}
	s.intake = newCommitter(s)
	return s, nil
}

func gormConfig(logger *slog.Logger) *gorm.Config {
	return &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true,
		Logger:                 newGormLogger(logger),
		DisableAutomaticPing:   true,
		NowFunc:                func() time.Time { return time.Now().UTC().Truncate(time.Millisecond) },
	}
}

// Driver is SQLite or MySQL.
func (s *Store) Driver() string { return s.driver }

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	db, err := s.reads.DB()
	if err != nil {
		return err
	}
	return s.outcome(db.PingContext(ctx))
}

// Alive says whether the database works, however slowly: a server that answers a ping, a
// SQLite file to which this store is writing or could write. A file that another program
// has locked is not alive.
func (s *Store) Alive(ctx context.Context) error {
	if began := s.writing.Load(); began > 0 && time.Since(time.Unix(0, began)) < commitLimit {
		return nil
	}
	return s.Ready(ctx)
}

// Ready says whether a rating could be stored now: on SQLite whether a write transaction
// can begin.
func (s *Store) Ready(ctx context.Context) error {
	if s.driver != SQLite {
		return s.Ping(ctx)
	}
	return s.outcome(s.db.WithContext(ctx).Transaction(func(*gorm.DB) error { return nil }))
}

// Writable says, by writing, whether the database takes writes. It detects a full disk and
// a server without quorum, which answer pings.
func (s *Store) Writable(ctx context.Context) error {
	return s.SetNote(ctx, "written_"+s.writer, time.Now().UTC().Format(time.RFC3339Nano))
}

// Close waits for the ratings in progress and closes the database.
func (s *Store) Close() error {
	s.intake.close()
	return s.closeHandles()
}

func (s *Store) closeHandles() error {
	var errs []error
	for _, handle := range []*gorm.DB{s.db, s.reads} {
		db, err := handle.DB()
		if err == nil {
			err = db.Close()
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// transaction runs work in one transaction and retries the whole on a deadlock or lock
// timeout.
func (s *Store) transaction(ctx context.Context, work func(tx *gorm.DB) error) error {
	var err error
	for attempt := range maxAttempts {
		if attempt > 0 {
			pause(ctx, attempt)
		}
		if err = s.attempt(ctx, work); !repeatable(err) {
			break
		}
	}
	return s.outcome(err)
}

// attempt runs a transaction once. While a SQLite transaction is in progress, no other one
// is, and writing says since when.
func (s *Store) attempt(ctx context.Context, work func(tx *gorm.DB) error) error {
	if s.driver != SQLite {
		return s.db.WithContext(ctx).Transaction(work)
	}
	var began int64
	err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		began = time.Now().UnixNano()
		s.writing.Store(began)
		return work(tx)
	})
	s.writing.CompareAndSwap(began, 0) // unless the next one has begun
	return err
}

// sqlDB is the write handle beneath GORM, for migrations.
func (s *Store) sqlDB() (*sql.DB, error) { return s.db.DB() }
