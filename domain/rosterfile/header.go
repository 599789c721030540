package rosterfile

import (
	"slices"
	"strings"
)

// column is a column of a list. Its name is that of the texts and of the file; others are
// names under which offices know it.
type column struct {
	name   string
	others []string
}

// depth is how many rows from the top may hold the header: offices write titles above it.
const depth = 20

// header says where the columns of a list are.
type header struct {
	line    int
	at      map[string]int // the position of a column, by its name
	unknown []string       // as the file writes them
}

func (h header) has(name string) bool {
	_, ok := h.at[name]
	return ok
}

// plainName is a name of a column without the differences that offices make.
func plainName(text string) string {
	text = strings.ToLower(fold(text))
	text = strings.NewReplacer("_", " ", ".", " ", ",", " ", "/", " ", "-", " ").Replace(text)
	return strings.Join(strings.Fields(text), " ")
}

// findHeader takes the row of the first ones that holds the most columns, two at least, and
// gives the rows below it.
func findHeader(sheet Sheet, columns []column) (header, Sheet, bool) {
	var best header
	below := -1
	for i, row := range sheet[:min(len(sheet), depth)] {
		h := readHeader(row, columns)
		if len(h.at) >= 2 && len(h.at) > len(best.at) {
			best, below = h, i+1
		}
	}
	if below < 0 {
		return header{}, nil, false
	}
	return best, sheet[below:], true
}

func readHeader(row Row, columns []column) header {
	h := header{line: row.Line, at: map[string]int{}}
	for i, cell := range row.Cells {
		name := plainName(cell.Text)
		at := slices.IndexFunc(columns, func(c column) bool { return plainName(c.name) == name || slices.Contains(c.others, name) })
		if at >= 0 && !h.has(columns[at].name) {
			h.at[columns[at].name] = i
			continue
		}
		if name != "" {
			h.unknown = append(h.unknown, fold(cell.Text))
		}
	}
	return h
}
