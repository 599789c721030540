// Package journal accepts ratings while the database is away. It stores them durably in a
// small SQLite file beside the program, and in the database exactly once when it is back,
// the oldest first.
//
// What only the database can decide (was this visit rated before?) is decided when the
// journal is drained. An accepted rating is never refused afterwards: one that conflicts
// with a stored rating is stored and held.
package journal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"suaraloket/domain"
	"suaraloket/repository"
)

// Database is the store in front of which the journal works.
type Database interface {
	domain.RatingStore
	domain.RosterSnapshotStore
	domain.PreferenceStore
	domain.TicketStore
	domain.OutboxStore
	domain.LeaseStore
	domain.AuthorKeyStore
	domain.TraceStore
	// Settle stores ratings that were accepted before; see repository.Store.
	Settle(ctx context.Context, accepted []domain.Entry) error
	// TakeEffects stores what was left of updates that were done before; see
	// repository.Store.
	TakeEffects(ctx context.Context, list []domain.Effects) error
	// Alive says whether the database works, however slowly.
	Alive(ctx context.Context) error
	// Ready says whether a rating could be stored now.
	Ready(ctx context.Context) error
	// Writable says, by writing, whether ratings could be stored now.
	Writable(ctx context.Context) error
}

// What the Journal implements.
var (
	_ domain.RatingStore         = (*Journal)(nil)
	_ domain.RosterSnapshotStore = (*Journal)(nil)
	_ domain.PreferenceStore     = (*Journal)(nil)
	_ domain.TicketStore         = (*Journal)(nil)
	_ domain.OutboxStore         = (*Journal)(nil)
	_ domain.AuthorKeyStore      = (*Journal)(nil)
	_ domain.LeaseStore          = (*Journal)(nil)
	_ domain.TraceStore          = (*Journal)(nil)
	_ Database                   = (*repository.Store)(nil)
)

// Options configure a journal.
type Options struct {
	Dir      string // the folder of the file
	Instance string // names the file: every instance has its own
	Limit    int64  // the most ratings that wait; 0 is any number
	// Interval is the least time between two presses of a tablet. The rule is applied
	// again when the journal is drained.
	Interval time.Duration
	Probe    time.Duration // how often a database that is away is asked; 0 is every half second
	Patience time.Duration // how long a rating waits for the database; 0 is three seconds
	Clock    domain.Clock
	Logger   *slog.Logger
	// Prepare runs once, when the database first answers and before anything is stored in
	// it: it migrates the schema.
	Prepare func(context.Context) error
}

// Journal is a store of ratings that accepts ratings while its database is away. It is
// safe for concurrent use.
type Journal struct {
	Options
	main     Database
	local    *repository.Store
	prepared bool
	wake     chan struct{}

	copying sync.Mutex
	copied  string // the version of the roster that the file holds

	mu   sync.Mutex
	away time.Time // since when the database is away; zero when it is not
	slow time.Time // until when ratings do not wait for a slow database
	late time.Time // since when the database has completed no write; zero when it does

	messages sync.Map // ids of the messages that the file holds

	moving sync.RWMutex // locked while messages move from the file to the database
	owes   atomic.Bool  // the file may hold updates that the database lacks
}

// Open opens the journal in front of the database, which may be away, and creates its file
// at the first start.
func Open(ctx context.Context, main Database, o Options) (*Journal, error) {
	path := filepath.Join(o.Dir, "journal-"+o.Instance+".db")
	local, err := repository.Open(ctx, repository.Options{
		Driver: repository.SQLite, DSN: path, Writer: o.Instance, Logger: o.Logger, Journal: true,
	})
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	if o.Probe <= 0 {
		o.Probe = probeEvery
	}
	if o.Patience <= 0 {
		o.Patience = patience
	}
	j := &Journal{Options: o, main: main, local: local, wake: make(chan struct{}, 1)}
	if err := j.begin(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("journal: %w", err), local.Close())
	}
	return j, nil
}

func (j *Journal) begin(ctx context.Context) error {
	if _, err := j.local.Migrate(ctx); err != nil {
		return err
	}
	if err := j.local.CountHeld(ctx); err != nil {
		return err
	}
	j.owes.Store(true)
	var err error
	j.copied, err = j.local.RosterVersion(ctx)
	return err
}

