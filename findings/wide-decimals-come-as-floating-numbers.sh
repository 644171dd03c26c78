#!/usr/bin/env bash
# DuckDB 2.0.1: a Parquet decimal of more than 38 digits (written by pyarrow 26.0.1 as decimal256) is read as DOUBLE, without a word.
# One would expect an error, as for other types that it does not hold. Seen: two decimals that differ in the 20th digit are equal there, and the column is DOUBLE.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check duckdb==2.0.1 pyarrow==26.0.1
env/bin/python -W ignore - <<'PYTHON'
from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

values = [Decimal("12345678901234567890"), Decimal("12345678901234567891")]
pq.write_table(pa.table({"amount": pa.array(values, pa.decimal256(40, 0))}), "wide.parquet")
pq.write_table(pa.table({"amount": pa.array(values, pa.decimal128(38, 0))}), "narrow.parquet")
seen = {
    name: duckdb.sql(f"SELECT any_value(typeof(amount)), count(DISTINCT amount) FROM '{name}.parquet'").fetchall()[0]
    for name in ("narrow", "wide")
}
print(seen, "in the file:", pq.read_schema("wide.parquet").field("amount").type)
assert seen == {"narrow": ("DECIMAL(38,0)", 2), "wide": ("DOUBLE", 1)}
PYTHON
