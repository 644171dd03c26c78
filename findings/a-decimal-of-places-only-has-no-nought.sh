#!/usr/bin/env bash
# DuckDB 2.0.1: a decimal that is all places, such as DECIMAL(2, 2), is written without the nought before its point: 0.50 is `.50`, and 0 is `.00`.
# One would expect the text that a decimal of one digit more has. Seen: as text, 0.50 of DECIMAL(2, 2) and of DECIMAL(3, 2) are two values.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check duckdb==2.0.1
env/bin/python - <<'PYTHON'
import duckdb

seen = {
    kind: duckdb.execute(f"SELECT 0.5::{kind}::VARCHAR, (-0.25)::{kind}::VARCHAR, 0::{kind}::VARCHAR").fetchall()[0]
    for kind in ("DECIMAL(2, 2)", "DECIMAL(3, 2)")
}
print(seen)
assert seen == {"DECIMAL(2, 2)": (".50", "-.25", ".00"), "DECIMAL(3, 2)": ("0.50", "-0.25", "0.00")}
PYTHON
