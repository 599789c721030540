#!/usr/bin/env bash
# Ratios of our path to the bare database, in one run, on SQLite (synchronous=FULL)
# and on a MariaDB server of our own (innodb_flush_log_at_trx_commit=1).
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/need.sh
. tools/mariadb.sh
need mariadbd mariadb-server-core mariadb-client-core
need mariadb mariadb-client-core
dir=$(mktemp -d)
trap 'mariadb_stop; rm -rf "$dir"' EXIT INT TERM
mariadb_start "$dir" 1
export SUARALOKET_TEST_MYSQL=$mariadb_dsn
go test -run '^$' -bench . -benchtime 1x -timeout 30m ./repository
