#!/usr/bin/env bash
# DuckDB 2.0.1 with a file of pyarrow 26.0.1: Parquet's bounds of a column of floating numbers leave NaN out, as the format asks; DuckDB orders NaN above every number, and takes the bounds for those of all rows.
# One would expect a filter to find in a file what it finds in the same rows held in memory. Seen: "v > 5" and "isnan(v)" lose every NaN, unless the reader is told can_have_nan = true, which is not its default.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pyarrow==26.0.1 duckdb==2.0.1
env/bin/python - <<'PYTHON'
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

rows = pa.table({"v": [1.0, 2.0, float("nan")]})
pq.write_table(rows, "v.parquet")
bounds = pq.ParquetFile("v.parquet").metadata.row_group(0).column(0).statistics
places = {"memory": "rows", "file": "read_parquet('v.parquet')", "file, told of NaN": "read_parquet('v.parquet', can_have_nan = true)"}
seen = {
    place: [duckdb.sql(f"SELECT count(*) FROM {source} WHERE {condition}").fetchall()[0][0] for condition in ("v > 5", "isnan(v)")]
    for place, source in places.items()
}
print((bounds.min, bounds.max), seen)
assert (bounds.min, bounds.max) == (1.0, 2.0)
assert seen == {"memory": [1, 1], "file": [0, 0], "file, told of NaN": [1, 1]}
PYTHON
