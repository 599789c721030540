package document_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"suaraloket/document"
	"suaraloket/domain/rosterfile"
)

// cells writes a list as rows of cells; a number has '#' before it.
func cells(sheet rosterfile.Sheet) string {
	var out strings.Builder
	for _, row := range sheet {
		fmt.Fprintf(&out, "%d", row.Line)
		for _, c := range row.Cells {
			if c.Number {
				out.WriteString("|#" + c.Text)
			} else {
				out.WriteString("|" + c.Text)
			}
		}
		out.WriteString("\n")
	}
	return out.String()
}

func TestCSVInAnyDress(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"commas":                {"kode,nama\nA,B\n", "1|kode|nama\n2|A|B\n"},
		"semicolons, BOM, CRLF": {"\ufeffkode;nama\r\nA;B, C\r\n", "1|kode|nama\n2|A|B, C\n"},
		"tabs":                  {"kode\tnama\nA\tB\n", "1|kode|nama\n2|A|B\n"},
		"pipes":                 {"kode|nama\nA|B, S.Sos.\nC|D, S.H.", "1|kode|nama\n2|A|B, S.Sos.\n3|C|D, S.H.\n"},
		"titles with commas":    {"DAFTAR, PEGAWAI;;\nkode;nama;unit\nA;B, S.H.;C\n", "1|DAFTAR, PEGAWAI||\n2|kode|nama|unit\n3|A|B, S.H.|C\n"},
		"sep line":              {"sep=;\nkode;nama\n", "2|kode|nama\n"},
		"SEP line with tab":     {"SEP=\t\r\nkode\tnama,x\r\n", "2|kode|nama,x\n"},
		"lone CR":               {"kode;nama\rA;B\r", "1|kode|nama\n2|A|B\n"},
		"a number made text":    {"kode;nip\nA;=\"1977\"\n", "1|kode|nip\n2|A|1977\n"},
		"breaks in cells":       {"kode;nama\n\"A\";\"B\nC\"\nD;E\n", "1|kode|nama\n2|A|B\nC\n4|D|E\n"},
		"a header with a comma": {"kode;\"pangkat, golongan\"\nA;\"B, C\"\n", "1|kode|pangkat, golongan\n2|A|B, C\n"},
		"one column":            {"kode\nA\n", "1|kode\n2|A\n"},
		"nothing":               {"", ""},
	} {
		sheet, err := document.ReadTable(strings.NewReader(c.text))
		if err != nil || cells(sheet) != c.want {
			t.Errorf("%s: %q %v", name, cells(sheet), err)
		}
	}
}

// Files that are no list get the problem that says what to do.
func TestOtherFilesAreNamed(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a web page called .xls": {"<html xmlns:o=\"x\"><table><tr><td>kode", "html"},
		"a web page with blanks": {"\ufeff \r\n<!DOCTYPE html>", "html"},
		"an old spreadsheet":     {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"},
		"UTF-16 with a mark":     {"\xff\xfek\x00o\x00", "utf16"},
		"UTF-16, the other way":  {"\xfe\xff\x00k\x00o", "utf16"},
		"UTF-16 without a mark":  {"k\x00o\x00d\x00e\x00", "utf16"},
		"a PDF":                  {"%PDF-1.7\n", "pdf"},
		"a broken zip":           {"PK\x03\x04rest", "zip"},
		"Windows-1252":           {"kode;nama\nA;Ren\xe9\nB;C\n", "charset"},
		"an open quote":          {"kode;nama\nA;\"B\n", "quote"},
	} {
		_, err := document.ReadTable(strings.NewReader(c.text))
		var problems rosterfile.Problems
		if !errors.As(err, &problems) || problems[0].Key != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A small file that unpacks to more than 256 MB is refused before it is unpacked, a file of
// more than 32 MB before it is read.
func TestLargeListsAreRefused(t *testing.T) {
	var bomb bytes.Buffer
	archive := zip.NewWriter(&bomb)
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	sheet, err := archive.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	blank := bytes.Repeat([]byte(" "), 1<<20)
	for range 257 {
		if _, err := sheet.Write(blank); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if bomb.Len() > 8<<20 {
		t.Fatalf("the bomb has %d bytes", bomb.Len())
	}
	for name, c := range map[string]struct {
		file io.Reader
		want string
	}{
		"a bomb": {&bomb, "zip"}, "a large CSV": {io.MultiReader(strings.NewReader("kode,nama\n"), strings.NewReader(strings.Repeat("A,B\n", 9<<20))), "large"},
	} {
		_, err := document.ReadTable(c.file)
		var problems rosterfile.Problems
		if !errors.As(err, &problems) || problems[0].Key != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A spreadsheet keeps apart what is a number and what is a text.
func TestXLSXKeepsNumbersApart(t *testing.T) {
	book := excelize.NewFile()
	for cell, value := range map[string]any{
		"A1": "kode", "B1": "nip", "C1": "mulai", "A2": "A-01", "B2": "198501012010012001", "C2": 46361.5,
		"A3": "A-02", "B3": 198501012010012001, "A5": "A-03", "B5": "'198501012010012001",
	} {
		if err := book.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var raw bytes.Buffer
	if err := book.Write(&raw); err != nil {
		t.Fatal(err)
	}
	sheet, err := document.ReadTable(&raw)
	if err != nil || cells(sheet) != "1|kode|nip|mulai\n2|A-01|198501012010012001|#46361.5\n3|A-02|#198501012010012001\n4\n5|A-03|'198501012010012001\n" {
		t.Errorf("%q %v", cells(sheet), err)
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add([]byte("kode;nama\nA;B\n"))
	f.Add([]byte("sep=;\n\"A\n\";=\"1\"\r"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		sheet, err := document.ReadTable(bytes.NewReader(raw))
		var problems rosterfile.Problems
		if err != nil && !errors.As(err, &problems) {
			t.Errorf("%q: %v", raw, err)
		}
		last := 0
		for _, row := range sheet {
			if row.Line <= last {
				t.Errorf("line %d after %d", row.Line, last)
			}
			last = row.Line
		}
	})
}
