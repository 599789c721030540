package repository_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// benchTime is how long each half of a pair runs; pairs is how many there are. The
// halves alternate within one run, so that a noisy machine disturbs both.
const (
	benchTime = 2 * time.Second
	pairs     = 3
)

// BenchmarkIntake compares the whole path of a rating below HTTP (rules, GORM, shared
// commits) with the same work done bare: plain database/sql, as many connections as
// clients, the same tables and keys, the rating and its tally in one transaction.
func BenchmarkIntake(b *testing.B) {
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		for _, clients := range []int{1, 8, 32} {
			b.Run(fmt.Sprintf("%s/clients=%d", driver, clients), func(b *testing.B) {
				dsn := filepath.Join(b.TempDir(), "bench.db")
				if driver == repository.MySQL {
					dsn = testdb.MySQLDSN(b)
				}
				s := testdb.Open(b, driver, dsn)
				city(b, s)
				for b.Loop() {
					comparePairs(b, s, driver, dsn, clients)
				}
			})
		}
	}
}

func comparePairs(b *testing.B, s *repository.Store, driver, dsn string, clients int) {
	bare := openBare(b, driver, dsn, clients)
	defer bare.Close()
	now := time.Now()
	in := domain.NewIntake(domain.NewPlaces(s, func() time.Time { return now }), s, func() time.Time { return now }, domain.Limits{})
	var ratios []float64
	var ours, plain load
	for range pairs {
		p := measure(b, clients, func() error { return bareRating(bare, driver, now) })
		o := measure(b, clients, func() error {
			sub := submission(rand.IntN(4) + 1)
			sub.Service = "KK"
			_, _, err := in.Submit(context.Background(), sub)
			return err
		})
		plain, ours = plain.plus(p), ours.plus(o)
		ratios = append(ratios, o.perSecond()/p.perSecond())
	}
	slices.Sort(ratios)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(plain.perSecond(), "bare/s")
	b.ReportMetric(ours.perSecond(), "ours/s")
	b.ReportMetric(ratios[pairs/2], "ratio")
	b.ReportMetric(plain.quantile(0.99), "bare-p99-ms")
	b.ReportMetric(ours.quantile(0.50), "ours-p50-ms")
	b.ReportMetric(ours.quantile(0.99), "ours-p99-ms")
}

// load is what a number of clients did in a time.
type load struct {
	took  time.Duration
	calls []time.Duration
}

func (l load) plus(other load) load {
	return load{took: l.took + other.took, calls: append(l.calls, other.calls...)}
}

func (l load) perSecond() float64 { return float64(len(l.calls)) / l.took.Seconds() }

func (l load) quantile(q float64) float64 {
	sorted := slices.Sorted(slices.Values(l.calls))
	return sorted[int(q*float64(len(sorted)-1))].Seconds() * 1000
}

func measure(b *testing.B, clients int, call func() error) load {
	b.Helper()
	each := make([][]time.Duration, clients)
	begin := time.Now()
	var running sync.WaitGroup
	for i := range clients {
		running.Go(func() {
			for time.Since(begin) < benchTime {
				at := time.Now()
				if err := call(); err != nil {
					b.Error(err)
					return
				}
				each[i] = append(each[i], time.Since(at))
			}
		})
	}
	running.Wait()
	return load{took: time.Since(begin), calls: slices.Concat(each...)}
}

func openBare(b *testing.B, driver, dsn string, clients int) *sql.DB {
	b.Helper()
	name, source := "sqlite", "file:"+dsn+"?_txlock=immediate&_pragma=busy_timeout(20000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
	if driver == repository.MySQL {
		name, source = "mysql", dsn+"?interpolateParams=true"
	}
	db, err := sql.Open(name, source)
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(clients)
	db.SetMaxIdleConns(clients)
	return db
}

const bareInsert = `INSERT INTO ratings (id, content, once_key, channel, assurance, counter_code, unit_code, officer_code,
	service_code, value, answers, reasons, respondent, comment, lang, rated_at, received_at, day, device_id, visit, author,
	seq, verdict, holds, writer) VALUES (?, ?, ?, 'kiosk', 'device', 'DKC-01', 'DKC-U', 'P-01', 'KK', ?, '', '', '', '', '',
	?, ?, ?, 'tablet-1', '', '', 0, 'counted', '', 'b')`

const bareTally = `INSERT INTO tallies (day, officer_code, counter_code, unit_code, service_code, channel, value, writer, counted, held)
	VALUES (?, 'P-01', 'DKC-01', 'DKC-U', 'KK', 'kiosk', ?, 'b', 1, 0) `

func bareRating(db *sql.DB, driver string, now time.Time) error {
	id, value, day, at := uuid.NewString(), rand.IntN(4)+1, now.Format(time.DateOnly), now.UTC().Format("2006-01-02 15:04:05.000")
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	if _, err := tx.Exec(bareInsert, id, id[:32], "id:"+id, value, at, at, day); err != nil {
		return err
	}
	onConflict := "ON CONFLICT DO UPDATE SET counted = counted + excluded.counted"
	if driver == repository.MySQL {
		onConflict = "ON DUPLICATE KEY UPDATE counted = counted + VALUES(counted)"
	}
	if _, err := tx.Exec(bareTally+onConflict, day, value); err != nil {
		return err
	}
	return tx.Commit()
}
