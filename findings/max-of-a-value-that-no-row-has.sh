#!/usr/bin/env bash
# pyarrow 26.0.1 and DuckDB 2.0.1: a dictionary value that no row uses enters a Parquet column's maximum, when the column has a null; DuckDB answers max()
# from the footer and returns a value that no row has. One would expect statistics of the rows, or DuckDB to look.
# Seen: rows access, access, NULL over the dictionary (access, core): max() is core; polars 2.1.0 says access.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pyarrow==26.0.1 duckdb==2.0.1 polars==2.1.0
env/bin/python -W ignore - <<'PYTHON'
import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

column = pa.DictionaryArray.from_arrays(pa.array([0, 0, None], pa.int8()), ["access", "core"])
pq.write_table(pa.table({"segment": column}), "coded.parquet")
footer = pq.ParquetFile("coded.parquet").metadata.row_group(0).column(0).statistics
rows = pq.ParquetFile("coded.parquet").read()["segment"].to_pylist()
by_footer = duckdb.sql("SELECT max(segment) FROM 'coded.parquet'").fetchall()[0][0]
by_rows = duckdb.sql("SELECT max(segment) FROM 'coded.parquet' WHERE segment IS NOT NULL").fetchall()[0][0]
by_polars = pl.scan_parquet("coded.parquet").select(pl.col("segment").cast(pl.String).max()).collect().item()
print("rows:", rows, "footer:", footer.min, footer.max, "duckdb:", by_footer, "duckdb, filtered:", by_rows, "polars:", by_polars)
assert rows == ["access", "access", None] and footer.max == "core"
assert by_footer == "core" and by_rows == by_polars == "access"
PYTHON
