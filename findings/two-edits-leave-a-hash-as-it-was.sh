#!/usr/bin/env bash
# DuckDB 2.0.1: hash() of two BLOBs can be the same although each of their first two words of eight bytes differs in its last but one byte: the two edits cancel. With
# one byte put in front of both, so that the edits fall elsewhere in their words, the hashes differ. One would expect of 64 bits that two
# edits meet once in 2^64, and compare or count rows by one such hash.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check duckdb==2.0.1
env/bin/python - <<'PYTHON'
import duckdb

a, b = (bytes.fromhex(start) + bytes(24) for start in ("f5b165224a58b791df6af1d8303e61cd", "f5b165224a585a91df6af1d8303e48cd"))
where = [i for i, (x, y) in enumerate(zip(a, b)) if x != y]


def same(x, y):
    return duckdb.execute("SELECT hash($1::BLOB) = hash($2::BLOB)", [x, y]).fetchall()[0][0]


print("bytes that differ:", where, "same hash:", same(a, b), "after one byte in front of both:", same(b"x" + a, b"x" + b))
assert where == [6, 14]
assert same(a, b) and not same(b"x" + a, b"x" + b)
PYTHON
