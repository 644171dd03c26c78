#!/usr/bin/env bash
# pandas 3.1.1: Series.map with an empty Series of days fails where one with a single, other key gives missing days; reindex works for both.
# One would expect the type of what is mapped to, whether or not anything is found. Seen: TypeError about casting days to float64.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pandas==3.1.1
env/bin/python -W ignore - <<'PYTHON'
import pandas as pd

keys = pd.Series(["x", "y"])
one = pd.Series(pd.to_datetime(["2020-01-01"]), index=["z"])
none = one.iloc[:0]
with_one = keys.map(one)
try:
    keys.map(none)
except TypeError as error:
    failed = str(error)
else:
    failed = None
by_reindex = none.reindex(keys)
print("one other key:", with_one.dtype, "none:", failed, "reindex:", by_reindex.dtype)
assert str(with_one.dtype).startswith("datetime64") and failed and str(by_reindex.dtype).startswith("datetime64")
PYTHON
