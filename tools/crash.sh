#!/usr/bin/env bash
# Many rounds of everything that can fail under the program: it, its database, the
# disk, the network and the clock; see cmd/suaraloket/crashtest/crash_test.go. ROUNDS are those
# of each kind, OUTAGE the longest absence of the database, SEED repeats the choices of
# an earlier run, which prints it; without it each run has a seed of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/need.sh
need mariadbd mariadb-server-core

# Not under /tmp: where that is kept in memory, nothing in it is durable.
dir=$(mktemp -d -p /var/tmp)
# What an interrupted run leaves behind lies in this folder.
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
if grep -q -- '--- SKIP' "$dir/log"; then # what was left out must not pass for a proof
  echo "some rounds were left out" >&2
  exit 1
fi
