// Package rosterfile reads the roster of an installation from CSV: services, counters,
// officers and duties. It accepts a list only as a whole, and reports every bad line with
// its number and the reason.
package rosterfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// LineError says what is wrong with one line; the header is line 1.
type LineError struct {
	Line   int
	Reason string
}

// Error gives "line 7: …".
func (e LineError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// column is one column of a list, with the names that its header may have.
type column struct {
	names    []string
	required bool
}

// line is one line of a list, by the first name of each column.
type line struct {
	number int
	values map[string]string
	errs   *[]error
}

func (l line) get(name string) string { return l.values[name] }

func (l line) bad(format string, args ...any) {
	*l.errs = append(*l.errs, LineError{Line: l.number, Reason: fmt.Sprintf(format, args...)})
}

// maxSize limits a list; a city's has a thousandth of it.
const maxSize = 32 << 20

// read parses a CSV: comma, semicolon or tab between the columns, with or
// without a byte order mark, the columns in any order.
func read(r io.Reader, columns []column, each func(line)) error {
	raw, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return err
	}
	if len(raw) > maxSize {
		return fmt.Errorf("the list is larger than %d MiB", maxSize>>20)
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if err := checkText(raw); err != nil {
		return err
	}
	reader := csv.NewReader(bytes.NewReader(raw))
	reader.Comma = separator(raw)
	reader.FieldsPerRecord = -1
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return errors.New("the list is empty")
	}
	if err != nil {
		return err
	}
	positions, err := match(header, columns)
	if err != nil {
		return err
	}
	return readLines(reader, positions, len(header), columns, each)
}

func readLines(reader *csv.Reader, positions map[string]int, width int, columns []column, each func(line)) error {
	var errs []error
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return errors.Join(errs...)
		}
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		number, _ := reader.FieldPos(0)
		l := line{number: number, values: map[string]string{}, errs: &errs}
		if len(record) > width {
			l.bad("%d columns, the header has %d", len(record), width)
			continue
		}
		before := len(errs)
		for _, c := range columns {
			if at, ok := positions[c.names[0]]; ok && at < len(record) {
				l.values[c.names[0]] = strings.TrimSpace(record[at])
			}
			if c.required && l.values[c.names[0]] == "" {
				l.bad("%s is missing", c.names[0])
			}
		}
		if len(errs) == before {
			each(l)
		}
	}
}

// checkText refuses a list in an old character set, such as a spreadsheet's plain CSV, which
// would silently garble every name with an accent.
func checkText(raw []byte) error {
	var errs []error
	for i, text := range bytes.Split(raw, []byte("\n")) {
		if !utf8.Valid(text) {
			errs = append(errs, LineError{Line: i + 1, Reason: "it is not UTF-8: save the list as \"CSV UTF-8\""})
		}
	}
	return errors.Join(errs...)
}

// separator is the one that the header uses most.
func separator(raw []byte) rune {
	header, _, _ := bytes.Cut(raw, []byte("\n"))
	best, most := ',', 0
	for _, candidate := range []rune{',', ';', '\t'} {
		if n := bytes.Count(header, []byte(string(candidate))); n > most {
			best, most = candidate, n
		}
	}
	return best
}

// match finds each column in the header and refuses unknown ones, so that a mistyped name
// is not ignored silently.
func match(header []string, columns []column) (map[string]int, error) {
	positions := map[string]int{}
	var errs []error
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		at := slices.IndexFunc(columns, func(c column) bool { return slices.Contains(c.names, name) })
		if at < 0 {
			errs = append(errs, LineError{Line: 1, Reason: fmt.Sprintf("unknown column %q", name)})
			continue
		}
		if _, twice := positions[columns[at].names[0]]; twice {
			errs = append(errs, LineError{Line: 1, Reason: fmt.Sprintf("column %q appears twice", name)})
		}
		positions[columns[at].names[0]] = i
	}
	for _, c := range columns {
		if _, ok := positions[c.names[0]]; c.required && !ok {
			errs = append(errs, LineError{Line: 1, Reason: fmt.Sprintf("column %q is missing", c.names[0])})
		}
	}
	return positions, errors.Join(errs...)
}
