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

// benchPart is one question that `make bench` answers; a failing one hurts only itself.
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
		{"profile", benchProfile},
	}
}

// BenchmarkTables measures everything in one run, so that its figures may be
// compared with each other, and writes tables. `make bench` calls it; BENCH picks parts.
func BenchmarkTables(b *testing.B) {
	if os.Getenv(benchTablesVariable) == "" {
		b.Skip("`make bench` runs this: it takes its time")
	}
	r := newBenchReport(b)
	for _, part := range benchPicked(b) {
		began := time.Now()
		ok := b.Run(part.name, func(b *testing.B) { part.run(b, r) })
		if !ok {
			r.note("The part `%s` failed; the measurements before that are above.", part.name)
		}
		benchSay("%s: %v", part.name, time.Since(began).Round(time.Second))
	}
}

// benchPicked are the parts that BENCH names and otherwise all but the profile, which
// disturbs.
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

// benchDrivers are the databases that are measured, SQLite alone when there is no server.
func benchDrivers() []string {
	if os.Getenv(testdb.MySQLVariable) == "" {
		return []string{repository.SQLite}
	}
	return []string{repository.SQLite, repository.MySQL}
}

// databaseName is what readers of the tables call a driver.
func databaseName(driver string) string {
	return map[string]string{repository.SQLite: "SQLite", repository.MySQL: "MariaDB"}[driver]
}

// benchNumber is a number from the environment.
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

// benchSay reports progress on standard error; the tables go to a file.
func benchSay(format string, args ...any) { fmt.Fprintf(os.Stderr, "bench: "+format+"\n", args...) }
