#!/usr/bin/env bash
# Checks formatting, vet and staticcheck over the whole module; prints nothing on success.
set -euo pipefail
cd "$(dirname "$0")/.."
unformatted=$(gofmt -l .)
if [ -n "$unformatted" ]; then
  echo "not formatted:" "$unformatted" >&2
  exit 1
fi
go vet ./...
go tool -modfile=tools/go.mod staticcheck ./...
