#!/usr/bin/env bash
# Builds the wheel and tests it as its users have it: installed, beside pandas, Polars, PyArrow,
# DuckDB and Spark, each comment compared with what the command line says of it.
#
#   crates/python/test.sh [PROFILE] [ARGUMENTS OF PYTEST...]
#
# PROFILE is dev (default: what `cargo test` has built is not built again) or release. Needs
# Python 3.11 or later with venv, and Java for the test of Spark, which is skipped without.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

profile=${1:-dev}
[ $# -eq 0 ] || shift
MAX_MEGABYTES=60
MATURIN=1.16.0

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
work=$CARGO_TARGET_DIR/python
mkdir -p "$work"
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    { echo "wheel: Python 3.11 or later is needed" >&2; exit 1; }
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
python=$work/venv/bin/python
"$python" -m pip install -q --disable-pip-version-check "maturin==$MATURIN" \
    -r crates/python/tests/requirements.txt

# The command line that is compared with.
cargo build --locked --profile "$profile"
folder=$([ "$profile" = dev ] && echo debug || echo "$profile")
export XINSHENG_BIN="$CARGO_TARGET_DIR/$folder/xinsheng"

rm -rf "$work/dist"
"$python" -m maturin build --manifest-path crates/python/Cargo.toml --profile "$profile" \
    --locked --out "$work/dist" --interpreter "$python"
wheel=$(echo "$work"/dist/*.whl)
bytes=$(stat -c %s "$wheel")
echo "wheel: $((bytes / 1000000)) MB, $(basename "$wheel")"
[ "$bytes" -le $((MAX_MEGABYTES * 1000000)) ] ||
    { echo "wheel: more than $MAX_MEGABYTES MB" >&2; exit 1; }
"$python" -m pip install -q --disable-pip-version-check --force-reinstall --no-deps "$wheel"

"$python" -m mypy --config-file crates/python/pyproject.toml crates/python/python/xinsheng
"$python" -m pytest crates/python -p no:cacheprovider "$@"
