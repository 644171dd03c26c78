#!/usr/bin/env bash
# polars 2.1.0 with pandas 3.1.1 and pyarrow 26.0.1: an ordered category that pandas wrote to Parquet is a plain Categorical in polars, which compares by letters: 'barred' is
# not above 'screened', and the greatest level is 'open'. What polars itself writes as an Enum arrives in pandas ordered, and in polars as an Enum again: it keeps the
# values beside Arrow's flag, and asks for them alone. One would expect the flag that both write to be read by both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check polars==2.1.0 pandas==3.1.1 pyarrow==26.0.1
env/bin/python - <<'PYTHON'
import pandas as pd
import polars as pl
import pyarrow.parquet as pq

levels, rows = ["open", "screened", "barred"], ["barred", "open"]
pd.DataFrame({"level": pd.Categorical(rows, levels, ordered=True)}).to_parquet("pandas.parquet")
pl.DataFrame({"level": pl.Series(rows, dtype=pl.Enum(levels))}).write_parquet("polars.parquet")
assert [pq.read_schema(f"{n}.parquet").field("level").type.ordered for n in ("pandas", "polars")] == [True, True]

there, back = pl.read_parquet("pandas.parquet")["level"], pd.read_parquet("polars.parquet")["level"]
print("pandas to polars:", there.dtype, (there >= "screened").to_list(), there.max())
print("polars to pandas:", (back >= "screened").tolist(), back.max())
assert there.dtype == pl.Categorical and (there >= "screened").to_list() == [False, False] and there.max() == "open"
assert (back >= "screened").tolist() == [True, False] and back.max() == "barred"
PYTHON
