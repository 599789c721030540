#!/usr/bin/env bash
# Everything that proves the product: linters, then every test on SQLite and on a
# MariaDB server of our own, in headless Chromium, under the race detector. What is
# missing is installed; what cannot be had fails the run. A skipped test fails it too.
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
