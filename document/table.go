package document

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"suaraloket/domain/rosterfile"
)

// Limits of a list. A city's has a thousandth of it.
const (
	maxTable    = 32 << 20 // bytes of the file
	maxUnzipped = 256 << 20
	maxRows     = 200_000
)

// ReadTable reads a list from CSV (UTF-8; comma, semicolon, tab or '|' between the columns)
// or from the first sheet of an XLSX file. It refuses other files with rosterfile.Problems
// that say what to do.
func ReadTable(r io.Reader) (rosterfile.Sheet, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxTable+1))
	if err != nil {
		return nil, err
	}
	switch kind := kindOf(raw); {
	case len(raw) > maxTable:
		return nil, unreadable("large")
	case kind == "xlsx":
		return readXLSX(raw)
	case kind != "":
		return nil, unreadable(kind)
	}
	return readCSV(raw)
}

func unreadable(key string) error { return rosterfile.Problems{{Key: key}} }

// kindOf names a file that is no text by its first bytes: "xlsx", or the problem with it.
func kindOf(raw []byte) string {
	start := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(raw[:min(len(raw), 1024)], []byte("\ufeff")), " \t\r\n"))
	switch {
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return "xlsx"
	case bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")):
		return "xls"
	case bytes.HasPrefix(raw, []byte("%PDF")):
		return "pdf"
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")), bytes.IndexByte(start, 0) >= 0:
		return "utf16"
	case bytes.HasPrefix(start, []byte("<")):
		return "html"
	}
	return ""
}

// asText finds ="1977…", with which people make a spreadsheet take a number for a text.
var asText = regexp.MustCompile(`(?m)(^|[,;\t|])="([^"\r\n]*)"`)

func readCSV(raw []byte) (rosterfile.Sheet, error) {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if problems := notUTF8(raw); problems != nil {
		return nil, problems
	}
	raw = asText.ReplaceAll(raw, []byte(`$1"$2"`))
	if bytes.IndexByte(raw, '\n') < 0 { // old spreadsheets end lines with CR alone
		raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n"))
	}
	first, rest, _ := bytes.Cut(raw, []byte("\n"))
	skipped := 0
	comma := rune(0)
	if name, value, ok := strings.Cut(strings.TrimRight(string(first), "\r"), "="); ok && strings.EqualFold(name, "sep") && len(value) == 1 && strings.Contains(",;\t|:", value) {
		comma, raw, skipped = rune(value[0]), rest, 1
	}
	if comma == 0 {
		comma = separator(raw)
	}
	sheet, err := records(raw, comma, maxRows)
	for i := range sheet {
		sheet[i].Line += skipped
	}
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return nil, rosterfile.Problems{{Key: "quote", Line: parse.StartLine + skipped}}
	}
	return sheet, err
}

func notUTF8(raw []byte) error {
	if utf8.Valid(raw) {
		return nil
	}
	var problems rosterfile.Problems
	for i, text := range bytes.Split(raw, []byte("\n")) {
		if !utf8.Valid(text) {
			problems = append(problems, rosterfile.Problem{Key: "charset", Line: i + 1})
		}
	}
	return problems
}

// records parses at most so many rows.
func records(raw []byte, comma rune, most int) (rosterfile.Sheet, error) {
	reader := csv.NewReader(bytes.NewReader(raw))
	reader.Comma, reader.FieldsPerRecord = comma, -1
	var sheet rosterfile.Sheet
	for len(sheet) < most {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return sheet, nil
		}
		if err != nil {
			return sheet, err
		}
		number, _ := reader.FieldPos(0)
		row := rosterfile.Row{Line: number, Cells: make([]rosterfile.Cell, len(record))}
		for i, text := range record {
			row.Cells[i].Text = text
		}
		sheet = append(sheet, row)
	}
	return sheet, unreadable("large")
}

// separator is the one that cuts the most of the first rows into the same number of columns.
func separator(raw []byte) rune {
	const looked = 50
	best, most := ',', 0
	for _, comma := range []rune{',', ';', '\t', '|'} {
		sheet, _ := records(raw, comma, looked)
		rows := map[int]int{}
		for _, row := range sheet {
			rows[len(row.Cells)]++
		}
		for columns, n := range rows {
			if weight := n * (columns - 1); weight > most {
				best, most = comma, weight
			}
		}
	}
	return best
}

// readXLSX reads the first sheet with its raw values. Dates and numbers stay numbers.
func readXLSX(raw []byte) (rosterfile.Sheet, error) {
	book, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: 16 << 20,
	})
	if err != nil {
		return nil, unreadable("zip")
	}
	defer book.Close()
	name := book.GetSheetName(0)
	rows, err := book.Rows(name)
	if err != nil {
		return nil, unreadable("zip")
	}
	defer rows.Close()
	var sheet rosterfile.Sheet
	for line := 1; rows.Next(); line++ {
		if line > maxRows {
			return nil, unreadable("large")
		}
		texts, err := rows.Columns()
		if err != nil {
			return nil, unreadable("zip")
		}
		row := rosterfile.Row{Line: line, Cells: make([]rosterfile.Cell, len(texts))}
		for i, text := range texts {
			if row.Cells[i], err = cell(book, name, i+1, line, text); err != nil {
				return nil, unreadable("zip")
			}
		}
		sheet = append(sheet, row)
	}
	return sheet, nil
}

// cell adds to a text whether the file holds it as a number.
func cell(book *excelize.File, sheet string, column, line int, text string) (rosterfile.Cell, error) {
	c := rosterfile.Cell{Text: text}
	if text == "" || strings.Trim(text, "0123456789.,eE+-") != "" {
		return c, nil // no number, whatever the file says
	}
	name, err := excelize.CoordinatesToCellName(column, line)
	if err != nil {
		return c, err
	}
	kind, err := book.GetCellType(sheet, name)
	c.Number = kind == excelize.CellTypeNumber || kind == excelize.CellTypeUnset || kind == excelize.CellTypeDate
	return c, err
}
