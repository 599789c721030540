package chattest

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	byteorder "encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"suaraloket/bot/telegramtest"
	"suaraloket/repository"
)

// marks are byte sequences that identify a person, by description.
type marks map[string][][]byte

// number adds a number in every form in which programs write one.
func (m marks) number(what string, n int64) {
	big, little := byteorder.BigEndian.AppendUint64(nil, uint64(n)), byteorder.LittleEndian.AppendUint64(nil, uint64(n))
	big, little = bytes.TrimLeft(big, "\x00"), bytes.TrimRight(little, "\x00") // a SQLite file contains only the bytes that are needed
	m[what] = append(m[what], encodings([]byte(strconv.FormatInt(n, 10)))...)
	m[what] = append(m[what], []byte(strconv.FormatInt(n, 16)), []byte(strconv.FormatInt(n, 36)))
	m[what] = append(m[what], append(encodings(big), encodings(little)...)...)
}

// text adds a text. It must be long enough that no match is an accident.
func (m marks) text(what, text string) {
	var wide []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		wide = byteorder.LittleEndian.AppendUint16(wide, unit)
	}
	m[what] = append(m[what], append(encodings([]byte(text)), wide, []byte(strconv.QuoteToASCII(text)))...)
}

// profile adds everything that Telegram reports about a person.
func (m marks) profile(p telegramtest.Profile) {
	m.number("number of "+p.FirstName, p.ID)
	for _, name := range []string{p.FirstName, p.LastName, p.Username} {
		m.text(name, name)
	}
}

// encodings returns a mark as it is, in hexadecimal, and in base64 at every offset.
func encodings(mark []byte) [][]byte {
	all := [][]byte{mark, []byte(hex.EncodeToString(mark))}
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for before := range 3 { // without the characters that also encode bytes before or after the mark
			code := encoding.EncodeToString(append(make([]byte, before), mark...))
			first, last := (8*before+5)/6, (8*(before+len(mark)))/6
			all = append(all, []byte(code[first:last]))
		}
	}
	return all
}

// find lists the marks that a text contains. It ignores case.
func (m marks) find(text []byte) (found []string) {
	low := bytes.ToLower(text)
	for what, all := range m {
		for _, mark := range all {
			if bytes.Contains(low, bytes.ToLower(mark)) {
				found = append(found, fmt.Sprintf("%s as %q", what, mark))
			}
		}
	}
	return found
}

// checkAbsent checks that a text contains none of the marks. To prove that the search works,
// it also checks that the text contains each of present.
func (m marks) checkAbsent(t *testing.T, place string, text []byte, present ...string) {
	t.Helper()
	for _, found := range m.find(text) {
		t.Errorf("%s: %s", place, found)
	}
	for _, what := range present {
		control := marks{}
		control.text(what, what)
		if len(control.find(text)) == 0 {
			t.Errorf("%s: %q was not found among %d bytes", place, what, len(text))
		}
	}
}

// TestMarksAreFound checks that a mark is found in each form in which it can be written.
func TestMarksAreFound(t *testing.T) {
	t.Parallel()
	m := marks{}
	m.profile(telegramtest.Profile{ID: 5550001234567, FirstName: "Sukmawardhani", LastName: "Trisnaningrum", Username: "sukma_77x"})
	file := filepath.Join(t.TempDir(), "a.db")
	migrated, err := sql.Open("sqlite", file)
	if err == nil {
		_, err = migrated.Exec("CREATE TABLE t (n INTEGER, s BLOB); INSERT INTO t VALUES (5550001234567, 'x')")
	}
	if err != nil {
		t.Fatal(err)
	}
	_ = migrated.Close()
	name := []byte(`{"n":"Sukmawardhani"}`)
	for what, text := range map[string][]byte{
		"decimal": []byte(`{"id":5550001234567}`), "hexadecimal": []byte("id=50C35DA2287"), "bytes": byteorder.BigEndian.AppendUint64([]byte("x"), 5550001234567),
		"bytes in little-endian order": byteorder.LittleEndian.AppendUint64([]byte("x"), 5550001234567), "a SQLite file": read(t, file),
		"a name": name, "small letters": bytes.ToLower(name), "hexadecimal letters": []byte(hex.EncodeToString(name)),
		"base64": []byte(base64.StdEncoding.EncodeToString(name)), "base64, offset 1": []byte(base64.StdEncoding.EncodeToString(append([]byte("x"), name...))),
		"base64, offset 2": []byte(base64.URLEncoding.EncodeToString(append([]byte("xy"), name...))),
		"base64 of bytes":  []byte(base64.StdEncoding.EncodeToString(byteorder.BigEndian.AppendUint64(nil, 5550001234567))),
	} {
		if len(m.find(text)) == 0 {
			t.Errorf("%s: not found in %q", what, text)
		}
	}
	if found := m.find([]byte("5550001234568 sukma 50c35da2288")); len(found) > 0 {
		t.Errorf("found %v", found)
	}
}

// read returns the contents of all files that match the patterns.
func read(t *testing.T, patterns ...string) (all []byte) {
	t.Helper()
	for _, pattern := range patterns {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			raw, err := os.ReadFile(name)
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			all = append(all, raw...)
		}
	}
	return all
}

// cells returns the bytes of each cell of each table of a database.
func cells(t *testing.T, driver, dsn string) []byte {
	t.Helper()
	name, tables := "sqlite", "SELECT name FROM sqlite_master WHERE type = 'table'"
	if driver == repository.MySQL {
		name, tables = "mysql", "SHOW TABLES"
	}
	db, err := sql.Open(name, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var all bytes.Buffer
	for _, table := range rowsOf(t, db, tables) {
		for _, cell := range rowsOf(t, db, "SELECT * FROM "+strings.TrimSpace(string(table))) {
			all.Write(append(cell, '\n'))
		}
	}
	return all.Bytes()
}

func rowsOf(t *testing.T, db *sql.DB, query string) (all [][]byte) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		raw, into := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
		for i := range raw {
			into[i] = &raw[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		for _, cell := range raw {
			all = append(all, bytes.Clone(cell))
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
