package rosterfile

import (
	"regexp"
	"slices"
	"strings"
)

// reading is a list on its way from rows to entries.
type reading struct {
	header   header
	report   Report
	problems Problems
}

// line is one row of a list with its columns.
type line struct {
	*reading
	row Row
}

// read finds the header and calls each for every row that is not blank. Several of the
// needed columns may be given as one group of which any will do.
func read(sheet Sheet, columns []column, needed [][]string, each func(line)) *reading {
	r := &reading{}
	if !slices.ContainsFunc(sheet, func(row Row) bool { return !row.blank() }) {
		r.problems = Problems{{Key: "empty"}}
		return r
	}
	h, rows, ok := findHeader(sheet, columns)
	if !ok {
		r.problems = Problems{{Key: "header"}}
		return r
	}
	r.header, r.report.Unknown = h, h.unknown
	for _, group := range needed {
		if !slices.ContainsFunc(group, h.has) {
			r.problems = append(r.problems, Problem{Key: "column", Column: group[0], Line: h.line})
		}
	}
	if len(r.problems) > 0 {
		return r
	}
	for _, row := range rows {
		if !row.blank() {
			r.row(row, each)
		}
	}
	return r
}

func (r *reading) row(row Row, each func(line)) {
	l := line{r, row}
	for _, c := range row.Cells {
		if text := fold(c.Text); brokenCell(text) {
			l.bad("", "broken", text)
			return
		}
	}
	each(l)
}

// brokenCell says whether a spreadsheet failed to work out the cell.
func brokenCell(text string) bool {
	return slices.Contains([]string{"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}, text)
}

// err gives the problems, nil without any.
func (r *reading) err() error {
	if len(r.problems) > 0 {
		return r.problems
	}
	return nil
}

func (l line) bad(column, key, value string) {
	l.problems = append(l.problems, Problem{Key: key, Column: column, Value: value, Line: l.row.Line})
}

func (l line) has(column string) bool { return l.header.has(column) }

func (l line) cell(column string) Cell {
	if at, ok := l.header.at[column]; ok && at < len(l.row.Cells) {
		return l.row.Cells[at]
	}
	return Cell{}
}

// asFormula is a text that a spreadsheet was made to take for one.
var asFormula = regexp.MustCompile(`^="(.*)"$`)

// text gives a cell in one line, with a mark for "none" as empty.
func (l line) text(column string) string {
	text := fold(l.cell(column).Text)
	if m := asFormula.FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	if len(text) > 1 && text[0] == '\'' && strings.ContainsRune("=+-@", rune(text[1])) {
		text = text[1:] // our own files escape such cells, so that no spreadsheet runs them
	}
	switch text {
	case "-", "–", "—", "--":
		return ""
	}
	return text
}
