package benchtest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/programtest"
)

// benchCSV measures the export of all ratings of a year from the portal as one file.
func benchCSV(b *testing.B, r *benchReport) {
	n := benchNumber(b, "BENCH_CSV", 1_000_000)
	t := benchTable{
		Title: fmt.Sprintf("%s ratings as CSV", grouped(float64(n))),
		Note:  "From the request to the running program to the last byte; peak memory meanwhile, in MiB.",
		Head:  []string{"database", "seconds", "MB", "lines", "peak memory"},
	}
	for _, driver := range benchDrivers() {
		b.Run(driver, func(b *testing.B) { t.Rows = append(t.Rows, takeCSV(b, r, driver, n)) })
	}
	r.table(t)
}

func takeCSV(b *testing.B, r *benchReport, driver string, n int) []string {
	b.Helper()
	f := fillDatabase(b, driver, n)
	p := programtest.Start(b, f.env(), "serve")
	visitor := signIn(b, p, "hr", filledPassword)
	time.Sleep(benchSettle)
	resetPeak(p)
	began := time.Now()
	answer, err := visitor.client.Get(p.Base + "/hr/penilaian.csv?periode=" + filledPeriod())
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		b.Fatalf("the export answers %d", answer.StatusCode)
	}
	file := &countingWriter{}
	if _, err := io.Copy(file, answer.Body); err != nil {
		b.Fatalf("after %d bytes: %v", file.bytes, err)
	}
	took, peak := time.Since(began), mebibytes(p, "VmHWM")
	p.Stop()
	if file.lines < n {
		b.Fatalf("%d lines of %d ratings", file.lines, n)
	}
	r.raw("csv/"+driver, map[string]float64{
		"seconds": took.Seconds(), "bytes": float64(file.bytes), "lines": float64(file.lines), "peak_mib": peak,
	})
	return []string{
		databaseName(driver), fmt.Sprintf("%.1f", took.Seconds()), fmt.Sprintf("%.0f", float64(file.bytes)/1e6),
		grouped(float64(file.lines)), fmt.Sprintf("%.0f", peak),
	}
}

// countingWriter counts what is written and discards it.
type countingWriter struct{ bytes, lines int }

func (m *countingWriter) Write(p []byte) (int, error) {
	m.bytes += len(p)
	m.lines += bytes.Count(p, []byte("\n"))
	return len(p), nil
}
