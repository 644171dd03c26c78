#!/usr/bin/env bash
# pyarrow 26.0.1 and DuckDB 2.0.1: a Parquet timestamp in the old INT96 form is read by pyarrow as nanoseconds, so that 9999-12-31, the usual mark for no end,
# comes back as a day of 1816 without a word; with coerce_int96_timestamp_unit it is right. DuckDB has the year right, but cuts nanoseconds.
# One would expect an error outside the range of the type, as for other conversions of timestamps.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pyarrow==26.0.1 duckdb==2.0.1
env/bin/python -W ignore - <<'PYTHON'
import datetime as dt

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

ends = [dt.datetime(2020, 7, 14), dt.datetime(9999, 12, 31)]
pq.write_table(pa.table({"end": pa.array(ends, pa.timestamp("us"))}), "spells.parquet", use_deprecated_int96_timestamps=True)
plain = pq.ParquetFile("spells.parquet").read()["end"]
years = [value.year for value in plain.cast(pa.timestamp("us"), safe=False).to_pylist()]
coerced = pq.ParquetFile("spells.parquet", coerce_int96_timestamp_unit="us").read()["end"].to_pylist()
duck = [row[0].year for row in duckdb.sql('SELECT "end" FROM \'spells.parquet\'').fetchall()]
print("written:", [value.year for value in ends], "pyarrow:", plain.type, years, "coerced:", [v.year for v in coerced], "duckdb:", duck)
assert str(plain.type) == "timestamp[ns]" and years == [2020, 1816]
assert [v.year for v in coerced] == duck == [2020, 9999]
PYTHON
