#!/usr/bin/env bash
# DuckDB 2.0.1: DATE 'infinity' and DATE '-infinity', with which open intervals are written, come to Python as 9999-12-31 and 0001-01-01. Those are days of their own, which the
# database tells apart from them; a set of the rows has two values where SELECT DISTINCT has four. TIMESTAMP does the same with the last microsecond.
# One would expect an error, text or None for what datetime cannot hold, and never a day that another row may really have.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check duckdb==2.0.1
env/bin/python - <<'PYTHON'
import duckdb

days = "SELECT unnest(['infinity', '9999-12-31', '-infinity', '0001-01-01'])::DATE AS day"
rows = [row[0].isoformat() for row in duckdb.sql(days).fetchall()]
distinct = duckdb.sql(f"SELECT count(DISTINCT day), count(*) FILTER (isinf(day)) FROM ({days})").fetchall()[0]
moment = duckdb.sql("SELECT TIMESTAMP 'infinity'").fetchall()[0][0].isoformat()
print("by rows:", rows, "distinct and endless in SQL:", distinct, "timestamp:", moment)
assert rows == ["9999-12-31", "9999-12-31", "0001-01-01", "0001-01-01"] and distinct == (4, 2)
assert moment == "9999-12-31T23:59:59.999999"
PYTHON
