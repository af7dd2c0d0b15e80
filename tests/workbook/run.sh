#!/usr/bin/env bash
# Opens report.xlsx with LibreOffice, as an independent reader, and compares it
# cell by cell with the CSV tables of the same run.
#
#   tests/workbook/run.sh path/to/xinsheng
#
# Needs soffice (Debian: libreoffice-calc-nogui) and python3; installs nothing.
set -euo pipefail

binary=$(realpath "${1:?usage: tests/workbook/run.sh path/to/xinsheng}")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
for tool in soffice python3; do
    command -v "$tool" >/dev/null || { echo "workbook: $tool is missing" >&2; exit 1; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# A comment that looks like a formula, beside the samples.
printf '评价内容,推荐分数(0-10),触点\n=HYPERLINK("http://x"),3,=1+1\n@SUM(A1),9,=1+1\n' >"$folder/formula.csv"
"$binary" analyze data/samples/*.csv data/samples/*.xlsx data/samples/*.jsonl "$folder/formula.csv" \
    -o "$folder/out" --engine fast --lang en --quiet

# One CSV file a sheet, in UTF-8, values rather than what is shown.
soffice -env:UserInstallation="file://$folder/profile" --headless --convert-to \
    'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1' \
    --outdir "$folder/sheets" "$folder/out/report.xlsx" >"$folder/soffice.log" 2>&1 ||
    { cat "$folder/soffice.log" >&2; exit 1; }

python3 tests/workbook/compare.py "$folder/out" "$folder/sheets"
