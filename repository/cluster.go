package repository

import (
	"context"
	"database/sql/driver"
	"errors"

	mysqldriver "github.com/go-sql-driver/mysql"
)

// causalReads makes a session on a node of a Galera cluster wait, before it reads, for what
// other nodes have committed: what one program has stored the other one sees. A server
// without a cluster does not wait.
const causalReads = "SET SESSION wsrep_sync_wait = IF(@@wsrep_on, 1, 0)"

// mysqlUnknownVariable is the answer of MySQL, which has no such variable.
const mysqlUnknownVariable = 1193

// causal is a connector whose sessions have causal reads on a cluster.
type causal struct{ driver.Connector }

// Connect implements driver.Connector.
func (c causal) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	session, ok := conn.(driver.ExecerContext)
	if !ok {
		return conn, nil
	}
	_, err = session.ExecContext(ctx, causalReads, nil)
	var my *mysqldriver.MySQLError
	if err == nil || errors.As(err, &my) && my.Number == mysqlUnknownVariable {
		return conn, nil
	}
	return nil, errors.Join(err, conn.Close())
}
