#!/usr/bin/env bash
# pandas 3.1.1: read_stata drops the labels of a value that no row has when it reads a file whole, and keeps them when it reads the same file in chunks. So `.cat.codes` of one
# row differ between the two, and from the numbers that stand in the file (here 2, read as 1). One would expect the file's own scale, either way.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pandas==3.1.1
env/bin/python - <<'PYTHON'
import pandas as pd

levels = ["open", "screened", "barred"]
pd.DataFrame({"level": pd.Categorical(["open", "barred"], levels, ordered=True)}).to_stata("levels.dta", write_index=False)
stored = pd.read_stata("levels.dta", convert_categoricals=False)["level"].tolist()
whole = pd.read_stata("levels.dta")["level"]
chunks = [chunk["level"] for chunk in pd.read_stata("levels.dta", chunksize=1)]
print("stored:", stored, "whole:", whole.cat.codes.tolist(), "in chunks:", [c.cat.codes.tolist() for c in chunks])
assert stored == [0, 2]
assert whole.cat.codes.tolist() == [0, 1] and whole.cat.categories.tolist() == ["open", "barred"]
assert [c.cat.codes.tolist() for c in chunks] == [[0], [2]]
PYTHON
