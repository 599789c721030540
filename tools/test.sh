#!/usr/bin/env bash
# Runs all checks: linters, then every test on SQLite and on a temporary MariaDB server,
# in headless Chromium, with the race detector. It installs missing programs and fails
# when it cannot, and it fails on a skipped test.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/need.sh
. tools/mariadb.sh

need gcc gcc libc6-dev
need mariadbd mariadb-server-core mariadb-client-core
need mariadb mariadb-client-core
need chromium chromium
need fc-list fontconfig
[ -n "$(fc-list)" ] || install_packages fonts-dejavu-core # Chromium does not start without any font

dir=$(mktemp -d)
trap 'mariadb_stop; rm -rf "$dir"' EXIT INT TERM

echo "== lint"
tools/lint.sh

echo "== build"
make --no-print-directory build

echo "== tests on SQLite and MariaDB, in Chromium, with the race detector"
mariadb_start "$dir" 0
export SUARALOKET_TEST_MYSQL=$mariadb_dsn
SUARALOKET_TEST_BROWSER=$(command -v chromium)
SUARALOKET_TEST_BINARY=$PWD/bin/suaraloket
export SUARALOKET_TEST_BROWSER SUARALOKET_TEST_BINARY
status=0
CGO_ENABLED=1 go test -race -count=1 -timeout 80m -json ./... >"$dir/tests.json" || status=$?
go -C tools run ./testlog <"$dir/tests.json" || status=1
exit "$status"
