package testdb

import (
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"suaraloket/domain"
	"suaraloket/domain/report"
	"suaraloket/repository"
)

// Fill migrates an empty database that is not in use and writes ratings and their tallies
// like the store, in a hundredth of the time: many rows in a statement, indexes created
// after the rows, tallies counted in memory and written at the end. Nothing is durable
// before the end; then everything is on the disk, so that no late write disturbs a
// measurement. Growing ids are faster.
func Fill(t testing.TB, driver, dsn string, ratings iter.Seq[domain.Rating]) {
	t.Helper()
	if err := migrateOnce(driver, dsn); err != nil {
		t.Fatal(err)
	}
	f := &filler{t: t, driver: driver, db: openFiller(t, driver, dsn), counts: newCounts()}
	defer f.db.Close()
	durable := f.relax(dsn)
	keys := f.dropKeys()
	f.writeRatings(ratings)
	for _, ddl := range keys {
		f.exec(ddl)
	}
	for _, table := range f.counts.tables() {
		f.insert(table)
	}
	durable()
}

type filler struct {
	t      testing.TB
	driver string
	db     *sql.DB
	counts *counts
}

// rowsAtOnce is the number of rows in a statement, transactionRows the number of rows in a
// transaction.
const (
	rowsAtOnce      = 500
	transactionRows = 100_000
)

// openFiller opens a database on one connection, so that its settings apply to all later
// statements.
func openFiller(t testing.TB, driver, dsn string) *sql.DB {
	t.Helper()
	name, source := "sqlite", "file:"+(&url.URL{Path: dsn}).EscapedPath()+"?_time_format=sqlite&_timezone=UTC"
	if driver == repository.MySQL {
		c, err := mysql.ParseDSN(dsn)
		if err != nil {
			t.Fatal(err)
		}
		c.Loc, c.InterpolateParams, c.Params = time.UTC, true, map[string]string{"time_zone": "'+00:00'"}
		name, source = "mysql", c.FormatDSN()
	}
	db, err := sql.Open(name, source)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	return db
}

func (f *filler) exec(query string, args ...any) {
	f.t.Helper()
	if _, err := f.db.Exec(query, args...); err != nil {
		f.t.Fatalf("%.80s: %v", query, err)
	}
}

// relax trades safety for speed and returns a function that undoes it.
func (f *filler) relax(dsn string) (durable func()) {
	f.t.Helper()
	if f.driver == repository.SQLite {
		for _, pragma := range []string{"journal_mode=OFF", "synchronous=OFF", "cache_size=-200000"} {
			f.exec("PRAGMA " + pragma)
		}
		return func() {
			f.exec("PRAGMA journal_mode=WAL")
			f.syncFile(dsn)
		}
	}
	f.exec("SET SESSION unique_checks = 0, SESSION foreign_key_checks = 0")
	flushAtCommit := f.setGlobal("innodb_flush_log_at_trx_commit", 0)
	return func() {
		flushAtCommit()
		f.flushPages()
	}
}

// syncFile flushes a SQLite file to the disk, as far as it was written.
func (f *filler) syncFile(path string) {
	f.t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err == nil {
		err = errors.Join(file.Sync(), file.Close())
	}
	if err != nil {
		f.t.Fatal(err)
	}
}

// flushPages waits until the server has written nearly all of its dirty pages, as fast as the
// disk allows.
func (f *filler) flushPages() {
	f.t.Helper()
	defer f.setGlobal("innodb_io_capacity_max", 40_000)()
	defer f.setGlobal("innodb_io_capacity", 20_000)()
	defer f.setGlobal("innodb_max_dirty_pages_pct", 0)()
	for began := time.Now(); f.dirtyPages() > 100 && time.Since(began) < 5*time.Minute; {
		time.Sleep(50 * time.Millisecond)
	}
}

// setGlobal sets a variable of the server and returns a function that restores it.
func (f *filler) setGlobal(name string, value float64) (back func()) {
	f.t.Helper()
	var before float64
	if err := f.db.QueryRow("SELECT @@GLOBAL." + name).Scan(&before); err != nil {
		f.t.Fatalf("%s: %v", name, err)
	}
	f.exec("SET GLOBAL "+name+" = ?", value)
	return func() { f.exec("SET GLOBAL "+name+" = ?", before) }
}

