#!/usr/bin/env bash
# pyarrow 26.0.1, DuckDB 2.0.1, polars 2.1.0: bytes of one length (and so decimals, as pyarrow stores them) in the encoding BYTE_STREAM_SPLIT, which the format has allowed for them since
# version 2.11, are written and read by pyarrow and refused by both others, while floating numbers in the same encoding are read by all three.
# One would expect an encoding to be known to a reader or not. Seen: the column "ratio" is read three times, the columns "digest" and "amount" once each.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pyarrow==26.0.1 duckdb==2.0.1 polars==2.1.0
env/bin/python - <<'PYTHON'
from decimal import Decimal

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

table = pa.table({
    "ratio": pa.array([0.5, 0.25, 0.125]),
    "digest": pa.array([b"0123456789abcdef", b"fedcba9876543210", b"0000000000000000"], pa.binary(16)),
    "amount": pa.array([Decimal("1.50"), Decimal("2.25"), Decimal("3.75")], pa.decimal128(30, 2)),
})
pq.write_table(table, "split.parquet", use_dictionary=False, column_encoding=dict.fromkeys(table.column_names, "BYTE_STREAM_SPLIT"))
readers = {
    "pyarrow": lambda c: pq.read_table("split.parquet", columns=[c])[c].to_pylist(),
    "DuckDB": lambda c: [v for (v,) in duckdb.sql(f"SELECT {c} FROM 'split.parquet'").fetchall()],
    "polars": lambda c: pl.read_parquet("split.parquet", columns=[c])[c].to_list(),
}
able = {}
for column in table.column_names:
    able[column] = []
    for name, read in readers.items():
        try:
            assert read(column) == table[column].to_pylist()
            able[column].append(name)
        except (duckdb.Error, pl.exceptions.ComputeError) as error:
            print(f"{name}: {column}: {error}")
print(able)
assert able == {"ratio": ["pyarrow", "DuckDB", "polars"], "digest": ["pyarrow"], "amount": ["pyarrow"]}
PYTHON
