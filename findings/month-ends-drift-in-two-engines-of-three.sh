#!/usr/bin/env bash
# DuckDB 2.0.1, pandas 3.1.1, polars 2.1.0: from 31 January on by one month, DuckDB's generate_series and pandas' date_range with DateOffset(months=1) add the step to the day
# before, so after February every day is the 29th; polars' date_range counts from the first day and gives every month its last. A panel made in one engine
# joins that of another in its first two periods alone. One would expect one series, and the last day of each month.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check duckdb==2.0.1 pandas==3.1.1 polars==2.1.0
env/bin/python - <<'PYTHON'
from datetime import date

import duckdb
import pandas as pd
import polars as pl

first, last = date(2024, 1, 31), date(2024, 5, 31)
rows = duckdb.execute("SELECT unnest(generate_series($1::DATE, $2::DATE, INTERVAL 1 MONTH))::DATE", [first, last]).fetchall()
days = {
    "duckdb": [d.day for (d,) in rows],
    "pandas": pd.date_range(first, last, freq=pd.DateOffset(months=1)).day.tolist(),
    "polars": pl.date_range(first, last, "1mo", eager=True).dt.day().to_list(),
}
print(days)
assert days["duckdb"] == days["pandas"] == [31, 29, 29, 29, 29]
assert days["polars"] == [31, 29, 31, 30, 31]
PYTHON
