package benchtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// benchInsertVariable names the environment variable with the path of the compiled tests of
// repository: the rows and statements are unexported there.
const benchInsertVariable = "SUARALOKET_TEST_REPOSITORY"

// benchInsert compares the ways through GORM to store ratings with their tallies.
func benchInsert(b *testing.B, r *benchReport) {
	file := filepath.Join(b.TempDir(), "insert.md")
	run := exec.Command(os.Getenv(benchInsertVariable), "-test.run", "^$", "-test.bench", "^BenchmarkInsertWays$", "-test.benchtime", "1x")
	run.Env = append(os.Environ(), "SUARALOKET_TEST_INSERT_TABLE="+file)
	if out, err := run.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	table, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	r.note("### Storing ratings with their tallies: the pool and three ways through GORM\n\n"+
		"One client; ratings at once is how many share a transaction. All durable. "+
		"CPU is that of the client, which for SQLite is the engine too. Medians of alternating turns.\n\n%s", table)
}
