#!/usr/bin/env bash
# DuckDB 2.0.1: hash() gives the same number for a list that is NULL, an empty list and a list that holds a NULL, though they are distinct values.
# Whoever compares rows of two tables by hash(row) first takes them for equal. One would expect three hashes for three values that IS DISTINCT FROM tells apart.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check duckdb==2.0.1
env/bin/python -W ignore - <<'PYTHON'
import duckdb

lists = ("NULL::INTEGER[]", "[]::INTEGER[]", "[NULL]::INTEGER[]")
hashes = duckdb.sql("SELECT " + ", ".join(f"hash({one})" for one in lists)).fetchall()[0]
apart = duckdb.sql(f"SELECT {lists[0]} IS DISTINCT FROM {lists[1]}, {lists[1]} IS DISTINCT FROM {lists[2]}").fetchall()[0]
other = duckdb.sql("SELECT hash([1]) = hash([2]), hash(NULL::INTEGER) = hash(0)").fetchall()[0]
print("hashes:", len(set(hashes)), "distinct:", apart, "other lists and scalars:", other)
assert len(set(hashes)) == 1 and apart == (True, True) and other == (False, False)
PYTHON
