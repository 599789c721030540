#!/usr/bin/env bash
# Runs many rounds of crashes and faults: of the program, its database, the disk, the
# network and the clock; see cmd/suaraloket/crashtest/crash_test.go. ROUNDS is the number
# of rounds of each kind, OUTAGE the longest outage of the database, SEED repeats the
# random choices of an earlier run, which prints it. Without SEED each run has another.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/need.sh
need mariadbd mariadb-server-core

# Not under /tmp, which may be in memory: a write there would not be durable.
dir=$(mktemp -d -p /var/tmp)
# Removes also the servers and mounts of an interrupted run.
clean() {
  local pid file
  for file in "$dir"/mariadb-*/pid; do
    if pid=$(cat "$file" 2>/dev/null); then kill -KILL "$pid" 2>/dev/null || true; fi
  done
  for file in "$dir"/TestCrash*/*/disk; do
    if mountpoint -q "$file"; then as_root umount "$file"; fi
  done
  rm -rf "$dir"
}
trap clean EXIT INT TERM

make --no-print-directory build
export TMPDIR=$dir SUARALOKET_TEST_BINARY=$PWD/bin/suaraloket
export SUARALOKET_TEST_CRASH_ROUNDS=${ROUNDS:-50} SUARALOKET_TEST_CRASH_OUTAGE=${OUTAGE:-2m} SUARALOKET_TEST_CRASH_SEED=${SEED:-$RANDOM$RANDOM}
go test -count=1 -timeout 6h -v -run '^TestCrash$' ./cmd/suaraloket/crashtest | tee "$dir/log"
if grep -q -- '--- SKIP' "$dir/log"; then # a skipped round proves nothing
  echo "some rounds were skipped" >&2
  exit 1
fi
