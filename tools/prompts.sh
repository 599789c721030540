#!/usr/bin/env bash
# Records the texts that the tablet reads aloud, from domain/locale, into
# kiosk/static/say/<language>/<key>.mp3. The recordings are committed, so building and
# testing need none of these programs. A test names each recording whose text has
# changed.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/need.sh
need espeak-ng espeak-ng
need lame lame
go -C tools run ./prompts
du -cb kiosk/static/say/*
