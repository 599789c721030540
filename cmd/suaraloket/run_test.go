package main

import (
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestHelpExplainsEveryFlag compares the flags of each command with its usage line.
func TestHelpExplainsEveryFlag(t *testing.T) {
	explained := regexp.MustCompile(`(?m)^  --([a-z-]+) +(\S.*)?$`)
	named := regexp.MustCompile(`--([a-z-]+)`)
	for _, c := range commands() {
		var help bytes.Buffer
		if code := run(t.Context(), program{args: []string{c.name, "-h"}, stdout: &help, stderr: io.Discard}); code != exitOK {
			t.Errorf("%s -h: exit %d", c.name, code)
		}
		usage, flags, _ := strings.Cut(help.String(), "\n")
		var want, got []string
		for _, found := range named.FindAllStringSubmatch(usage, -1) {
			want = append(want, found[1])
		}
		for _, found := range explained.FindAllStringSubmatch(flags, -1) {
			if got = append(got, found[1]); found[2] == "" || strings.HasPrefix(found[2], "(default") {
				t.Errorf("%s --%s has no usage text", c.name, found[1])
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s explains %v, its usage line names %v", c.name, got, want)
		}
	}
}
