// Command testlog reads the JSON of `go test` and prints a line a package, all that
// failing tests said, what was left out and how many passed. It fails when a test
// failed or when none ran, and, unless -skips is given, when one was skipped: a
// skip must not pass for a proof.
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

// report is what the run has come to so far.
type report struct {
	said                    map[string][]string
	passed, failed, skipped int
}

func main() {
	skips := flag.Bool("skips", false, "a skipped test is no failure")
	flag.Parse()
	r := report{said: map[string][]string{}}
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
	fmt.Printf("%d passed, %d failed, %d skipped\n", r.passed, r.failed, r.skipped)
	if lines.Err() != nil || r.failed > 0 || r.passed == 0 || r.skipped > 0 && !*skips {
		os.Exit(1)
	}
}

func (r *report) take(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output", "build-output":
		r.said[key] = append(r.said[key], e.Output)
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
		fmt.Print(strings.Join(r.said[key], ""))
	case "skip":
		if e.Test != "" {
			r.skipped++
			fmt.Printf("left out: %s: %s\n", key, reason(r.said[key]))
		}
	default:
		return
	}
	delete(r.said, key)
}

var position = regexp.MustCompile(`^\s*\S+\.go:\d+: (left out: )?`)

// reason is what a test said when it skipped.
func reason(output []string) string {
	for _, line := range output {
		if position.MatchString(line) {
			return strings.TrimSpace(position.ReplaceAllString(line, ""))
		}
	}
	return "no reason given"
}