func (f *filler) dirtyPages() (n int) {
	f.t.Helper()
	var name string
	if err := f.db.QueryRow("SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'").Scan(&name, &n); err != nil {
		f.t.Fatal(err)
	}
	return n
}

// dropKeys drops the indexes of the ratings except the primary key, and returns the statements
// that create them again.
func (f *filler) dropKeys() (ddl []string) {
	f.t.Helper()
	if f.driver == repository.MySQL {
		return f.dropMySQLKeys()
	}
	rows, err := f.db.Query("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'ratings' AND sql IS NOT NULL ORDER BY name")
	if err != nil {
		f.t.Fatal(err)
	}
	defer rows.Close()
	var drops []string
	for rows.Next() {
		var name, create string
		if err := rows.Scan(&name, &create); err != nil {
			f.t.Fatal(err)
		}
		drops, ddl = append(drops, "DROP INDEX "+name), append(ddl, create)
	}
	if err := rows.Err(); err != nil {
		f.t.Fatal(err)
	}
	_ = rows.Close() // frees the only connection; closing again does nothing
	for _, drop := range drops {
		f.exec(drop)
	}
	return ddl
}

// dropMySQLKeys reads SHOW CREATE TABLE, whose lines of indexes are valid in ALTER TABLE.
func (f *filler) dropMySQLKeys() []string {
	f.t.Helper()
	var name, create string
	if err := f.db.QueryRow("SHOW CREATE TABLE ratings").Scan(&name, &create); err != nil {
		f.t.Fatal(err)
	}
	var drops, adds []string
	for line := range strings.Lines(create) {
		line = strings.Trim(line, " ,\n")
		kind, rest, found := strings.Cut(line, "KEY `")
		if !found || kind != "" && kind != "UNIQUE " {
			continue
		}
		key, _, _ := strings.Cut(rest, "`")
		drops, adds = append(drops, "DROP KEY "+key), append(adds, "ADD "+line)
	}
	if len(drops) == 0 {
		return nil
	}
	f.exec("ALTER TABLE ratings " + strings.Join(drops, ", "))
	return []string{"ALTER TABLE ratings " + strings.Join(adds, ", ")}
}

func (f *filler) writeRatings(ratings iter.Seq[domain.Rating]) {
	f.t.Helper()
	f.insert(table{"ratings", repository.RatingColumns(), func(yield func([]any) bool) {
		for r := range ratings {
			f.counts.add(r)
			if !yield(repository.RatingValues(r, writer)) {
				return
			}
		}
	}})
}

// insert writes the rows of a table, many in a statement that is prepared once.
func (f *filler) insert(to table) {
	f.t.Helper()
	whole, err := f.db.Prepare(to.statement(rowsAtOnce))
	if err != nil {
		f.t.Fatal(err)
	}
	defer whole.Close()
	args := make([]any, 0, rowsAtOnce*len(to.columns))
	written := 0
	f.exec("BEGIN")
	for row := range to.rows {
		args = append(args, row...)
		written++
		if written%rowsAtOnce == 0 {
			if _, err := whole.Exec(args...); err != nil {
				f.t.Fatal(err)
			}
			args = args[:0]
		}
		if written%transactionRows == 0 {
			f.exec("COMMIT")
			f.exec("BEGIN")
		}
	}
	if rest := len(args) / len(to.columns); rest > 0 {
		f.exec(to.statement(rest), args...)
	}
	f.exec("COMMIT")
}

// table has the rows to write into one table.
type table struct {
	name    string
	columns []string
	rows    iter.Seq[[]any]
}

// statement returns the statement that inserts that many rows.
func (t table) statement(rows int) string {
	one := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(t.columns)), ", ") + "), "
	return "INSERT INTO " + t.name + " (" + strings.Join(t.columns, ", ") + ") VALUES " + strings.TrimSuffix(strings.Repeat(one, rows), ", ")
}

// writer is the name of the instance that counts the ratings.
const writer = "1"

