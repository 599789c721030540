#!/usr/bin/env bash
# Speaks what the tablet reads aloud, from the texts in domain/locale, into
# kiosk/static/say/<language>/<key>.mp3. The results are committed, so building and
# testing need neither of these programs; a test names each prompt whose text has
# changed since.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/need.sh
need espeak-ng espeak-ng
need lame lame
go -C tools run ./prompts
du -cb kiosk/static/say/*
