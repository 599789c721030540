package repository

import (
	"fmt"
	"maps"
	"time"

	driver "github.com/go-sql-driver/mysql"
	gmysql "gorm.io/driver/mysql"
	"gorm.io/gorm"
)

// How connections to MySQL are kept.
const (
	mysqlConnections = 32
	mysqlLifetime    = 3 * time.Minute
)

// Error numbers of MySQL and MariaDB.
const (
	mysqlDeadlock    = 1213
	mysqlLockTimeout = 1205
)

// mysqlAway lists the errors of a server that cannot take a rating now and may later:
// too many connections, disk or table full, no quorum on a Galera node, shutting
// down, read only, interrupted.
func mysqlAway(number uint16) bool {
	switch number {
	case 1021, 1040, 1041, 1047, 1053, 1114, 1203, 1290, 1317, 1792, 1836, 1927:
		return true
	}
	return false
}

func (s *Store) openMySQL(dsn string) error {
	full, err := mysqlDSN(dsn)
	if err != nil {
		return err
	}
	// Keys are made here, so nothing needs RETURNING, which MySQL lacks.
	// Nor does anything depend on the server's version, for which it would be asked now.
	dialect := gmysql.New(gmysql.Config{
		DSN: full, DisableWithReturning: true, DefaultStringSize: 191, SkipInitializeWithVersion: true,
	})
	handle, err := gorm.Open(dialect, gormConfig(s.logger))
	if err != nil {
		return fmt.Errorf("open MySQL: %w", s.outcome(err))
	}
	db, err := handle.DB()
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(mysqlConnections)
	db.SetMaxIdleConns(mysqlConnections)
	db.SetConnMaxLifetime(mysqlLifetime)
	s.db, s.reads = handle, handle
	return nil
}

// mysqlReadTimeout is longer than the slowest commit, so that only a server that is gone
// exceeds it. Requests and commits have deadlines of their own.
const mysqlReadTimeout = commitLimit + 30*time.Second

// mysqlDSN completes a DSN: UTF-8, times in UTC, and timeouts, without which a
// connection to a server that is gone never ends.
func mysqlDSN(dsn string) (string, error) {
	c, err := driver.ParseDSN(dsn)
	if err != nil {
		return "", fmt.Errorf("database dsn: %w", err)
	}
	if c.DBName == "" {
		return "", fmt.Errorf("database dsn: it names no database")
	}
	c.ParseTime, c.Loc, c.InterpolateParams = true, time.UTC, true
	c.Timeout = orElse(c.Timeout, 5*time.Second)
	c.ReadTimeout = orElse(c.ReadTimeout, mysqlReadTimeout)
	c.WriteTimeout = orElse(c.WriteTimeout, 10*time.Second)
	params := map[string]string{"time_zone": "'+00:00'"}
	maps.Copy(params, c.Params)
	c.Params = params
	if err := c.Apply(driver.Charset("utf8mb4", "utf8mb4_unicode_ci")); err != nil {
		return "", err
	}
	return c.FormatDSN(), nil
}

func orElse(d, other time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return other
}
