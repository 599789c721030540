package benchtest

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/web/browsertest"
)

// benchStarts is the number of measured starts; the tables show the median.
const benchStarts = 5

// startTimed starts the program and returns the time until /readyz answers 200.
func startTimed(t testing.TB, env []string, args ...string) (*programtest.Process, time.Duration) {
	t.Helper()
	address := programtest.FreeAddress(t)
	began := time.Now()
	p := programtest.Launch(t, append(env, "SUARALOKET_HTTP_LISTEN="+address), args...)
	p.Base = "http://" + address
	for time.Since(began) < browsertest.Patience() {
		answer, err := http.Get(p.Base + "/readyz")
		if err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return p, time.Since(began)
			}
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("the program never became ready\n%s", &p.Stderr)
	return nil, 0
}

// restartTimed measures several starts on the same data and leaves the last one running. It
// returns the median time.
func restartTimed(t testing.TB, env []string, args ...string) (*programtest.Process, time.Duration) {
	t.Helper()
	var times []time.Duration
	for {
		p, took := startTimed(t, env, args...)
		if times = append(times, took); len(times) == benchStarts {
			slices.Sort(times)
			return p, times[benchStarts/2]
		}
		p.Stop()
	}
}

// mebibytes returns a line of the process's status, VmRSS or VmHWM, in MiB.
func mebibytes(p *programtest.Process, line string) float64 {
	p.T.Helper()
	text := procLine(fmt.Sprintf("/proc/%d/status", p.Cmd.Process.Pid), line)
	n, err := strconv.ParseFloat(strings.TrimSuffix(text, " kB"), 64)
	if err != nil {
		p.T.Fatalf("%s: %q", line, text)
	}
	return n / 1024
}

// resetPeak resets VmHWM to the current use of memory.
func resetPeak(p *programtest.Process) {
	p.T.Helper()
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", p.Cmd.Process.Pid), []byte("5"), 0); err != nil {
		p.T.Fatal(err)
	}
}

// benchSettle is the idle time before the memory at rest is read.
const benchSettle = 3 * time.Second

// benchMemory measures the time of a start, and the memory at the start, at rest and under load.
func benchMemory(b *testing.B, r *benchReport) {
	t := benchTable{
		Title: "What the program needs",
		Note:  "Memory as the kernel counts it (VmRSS, at its peak VmHWM), in MiB. Starts to the first 200 of `/readyz`, in ms: on an empty database, and again (the median).",
		Head:  []string{"database", "first start", "start", "at rest", "peak of the start", "peak under 32 clients", "after it"},
	}
	for _, driver := range benchDrivers() {
		b.Run(driver, func(b *testing.B) { t.Rows = append(t.Rows, footprint(b, r, driver)) })
	}
	r.table(t)
	info, err := os.Stat(programtest.Binary(b))
	if err != nil {
		b.Fatal(err)
	}
	r.note("The binary is %.1f MB.", float64(info.Size())/1e6)
}

func footprint(b *testing.B, r *benchReport, driver string) []string {
	fresh := append(programtest.Database(b, driver), "SUARALOKET_DATA="+b.TempDir())
	p, first := startTimed(b, fresh, "serve")
	p.Stop()
	demo, dir := startDemo(b, driver)
	desks := programtest.DesksOf(b, demo, dir)
	demo.Stop()

	p, again := restartTimed(b, programtest.Unlimited(), "serve", "--config", filepath.Join(dir, "config.yaml"))
	time.Sleep(benchSettle)
	began, rest := mebibytes(p, "VmHWM"), mebibytes(p, "VmRSS")
	resetPeak(p)
	s, err := drive(0, 5*time.Second, openTablets(b, p.Base, desks, 32))
	if err != nil {
		b.Fatal(err)
	}
	peak := mebibytes(p, "VmHWM")
	time.Sleep(benchSettle)
	after := mebibytes(p, "VmRSS")
	p.Stop()
	r.raw("memory/"+driver, map[string]float64{
		"first_start_ms": first.Seconds() * 1000, "start_ms": again.Seconds() * 1000, "start_peak_mib": began,
		"rest_mib": rest, "load_peak_mib": peak, "after_mib": after, "ratings": float64(len(s.calls)),
	})
	return []string{
		databaseName(driver), milliseconds(first), milliseconds(again), fmt.Sprintf("%.0f", rest),
		fmt.Sprintf("%.0f", began), fmt.Sprintf("%.0f", peak), fmt.Sprintf("%.0f", after),
	}
}
