package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"suaraloket/domain/score"
)

// methodFile is a period's ratings as the method command reads them. The ratings may
// stand under "fixture"; the names of keys may be in capitals or small letters.
type methodFile struct {
	Fixture *methodFile
	Cells   []methodCell
	Days    map[string][]methodDay
	Summed  map[string][]methodDay `json:"days_n_and_sum"`
	Const   *methodConstants
}

// methodCell has a slice where a cell has an array: JSON fills an array from a list
// of any length.
type methodCell struct {
	Officer, Service string
	Channel          score.Channel
	Counts           []int64
}

// methodDay is the number of ratings of a day, or a list of it and their sum.
type methodDay struct {
	score.Day
	summed bool
}

func (d *methodDay) UnmarshalJSON(raw []byte) error {
	if json.Unmarshal(raw, &d.N) == nil {
		return nil
	}
	var pair []int64
	if err := json.Unmarshal(raw, &pair); err != nil || len(pair) != 2 {
		return fmt.Errorf("a day is %s: want the number of its ratings, or [number, sum]", raw)
	}
	d.N, d.Sum, d.summed = pair[0], pair[1], true
	return nil
}

type methodConstants struct {
	M, Rho, S2, Kappa float64
	Gamma             []float64
}

// methodInput is a file that was checked.
type methodInput struct {
	cells     []score.Cell
	days      map[string][]score.Day
	constants score.Constants
}

// readMethodFile refuses a file from which no score can be computed.
func readMethodFile(name string) (methodInput, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return methodInput{}, err
	}
	var file methodFile
	if err := json.Unmarshal(raw, &file); err != nil {
		return methodInput{}, fmt.Errorf("%s: %w", name, clearJSON(err))
	}
	if file.Fixture != nil {
		file = *file.Fixture
	}
	input, err := file.input()
	if err != nil {
		return methodInput{}, fmt.Errorf("%s: %w", name, err)
	}
	return input, nil
}

// clearJSON says in words of the file what the decoder says in words of Go.
func clearJSON(err error) error {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &kind):
		if kind.Field == "" {
			return fmt.Errorf("want an object with cells and days, not %s", kind.Value)
		}
		return fmt.Errorf("byte %d: unexpected %s in %s", kind.Offset, kind.Value, kind.Field)
	case errors.As(err, &syntax):
		return fmt.Errorf("not JSON: byte %d: %w", syntax.Offset, err)
	}
	return err
}

func (f methodFile) input() (methodInput, error) {
	if f.Cells == nil {
		return methodInput{}, errors.New(`want the ratings under "cells"`)
	}
	in := methodInput{days: map[string][]score.Day{}}
	for i, c := range f.Cells {
		cell, err := c.cell()
		if err != nil {
			return in, fmt.Errorf("cell %d: %w", i+1, err)
		}
		in.cells = append(in.cells, cell)
	}
	if f.Summed == nil {
		f.Summed = f.Days
	}
	if err := in.readDays(f.Summed); err != nil {
		return in, err
	}
	return in, in.readConstants(f.Const)
}

// largestCount keeps every sum within 64 bits.
const largestCount = 1e9

func (c methodCell) cell() (score.Cell, error) {
	switch {
	case c.Officer == "":
		return score.Cell{}, errors.New("it names no officer")
	case c.Channel < 0 || c.Channel >= score.Channels:
		return score.Cell{}, fmt.Errorf("channel %d: want 0 (tablet), 1 (page) or 2 (chat)", c.Channel)
	case len(c.Counts) != len(score.Counts{}):
		return score.Cell{}, fmt.Errorf("%d counts: want 4, of the values 1 to 4", len(c.Counts))
	case slices.Min(c.Counts) < 0 || slices.Max(c.Counts) > largestCount:
		return score.Cell{}, fmt.Errorf("counts %v: want 0 to %d", c.Counts, int64(largestCount))
	}
	return score.Cell{Officer: c.Officer, Service: c.Service, Channel: c.Channel, Counts: score.Counts(c.Counts)}, nil
}

// readDays also refuses days that do not add up to the cells of an officer.
func (in *methodInput) readDays(days map[string][]methodDay) error {
	left := map[string]score.Day{}
	for _, c := range in.cells {
		sum := left[c.Officer]
		left[c.Officer] = score.Day{N: sum.N + c.Counts.N(), Sum: sum.Sum + c.Counts.Sum()}
	}
	for officer, list := range days {
		all := left[officer]
		for _, d := range list {
			if err := d.check(); err != nil {
				return fmt.Errorf("days of officer %q: %w", officer, err)
			}
			all = score.Day{N: all.N - d.N, Sum: all.Sum - d.Sum}
			in.days[officer] = append(in.days[officer], d.Day)
		}
		if len(list) > 0 && !list[0].summed {
			all.Sum = 0
		}
		left[officer] = all
	}
	return balanced(left)
}

func (d methodDay) check() error {
	if d.N < 0 || d.N > largestCount {
		return fmt.Errorf("%d ratings on a day: want 0 to %d", d.N, int64(largestCount))
	}
	if d.summed && (d.Sum < d.N || d.Sum > 4*d.N) {
		return fmt.Errorf("the sum of %d ratings is %d: want %d to %d", d.N, d.Sum, d.N, 4*d.N)
	}
	return nil
}

// balanced names the first officer whose days leave a difference.
func balanced(left map[string]score.Day) error {
	var officers []string
	for officer, d := range left {
		if d != (score.Day{}) {
			officers = append(officers, officer)
		}
	}
	if len(officers) == 0 {
		return nil
	}
	first := slices.Min(officers)
	if n := left[first].N; n != 0 {
		return fmt.Errorf("officer %q: the cells have %+d ratings compared with the days: want the same number", first, n)
	}
	return fmt.Errorf("officer %q: the sums of the days are not the sum of the cells", first)
}

// readConstants takes those of the file, or the ones before any closed quarter.
func (in *methodInput) readConstants(c *methodConstants) error {
	in.constants = score.Start()
	if c == nil {
		return nil
	}
	if len(c.Gamma) != score.Channels {
		return fmt.Errorf("constant Gamma has %d numbers: want one for each of the %d channels", len(c.Gamma), score.Channels)
	}
	in.constants = score.Constants{M: c.M, Rho: c.Rho, S2: c.S2, Kappa: c.Kappa, Gamma: [score.Channels]float64(c.Gamma)}
	return in.constants.Check()
}
