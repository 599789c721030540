package benchtest

import (
	"testing"
	"time"

	"suaraloket/domain/integrity"
	"suaraloket/domain/integrity/sim"
)

// benchIntegrity measures the rules of domain/integrity on simulated cities: BENCH_CITIES of
// each kind, 10 by default.
func benchIntegrity(b *testing.B, r *benchReport) {
	began := time.Now()
	cities := benchNumber(b, "BENCH_CITIES", 10)
	for _, t := range sim.Report(cities, integrity.Default(), func(kind string) { benchLog("integrity: %s", kind) }) {
		r.table(benchTable{Title: t.Title, Note: t.Note, Head: t.Head, Rows: t.Rows})
	}
	r.note("Rules %s, %v.", integrity.Version, time.Since(began).Round(time.Second))
}
