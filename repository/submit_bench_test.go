package repository_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// BenchmarkSubmit measures one client that submits one rating after the other: the cost of a
// rating that shares its commit with no other.
func BenchmarkSubmit(b *testing.B) {
	for _, driver := range []string{repository.SQLite, repository.MySQL} {
		b.Run(driver, func(b *testing.B) {
			dsn := filepath.Join(b.TempDir(), "bench.db")
			if driver == repository.MySQL {
				dsn = testdb.MySQLDSN(b)
			}
			s := testdb.Open(b, driver, dsn)
			city(b, s)
			in := domain.NewIntake(domain.NewRoster(s, s, time.Now), s, time.Now, domain.Limits{})
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := in.Submit(context.Background(), submission(3)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
