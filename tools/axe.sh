#!/usr/bin/env bash
# Fetches axe-core, the accessibility checker of the browser tests, into
# web/browsertest/testdata. The file is committed, so tests need no npm. To update it,
# change the version and the checksum here.
set -euo pipefail
cd "$(dirname "$0")/.."
version=4.14.1
sum=29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
npm pack --silent --pack-destination "$dir" "axe-core@$version" >/dev/null
tar -xzf "$dir/axe-core-$version.tgz" -C "$dir"
echo "$sum  $dir/package/axe.min.js" | sha256sum --check --quiet
cp "$dir/package/axe.min.js" web/browsertest/testdata/axe.min.js
cp "$dir/package/LICENSE" web/browsertest/testdata/axe.LICENSE.txt
