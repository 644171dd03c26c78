#!/usr/bin/env bash
# DuckDB 2.0.1: an ENUM column is ordered by its scale in max() and in ORDER BY, but a comparison with a text literal
# or a bound parameter falls back to the alphabet: level >= 'barred' keeps 'open', and so does a prepared statement. One would expect the literal to be read as the enum, as it is in IN (...).
# Seen: all five levels pass level >= 'barred'; two do with 'barred'::lvl. A pandas ordered categorical that DuckDB scans behaves the same.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check duckdb==2.0.1 pandas==3.1.1
env/bin/python -W ignore - <<'PYTHON'
import duckdb
import pandas as pd

scale = ["open", "screened", "limited", "barred", "removal"]
db = duckdb.connect()
db.execute(f"CREATE TYPE lvl AS ENUM {tuple(scale)}")
db.execute("CREATE TABLE t AS SELECT unnest(enum_range(NULL::lvl))::lvl AS level")
levels = lambda query, *given: [row[0] for row in db.execute(query, list(given)).fetchall()]
literal = levels("SELECT level FROM t WHERE level >= 'barred'")
bound = levels("SELECT level FROM t WHERE level >= ?", "barred")
cast = levels("SELECT level FROM t WHERE level >= 'barred'::lvl")
highest = levels("SELECT max(level) FROM t")
ordered = pd.DataFrame({"level": pd.Categorical(scale, scale, ordered=True)})
scanned = levels("SELECT level FROM ordered WHERE level >= 'limited'")
print(duckdb.__version__, "literal:", literal, "parameter:", bound, "cast:", cast, "max:", highest, "pandas:", scanned)
assert literal == bound == scale
assert cast == ["barred", "removal"] and highest == ["removal"]
assert scanned == ["open", "screened", "limited", "removal"]
PYTHON
