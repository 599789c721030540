package benchtest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// Environment variables with the paths of the output: the tables, and optionally all values as
// JSON.
const (
	benchTablesVariable = "SUARALOKET_TEST_BENCH"
	benchJSONVariable   = "BENCH_JSON"
)

// benchReport is the results of a run so far. It is written again after every table, so that an
// interrupted run keeps its results.
type benchReport struct {
	b       *testing.B
	Machine string       `json:"machine"`
	Tables  []benchTable `json:"tables"`
	Raw     []benchRaw   `json:"raw"`
	text    strings.Builder
}

// benchTable is one table of the output.
type benchTable struct {
	Title string     `json:"title"`
	Note  string     `json:"note,omitempty"`
	Head  []string   `json:"head"`
	Rows  [][]string `json:"rows"`
}

// benchRaw is one measurement with all its values.
type benchRaw struct {
	What   string             `json:"what"`
	Values map[string]float64 `json:"values"`
}

func newBenchReport(b *testing.B) *benchReport {
	r := &benchReport{b: b, Machine: describeMachine()}
	r.note("%s.", r.Machine)
	return r
}

// table adds a table to the output unless it has no rows.
func (r *benchReport) table(t benchTable) {
	if len(t.Rows) == 0 {
		return
	}
	r.Tables = append(r.Tables, t)
	fmt.Fprintf(&r.text, "### %s\n\n", t.Title)
	if t.Note != "" {
		fmt.Fprintf(&r.text, "%s\n\n", t.Note)
	}
	fmt.Fprintf(&r.text, "| %s |\n|%s\n", strings.Join(t.Head, " | "), strings.Repeat("---|", len(t.Head)))
	for _, row := range t.Rows {
		fmt.Fprintf(&r.text, "| %s |\n", strings.Join(row, " | "))
	}
	r.text.WriteString("\n")
	r.write()
}

func (r *benchReport) note(format string, args ...any) {
	fmt.Fprintf(&r.text, format+"\n\n", args...)
	r.write()
}

func (r *benchReport) raw(what string, values map[string]float64) {
	r.Raw = append(r.Raw, benchRaw{what, values})
}

func (r *benchReport) write() {
	r.b.Helper()
	if err := os.WriteFile(os.Getenv(benchTablesVariable), []byte(r.text.String()), 0o600); err != nil {
		r.b.Error(err)
	}
	file := os.Getenv(benchJSONVariable)
	if file == "" {
		return
	}
	raw, err := json.MarshalIndent(r, "", "  ")
	if err == nil {
		err = os.WriteFile(file, append(raw, '\n'), 0o600)
	}
	if err != nil {
		r.b.Error(err)
	}
}

// describeMachine returns what the figures depend on. tools/bench.sh passes the server's version.
func describeMachine() string {
	return fmt.Sprintf("%s, %d cores, %s, Linux %s, %s, %s, %s",
		procLine("/proc/cpuinfo", "model name"), runtime.NumCPU(), memoryText(), procText("/proc/sys/kernel/osrelease"),
		runtime.Version(), os.Getenv("BENCH_MARIADB"), time.Now().Format(time.DateOnly))
}

func memoryText() string {
	var kilobytes int64
	_, _ = fmt.Sscanf(procLine("/proc/meminfo", "MemTotal"), "%d", &kilobytes) // 0 means unknown
	return fmt.Sprintf("%d GiB", (kilobytes+1<<19)>>20)
}

func procText(path string) string {
	raw, _ := os.ReadFile(filepath.Clean(path)) // "" if there is no such file
	return strings.TrimSpace(string(raw))
}

// procLine returns the text after a name and a colon in a file.
func procLine(path, name string) string {
	for line := range strings.Lines(procText(path)) {
		if key, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// grouped writes a whole number with commas.
func grouped(x float64) string {
	digits := fmt.Sprintf("%.0f", x)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// milliseconds writes a duration in milliseconds with about two significant digits.
func milliseconds(d time.Duration) string {
	ms := d.Seconds() * 1000
	switch {
	case ms < 1:
		return fmt.Sprintf("%.2f", ms)
	case ms < 20:
		return fmt.Sprintf("%.1f", ms)
	}
	return grouped(ms)
}

func ratioText(x float64) string { return fmt.Sprintf("%.2f", x) }
