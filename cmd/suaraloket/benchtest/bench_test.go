package benchtest

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// benchPart is one part of `make bench`. Its failure does not affect the other parts.
type benchPart struct {
	name string
	run  func(b *testing.B, r *benchReport)
}

func benchParts() []benchPart {
	return []benchPart{
		{"intake", benchIntake},
		{"insert", benchInsert},
		{"drain", benchDrain},
		{"bot", benchBot},
		{"memory", benchMemory},
		{"read", benchRead},
		{"csv", benchCSV},
		{"pages", benchPages},
		{"integrity", benchIntegrity},
		{"score", benchScore},
		{"sweep", benchSweep},
		{"profile", benchProfile},
	}
}

// BenchmarkTables measures everything in one run, so that the figures can be compared with each
// other, and writes tables. `make bench` calls it; BENCH selects parts.
func BenchmarkTables(b *testing.B) {
	if os.Getenv(benchTablesVariable) == "" {
		b.Skip("only `make bench` runs this: it takes long")
	}
	r := newBenchReport(b)
	for _, part := range benchPicked(b) {
		began := time.Now()
		ok := b.Run(part.name, func(b *testing.B) { part.run(b, r) })
		if !ok {
			r.note("The part `%s` failed; the measurements before that are above.", part.name)
		}
		benchLog("%s: %v", part.name, time.Since(began).Round(time.Second))
	}
}

// benchPicked returns the parts that BENCH names. By default it returns all but the profile,
// which disturbs the other measurements.
func benchPicked(b *testing.B) []benchPart {
	b.Helper()
	all := benchParts()
	if os.Getenv("BENCH") == "" {
		return slices.DeleteFunc(all, func(p benchPart) bool { return p.name == "profile" })
	}
	var picked []benchPart
	for name := range strings.SplitSeq(os.Getenv("BENCH"), ",") {
		at := slices.IndexFunc(all, func(p benchPart) bool { return p.name == name })
		if at < 0 {
			b.Fatalf("BENCH: no part %q", name)
		}
		picked = append(picked, all[at])
	}
	return picked
}

// benchDrivers returns the databases to measure: SQLite alone if there is no server.
func benchDrivers() []string {
	if os.Getenv(testdb.MySQLVariable) == "" {
		return []string{repository.SQLite}
	}
	return []string{repository.SQLite, repository.MySQL}
}

// databaseName returns the name of a driver in the tables.
func databaseName(driver string) string {
	return map[string]string{repository.SQLite: "SQLite", repository.MySQL: "MariaDB"}[driver]
}

// benchNumber returns a number from the environment.
func benchNumber(b testing.TB, name string, otherwise int) int {
	b.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		b.Fatalf("%s=%q: want a number above 0", name, text)
	}
	return n
}

// benchLog reports progress on standard error; the tables go to a file.
func benchLog(format string, args ...any) { fmt.Fprintf(os.Stderr, "bench: "+format+"\n", args...) }
