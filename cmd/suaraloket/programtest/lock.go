package programtest

import (
	"context"
	"database/sql"
	"testing"
)

// LockSQLite holds the write lock of a database file until release.
func LockSQLite(t *testing.T, path string) (release func()) {
	t.Helper()
	ctx := context.Background()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	connection, err := db.Conn(ctx)
	if err == nil {
		_, err = connection.ExecContext(ctx, "BEGIN IMMEDIATE")
	}
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if _, err := connection.ExecContext(ctx, "ROLLBACK"); err != nil {
			t.Error(err)
		}
		_ = connection.Close()
		_ = db.Close()
	}
}
