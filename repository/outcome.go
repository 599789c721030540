package repository

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
	"modernc.org/sqlite"

	"suaraloket/domain"
)

// maxAttempts is how often a transaction is tried on deadlocks and lock timeouts.
const maxAttempts = 6

// pause waits before a retry, with jitter so that two transactions do not conflict again.
func pause(ctx context.Context, attempt int) {
	limit := time.Duration(attempt) * 10 * time.Millisecond
	select {
	case <-time.After(rand.N(limit) + time.Millisecond):
	case <-ctx.Done():
	}
}

// repeatable says whether the transaction may be retried: the database rolled it back
// because of another one.
func repeatable(err error) bool {
	var my *mysqldriver.MySQLError
	if errors.As(err, &my) {
		return my.Number == mysqlDeadlock || my.Number == mysqlLockTimeout
	}
	return false
}

// ErrConflict is joined to domain.ErrUnavailable when a database that works has rolled back
// every try of a transaction because of others: a deadlock, or on Galera a conflict at
// certification.
var ErrConflict = errors.New("conflict with other transactions")

// outcome turns the errors of an unavailable database into ErrUnavailable. Refusals pass;
// any other error stays an internal one.
func (s *Store) outcome(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := domain.Refusal(err); ok || !away(err) && !repeatable(err) {
		return err
	}
	if repeatable(err) {
		return fmt.Errorf("%w: %w: %w", domain.ErrUnavailable, ErrConflict, err)
	}
	s.logger.Debug("database unavailable", "component", "repository", "error", err.Error()) // the journal warns once
	return fmt.Errorf("%w: %w", domain.ErrUnavailable, err)
}

func away(err error) bool {
	var my *mysqldriver.MySQLError
	if errors.As(err, &my) {
		return mysqlAway(my.Number)
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case sqliteBusy, sqliteLocked, sqliteReadOnly, sqliteIOError, sqliteFull, sqliteCantOpen:
			return true
		}
		return false
	}
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, mysqldriver.ErrInvalidConn) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, sql.ErrConnDone) || errors.Is(err, sql.ErrTxDone) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || errors.Is(err, errClosed)
}

// errClosed refuses ratings that come while the store closes.
var errClosed = errors.New("store is closed")

// found turns gorm.ErrRecordNotFound into the given refusal.
func (s *Store) found(err error, refusal *domain.Error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return refusal
	}
	return s.outcome(err)
}