// The keys of the tallies.
type (
	dayKey struct {
		day, officer, counter, unit, service, channel string
		value                                         int
	}
	monthKey  struct{ month, officer, unit, service, channel string }
	answerKey struct{ owner, month, item string }
)

// counts are the tallies in memory: the counted and held ratings of a day, the four values and
// the held ratings of a month, the number and the four values of an answer.
type counts struct {
	days     map[dayKey]*[2]int64
	months   map[monthKey]*[5]int64
	units    map[answerKey]*[5]int64
	officers map[answerKey]*[5]int64
}

func newCounts() *counts {
	return &counts{map[dayKey]*[2]int64{}, map[monthKey]*[5]int64{}, map[answerKey]*[5]int64{}, map[answerKey]*[5]int64{}}
}

func (c *counts) add(r domain.Rating) {
	if r.Verdict == domain.Reported {
		return
	}
	day := at(c.days, dayKey{string(r.Day), r.Officer, r.Counter, r.Unit, r.Service, string(r.Channel), r.Value})
	month := at(c.months, monthKey{string(r.Day.Month()), r.Officer, r.Unit, r.Service, string(r.Channel)})
	if r.Verdict == domain.Held {
		day[1]++
		month[4]++
		return
	}
	day[0]++
	month[r.Value-1]++
	if len(r.Answers) > 0 {
		c.answer(r, report.ItemForm, 0)
	}
	for slug, value := range r.Answers {
		c.answer(r, slug, value)
	}
	for _, reason := range r.Reasons {
		c.answer(r, report.ItemReason+reason, 0)
	}
}

// answer counts one item, for the unit and for the officer if there is one.
func (c *counts) answer(r domain.Rating, item string, value int) {
	month := string(r.Day.Month())
	to := []*[5]int64{at(c.units, answerKey{r.Unit, month, item})}
	if r.Officer != "" {
		to = append(to, at(c.officers, answerKey{r.Officer, month, item}))
	}
	for _, n := range to {
		n[0]++
		if value > 0 {
			n[value]++
		}
	}
}

// at returns the numbers of a key, and creates them for a new key.
func at[K comparable, N any](counts map[K]*N, key K) *N {
	n := counts[key]
	if n == nil {
		n = new(N)
		counts[key] = n
	}
	return n
}

func (c *counts) tables() []table {
	answers := []string{"month", "item", "writer", "n", "n1", "n2", "n3", "n4"}
	return []table{
		{"tallies", []string{"day", "officer_code", "counter_code", "unit_code", "service_code", "channel", "value", "writer", "counted", "held"},
			rowsOf(c.days, func(k dayKey, n *[2]int64) []any {
				return []any{k.day, k.officer, k.counter, k.unit, k.service, k.channel, k.value, writer, n[0], n[1]}
			})},
		{"month_tallies", []string{"month", "officer_code", "unit_code", "service_code", "channel", "writer", "n1", "n2", "n3", "n4", "held"},
			rowsOf(c.months, func(k monthKey, n *[5]int64) []any {
				return []any{k.month, k.officer, k.unit, k.service, k.channel, writer, n[0], n[1], n[2], n[3], n[4]}
			})},
		{"unit_answers", append([]string{"unit_code"}, answers...), rowsOf(c.units, answerRow)},
		{"officer_answers", append([]string{"officer_code"}, answers...), rowsOf(c.officers, answerRow)},
	}
}

func answerRow(k answerKey, n *[5]int64) []any {
	return []any{k.owner, k.month, k.item, writer, n[0], n[1], n[2], n[3], n[4]}
}

// rowsOf returns the rows of the counts, sorted by their keys.
func rowsOf[K comparable, N any](counts map[K]N, row func(K, N) []any) iter.Seq[[]any] {
	type line struct {
		key string
		row []any
	}
	lines := make([]line, 0, len(counts))
	for key, n := range counts {
		lines = append(lines, line{fmt.Sprint(key), row(key, n)})
	}
	slices.SortFunc(lines, func(a, b line) int { return strings.Compare(a.key, b.key) })
	return func(yield func([]any) bool) {
		for _, l := range lines {
			if !yield(l.row) {
				return
			}
		}
	}
}
