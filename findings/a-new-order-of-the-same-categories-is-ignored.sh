#!/usr/bin/env bash
# pandas 3.1.1: casting a categorical to another CategoricalDtype with the same values in another order keeps the old order when neither is ordered; set_categories changes it.
# One would expect the dtype that was asked for. Seen: astype(CategoricalDtype([b, a])) leaves categories a, b, so codes written from it are those of the old order.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pandas==3.1.1
env/bin/python -W ignore - <<'PYTHON'
import pandas as pd

column = pd.Series(["b", "a"], dtype=pd.CategoricalDtype(["a", "b"]))
wanted = pd.CategoricalDtype(["b", "a"])
cast = column.astype(wanted)
ordered = column.astype(pd.CategoricalDtype(["b", "a"], ordered=True))
set_anew = column.cat.set_categories(["b", "a"])
print("asked for:", list(wanted.categories), "astype:", list(cast.cat.categories), cast.cat.codes.tolist(),
      "astype, ordered:", list(ordered.cat.categories), "set_categories:", list(set_anew.cat.categories), set_anew.cat.codes.tolist())
assert list(cast.cat.categories) == ["a", "b"] and cast.cat.codes.tolist() == [1, 0]
assert list(ordered.cat.categories) == list(set_anew.cat.categories) == ["b", "a"]
PYTHON
