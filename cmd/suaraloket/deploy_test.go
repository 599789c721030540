package main

import (
	"context"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"suaraloket/cmd/suaraloket/config"
	"suaraloket/cmd/suaraloket/programtest"
)

// TestTheUnitStartsThisProgram with a command, flags and variables that it has, and
// waits for its end.
func TestTheUnitStartsThisProgram(t *testing.T) {
	unit := string(programtest.ReadFile(t, "../../deploy/suaraloket.service"))
	value := func(key string) string {
		found := regexp.MustCompile(`(?m)^` + key + `=(.*)$`).FindStringSubmatch(unit)
		if found == nil {
			t.Fatalf("no %s", key)
		}
		return found[1]
	}
	words := strings.Fields(value("ExecStart"))
	if code := run(context.Background(), program{args: append(words[1:], "-h"), stdout: io.Discard, stderr: io.Discard}); words[0] != "/usr/local/bin/suaraloket" || code != exitOK {
		t.Errorf("%v: exit %d", words, code)
	}
	variables := map[string]string{}
	for _, found := range regexp.MustCompile(`SUARALOKET_[A-Z_]+`).FindAllString(unit, -1) {
		variables[found] = ""
	}
	if unknown := config.UnknownVariables(variables); len(unknown) > 0 {
		t.Errorf("it names %v", unknown)
	}
	patience, err := time.ParseDuration(value("TimeoutStopSec") + "s")
	if err != nil || patience <= 2*time.Duration(config.Default().HTTP.StopWithin) {
		t.Errorf("it waits %v for the end, %v", patience, err)
	}
}
