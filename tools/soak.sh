#!/usr/bin/env bash
# The long form of tests that `make test` runs briefly: tablets under random faults in
# Chromium, a day in fast motion on one page, every page in every language and window, the
# chat under random faults, by polling and by webhook, on both databases, two programs on a
# Galera cluster, and fuzzing of every parser of untrusted input.
# ROUNDS is the number of fault schedules (for the chat: of each transport and database),
# FUZZ the time of each fuzz test, ONLY selects one part: tablets, pages, chat,
# cluster or fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/need.sh
. tools/mariadb.sh
. tools/browser.sh
need gcc gcc libc6-dev
need_browser

need mariadbd mariadb-server-core mariadb-client-core
need mariadb mariadb-client-core

export SUARALOKET_TEST_SOAK_ROUNDS=${ROUNDS:-20}
dir=$(mktemp -d)
trap 'mariadb_stop; rm -rf "$dir"' EXIT INT TERM
only() { [ -z "${ONLY:-}" ] || [ "$ONLY" = "$1" ]; }

# soak PACKAGE TESTS COUNT runs the tests and fails unless COUNT of them passed: a skipped
# test proves nothing.
soak() {
  go test -count=1 -timeout 6h -parallel 4 -v "$1" -run "^($2)\$" | tee "$dir/log"
  if grep -q -- '--- SKIP' "$dir/log" || [ "$(grep -c -- '^--- PASS' "$dir/log")" != "$3" ]; then
    echo "some tests were skipped" >&2
    exit 1
  fi
}

if only tablets; then
  echo "== tablets under faults, $SUARALOKET_TEST_SOAK_ROUNDS schedules"
  soak ./kiosk 'TestEveryThanksIsOneRating|TestNetworkAwayLosesNothing|TestTwoPagesShareOneQueue|TestUpdateWaitsForIdleAndLosesNothing|TestADayOnOnePage' 5
fi

if only pages; then
  echo "== every state of every page in every language and window"
  soak ./kiosk 'Test(FrontPage|PhonePage|Tablet|Display|Survey|StaffCorner)IsAccessible|TestRestHasNoBarrier|TestLongTextsFit|TestEveryLanguageFitsTheTablet|TestSurveyFitsAndCanBeTouched' 10
  soak ./hr TestThePortalIsAccessible 1
fi

if only reloads; then
  echo "== every page of an officer and a head reloaded around each of a thousand ratings"
  soak ./hr TestReloadingShowsNoSingleRating 1
fi

if only chat; then
  echo "== the chat under faults, $SUARALOKET_TEST_SOAK_ROUNDS schedules each by polling and webhook, on SQLite and MariaDB"
  make --no-print-directory build
  mariadb_start "$dir" 0
  export SUARALOKET_TEST_MYSQL=$mariadb_dsn SUARALOKET_TEST_BINARY=$PWD/bin/suaraloket
  soak ./cmd/suaraloket/chattest TestChatUnderFaults 1
  echo "== two thousand chats in a storm, at Telegram's real pace"
  soak ./bot TestACrowdAtTelegramsPace 1
fi

if only cluster; then
  echo "== two programs on the two nodes of a Galera cluster"
  [ -e /usr/lib/galera/libgalera_smm.so ] || install_packages galera-4
  make --no-print-directory build
  export SUARALOKET_TEST_CLUSTER=yes SUARALOKET_TEST_BINARY=$PWD/bin/suaraloket
  soak ./cmd/suaraloket/clustertest 'TestTwoNodesAreOneDatabase|TestNoRatingIsLostWithTheCluster' 2
fi

only fuzz || exit 0
echo "== fuzzing, ${FUZZ:-5m} each"
go list ./... | while read -r package; do
  folder=${package#suaraloket}
  { grep -hoE '^func Fuzz[A-Za-z0-9]+' ".$folder"/*_test.go 2>/dev/null || true; } | sed 's/func //' | while read -r name; do
    echo "$package $name"
    # Minimizing stops early: with a store, no two runs cover the same lines.
    go test -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZ:-5m}" -fuzzminimizetime 10x "$package"
  done
done
