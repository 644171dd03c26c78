#!/usr/bin/env bash
# DuckDB 2.0.1: the engine is a module of its own, _duckdb, which the package re-exports: both have the same connect(). A connection that was opened through the engine runs SQL, but
# refuses an Arrow table until `import duckdb` has run somewhere in the process; from then on the same open connection takes it.
# One would expect that what a connection can do is settled when it is opened, and that a name that is only re-exported works without who re-exports it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check duckdb==2.0.1 pyarrow==26.0.1
env/bin/python - <<'PYTHON'
import _duckdb
import pyarrow as pa

con = _duckdb.connect()
table = pa.table({"a": [1, 2]})
sums = con.execute("SELECT 1 + 1").fetchall()
try:
    con.register("t", table)
    said = "nothing"
except _duckdb.Error as error:
    said = str(error).splitlines()[0]
import duckdb

con.register("t", table)
after = con.execute("SELECT sum(a)::INTEGER FROM t").fetchall()
print("SQL:", sums, "| Arrow before:", said, "| after import duckdb:", after, "| same connect:", duckdb.connect is _duckdb.connect)
assert sums == [(2,)] and "cannot be scanned" in said and after == [(3,)] and duckdb.connect is _duckdb.connect
PYTHON
