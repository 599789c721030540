package main

import (
	"context"
	"flag"
	"fmt"

	"suaraloket/domain/score"
)

// methodRow is the score of one officer as other programs read it.
type methodRow struct {
	Officer string   `json:"officer"`
	N       int64    `json:"n"`
	Mean    *float64 `json:"mean"`
	Mu      *float64 `json:"mu"`
	E       *float64 `json:"E"`
	G       *float64 `json:"g"`
	Lambda  *float64 `json:"lambda"`
	Score   *float64 `json:"score"`
	Low     *float64 `json:"low"`
	High    *float64 `json:"high"`
	Above   *float64 `json:"p_above"`
}

func methodRowOf(f score.Score) methodRow {
	return methodRow{
		Officer: f.Officer, N: f.N, Mean: rounded(f.Mean, 6), Mu: rounded(f.Mu, 4),
		E: rounded(f.Expected, 4), G: rounded(f.G, 4), Lambda: rounded(f.Lambda, 6),
		Score: rounded(f.Value, 6), Low: rounded(f.Low, 6), High: rounded(f.High, 6), Above: rounded(f.Above, 6),
	}
}

// methodEstimate is the output of --estimate.
type methodEstimate struct {
	score.Constants
	Mu float64 `json:"mu"`
}

func methodCommand(_ context.Context, p program) error {
	flags := flag.NewFlagSet("method", flag.ContinueOnError)
	file := flags.String("input", "", "file with ratings by officer, service, channel and value, in JSON (docs/operations.md)")
	estimate := flags.Bool("estimate", false, "print the constants that the ratings give, instead of scores")
	format := flags.String("format", "json", "output: json")
	if err := noWords(parse(flags, p)); err != nil {
		return err
	}
	switch {
	case *file == "":
		return usageError{"--input: want a file"}
	case *format != "json":
		return usageError{"--format: want json"}
	}
	in, err := readMethodFile(*file)
	if err != nil {
		return err
	}
	if *estimate {
		return writeEstimate(p, *file, in)
	}
	rows := []methodRow{}
	for _, f := range score.NewCity(in.cells, in.days, in.constants).Officers() {
		rows = append(rows, methodRowOf(f))
	}
	return writeJSON(p.stdout, rows)
}

func writeEstimate(p program, file string, in methodInput) error {
	constants, mu := score.Estimate(in.cells, in.days)
	if mu == 0 {
		return fmt.Errorf("%s: no ratings to estimate from", file)
	}
	return writeJSON(p.stdout, methodEstimate{constants, mu})
}
