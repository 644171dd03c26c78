#!/usr/bin/env bash
# pandas 3.1.1: in a group-by, the attribute .level is not the column of that name but an internal one, and None; on the frame itself .level is the column.
# One would expect the attribute to be the column, as for any other name, or an error that says so. Seen: frame.level is the column, grouped.level is None, grouped['level'] the column.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pandas==3.1.1
env/bin/python -W ignore - <<'PYTHON'
import pandas as pd

frame = pd.DataFrame({"year": [2019, 2019, 2020], "level": [0, 3, 4], "basis": [1, 1, 2]})
grouped = frame.groupby("year")
print(type(frame.level).__name__, type(grouped.basis).__name__, grouped.level, grouped["level"].max().tolist())
assert frame.level.tolist() == [0, 3, 4] and grouped.basis.max().tolist() == [1, 2]
assert grouped.level is None and grouped["level"].max().tolist() == [3, 4]
PYTHON
