package document

import (
	"encoding/csv"
	"io"
	"strings"
)

// CSV writes a table. It escapes cells that a spreadsheet would run as a formula.
type CSV struct{ w *csv.Writer }

// NewCSV writes a table for other programs: commas and line feeds.
func NewCSV(out io.Writer) *CSV { return &CSV{csv.NewWriter(out)} }

// NewSheet writes a table for a spreadsheet with Indonesian settings: semicolons, CRLF
// and a byte order mark.
func NewSheet(out io.Writer) (*CSV, error) {
	if _, err := io.WriteString(out, "\uFEFF"); err != nil {
		return nil, err
	}
	w := csv.NewWriter(out)
	w.Comma, w.UseCRLF = ';', true
	return &CSV{w}, nil
}

// Write writes one row.
func (c *CSV) Write(row []string) error {
	safe := make([]string, len(row))
	for i, cell := range row {
		safe[i] = escapeFormula(cell)
	}
	return c.w.Write(safe)
}

// WriteAll writes the rows and flushes them.
func (c *CSV) WriteAll(rows [][]string) error {
	for _, row := range rows {
		if err := c.Write(row); err != nil {
			return err
		}
	}
	return c.Flush()
}

// Flush writes the buffered rows and returns the first error of any write.
func (c *CSV) Flush() error {
	c.w.Flush()
	return c.w.Error()
}

// escapeFormula prevents a spreadsheet from running a cell as a formula.
func escapeFormula(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
