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

# One configuration for linters, programs and tests, so that each package is compiled once,
# and once more for the race detector. Without paths in it a second checkout compiles nothing anew.
export CGO_ENABLED=0 GOFLAGS=-trimpath

# Programs are built on the disk. Databases lie in memory where there is plenty of it: the
# suite flushes thousands of times, and no test takes the power away.
data=
dir=$(mktemp -d)
trap 'rm -rf "$dir" "$data"' EXIT
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

# The packages whose goroutines share memory: store and committer, journal, roster cache,
# bot and outbox, streams of events. Those whose random tests ask the databases make fewer
# checks here than by themselves; `make race` makes all.
shared=(./repository ./repository/journal ./domain ./bot ./bot/outbox ./bot/talk ./web)
# Tests of these packages that work in one goroutine, or do what a watched one does, on much data.
# They run without the detector.
calm="^(TestABackupGoesThroughBothDatabasesUnchanged|TestACopyOfManyPhotosFitsIntoStatements|TestEveryMigrationRunsAgainFromAnyPoint|TestARestoreThatFailsLeavesTheDatabaseEmpty|TestABackupLeavesChatsBehind\
|TestVerdictsDoNotDependOnTheOrderOfArrival|TestAnOlderBackupIsBroughtUpToDateInACopy|TestABackupHasNoOriginals|TestWhatAKillLeavesIsNoBackup|TestAnyPathIsThatFile|TestRestoreRefusesWhatIsNoBackup|TestABackupSaysWhatItHolds\
|TestReviewsChangeVerdicts|TestReviewsAreRefused|TestHeldRatingsWaitInGroups|TestEveryTamperingIsFoundAndMended|TestARecountAgreesWhateverIsHandedIn|TestTalliesEqualARecount|TestWhatDoesNotFitIsRefusedWhole\
|TestAKillLosesNothing|TestTalks|TestCommandsOfEveryLanguageWork|TestTheNumberOfALinkedChatIsStoredNowhere|FuzzWebhookBody)\$"
# The other half of the longest package.
barriers='^Test(\w+IsAccessible|RestHasNoBarrier)$'
# The jobs: packages that take long, parts of them, and the other packages in groups, since each call of
# go test reads the whole module. Those that take longest begin first. "calm" are the tests that need
# no detector, "barriers" those of residents' pages with axe, "whole" some of the whole program under
# the detector, "core" and "others" the small packages with and without coverage, "watched" those
# under the detector.
jobs=(./kiosk ./repository ./bot ./hr ./cmd/suaraloket/chattest ./cmd/suaraloket/crashtest barriers
  ./cmd/suaraloket/commandtest calm ./repository/journal others core whole ./web watched)
# The product's core, whose coverage is printed.
core=./domain/...,./repository/...

# small lists the packages that are no job of their own.
small() { go list ./... | sed -E 's,^[^/]+,.,' | grep -vxF "$(printf '%s\n' "${jobs[@]}" "${shared[@]}")"; }

# run FILE ARGUMENT... runs tests; a file names the runs that failed. Only the race detector
# needs a C compiler.
run() {
  local file=$1
  shift
  go test -count=1 -vet=off -timeout 80m -json "$@" >"$dir/$file.json" || echo "$file" >>"$dir/failed"
}

# job NAME does a job. With RACE=all each package is one.
job() {
  local name=$1 file=${1//[.\/]/_}
  local cover=(-coverpkg="$core" -coverprofile="$dir/$file.cover")
  if [ "${RACE:-}" = all ]; then
    CGO_ENABLED=1 run "$file" "${watched[@]}" "$name"
    return
  fi
  case $name in
  calm) run "$file" -parallel 2 -covermode=set "${cover[@]}" -run "$calm" ./repository ./bot ;;
  barriers) run "$file" -parallel 2 -run "$barriers" ./kiosk ;;
  whole) SUARALOKET_TEST_BINARY=$dir/suaraloket-race run "$file" -run "^(TestWholeWayThroughTheDemo|TestAPoliteStopAnswersWhatIsUnderWay)\$" ./cmd/suaraloket/commandtest ;;
  core) run "$file" -parallel 2 -covermode=set "${cover[@]}" $(small | grep -E '^\./(domain|repository)/') ;;
  others) run "$file" -parallel 2 $(small | grep -vE '^\./(domain|repository)/') ;;
  watched) CGO_ENABLED=1 run "$file" "${watched[@]}" -parallel 2 -covermode=atomic "${cover[@]}" ./domain ./bot/outbox ./bot/talk ;;
  ./repository | ./repository/journal)
    CGO_ENABLED=1 run "$file" "${watched[@]}" -parallel 2 -covermode=atomic "${cover[@]}" -skip "$calm" "$name" -rapid.checks=40 ;;
  ./bot | ./web) CGO_ENABLED=1 run "$file" "${watched[@]}" -parallel 2 -covermode=atomic "${cover[@]}" -skip "$calm" "$name" ;;
  ./kiosk) run "$file" -parallel 2 -skip "$barriers" "$name" ;;
  *) run "$file" -parallel 2 "$name" ;;
  esac
}

# worker does one job after the other until none is left.
worker() {
  local name
  while
    flock 8
    read -r name <&9 || name=
    flock -u 8
    [ -n "$name" ]
  do
    job "$name" 8>&- 9<&-
  done
}

# own lists the numbers of the processors that this script may use.
own() { taskset -cp $$ | sed 's/.*: //' | tr , '\n' | while IFS=- read -r first last; do seq "$first" "${last:-$first}"; done; }

# processor N works on processor N alone, with a database server of its own. Two jobs at a
# time: one works while the other waits. All threads of a browser and the server it asks
# share the processor's caches and wake each other without interrupts: the browser tests
# take about three quarters of the processor time that they take on two.
processor() {
  taskset -cp "$1" "$BASHPID" >/dev/null
  trap mariadb_stop EXIT
  trap 'exit 130' INT TERM
  mkdir "$data/$1"
  # One tablespace for all: hundreds of databases with some fifty tables each are made and dropped.
  mariadb_start "$data/$1" 0 --innodb-file-per-table=0
  export SUARALOKET_TEST_MYSQL=$mariadb_dsn SUARALOKET_TEST_BINARY=$PWD/bin/suaraloket
  local workers=()
  for _ in 1 2; do
    worker 8>"$dir/lock" &
    workers+=($!)
  done
  wait "${workers[@]}"
}

echo "== tests on SQLite and MariaDB and in Chromium"
if [ "${RACE:-}" = all ]; then
  { printf '%s\n' "${jobs[@]}" "${shared[@]}" | grep '^\.' | sort -u; small; } >"$dir/jobs"
else
  printf '%s\n' "${jobs[@]}" >"$dir/jobs"
fi
exec 9<"$dir/jobs"
processors=()
for cpu in $(own); do
  processor "$cpu" &
  processors+=($!)
done
for pid in "${processors[@]}"; do
  wait "$pid" || echo "a processor" >>"$dir/failed"
done

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
