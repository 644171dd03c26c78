#!/usr/bin/env bash
# DuckDB 2.0.1: NaN read from text and NaN that a division gave are equal, and one value to DISTINCT and to GROUP BY; as text they are 'nan' and '-nan', so
# whoever compares, hashes or counts the text of a column finds a difference where the column has none. One would expect one text for one value.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check duckdb==2.0.1
env/bin/python - <<'PYTHON'
import duckdb

query = """
WITH t AS (SELECT 'nan'::DOUBLE AS x UNION ALL SELECT 'inf'::DOUBLE - 'inf'::DOUBLE)
SELECT count(*), count(DISTINCT x), count(DISTINCT x::VARCHAR), list(x::VARCHAR ORDER BY x::VARCHAR) FROM t
"""
rows, values, texts, listed = duckdb.sql(query).fetchall()[0]
print("rows", rows, "values", values, "texts", texts, listed)
assert (rows, values, texts, listed) == (2, 1, 2, ["-nan", "nan"])
PYTHON
