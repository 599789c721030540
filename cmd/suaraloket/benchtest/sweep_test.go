package benchtest

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/domain"
	"suaraloket/domain/integrity"
	"suaraloket/domain/report"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// The day that benchSweep judges.
const (
	sweepRatings  = 100_000
	sweepUnits    = 40
	sweepOfficers = 600
)

// benchSweep measures how long the rules take for a day of 100,000 ratings of 600 officers in
// 40 units, and how long a board takes meanwhile.
func benchSweep(b *testing.B, r *benchReport) {
	t := benchTable{
		Title: fmt.Sprintf("Rules judging a day of %s ratings", grouped(sweepRatings)),
		Note:  fmt.Sprintf("%d officers in %d units; one unit after the other. The board is read again and again, with and without a sweep beside it.", sweepOfficers, sweepUnits),
		Head:  []string{"database", "first sweep, s", "nothing new, ms", "verdicts changed", "board alone, ms", "board meanwhile, ms"},
	}
	for _, driver := range benchDrivers() {
		b.Run(driver, func(b *testing.B) { t.Rows = append(t.Rows, takeSweep(b, driver)) })
	}
	r.table(t)
}

func takeSweep(b *testing.B, driver string) []string {
	b.Helper()
	ctx, store := context.Background(), busyDay(b, driver)
	clock := func() time.Time { return programtest.CityNow() }
	roster := domain.NewRoster(store, store, clock)
	sweeper := integrity.NewSweeper(store, roster, clock, integrity.Default(), 5*time.Second)
	reports := report.NewReporter(store, store, store.Published(), store, clock)
	board := func() {
		if _, err := reports.Board(ctx, domain.Actor{Role: domain.RoleHR}, domain.PeriodAt(clock()), report.BoardFilter{}); err != nil {
			b.Fatal(err)
		}
	}
	var alone []time.Duration
	for range 50 {
		begin := time.Now()
		board()
		alone = append(alone, time.Since(begin))
	}
	done, changed, began := make(chan struct{}), 0, time.Now()
	var first time.Duration
	go func() {
		defer close(done)
		var err error
		if changed, err = sweeper.Run(ctx); err != nil {
			b.Error(err)
		}
		first = time.Since(began)
	}()
	var beside []time.Duration
	for running := true; running; {
		begin := time.Now()
		board()
		beside = append(beside, time.Since(begin))
		select {
		case <-done:
			running = false
		default:
		}
	}
	again := time.Now()
	if n, err := sweeper.Run(ctx); n != 0 || err != nil {
		b.Fatal(n, err)
	}
	ms := func(d time.Duration) string { return fmt.Sprintf("%.1f", d.Seconds()*1000) }
	return []string{databaseName(driver), fmt.Sprintf("%.1f", first.Seconds()), ms(time.Since(again)), fmt.Sprint(changed), ms(medianTime(alone)), ms(medianTime(beside))}
}

// busyDay opens a database that is filled with the day.
func busyDay(b *testing.B, driver string) *repository.Store {
	b.Helper()
	dsn := filepath.Join(b.TempDir(), "day.db")
	if driver == repository.MySQL {
		dsn = testdb.MySQLDSN(b)
	}
	testdb.Fill(b, driver, dsn, busyRatings())
	store, err := repository.Open(context.Background(), repository.Options{Driver: driver, DSN: dsn})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	city := domain.Agency{Code: "KOTA", Name: "Kota", Internal: true}
	var counters []domain.Counter
	var officers []domain.Officer
	for i := range sweepOfficers {
		unit := domain.Unit{Code: busyUnit(i), Name: busyUnit(i), Agency: city}
		counters = append(counters, domain.Counter{Code: busyCounter(i), Name: "Loket", Unit: unit})
		officers = append(officers, domain.Officer{Code: busyOfficer(i), Name: "Petugas", Unit: unit.Code, Figure: "a", Active: true})
	}
	if err := store.SaveCounters(context.Background(), counters); err != nil {
		b.Fatal(err)
	}
	if err := store.SaveOfficers(context.Background(), officers); err != nil {
		b.Fatal(err)
	}
	return store
}

func busyUnit(officer int) string    { return fmt.Sprintf("U%02d", officer%sweepUnits) }
func busyCounter(officer int) string { return fmt.Sprintf("L%03d", officer) }
func busyOfficer(officer int) string { return fmt.Sprintf("P-%03d", officer) }

// busyRatings yields the ratings of the day: tablets, printed codes and chats in turn, spread
// over eight hours.
func busyRatings() iter.Seq[domain.Rating] {
	return func(yield func(domain.Rating) bool) {
		dice := rand.New(rand.NewPCG(3, 4))
		opens := domain.StartOfDay(programtest.CityNow()).Add(8 * time.Hour)
		for n := range sweepRatings {
			officer := n % sweepOfficers
			at := opens.Add(time.Duration(n) * 8 * time.Hour / sweepRatings)
			r := domain.Rating{
				ID: growingID(at, n, dice), Counter: busyCounter(officer), Unit: busyUnit(officer), Officer: busyOfficer(officer), Service: "KTP",
				Value: 1 + dice.IntN(4), RatedAt: at, ReceivedAt: at, Day: domain.DayOf(at), Verdict: domain.Counted,
			}
			r.Content = strings.Repeat("0", 32)
			switch n % 3 {
			case 0:
				r.Channel, r.Assurance, r.Kiosk, r.OnceKey = domain.ChannelKiosk, domain.AssuranceDevice, "tablet-"+busyCounter(officer), "id:"+r.ID
			case 1:
				r.Channel, r.Assurance, r.Visit, r.Browser = domain.ChannelPage, domain.AssuranceSlot, fmt.Sprintf("%016x", n), fmt.Sprintf("%032x", n)
				r.OnceKey = "visit:" + r.Visit
			default:
				r.Channel, r.Assurance, r.Author = domain.ChannelTelegram, domain.AssuranceSlot, fmt.Sprintf("%032x", n)
				r.OnceKey = "author:" + r.Author
			}
			if !yield(r) {
				return
			}
		}
	}
}
