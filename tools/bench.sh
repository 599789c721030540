#!/usr/bin/env bash
# Prints tables of throughput, page times and resource usage, measured in one run on
# SQLite (synchronous=FULL) and on a temporary MariaDB server
# (innodb_flush_log_at_trx_commit=1). Progress goes to standard error.
#
#   BENCH=intake,read       only these parts: see benchParts in cmd/suaraloket/benchtest/bench_test.go
#   BENCH_DIR=DIR           keeps the filled databases there for the next run
#   BENCH_SMALL, BENCH_LARGE, BENCH_CSV   number of ratings in them (100000, 10000000, 1000000)
#   BENCH_HALF=500          duration of half a measurement pair of the intake in ms (2500)
#   BENCH_CLIENTS=1,32      only these numbers of clients (intake)
#   BENCH_CITIES=10         simulated cities of each kind (integrity 10, score 100)
#   BENCH_JSON=FILE         also writes every measurement as JSON
#   BENCH=profile BENCH_PROFILE=DIR       writes CPU profiles of the program under BENCH_CLIENTS clients (32)
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/need.sh
. tools/mariadb.sh
. tools/browser.sh
need mariadbd mariadb-server-core mariadb-client-core
need mariadb mariadb-client-core
need_browser

# Not under /tmp, which may be in memory: a write there would not be durable.
dir=$(mktemp -d -p /var/tmp)
finish() {
  mariadb_stop TERM
  cat "$dir/tables.md" 2>/dev/null || true # an interrupted run prints the tables so far
  rm -rf "$dir"
}
trap finish EXIT
trap 'exit 130' INT TERM
mkdir "$dir/tmp"
kept=${BENCH_DIR:+$(realpath -m "$BENCH_DIR")}
export TMPDIR=$dir/tmp BENCH_DIR=${kept:-$dir/filled}
mkdir -p "$BENCH_DIR/server"
make --no-print-directory build >&2
go test -c -o "$dir/bench" ./cmd/suaraloket/benchtest
go test -c -o "$dir/roles" ./cmd/suaraloket
go test -c -o "$dir/repository" ./repository
mariadb_start "$BENCH_DIR/server" 1 --max-connections=600 --innodb-buffer-pool-size=1G --innodb-log-file-size=512M \
  --innodb-sort-buffer-size=64M --tmpdir="$TMPDIR"
for file in BENCH_JSON BENCH_PROFILE; do
  [ -z "${!file:-}" ] || export "$file=$(realpath -m "${!file}")"
done
export SUARALOKET_TEST_MYSQL=$mariadb_dsn SUARALOKET_TEST_BINARY=$PWD/bin/suaraloket SUARALOKET_TEST_BENCH=$dir/tables.md
BENCH_MARIADB="MariaDB $(mariadb --no-defaults --socket="$BENCH_DIR/server/socket" --user=root -Ne 'SELECT VERSION()')"
export SUARALOKET_TEST_REPOSITORY=$dir/repository SUARALOKET_TEST_ROLES=$dir/roles
export BENCH_MARIADB
cd cmd/suaraloket/benchtest
"$dir/bench" -test.run '^$' -test.bench '^BenchmarkTables$' -test.benchtime 1x -test.timeout 0 >&2
