// Command testlog reads the JSON of `go test` from its standard input and prints a line
// for each package with its time, the output of failing tests, skipped tests, the seeds
// that tests used, the slowest tests and the number of tests that passed. It fails when a
// test failed or none ran and, unless -skips is given, when one was skipped, because a
// skipped test proves nothing.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
)

type event struct {
	Action  string
	Package string
	Test    string
	Output  string
	Elapsed float64
}

// slowest is how many of the slowest tests are listed.
const slowest = 20

// report is the state of the run.
type report struct {
	output                  map[string][]string // of tests that have not ended
	times                   []timing
	seeds                   []string
	passed, failed, skipped int
}

// timing is how long a test took, its subtests included.
type timing struct {
	name    string
	seconds float64
}

func main() {
	skips := flag.Bool("skips", false, "do not fail when a test was skipped")
	flag.Parse()
	r := report{output: map[string][]string{}}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Println(lines.Text()) // a build error, say
			continue
		}
		r.take(e)
	}
	r.summarize()
	fmt.Printf("%d passed, %d failed, %d skipped\n", r.passed, r.failed, r.skipped)
	if lines.Err() != nil || r.failed > 0 || r.passed == 0 || r.skipped > 0 && !*skips {
		os.Exit(1)
	}
}

func (r *report) take(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output", "build-output":
		r.output[key] = append(r.output[key], e.Output)
		r.note(e)
		return
	case "pass":
		r.pass(e)
	case "fail", "build-fail":
		r.failed++
		fmt.Println("FAIL", key)
		fmt.Print(strings.Join(r.output[key], ""))
	case "skip":
		if e.Test != "" {
			r.skipped++
			fmt.Printf("left out: %s: %s\n", key, reason(r.output[key]))
		}
	default:
		return
	}
	delete(r.output, key)
}

func (r *report) pass(e event) {
	if e.Test == "" {
		fmt.Printf("ok   %-44s %6.1f s\n", e.Package, e.Elapsed)
		return
	}
	r.passed++
	if !strings.Contains(e.Test, "/") {
		r.times = append(r.times, timing{e.Package + " " + e.Test, e.Elapsed})
	}
}

var seed = regexp.MustCompile(`(?i)\bseed\b[ :=]+\S*\d`)

// note keeps the seeds that a test prints, each once.
func (r *report) note(e event) {
	if found := seed.FindString(e.Output); found != "" && strings.Contains(e.Output, ".go:") {
		test, _, _ := strings.Cut(e.Test, "/")
		if line := e.Package + " " + test + ": " + found; !slices.Contains(r.seeds, line) {
			r.seeds = append(r.seeds, line)
		}
	}
}

func (r *report) summarize() {
	if len(r.seeds) > 0 {
		fmt.Println("seeds:")
	}
	for _, line := range r.seeds {
		fmt.Println("  ", line)
	}
	slices.SortFunc(r.times, func(a, b timing) int { return int(1000 * (b.seconds - a.seconds)) })
	fmt.Printf("the %d slowest tests:\n", min(slowest, len(r.times)))
	for _, t := range r.times[:min(slowest, len(r.times))] {
		fmt.Printf("  %6.1f s  %s\n", t.seconds, t.name)
	}
}

var position = regexp.MustCompile(`^\s*\S+\.go:\d+: (left out: )?`)

// reason is the reason that a skipped test gave.
func reason(output []string) string {
	for _, line := range output {
		if position.MatchString(line) {
			return strings.TrimSpace(position.ReplaceAllString(line, ""))
		}
	}
	return "no reason given"
}
