#!/usr/bin/env bash
# Takes the pictures in docs anew, from the pages of a demo; see
# cmd/suaraloket/picturetest/pictures_test.go.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/need.sh
. tools/browser.sh
need chromium chromium
need_browser
SUARALOKET_TEST_BROWSER=$(command -v chromium) # its own words are English in the headless shell
[ -n "$(fc-list ':charset=1f642')" ] || install_packages fonts-noto-color-emoji # the chat's faces

make --no-print-directory build
export SUARALOKET_TEST_BINARY=$PWD/bin/suaraloket SUARALOKET_TEST_PICTURES=$PWD/docs/pictures
go test -count=1 -v -run '^TestPictures$' ./cmd/suaraloket/picturetest
