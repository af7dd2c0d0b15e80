#!/usr/bin/env bash
# Opens reports in a headless Chromium and checks them as a reader meets them.
#   tests/browser/run.sh PATH/TO/xinsheng
# Installs Chromium, a Chinese font, Python and pip where they are missing.
set -euo pipefail
binary=$(realpath "${1:?usage: tests/browser/run.sh PATH/TO/xinsheng}")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
missing=()
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
[ -n "$(fc-list :lang=zh 2>/dev/null | head -1)" ] || missing+=(fontconfig fonts-noto-cjk)
command -v python3 >/dev/null || missing+=(python3)
python3 -m pip --version >/dev/null 2>&1 || missing+=(python3-pip)
if [ "${#missing[@]}" -gt 0 ]; then
    as_root apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}"
fi

# axe-core comes inside a package whose hash is pinned; it is unpacked, not installed.
tools="${XDG_CACHE_HOME:-$HOME/.cache}/xinsheng/browser"
wheel=axe_playwright_python-0.1.8-py3-none-any.whl
mkdir -p "$tools"
[ -f "$tools/$wheel" ] ||
    python3 -m pip download -q --no-deps --only-binary :all: --require-hashes -d "$tools" \
        -r tests/browser/requirements.txt

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYTHONDONTWRITEBYTECODE=1
python3 tests/browser/exports.py "$work"
report() { # FILE LANG FOLDER
    "$binary" analyze "$1" -o "$work/$3" --engine fast --lang "$2" >/dev/null
}
for lang in zh en; do
    report data/samples/电商客户反馈_2026Q3.csv "$lang" "shop-$lang"
done
report data/samples/hotel_survey_en.csv en hotel-en
report data/samples/survey_wide.xlsx zh wide-zh
report "$work/hostile.csv" en hostile-en
report "$work/many.csv" zh many-zh
python3 tests/browser/check.py "$work" "$tools/$wheel"
