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

// Where the tables go, and as JSON when that is named too.
const (
	benchTablesVariable = "SUARALOKET_TEST_BENCH"
	benchJSONVariable   = "BENCH_JSON"
)

// benchReport is what a run has measured so far. It is written anew after every
// table, so that an interrupted run leaves what it knew.
type benchReport struct {
	b       *testing.B
	Machine string       `json:"machine"`
	Tables  []benchTable `json:"tables"`
	Raw     []benchRaw   `json:"raw"`
	text    strings.Builder
}

// benchTable is one table as it is printed.
type benchTable struct {
	Title string     `json:"title"`
	Note  string     `json:"note,omitempty"`
	Head  []string   `json:"head"`
	Rows  [][]string `json:"rows"`
}

// benchRaw is one measurement with everything that belongs to it.
type benchRaw struct {
	What   string             `json:"what"`
	Values map[string]float64 `json:"values"`
}

func newBenchReport(b *testing.B) *benchReport {
	r := &benchReport{b: b, Machine: describeMachine()}
	r.note("%s.", r.Machine)
	return r
}

// table prints a table, unless nothing in it could be measured.
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

// describeMachine names what the figures depend on. The script knows the server's version.
func describeMachine() string {
	return fmt.Sprintf("%s, %d cores, %s, Linux %s, %s, %s, %s",
		procLine("/proc/cpuinfo", "model name"), runtime.NumCPU(), memoryText(), procText("/proc/sys/kernel/osrelease"),
		runtime.Version(), os.Getenv("BENCH_MARIADB"), time.Now().Format(time.DateOnly))
}

func memoryText() string {
	var kilobytes int64
	_, _ = fmt.Sscanf(procLine("/proc/meminfo", "MemTotal"), "%d", &kilobytes) // 0 says that it is not known
	return fmt.Sprintf("%d GiB", (kilobytes+1<<19)>>20)
}

func procText(path string) string {
	raw, _ := os.ReadFile(filepath.Clean(path)) // "" where there is no such file
	return strings.TrimSpace(string(raw))
}

// procLine is the text after the name and a colon.
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

// milliseconds writes a time with about two figures that matter.
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
