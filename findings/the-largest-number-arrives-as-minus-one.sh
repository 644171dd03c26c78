#!/usr/bin/env bash
# DuckDB 2.0.1 and pyarrow 26.0.1: UHUGEINT has no type of its own in Arrow, and goes there as a decimal of 38 digits. 2^128 - 1 is itself by rows, and -1 through Arrow, without
# a word; 2^127 - 1, which has 39 digits as well, arrives as it is, in a type that says it cannot hold it.
# One would expect a refusal, text, or the number.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check duckdb==2.0.1 pyarrow==26.0.1
env/bin/python - <<'PYTHON'
import duckdb

seen = []
for number in (2**128 - 1, 2**127 - 1):
    query = f"SELECT '{number}'::UHUGEINT AS n"
    ((by_rows,),) = duckdb.sql(query).fetchall()
    column = duckdb.sql(query).to_arrow_table()["n"]
    seen.append((by_rows == number, str(column.type), int(str(column[0])) - number))
print("same by rows, type in Arrow, off by:", seen)
assert seen == [(True, "decimal128(38, 0)", -(2**128)), (True, "decimal128(38, 0)", 0)]
PYTHON
