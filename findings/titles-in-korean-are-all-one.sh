#!/usr/bin/env bash
# pandas 3.0.3 with pyarrow 25.0.0: str.replace(r"\W+", " ", regex=True) on a column of pandas' own text type is done by Arrow, whose \W knows the letters of ASCII alone, so a title in
# Korean or Greek is blank afterwards and two of them are duplicates; on a column of Python objects, as before pandas 3, the letters stay. pandas 3.1.1 gives the
# old answer for both. One would expect the storage of a column not to change what a letter is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
for version in 3.0.3 3.1.1; do
	env/bin/python -m pip install --quiet --disable-pip-version-check "pandas==$version" pyarrow==25.0.0
	env/bin/python - <<'PYTHON'
import pandas as pd

titles = pd.Series(["경향 신문", "Νόμος 4961"])
own, objects = (titles.astype(kind).str.replace(r"\W+", " ", regex=True).tolist() for kind in ("str", object))
print("pandas", pd.__version__, "text:", own, "objects:", objects)
assert objects == ["경향 신문", "Νόμος 4961"]
assert own == ([" ", " 4961"] if pd.__version__ == "3.0.3" else objects)
PYTHON
done
