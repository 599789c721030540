package repository_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// insertTableVariable names the file to which BenchmarkInsertWays writes its table.
const insertTableVariable = "SUARALOKET_TEST_INSERT_TABLE"

// The ways are measured in turns, so that a noisy machine affects all of them.
const (
	insertRounds = 15
	insertTurn   = 300 * time.Millisecond
)

// BenchmarkInsertWays compares the ways to store ratings with their tallies, with one rating
// and with 32 ratings in a transaction. `make bench BENCH=insert` calls it.
func BenchmarkInsertWays(b *testing.B) {
	path := os.Getenv(insertTableVariable)
	if path == "" {
		b.Skip("`make bench BENCH=insert` runs this benchmark: it takes long")
	}
	lines := []string{"| database | ratings at once | way | transactions per second | ÷ pool | µs of CPU each | ÷ pool |", "|---|---|---|---|---|---|---|"}
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		for _, size := range []int{1, 32} {
			b.Run(fmt.Sprintf("%s/%d", driver, size), func(b *testing.B) { lines = append(lines, insertLines(b, driver, size)...) })
		}
	}
	if err := os.WriteFile(filepath.Clean(path), []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		b.Fatal(err)
	}
}

func insertLines(b *testing.B, driver string, size int) (lines []string) {
	b.Helper()
	dsn := filepath.Join(b.TempDir(), "insert.db")
	if driver == repository.MySQL {
		dsn = testdb.MySQLDSN(b)
	}
	ways := repository.InsertWays(testdb.Open(b, driver, dsn))
	turns := make([][]insertFigures, len(ways))
	for range insertRounds + 1 {
		for i, way := range ways {
			turns[i] = append(turns[i], insertTurnOf(b, way, size))
		}
	}
	rate := func(f, _ insertFigures) float64 { return f.rate }
	cpu := func(f, _ insertFigures) float64 { return f.cpu }
	for i, way := range ways {
		lines = append(lines, fmt.Sprintf("| %s | %d | %s | %.0f | %.2f | %.0f | %.2f |", driver, size, way.Name,
			median(turns[i], turns[0], rate), median(turns[i], turns[0], func(f, pool insertFigures) float64 { return f.rate / pool.rate }),
			median(turns[i], turns[0], cpu), median(turns[i], turns[0], func(f, pool insertFigures) float64 { return f.cpu / pool.cpu })))
	}
	return lines
}

// insertFigures are the results of one turn: transactions per second, and microseconds of this
// process's CPU per transaction.
type insertFigures struct{ rate, cpu float64 }

func insertTurnOf(b *testing.B, way repository.InsertWay, size int) insertFigures {
	b.Helper()
	n, began, used := 0, time.Now(), cpuTime(b)
	for time.Since(began) < insertTurn {
		if err := way.Insert(context.Background(), freshRatings(size)); err != nil {
			b.Fatal(way.Name, err)
		}
		n++
	}
	return insertFigures{float64(n) / time.Since(began).Seconds(), float64((cpuTime(b) - used).Microseconds()) / float64(n)}
}

// cpuTime is the CPU time that this process has used.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func freshRatings(n int) []domain.Rating {
	now := time.Now()
	list := make([]domain.Rating, n)
	for i := range list {
		id := uuid.NewString()
		list[i] = domain.Rating{
			ID: id, Content: strings.ReplaceAll(id, "-", ""), OnceKey: "id:" + id, Channel: domain.ChannelKiosk, Assurance: domain.AssuranceDevice,
			Counter: fmt.Sprint("DKC-", i%8), Unit: "DKC-U", Officer: fmt.Sprint("P-", i%8), Service: "KK", Value: i%4 + 1, Lang: "id",
			RatedAt: now, ReceivedAt: now, Day: domain.DayOf(now), Kiosk: "tablet", Seq: 1, Verdict: domain.Counted,
		}
	}
	return list
}

// median returns the median of a figure over all rounds except the first, which warms up.
func median(turns, pool []insertFigures, figure func(turn, pool insertFigures) float64) float64 {
	var values []float64
	for i := range turns[1:] {
		values = append(values, figure(turns[i+1], pool[i+1]))
	}
	slices.Sort(values)
	return values[len(values)/2]
}