// Close closes the file. The next start stores what waits in it.
func (j *Journal) Close() error { return j.local.Close() }

// Begin connects to the database and prepares it. When the database is away, the program
// starts with the copy of the roster in the file, if an earlier start has made one.
// Otherwise Begin returns the error.
func (j *Journal) Begin(ctx context.Context, roster *domain.Roster) error {
	err := j.prepare(ctx)
	if err == nil {
		j.Copy(ctx, roster)
		return nil
	}
	if !errors.Is(err, domain.ErrUnavailable) {
		return err
	}
	snapshot, copyErr := j.local.RosterSnapshot(ctx, j.Clock().Add(-domain.MaxBack))
	if copyErr != nil || len(snapshot.Counters) == 0 {
		return errors.Join(err, copyErr)
	}
	roster.Preload(snapshot)
	j.lose(err)
	return nil
}

func (j *Journal) prepare(ctx context.Context) error {
	if j.prepared {
		return nil
	}
	err := j.Prepare(ctx)
	j.prepared = err == nil
	return err
}

// lose notes that the database is away. One that prefers other transactions is not.
func (j *Journal) lose(err error) {
	if errors.Is(err, repository.ErrConflict) {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.away.IsZero() {
		j.away = j.Clock()
		j.Logger.Warn("database away, ratings go to the journal", "component", "journal", "error", err.Error())
	}
}

// timeout notes that the database did not answer in time. It is away if it is not alive,
// or if it has completed no write for lateTime; otherwise it is slow.
func (j *Journal) timeout(ctx context.Context, err error) {
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), aliveTime)
	defer cancel()
	if j.main.Alive(within) != nil || j.lateFor() > lateTime {
		j.lose(err)
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	now := time.Now()
	if j.late.IsZero() {
		j.late = now
	}
	if now.After(j.slow) {
		j.slow = now.Add(slowTime)
		j.Logger.Warn("database slow, ratings go to the journal", "component", "journal", "for", slowTime, "error", err.Error())
	}
}

// lateFor is how long the database has completed no write.
func (j *Journal) lateFor() time.Duration {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.late.IsZero() {
		return 0
	}
	return time.Since(j.late)
}

// wrote notes that the database has completed a write: ratings wait for it again.
func (j *Journal) wrote() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.late, j.slow = time.Time{}, time.Time{}
}

// Slow says whether ratings do not wait for the database because it is slow.
func (j *Journal) Slow() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return time.Now().Before(j.slow)
}

// regain notes that the database is back.
func (j *Journal) regain() {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.away.IsZero() {
		j.Logger.Info("database is back", "component", "journal", "away", j.Clock().Sub(j.away).Round(time.Millisecond), "journal", j.local.Held())
		j.away, j.late = time.Time{}, time.Time{}
	}
}

// Away says whether the database is away.
func (j *Journal) Away() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return !j.away.IsZero()
}

// Backlog gives the state of the journal.
func (j *Journal) Backlog(ctx context.Context) (domain.Backlog, error) {
	n, oldest, err := j.local.Depth(ctx)
	return domain.Backlog{Away: j.Away(), Ratings: n, Oldest: oldest}, err
}

// Ready says whether a rating could be accepted now, in the database or without it.
func (j *Journal) Ready(ctx context.Context) error {
	query := func(ctx context.Context) (struct{}, error) { return struct{}{}, j.main.Ready(ctx) }
	// The caller does not have the time to wait for the check that follows a timeout.
	_, err := askThen(ctx, j, lookPatience, query, func(ctx context.Context, err error) { go j.timeout(ctx, err) })
	if !errors.Is(err, domain.ErrUnavailable) {
		return err
	}
	if j.full() {
		return errFull
	}
	return j.local.Writable(ctx)
}

// errFull refuses a rating because the journal has reached its limit.
var errFull = fmt.Errorf("%w: the journal is full", domain.ErrUnavailable)

func (j *Journal) full() bool { return j.Limit > 0 && j.local.Held() >= j.Limit }
