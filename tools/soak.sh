#!/usr/bin/env bash
# The long form of what `make test` does for a moment: tablets under random faults in
# Chromium, a day in fast motion on one page, and fuzzing of everything that parses what
# strangers send. ROUNDS are the fault schedules, FUZZ the time for each fuzz test.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/need.sh
need gcc gcc libc6-dev
need chromium chromium
need fc-list fontconfig
[ -n "$(fc-list)" ] || install_packages fonts-dejavu-core # Chromium does not start without any font

SUARALOKET_TEST_BROWSER=$(command -v chromium)
export SUARALOKET_TEST_BROWSER SUARALOKET_TEST_SOAK_ROUNDS=${ROUNDS:-20}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "== tablets under faults, $SUARALOKET_TEST_SOAK_ROUNDS schedules"
go test -count=1 -timeout 6h -v ./kiosk \
  -run '^(TestEveryThanksIsOneRating|TestNetworkAwayLosesNothing|TestTwoPagesShareOneQueue|TestUpdateWaitsForIdleAndLosesNothing|TestADayOnOnePage)$' | tee "$log"
if grep -q -- '--- SKIP' "$log" || [ "$(grep -c -- '^--- PASS' "$log")" != 5 ]; then # what was left out must not pass for a proof
  echo "some of it was left out" >&2
  exit 1
fi

echo "== fuzzing, ${FUZZ:-5m} each"
go list ./... | while read -r package; do
  folder=${package#suaraloket}
  { grep -hoE '^func Fuzz[A-Za-z0-9]+' ".$folder"/*_test.go 2>/dev/null || true; } | sed 's/func //' | while read -r name; do
    echo "$package $name"
    go test -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZ:-5m}" "$package"
  done
done
