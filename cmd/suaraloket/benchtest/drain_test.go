package benchtest

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/domain/sample"
	"suaraloket/repository"
	"suaraloket/repository/journal"
	"suaraloket/repository/testdb"
)

// benchJournaled is the number of ratings in the journal after an outage. The best published time
// of another program is for the same number.
const benchJournaled = 3000

// benchDrain measures how long the hand-over of an outage's ratings to the database takes.
func benchDrain(b *testing.B, r *benchReport) {
	t := benchTable{
		Title: fmt.Sprintf("After an outage: %s ratings from the journal into the database", grouped(benchJournaled)),
		Head:  []string{"database", "accepted by the journal, per second", "drained in, s", "per second"},
	}
	for _, driver := range benchDrivers() {
		main := benchStore(b, driver)
		dir := b.TempDir()
		accepting := fillJournal(b, main, dir)
		draining := drainJournal(b, main, dir)
		t.Rows = append(t.Rows, []string{
			databaseName(driver), grouped(benchJournaled / accepting.Seconds()),
			fmt.Sprintf("%.2f", draining.Seconds()), grouped(benchJournaled / draining.Seconds()),
		})
		r.raw("drain/"+driver, map[string]float64{"accepting_s": accepting.Seconds(), "draining_s": draining.Seconds()})
	}
	r.table(t)
}

// benchStore returns a new database that contains the sample city.
func benchStore(b *testing.B, driver string) *repository.Store {
	b.Helper()
	dsn := filepath.Join(b.TempDir(), "main.db")
	if driver == repository.MySQL {
		dsn = testdb.MySQLDSN(b)
	}
	s, city, ctx := testdb.Open(b, driver, dsn), sample.Make(time.Now(), 0), context.Background()
	for _, err := range []error{
		s.SaveServices(ctx, city.Services()), s.SaveCounters(ctx, city.Counters()),
		s.SaveOfficers(ctx, city.Officers()), s.SaveDuties(ctx, city.Duties()),
	} {
		if err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// fillJournal submits ratings to a journal's file from 32 clients and returns the time.
func fillJournal(b *testing.B, main *repository.Store, dir string) time.Duration {
	b.Helper()
	ctx := context.Background()
	local, err := repository.Open(ctx, repository.Options{
		Driver: repository.SQLite, DSN: filepath.Join(dir, "journal-1.db"), Logger: slog.New(slog.DiscardHandler), Journal: true,
	})
	if err != nil {
		b.Fatal(err)
	}
	defer local.Close()
	if _, err := local.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	in := domain.NewIntake(domain.NewRoster(main, main, time.Now), local, time.Now, domain.Limits{})
	counters := sample.Make(time.Now(), 0).OwnCounters()
	began := time.Now()
	var clients sync.WaitGroup
	for client := range 32 {
		clients.Go(func() {
			for i := client; i < benchJournaled; i += 32 {
				counter := counters[i%len(counters)]
				_, _, err := in.Submit(ctx, domain.Submission{ID: uuid.NewString(), Value: rand.IntN(4) + 1, Right: domain.Right{
					Counter: counter.Code, Channel: domain.ChannelKiosk, Assurance: domain.AssuranceDevice, Kiosk: counter.Code,
				}})
				if err != nil {
					b.Error(err)
				}
			}
		})
	}
	clients.Wait()
	return time.Since(began)
}

// drainJournal opens the journal as the next start does and returns the time of the hand-over.
func drainJournal(b *testing.B, main *repository.Store, dir string) time.Duration {
	b.Helper()
	ctx := context.Background()
	j, err := journal.Open(ctx, main, journal.Options{
		Dir: dir, Instance: "1", Clock: time.Now, Interval: 5 * time.Second, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		b.Fatal(err)
	}
	defer j.Close()
	began := time.Now()
	if refused := j.Drain(ctx); refused > 0 {
		b.Fatalf("%d ratings were refused", refused)
	}
	took := time.Since(began)
	if backlog, err := j.Backlog(ctx); err != nil || backlog.Ratings != 0 {
		b.Fatalf("%d ratings are left, %v", backlog.Ratings, err)
	}
	return took
}
