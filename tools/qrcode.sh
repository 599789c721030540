#!/usr/bin/env bash
# Fetches the QR encoder of the tablet into kiosk/static/kiosk. The file is committed, so
# building needs no npm. To update it, change the version and the checksum here.
set -euo pipefail
cd "$(dirname "$0")/.."
version=2.0.4
sum=ea91d7118a5395289170da848b7c6758b996163bfbccf312591ab65a4911b7c0

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
npm pack --silent --pack-destination "$dir" "qrcode-generator@$version" >/dev/null
tar -xzf "$dir/qrcode-generator-$version.tgz" -C "$dir"
echo "$sum  $dir/package/dist/qrcode.mjs" | sha256sum --check --quiet
cp "$dir/package/dist/qrcode.mjs" kiosk/static/kiosk/qrcode-generator.js
