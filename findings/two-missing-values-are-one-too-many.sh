#!/usr/bin/env bash
# pandera 0.35.0 with pandas 3.1.1: a column with unique=True and nullable=True refuses its second missing value as a duplicate. In SQL, and in the primary and
# unique keys that schemas are written after, missing values are never equal, so a nullable unique column may have many. One would expect the same.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pandera==0.35.0 pandas==3.1.1 duckdb==2.0.1
env/bin/python - <<'PYTHON'
import duckdb
import pandas as pd
import pandera.pandas as pa

schema = pa.DataFrameSchema({"code": pa.Column(str, unique=True, nullable=True)})
one, two = (pd.DataFrame({"code": pd.Series(["BEL"] + [None] * n, dtype="str")}) for n in (1, 2))
refused = None
schema.validate(one)
try:
    schema.validate(two)
except pa.errors.SchemaError as problem:
    refused = problem.reason_code.name
con = duckdb.connect()
con.execute("CREATE TABLE codes (code VARCHAR UNIQUE)")
con.execute("INSERT INTO codes VALUES ('BEL'), (NULL), (NULL)")
rows = con.execute("SELECT count(*) FROM codes").fetchone()[0]
print("two missing: pandera", refused, "DuckDB keeps", rows, "rows")
assert refused == "SERIES_CONTAINS_DUPLICATES"
assert rows == 3
PYTHON
