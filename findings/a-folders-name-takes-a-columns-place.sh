#!/usr/bin/env bash
# DuckDB 2.0.1 beside polars 2.1.0 and pyarrow 26.0.1: one Parquet file, named without any pattern, in a folder called level=7. DuckDB's read_parquet gives the folder's 7 in
# place of the file's own column `level`, in every row, so two different files in folders named alike compare as the same; the other two give the file's values. One
# would expect partitions to be looked for under a folder or a pattern, not above a single file. hive_partitioning = false keeps the file's column.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check duckdb==2.0.1 polars==2.1.0 pyarrow==26.0.1
env/bin/python - <<'PYTHON'
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

Path("level=7").mkdir()
path = "level=7/rows.parquet"
pq.write_table(pa.table({"level": [1, 2]}), path)

query = "SELECT level FROM read_parquet(?)"
seen = {
    "duckdb": [value for (value,) in duckdb.execute(query, [path]).fetchall()],
    "duckdb, no partitions": [value for (value,) in duckdb.execute(query.replace("?", "?, hive_partitioning = false"), [path]).fetchall()],
    "polars": pl.scan_parquet(path).collect()["level"].to_list(),
    "pyarrow": pq.read_table(path)["level"].to_pylist(),
}
print(seen)
assert seen == {"duckdb": [7, 7], "duckdb, no partitions": [1, 2], "polars": [1, 2], "pyarrow": [1, 2]}
PYTHON
