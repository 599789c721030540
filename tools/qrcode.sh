#!/usr/bin/env bash
# Fetches the encoder with which the tablet draws its codes and writes it into
# kiosk/static/kiosk. The result is committed, so building needs no npm. A newer version
# is taken by writing it and its sum here.
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
