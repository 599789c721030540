package repository_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"suaraloket/domain"
	"suaraloket/repository"
	"suaraloket/repository/testdb"
)

// The program's sessions do not wait for other nodes where there are none, whatever the server
// or the DSN says.
func TestASessionWithoutAClusterDoesNotWait(t *testing.T) {
	s := testdb.Open(t, repository.MySQL, testdb.MySQLDSN(t)+"?wsrep_sync_wait=15")
	on, err := repository.Number(s, "SELECT @@wsrep_on")
	if err != nil || on != 0 {
		t.Fatalf("wsrep_on is %d %v", on, err)
	}
	if wait, err := repository.Number(s, "SELECT @@wsrep_sync_wait"); err != nil || wait != 0 {
		t.Errorf("wsrep_sync_wait is %d %v", wait, err)
	}
}

// node is a connector to a server of the tests that changes what its sessions execute: the
// server refuses to switch wsrep_on on without Galera.
type node struct {
	driver.Connector
	change func(statement string) string
	opened *nodeSession
}

type nodeSession struct {
	driver.Conn
	change func(statement string) string
	closed bool
}

func (n *node) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := n.Connector.Connect(ctx)
	n.opened = &nodeSession{Conn: conn, change: n.change}
	return n.opened, err
}

func (s *nodeSession) ExecContext(ctx context.Context, statement string, args []driver.NamedValue) (driver.Result, error) {
	return s.Conn.(driver.ExecerContext).ExecContext(ctx, s.change(statement), args)
}

func (s *nodeSession) Close() error {
	s.closed = true
	return s.Conn.Close()
}

// number reads one number over the session.
func (s *nodeSession) number(t *testing.T, query string) string {
	t.Helper()
	rows, err := s.Conn.(driver.QueryerContext).QueryContext(t.Context(), query, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	cell := make([]driver.Value, 1)
	if err := rows.Next(cell); err != nil {
		t.Fatal(err)
	}
	switch n := cell[0].(type) {
	case int64:
		return strconv.FormatInt(n, 10)
	case uint64:
		return strconv.FormatUint(n, 10)
	case []byte:
		return string(n)
	}
	t.Fatalf("%s is %T", query, cell[0])
	return ""
}

// A session waits for what other nodes have committed where wsrep_on is 1, a server that does
// not have the variables is used as it is, and any other refusal closes the connection.
func TestASessionOfAClusterWaitsForTheOtherNodes(t *testing.T) {
	config, err := mysql.ParseDSN(testdb.MySQLDSN(t))
	if err != nil {
		t.Fatal(err)
	}
	server, err := mysql.NewConnector(config)
	if err != nil {
		t.Fatal(err)
	}
	set := func(wsrepOn string) func(string) string {
		return func(statement string) string { return strings.ReplaceAll(statement, "@@wsrep_on", wsrepOn) }
	}
	instead := func(statement string) func(string) string { return func(string) string { return statement } }
	for name, c := range map[string]struct {
		change func(string) string
		wait   string
		fails  bool
	}{
		"a cluster":             {change: set("1"), wait: "1"},
		"none":                  {change: set("0"), wait: "0"},
		"MySQL, without wsrep":  {change: instead("SET SESSION no_such_variable = 1"), wait: "0"},
		"a session that breaks": {change: instead("SET SESSION"), fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			n := &node{Connector: server, change: c.change}
			conn, err := repository.Causal(n).Connect(t.Context())
			if c.fails {
				if err == nil || conn != nil || !n.opened.closed {
					t.Errorf("%v; closed %v", err, n.opened.closed)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if wait := n.opened.number(t, "SELECT @@SESSION.wsrep_sync_wait"); wait != c.wait {
				t.Errorf("wsrep_sync_wait is %s", wait)
			}
		})
	}
}

// roll makes a server roll back the next n writes to a table with an error number, as it does
// with a deadlock (1213, on Galera also a conflict at certification), a lock timeout (1205) or
// a full disk (1021). It counts the writes in a table that no rollback changes.
func roll(t *testing.T, s *repository.Store, table string, number, n int) {
	t.Helper()
	for _, statement := range []string{
		"DROP TRIGGER IF EXISTS rolls",
		"CREATE TABLE IF NOT EXISTS written (n INT NOT NULL) ENGINE=MyISAM",
		"DELETE FROM written",
		"INSERT INTO written VALUES (0)",
		"CREATE TRIGGER rolls BEFORE INSERT ON " + table + " FOR EACH ROW BEGIN UPDATE written SET n = n + 1; " +
			"IF (SELECT n FROM written) <= " + strconv.Itoa(n) + " THEN SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = " + strconv.Itoa(number) + "; END IF; END",
	} {
		if err := repository.Tamper(s, statement); err != nil {
			t.Fatal(err)
		}
	}
}

// A transaction that the server has rolled back because of others is tried again. If all tries
// fail, that is a conflict and no outage; an outage is not tried again.
func TestConflictsAreTriedAgain(t *testing.T) {
	s := testdb.Open(t, repository.MySQL, testdb.MySQLDSN(t))
	city(t, s)
	ctx, now := context.Background(), at("2026-05-20T10:00")
	writes := map[string]func() error{
		"preferences": func() error { return s.SetLanguage(ctx, strings.Repeat("a", 32), "en") },
		"ratings": func() error {
			sub := submission(4)
			sub.RatedAt = now.Add(-time.Second)
			_, _, err := intake(s, now).Submit(ctx, sub)
			return err
		},
	}
	for table, write := range writes {
		for _, c := range []struct{ number, rolls, tries int }{
			{1213, 2, 3}, {1205, 2, 3}, {1213, 1000, repository.MaxAttempts}, {1205, 1000, repository.MaxAttempts}, {1021, 1000, 1},
		} {
			t.Run(table+" "+strconv.Itoa(c.number)+" "+strconv.Itoa(c.rolls), func(t *testing.T) {
				roll(t, s, table, c.number, c.rolls)
				err := write()
				tries, fault := repository.Number(s, "SELECT n FROM written")
				if fault != nil || tries != c.tries {
					t.Errorf("%d tries, want %d; %v", tries, c.tries, errors.Join(fault, err))
				}
				got := []bool{err != nil, errors.Is(err, domain.ErrUnavailable), errors.Is(err, repository.ErrConflict)}
				fails := c.rolls == 1000
				if want := []bool{fails, fails, fails && c.number != 1021}; !slices.Equal(got, want) {
					t.Errorf("%v: an error, unavailable, a conflict: %v, want %v", err, got, want)
				}
			})
		}
	}
}
