// Package rosterfile reads the roster of an installation from lists as offices keep them:
// services, counters, officers, duties, holidays and served visits. It compares a list with what is stored and says
// what would change. It accepts a list only as a whole and names every problem with its
// line.
//
// A column that the list lacks leaves what is stored; an empty cell of a column that it has
// clears it. Defaults are for new entries only.
package rosterfile

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Cell is one cell of a list. Number says that the file holds a number and not a text: a
// spreadsheet keeps fifteen digits of it, and dates are numbers too.
type Cell struct {
	Text   string
	Number bool
}

// Row is one row of a list; Line is its number in the file, from 1.
type Row struct {
	Line  int
	Cells []Cell
}

// blank says whether no cell of the row holds anything.
func (r Row) blank() bool {
	for _, c := range r.Cells {
		if fold(c.Text) != "" {
			return false
		}
	}
	return true
}

// Sheet is a list as a file holds it, with the rows above the header.
type Sheet []Row

// fold brings a text to one line: compatibility characters to their plain form, white space
// of any kind to one blank, and without invisible characters.
func fold(text string) string {
	text = norm.NFKC.String(strings.ToValidUTF8(text, "\uFFFD"))
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Z, r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}
