package repository

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
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
	config, err := mysqlConfig(dsn)
	if err != nil {
		return err
	}
	connector, err := driver.NewConnector(config)
	if err != nil {
		return fmt.Errorf("database dsn: %w", err)
	}
	// Keys are made here, so nothing needs RETURNING, which MySQL lacks.
	// Nor does anything depend on the server's version, for which it would be asked now.
	pool := sql.OpenDB(causal{connector})
	dialect := gmysql.New(gmysql.Config{
		Conn: pool, DisableWithReturning: true, DefaultStringSize: 191, SkipInitializeWithVersion: true,
	})
	handle, err := gorm.Open(dialect, gormConfig(s.logger))
	if err != nil {
		return errors.Join(fmt.Errorf("open MySQL: %w", s.outcome(err)), pool.Close())
	}
	pool.SetMaxOpenConns(mysqlConnections)
	pool.SetMaxIdleConns(mysqlConnections)
	pool.SetConnMaxLifetime(mysqlLifetime)
	s.db, s.reads, s.remote = handle, handle, remote(config)
	return nil
}

// mysqlReadTimeout is longer than the slowest commit, so that only a server that is gone
// exceeds it. Requests and commits have deadlines of their own.
const mysqlReadTimeout = commitLimit + 30*time.Second

// mysqlConfig reads a DSN and completes it: UTF-8, times in UTC, and timeouts, without which
// a connection to a server that is gone never ends. To another machine it speaks TLS if the
// server does, as long as the DSN does not say how.
func mysqlConfig(dsn string) (*driver.Config, error) {
	c, err := driver.ParseDSN(dsn)
	if err != nil {
		return nil, fmt.Errorf("database dsn: %w", err)
	}
	if c.DBName == "" {
		return nil, fmt.Errorf("database dsn: it names no database")
	}
	if remote(c) && c.TLSConfig == "" {
		c.TLSConfig = "preferred"
	}
	c.ParseTime, c.Loc, c.InterpolateParams = true, time.UTC, true
	c.Timeout = orElse(c.Timeout, 5*time.Second)
	c.ReadTimeout = orElse(c.ReadTimeout, mysqlReadTimeout)
	c.WriteTimeout = orElse(c.WriteTimeout, 10*time.Second)
	params := map[string]string{"time_zone": "'+00:00'"}
	maps.Copy(params, c.Params)
	c.Params = params
	if err := c.Apply(driver.Charset("utf8mb4", "utf8mb4_unicode_ci")); err != nil {
		return nil, err
	}
	return c, nil
}

// remote reports whether a server is on another machine, as far as its address says.
func remote(c *driver.Config) bool {
	if c.Net != "tcp" {
		return false
	}
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		host = c.Addr
	}
	address, err := netip.ParseAddr(host)
	return host != "localhost" && (err != nil || !address.Unmap().IsLoopback())
}

// Encrypted reports whether the connection to the database needs no encryption or has it.
func (s *Store) Encrypted(ctx context.Context) (bool, error) {
	if s.driver != MySQL || !s.remote {
		return true, nil
	}
	var status struct{ Value string }
	err := s.reads.WithContext(ctx).Raw("SHOW STATUS LIKE 'Ssl_cipher'").Scan(&status).Error
	return status.Value != "", s.outcome(err)
}

func orElse(d, other time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return other
}
