package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const scoreData = "../../domain/score/testdata/"

// method runs the command and gives its exit status and output.
func method(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errors bytes.Buffer
	code = run(t.Context(), program{args: append([]string{"method"}, args...), stdout: &out, stderr: &errors})
	return code, out.String(), errors.String()
}

// decoded reads the output of a command that succeeds.
func decoded[R any](t *testing.T, args ...string) (result R) {
	t.Helper()
	code, stdout, stderr := method(t, args...)
	if code != exitOK || stderr != "" {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	if err := json.Unmarshal([]byte(stdout), &result); err != nil {
		t.Fatal(err)
	}
	return result
}

func TestMethodPrintsScores(t *testing.T) {
	var file struct {
		Fixture json.RawMessage
		Want    []map[string]any
	}
	raw, err := os.ReadFile(scoreData + "vectors-open.json")
	if err == nil {
		err = json.Unmarshal(raw, &file)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, input := range []string{scoreData + "vectors-open.json", written(t, string(file.Fixture))} {
		got := decoded[[]map[string]any](t, "--input", input, "--format", "json")
		if len(got) != len(file.Want) {
			t.Fatalf("%d officers, want %d", len(got), len(file.Want))
		}
		for i, row := range got {
			compareRow(t, row, file.Want[i])
		}
	}
}

func compareRow(t *testing.T, got, want map[string]any) {
	t.Helper()
	for _, key := range []string{"n", "mean", "mu", "E", "g", "lambda", "score", "low", "high", "p_above"} {
		x, ok := got[key].(float64)
		if !ok || math.Abs(x-want[key].(float64)) > 5e-5 {
			t.Errorf("%v: %s %v, want %v", want["officer"], key, got[key], want[key])
		}
	}
	if got["officer"] != want["officer"] || len(got) != 11 {
		t.Errorf("%v, want officer %v and 10 figures", got, want["officer"])
	}
}

func TestMethodPrintsConstants(t *testing.T) {
	type constants struct {
		M, Rho, S2, Kappa float64
		Gamma             [3]float64
		Mu                float64 `json:"mu"`
	}
	got := decoded[constants](t, "--estimate", "--input", scoreData+"city-36.json")
	want := constants{27, 0.06, 0.8534, 2.9, [3]float64{0.0662, -0.0162, -0.1574}, 3.4886}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := decoded[[]any](t, "--input", scoreData+"city-36.json"); len(got) != 36 {
		t.Errorf("%d officers", len(got))
	}
}

func TestMethodWithoutConstantsTakesThoseOfTheStart(t *testing.T) {
	got := decoded[[]map[string]any](t, "--input", written(t, `{"cells": [
		{"officer": "A", "service": "x", "channel": 1, "counts": [0, 0, 5, 5]}], "days": {"A": [4, 6]}}`))
	if len(got) != 1 || got[0]["g"] != 0.5 || got[0]["lambda"] != math.Round(10./35*1e6)/1e6 {
		t.Errorf("got %v", got)
	}
	if got := decoded[[]any](t, "--input", written(t, `{"cells": []}`)); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func written(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "input.json")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestMethodRefuses(t *testing.T) {
	const constants = `"cells": [], "const": {"M": 20, "Rho": 0.05, "S2": 0.75, "Kappa": 1, "Gamma": [0, 0, 0]}`
	cell := func(fields, rest string) string {
		return `{"cells": [{"officer": "A", "service": "x", ` + fields + `}]` + rest + `}`
	}
	good := `"channel": 0, "counts": [1, 2, 3, 4]`
	for _, tt := range []struct{ name, content, want string }{
		{"empty", "", "not JSON"},
		{"cut off", `{"cells": [`, "not JSON"},
		{"a list", `[]`, "want an object"},
		{"no cells", `{"days": {}}`, `want the ratings under "cells"`},
		{"no officer", `{"cells": [{"service": "x"}]}`, "cell 1: it names no officer"},
		{"channel", cell(`"channel": 3, "counts": [1, 2, 3, 4]`, ""), "cell 1: channel 3: want 0"},
		{"channel's name", cell(`"channel": "tablet", "counts": [1, 2, 3, 4]`, ""), "unexpected string in Cells.Channel"},
		{"three counts", cell(`"channel": 0, "counts": [1, 2, 3]`, ""), "3 counts: want 4"},
		{"five counts", cell(`"channel": 0, "counts": [1, 2, 3, 4, 5]`, ""), "5 counts: want 4"},
		{"below zero", cell(`"channel": 0, "counts": [1, -2, 3, 4]`, ""), "want 0 to 1000000000"},
		{"half a rating", cell(`"channel": 0, "counts": [1, 0.5, 3, 4]`, ""), "unexpected number 0.5"},
		{"no days", cell(good, ""), `officer "A": the cells have +10 ratings`},
		{"days too few", cell(good, `, "days": {"A": [4, 5]}`), "have +1 ratings"},
		{"days of another", cell(good, `, "days": {"A": [10], "B": [3]}`), `officer "B": the cells have -3`},
		{"below zero on a day", cell(good, `, "days": {"A": [-1, 11]}`), "-1 ratings on a day"},
		{"a day in words", cell(good, `, "days": {"A": ["ten"]}`), `a day is "ten"`},
		{"other sums", cell(good, `, "days_n_and_sum": {"A": [[10, 31]]}`), "sums of the days"},
		{"impossible sum", cell(good, `, "days_n_and_sum": {"A": [[10, 41]]}`), "want 10 to 40"},
		{"constant", `{` + strings.Replace(constants, `"Kappa": 1`, `"Kappa": 0`, 1) + `}`, "constant Kappa is 0"},
		{"constant missing", `{` + strings.Replace(constants, `"M": 20,`, ``, 1) + `}`, "constant M is 0"},
		{"two channels", `{` + strings.Replace(constants, `[0, 0, 0]`, `[0, 0]`, 1) + `}`, "Gamma has 2 numbers"},
	} {
		code, stdout, stderr := method(t, "--input", written(t, tt.content))
		if code != exitFailure || stdout != "" || !strings.Contains(stderr, tt.want) {
			t.Errorf("%s: exit %d, %q", tt.name, code, stderr)
		}
	}
	if code, _, stderr := method(t, "--input", written(t, `{`+constants+`}`), "--estimate"); code != exitFailure || !strings.Contains(stderr, "no ratings") {
		t.Errorf("nothing to estimate from: exit %d, %q", code, stderr)
	}
	if code, _, stderr := method(t, "--input", "no-such-file.json"); code != exitFailure || !strings.Contains(stderr, "no-such-file.json") {
		t.Errorf("no file: exit %d, %q", code, stderr)
	}
}

func TestMethodRefusesItsUsage(t *testing.T) {
	for _, args := range [][]string{{}, {"--input", "x", "--format", "csv"}, {"--input", "x", "more"}, {"--output", "x"}} {
		if code, stdout, stderr := method(t, args...); code != exitUsage || stdout != "" || stderr == "" {
			t.Errorf("%v: exit %d, %q", args, code, stderr)
		}
	}
}
