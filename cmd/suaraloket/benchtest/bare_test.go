package benchtest

import (
	"database/sql"
	"errors"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/google/uuid"

	"suaraloket/cmd/suaraloket/programtest"
	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// bare is a database with our schema, used through plain database/sql and without our code. Each
// client has its own connection.
type bare struct {
	db     *sql.DB
	driver string
}

// openBare makes an empty database and opens it with the settings of the program.
func openBare(t testing.TB, driver string, clients int) bare {
	t.Helper()
	dsn := filepath.Join(t.TempDir(), "bare.db")
	if driver == repository.MySQL {
		dsn = testdb.MySQLDSN(t)
	}
	testdb.Open(t, driver, dsn)
	name, source := "sqlite", bareSQLite(dsn)
	if driver == repository.MySQL {
		name, source = "mysql", bareMySQL(t, dsn)
	}
	db, err := sql.Open(name, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(clients)
	db.SetMaxIdleConns(clients)
	return bare{db, driver}
}

// bareSQLite returns a DSN with the settings of repository. Only busy_timeout is longer:
// connections that wait for the single writer would fail otherwise.
func bareSQLite(path string) string {
	values := url.Values{"_txlock": {"immediate"}, "_time_format": {"sqlite"}, "_timezone": {"UTC"}}
	values["_pragma"] = []string{
		"busy_timeout(60000)", "journal_mode(WAL)", "synchronous(FULL)",
		"journal_size_limit(67108864)", "cache_size(-20000)", "temp_store(MEMORY)",
	}
	return "file:" + path + "?" + values.Encode()
}

func bareMySQL(t testing.TB, dsn string) string {
	t.Helper()
	c, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	c.ParseTime, c.Loc, c.InterpolateParams = true, time.UTC, true
	c.Params = map[string]string{"time_zone": "'+00:00'"}
	if err := c.Apply(mysql.Charset("utf8mb4", "utf8mb4_unicode_ci")); err != nil {
		t.Fatal(err)
	}
	return c.FormatDSN()
}

const (
	bareRating = `INSERT INTO ratings (id, content, once_key, claim, channel, assurance, counter_code, unit_code, officer_code,
		service_code, value, answers, reasons, respondent, comment, commented, lang, rated_at, received_at, day, device_id,
		visit, author, seq, clock_unsure, verdict, holds, revision, writer)
		VALUES (?, ?, ?, NULL, 'kiosk', 'device', ?, ?, ?, ?, ?, '', '', '', '', ?, 'id', ?, ?, ?, ?, '', '', 1, 0, 'counted', '', 0, '1')`
	bareDay = `INSERT INTO tallies (day, officer_code, counter_code, unit_code, service_code, channel, value, writer, counted, held)
		VALUES (?, ?, ?, ?, ?, 'kiosk', ?, '1', 1, 0) `
	bareMonth = `INSERT INTO month_tallies (month, officer_code, unit_code, service_code, channel, writer, n1, n2, n3, n4, held)
		VALUES (?, ?, ?, ?, 'kiosk', '1', ?, ?, ?, ?, 0) `
)

// clients returns a call for each client. It inserts the rating's row alone or, with whole, does
// the same work as the program: it stores the row and its two tallies in one transaction.
func (d bare) clients(desks []programtest.Desk, n int, whole bool) []func() error {
	calls := make([]func() error, n)
	for i := range calls {
		at := desks[i%len(desks)]
		service := at.Services[i/len(at.Services)%len(at.Services)]
		if whole {
			calls[i] = func() error { return d.rate(at, service) }
		} else {
			calls[i] = func() error { return insertBare(d.db, at, service, rand.IntN(4)+1, time.Now()) }
		}
	}
	return calls
}

// execer is a database or a transaction in it.
type execer interface {
	Exec(query string, args ...any) (sql.Result, error)
}

func insertBare(db execer, at programtest.Desk, service string, value int, now time.Time) error {
	id := uuid.NewString()
	now = now.UTC().Truncate(time.Millisecond)
	_, err := db.Exec(bareRating, id, strings.ReplaceAll(id, "-", ""), "id:"+id, at.Counter, at.Unit, at.Officer, service,
		value, false, now, now, now.Format(time.DateOnly), at.Device)
	return err
}

// rate does the same work as the program and retries after a deadlock.
func (d bare) rate(at programtest.Desk, service string) error {
	for {
		err := d.tryToRate(at, service)
		var refused *mysql.MySQLError
		if !errors.As(err, &refused) || refused.Number != 1213 {
			return err
		}
	}
}

func (d bare) tryToRate(at programtest.Desk, service string) error {
	value, now := rand.IntN(4)+1, time.Now()
	tx, err := d.db.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	if err := insertBare(tx, at, service, value, now); err != nil {
		return err
	}
	day := domain.DayOf(now)
	if _, err := tx.Exec(bareDay+d.adding("counted"), string(day), at.Officer, at.Counter, at.Unit, service, value); err != nil {
		return err
	}
	n := [5]int{}
	n[value]++
	if _, err := tx.Exec(bareMonth+d.adding("n1", "n2", "n3", "n4"), string(day.Month()), at.Officer, at.Unit, service, n[1], n[2], n[3], n[4]); err != nil {
		return err
	}
	return tx.Commit()
}

// adding returns the clause that makes an insert add to an existing row.
func (d bare) adding(columns ...string) string {
	begin, incoming, end := "ON CONFLICT DO UPDATE SET ", "excluded.", ""
	if d.driver == repository.MySQL {
		begin, incoming, end = "ON DUPLICATE KEY UPDATE ", "VALUES(", ")"
	}
	sums := make([]string, len(columns))
	for i, c := range columns {
		sums[i] = c + " = " + c + " + " + incoming + c + end
	}
	return begin + strings.Join(sums, ", ")
}
