#!/bin/sh
# Reduces Noto Sans to the characters that the product uses and writes the fonts into
# web and document. Run it from anywhere inside the repository, on Debian with
#   apt-get install fonts-noto-core fonttools python3-brotli
# The fonts are committed, so building the program needs none of these packages.
set -eu

source=${NOTO_DIR:-/usr/share/fonts/truetype/noto}
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
subset="${PYTHON:-/usr/bin/python3} -m fontTools.subset"

# The Latin characters of Indonesian and English, and the punctuation of our pages.
latin='U+0020-007E,U+00A0-00FF,U+2013,U+2014,U+2018-201A,U+201C-201E,U+2022,U+2026,U+2030,U+2032,U+2033,U+2039,U+203A,U+20AC'
# Documents also contain European names and the Greek letters of formulas.
wide="$latin,U+0100-017F,U+0218-021B,U+0302,U+0304,U+03A3,U+03BB,U+03BC,U+03C3,U+03C4"

for weight in Regular Bold; do
	name=$(echo "$weight" | tr '[:upper:]' '[:lower:]')
	# Pages: keep tabular figures and kerning, drop hinting, which phones ignore.
	$subset "$source/NotoSans-$weight.ttf" --unicodes="$latin" \
		--layout-features=kern,mark,tnum,lnum --no-hinting --desubroutinize \
		--name-IDs=0,1,2,3,4,5,6,13,14 --flavor=woff2 \
		--output-file="$root/web/static/noto-$name.woff2"
	# PDF: one glyph per character, no layout tables, which the PDF writer ignores.
	$subset "$source/NotoSans-$weight.ttf" --unicodes="$wide" \
		--layout-features='' --no-hinting --glyph-names --name-IDs='*' \
		--output-file="$root/document/fonts/NotoSans-$weight.ttf"
done
ls -l "$root"/web/static/*.woff2 "$root"/document/fonts/*.ttf
