// Command testlog reads the JSON of `go test` and prints a line a package, all that
// failing tests said, and how many passed. It fails when a test failed, was skipped
// or when none ran: a skip must not pass for a proof.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

type event struct {
	Action  string
	Package string
	Test    string
	Output  string
	Elapsed float64
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	said := map[string][]string{}
	var passed, failed, skipped int
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Println(lines.Text()) // a build error, say
			continue
		}
		key := e.Package + " " + e.Test
		switch e.Action {
		case "output", "build-output":
			said[key] = append(said[key], e.Output)
		case "pass":
			if e.Test == "" {
				fmt.Printf("ok   %-40s %6.1fs\n", e.Package, e.Elapsed)
			} else {
				passed++
			}
		case "fail":
			failed++
			tell("FAIL", key, said[key])
		case "skip":
			if e.Test != "" {
				skipped++
				tell("SKIP", key, said[key])
			}
		}
		if e.Action == "pass" {
			delete(said, key)
		}
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped)
	if failed > 0 || skipped > 0 || passed == 0 {
		os.Exit(1)
	}
}

func tell(word, key string, output []string) {
	fmt.Println(word, key)
	for _, line := range output {
		fmt.Print("  ", line)
	}
}
