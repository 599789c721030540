// Command testlog reads the JSON of `go test` and prints one line for each package, the
// output of failed tests, the skipped tests and the number of passed tests. It fails when
// a test failed or none ran, and, without -skips, when a test was skipped: a skipped test
// proves nothing.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
)

type event struct {
	Action  string
	Package string
	Test    string
	Output  string
	Elapsed float64
}

// report is the result of the run so far.
type report struct {
	output                  map[string][]string
	passed, failed, skipped int
}

func main() {
	skips := flag.Bool("skips", false, "accept skipped tests")
	flag.Parse()
	r := report{output: map[string][]string{}}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Println(lines.Text()) // for example a build error
			continue
		}
		r.take(e)
	}
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
		return
	case "pass":
		r.passed++
		if e.Test == "" {
			r.passed--
			fmt.Printf("ok   %-32s %6.1f s\n", e.Package, e.Elapsed)
		}
	case "fail", "build-fail":
		r.failed++
		fmt.Println("FAIL", key)
		fmt.Print(strings.Join(r.output[key], ""))
	case "skip":
		if e.Test != "" {
			r.skipped++
			fmt.Printf("skipped: %s: %s\n", key, reason(r.output[key]))
		}
	default:
		return
	}
	delete(r.output, key)
}

var position = regexp.MustCompile(`^\s*\S+\.go:\d+: (left out: )?`)

// reason returns the message with which a test skipped.
func reason(output []string) string {
	for _, line := range output {
		if position.MatchString(line) {
			return strings.TrimSpace(position.ReplaceAllString(line, ""))
		}
	}
	return "no reason given"
}
