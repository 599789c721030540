#!/usr/bin/env bash
# Everything that proves the product: linters, then every test on SQLite and on a MariaDB
# server of our own and in headless Chromium. The race detector watches the packages whose
# goroutines share memory and one run of the whole program; `make race` watches all.
# Missing programs are installed; what cannot be had fails the run, and so does a skipped
# test.
#
#   RACE=all                    every package under the race detector
#   SUARALOKET_TEST_PATIENCE=3  tests wait three times as long without progress
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/need.sh
. tools/mariadb.sh
. tools/browser.sh

need gcc gcc libc6-dev
need mariadbd mariadb-server-core mariadb-client-core
need mariadb mariadb-client-core
need_browser

# Programs are built on the disk. Databases lie in memory where there is plenty of it: the
# suite flushes thousands of times, and no test takes the power away.
data=
dir=$(mktemp -d)
trap 'mariadb_stop; rm -rf "$dir" "$data"' EXIT
trap 'exit 130' INT TERM
export GOTMPDIR=$dir
shm=$(df --output=avail -m /dev/shm 2>/dev/null | tail -n 1)
memory=$(awk '$1 == "MemAvailable:" { print int($2 / 1024) }' /proc/meminfo)
if [ "${shm:-0}" -ge 4096 ] && [ "$memory" -ge 8192 ]; then
  data=$(mktemp -d -p /dev/shm)
  export GOGC=400 # memory for processor time, in the compiler, the tests and the programs under test
else
  data=$(mktemp -d)
fi
mkdir "$data/tmp"
export TMPDIR=$data/tmp # what a killed test leaves behind goes with it

echo "== lint"
tools/lint.sh

# SQLite's engine, which is C translated to Go, is nine times slower under the race
# detector and not ours: only the code around it is watched. The package imports nothing of the
# standard library, so that no function of it is compiled twice, once unwatched.
watched=(-race -gcflags=modernc.org/sqlite/lib=-race=false)

echo "== build"
make --no-print-directory build
CGO_ENABLED=1 go build "${watched[@]}" -o "$dir/suaraloket-race" ./cmd/suaraloket

# One tablespace for all: hundreds of databases with some fifty tables each are made and dropped.
mariadb_start "$data" 0 --innodb-file-per-table=0
export CGO_ENABLED=0 SUARALOKET_TEST_MYSQL=$mariadb_dsn SUARALOKET_TEST_BINARY=$PWD/bin/suaraloket

# The packages whose goroutines share memory: store and committer, journal, roster cache,
# bot and outbox, streams of events.
shared=(./repository ./repository/journal ./domain ./bot ./bot/outbox ./bot/talk ./web)
# Of them, those whose random tests ask the databases. They make fewer checks here than by
# themselves; `make race` makes all.
stores=(./repository ./repository/journal)
fewer=-rapid.checks=40
# The product's core, whose coverage is printed.
core=./domain/...,./repository/...
everything=$(go list ./...)
asking=$(go list "${stores[@]}")
raced=$(go list "${shared[@]}")
rest=$(comm -23 <(sort <<<"$everything") <(sort <<<"$raced"))
raced=$(comm -23 <(sort <<<"$raced") <(sort <<<"$asking"))
plain=$(grep -vE '/domain/|/testdb$' <<<"$rest")
inner=$(grep -E '/domain/|/testdb$' <<<"$rest")

# run FILE ARGUMENT... runs tests; the status of each run is read from its file. Only the
# race detector needs a C compiler.
run() {
  local file=$1
  shift
  go test -count=1 -vet=off -timeout 80m -json "$@" >"$dir/$file.json" || echo "$file" >>"$dir/failed"
}
# cover FILE [MODE] measures the coverage of the core; the race detector wants atomic.
cover() { echo -covermode="${2:-atomic}" -coverpkg=$core -coverprofile="$dir/$1.cover"; }

echo "== tests on SQLite and MariaDB and in Chromium"
if [ "${RACE:-}" = all ]; then
  # shellcheck disable=SC2086
  CGO_ENABLED=1 run race "${watched[@]}" -p 2 $everything
else
  # Two chains side by side: what waits for a browser or a program leaves the processor to
  # the other. The chain under the race detector ends with one run of the whole program.
  # shellcheck disable=SC2046,SC2086
  {
    CGO_ENABLED=1 run stores "${watched[@]}" -p 2 -parallel 4 $(cover stores) $asking $fewer
    CGO_ENABLED=1 run race "${watched[@]}" -p 2 -parallel 4 $(cover race) $raced
    run inner -p 1 $(cover inner set) $inner
    SUARALOKET_TEST_BINARY=$dir/suaraloket-race run whole -run "^(TestWholeWayThroughTheDemo|TestAPoliteStopAnswersWhatIsUnderWay)\$" ./cmd/suaraloket/commandtest
  } &
  # shellcheck disable=SC2086
  run plain -p 2 -parallel 4 $plain
  wait $!
fi

status=0
cat "$dir"/*.json | go -C tools run ./testlog || status=1
if ls "$dir"/*.cover >/dev/null 2>&1; then
  { echo "mode: atomic"; grep -hv '^mode:' "$dir"/*.cover; } >"$dir/cover"
  go tool cover -func="$dir/cover" | awk '$1 == "total:" { print "coverage of domain and repository: " $3 " of statements" }'
fi
if [ -e "$dir/failed" ]; then
  status=1
  echo "failed runs: $(tr '\n' ' ' <"$dir/failed")"
fi
exit "$status"
